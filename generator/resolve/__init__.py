"""From the documents of a spec folder to what they mean, with all that is wrong found at once."""

from generator.resolve.project import resolve

__all__ = ["resolve"]
