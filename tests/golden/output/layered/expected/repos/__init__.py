"""The repos of every domain."""
