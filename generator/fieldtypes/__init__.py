"""The types that a field can have: one row a scalar, and what follows from it for enums, values, lists and maps."""

from generator.fieldtypes.annotations import Namer, annotation
from generator.fieldtypes.columns import column_type, identity_type, sa_identity_type, sa_type
from generator.fieldtypes.numbers import decimal_places, units
from generator.fieldtypes.refs import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef
from generator.fieldtypes.registry import (
    ROWS,
    SYNONYMS,
    argument_error,
    example,
    read,
    register,
    row,
    samples,
    sql_literal,
    suggestion,
    unsupported,
)
from generator.fieldtypes.row import Kind, Operator, Parameter, Row

__all__ = [
    "ROWS",
    "SYNONYMS",
    "EnumRef",
    "Kind",
    "ListOf",
    "MapOf",
    "Namer",
    "Operator",
    "Parameter",
    "Row",
    "Scalar",
    "TypeRef",
    "ValueRef",
    "annotation",
    "argument_error",
    "column_type",
    "decimal_places",
    "example",
    "identity_type",
    "read",
    "register",
    "row",
    "sa_identity_type",
    "sa_type",
    "samples",
    "sql_literal",
    "suggestion",
    "units",
    "unsupported",
]
