"""What the databases hold, as data: lowered from the specs, kept in the revisions, rendered for models and migrations."""

from generator.schema.lower import lower

__all__ = ["lower"]
