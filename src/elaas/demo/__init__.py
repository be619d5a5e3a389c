"""A simulated municipality: its people, its locks, its radio and its employees' phones."""
