"""Who the letter is about and who it lets in: recipients, kin, employees and their phones."""
