"""The repository of the people domain."""

from .member import MemberRepository

__all__ = [
    "MemberRepository",
]
