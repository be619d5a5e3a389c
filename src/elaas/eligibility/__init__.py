"""Who must have eLås, and why (letter, "Når må du ha eLås?")."""
