"""What people's pages show of access: each page is one query with a fixed number of statements."""
