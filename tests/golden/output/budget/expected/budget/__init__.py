"""Budgets, their lines and the tags on them."""

from .models import Budget, BudgetLine, BudgetPeriod, Tag
from .repository import BudgetLineRepository, BudgetRepository, TagRepository
from .schemas import (
    BudgetCreate,
    BudgetFilter,
    BudgetLineCreate,
    BudgetLineFilter,
    BudgetLineRead,
    BudgetLineSort,
    BudgetLineUpdate,
    BudgetRead,
    BudgetSort,
    BudgetUpdate,
    TagCreate,
    TagFilter,
    TagRead,
    TagSort,
    TagUpdate,
)

__all__ = [
    "Budget",
    "BudgetCreate",
    "BudgetFilter",
    "BudgetLine",
    "BudgetLineCreate",
    "BudgetLineFilter",
    "BudgetLineRead",
    "BudgetLineRepository",
    "BudgetLineSort",
    "BudgetLineUpdate",
    "BudgetPeriod",
    "BudgetRead",
    "BudgetRepository",
    "BudgetSort",
    "BudgetUpdate",
    "Tag",
    "TagCreate",
    "TagFilter",
    "TagRead",
    "TagRepository",
    "TagSort",
    "TagUpdate",
]
