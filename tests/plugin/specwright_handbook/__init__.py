"""A plugin: a Markdown page with a table for each entity, and the field type `currency`."""

from generator.plugins import API, Artifact, Plugin
from specwright_handbook.currency import CURRENCY
from specwright_handbook.pages import pages

__all__ = ["plugin"]

# What this was written for is a number, not API: the generator compares the two.
WRITTEN_FOR = 1
assert API >= WRITTEN_FOR

plugin = Plugin(api=WRITTEN_FOR, artifacts=(Artifact("handbook", pages),), types=(CURRENCY,))
