"""The models of the people domain."""

from .member import Member

__all__ = [
    "Member",
]
