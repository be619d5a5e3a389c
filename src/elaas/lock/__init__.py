"""The program inside a lock. Plain Python, no Django; it knows no employee by name."""
