"""Every repository; importing one loads all, since each may read its rows together with another's."""

from ..repos import people, work

__all__ = [
    "people",
    "work",
]
