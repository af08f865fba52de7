"""The committed example, imported and used as its application would, on every database."""
