"""`elaas serve`: the web server."""
