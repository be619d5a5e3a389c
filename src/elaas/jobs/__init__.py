"""Commands and work in the background."""
