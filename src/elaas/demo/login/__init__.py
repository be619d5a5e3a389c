"""A look-alike of an OpenID provider, as strict as the standards ask."""
