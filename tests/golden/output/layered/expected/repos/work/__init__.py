"""The repository of the work domain."""

from .team import TeamRepository

__all__ = [
    "TeamRepository",
]
