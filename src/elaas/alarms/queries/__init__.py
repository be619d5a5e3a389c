"""What is to be found, and what pages show of it."""
