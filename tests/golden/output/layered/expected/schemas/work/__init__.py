"""The schemas of the work domain."""

from .team import TeamCreate, TeamFilter, TeamRead, TeamSort, TeamUpdate

__all__ = [
    "TeamCreate",
    "TeamFilter",
    "TeamRead",
    "TeamSort",
    "TeamUpdate",
]
