"""What the specs mean, resolved: every name looked up, every flag applied, every default filled in.

Fields here are columns: a reference `budget: Budget` is the `Reference` "budget" over the field "budget_id", and what a
flag adds (`tenant_id`, `deleted_at`, ...) stands among the fields with its `Role`. Names that cross entities are
`EntityName`s, looked up in `Project`.
"""

from generator.ir.constraints import Check, Index, Key, Search, Term, Unique
from generator.ir.entity import Entity, Extension, Flags
from generator.ir.fields import (
    NO_BOUNDS,
    Access,
    Bounds,
    Computed,
    Field,
    Generated,
    Literal,
    Role,
    Source,
    Stamp,
    Write,
)
from generator.ir.links import EntityName, Inverse, ManyToMany, OnDelete, Reference
from generator.ir.project import Domain, EnumMember, EnumType, Project, SqlObject, ValueType

__all__ = [
    "NO_BOUNDS",
    "Access",
    "Bounds",
    "Check",
    "Computed",
    "Domain",
    "Entity",
    "EntityName",
    "EnumMember",
    "EnumType",
    "Extension",
    "Field",
    "Flags",
    "Generated",
    "Index",
    "Inverse",
    "Key",
    "Literal",
    "ManyToMany",
    "OnDelete",
    "Project",
    "Reference",
    "Role",
    "Search",
    "Source",
    "SqlObject",
    "Stamp",
    "Term",
    "Unique",
    "ValueType",
    "Write",
]
