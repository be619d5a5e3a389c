"""What people are told: SMS and letters."""
