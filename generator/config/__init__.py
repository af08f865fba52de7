"""Project settings: one option table for the command line, pyproject.toml's `[tool.gen]` and the help."""

from generator.config.options import LAYERS, OPTIONS, Kind, Option
from generator.config.project import find_project, load
from generator.config.settings import Settings

__all__ = ["LAYERS", "OPTIONS", "Kind", "Option", "Settings", "find_project", "load"]
