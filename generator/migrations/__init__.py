"""From one schema to the next: operations, their order, the history of revisions and the text of new ones."""

from generator.migrations.environment import (
    environment_files,
    environment_sources,
    migrations_folder,
    migrations_package,
    output_package,
)
from generator.migrations.history import History, read_history
from generator.migrations.revision import Revision, plan_revision

__all__ = [
    "History",
    "Revision",
    "environment_files",
    "environment_sources",
    "migrations_folder",
    "migrations_package",
    "output_package",
    "plan_revision",
    "read_history",
]
