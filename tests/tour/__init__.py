"""What `make build` shows at its end: the example's migrations on a SQLite file, and a round trip through a repository."""
