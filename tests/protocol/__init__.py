"""What phone and lock say to each other, against code that is not ours."""
