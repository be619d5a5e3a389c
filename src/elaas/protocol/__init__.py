"""What phone and lock say to each other, to the byte: no Django, no network, no clock."""
