"""The program inside a lock, and those who would like it to open."""
