"""What can be done to access, one verb a module."""
