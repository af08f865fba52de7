"""The models of the work domain."""

from .team import Team

__all__ = [
    "Team",
]
