"""Each looks at one thing, in the snapshot of the open transaction, and names its faults."""
