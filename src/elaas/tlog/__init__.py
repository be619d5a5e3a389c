"""The tree that makes the log impossible to change unseen. Plain Python."""
