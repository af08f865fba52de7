"""The types that a field can have: one row a scalar, and what follows from it for enums, values, lists and maps."""

from generator.fieldtypes.refs import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef

__all__ = ["EnumRef", "ListOf", "MapOf", "Scalar", "TypeRef", "ValueRef"]
