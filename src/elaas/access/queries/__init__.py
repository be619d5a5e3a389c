"""What is known about access: facts for the rule, and answers for pages."""
