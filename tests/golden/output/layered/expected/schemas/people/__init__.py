"""The schemas of the people domain."""

from .member import MemberCreate, MemberFilter, MemberRead, MemberSort, MemberUpdate

__all__ = [
    "MemberCreate",
    "MemberFilter",
    "MemberRead",
    "MemberSort",
    "MemberUpdate",
]
