"""Conditions and computed values that a spec writes in SQL: read, typed, printed, rendered per database."""

from generator.expressions.tree import Expression

__all__ = ["Expression"]
