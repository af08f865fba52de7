"""The schemas of every domain."""
