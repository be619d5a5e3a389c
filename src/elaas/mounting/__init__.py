"""From the invitation to a mounted lock, and back to the door as it was."""
