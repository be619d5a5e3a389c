"""What is to be mounted where, when somebody comes, and when somebody could."""
