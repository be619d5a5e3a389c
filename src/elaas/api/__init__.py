"""What machines ask for: the employees' phones, the care system, the log."""
