"""What can be done to crews, cases and appointments, one verb a function."""
