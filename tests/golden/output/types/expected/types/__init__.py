"""The types domain."""

from .models import Everything
from .repository import EverythingRepository
from .schemas import EverythingCreate, EverythingFilter, EverythingRead, EverythingSort
from .types import Inner, Label, Rank

__all__ = [
    "Everything",
    "EverythingCreate",
    "EverythingFilter",
    "EverythingRead",
    "EverythingRepository",
    "EverythingSort",
    "Inner",
    "Label",
    "Rank",
]
