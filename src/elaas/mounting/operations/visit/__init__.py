"""What a crew's phone tells of a visit becomes what is known: one operation for each step."""
