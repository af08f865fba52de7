"""Every model; importing this package completes the metadata."""

from ..models import people, work

__all__ = [
    "people",
    "work",
]
