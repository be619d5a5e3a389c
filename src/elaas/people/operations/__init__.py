"""What can be done to people's records, one verb a function."""
