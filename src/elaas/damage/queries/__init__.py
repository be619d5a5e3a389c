"""What was damaged, how it stands, what it cost, and whose photos may be shown to whom."""
