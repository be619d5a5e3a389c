"""Safety alarms at night, emergency access and its review."""
