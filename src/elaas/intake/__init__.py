"""A care system's export becomes people, doors and assignments, newest version first."""
