"""What callers may narrow a list by: the members of an entity's filter, one source for schema and repository."""

from enum import Enum
from functools import cache
from typing import NamedTuple

from generator.fieldtypes import EnumRef, Operator, Scalar, TypeRef, row
from generator.ir import Entity, Field


class Test(Enum):
    """What a member of a filter asks of its field; the value is the ending of the member's name."""

    EQUAL = ""
    MEMBER = "_in"
    FROM = "_from"
    BEFORE = "_before"
    IS_NULL = "_is_null"


class FilterMember(NamedTuple):
    """One member of a filter."""

    name: str
    field: Field
    test: Test


def filter_members(entity: Entity) -> tuple[FilterMember, ...]:
    """Give the members for the fields that callers may filter by, and for every reference, in the fields' order."""
    wanted = set(entity.filter)
    wanted.update(name for reference in entity.references for name in reference.fields)
    wanted.discard(entity.flags.tenant or "")
    taken = {"q"} if entity.search else set[str]()
    found: list[FilterMember] = []
    for field in entity.fields:
        if field.name not in wanted or field.access.hidden or field.access.write_only or field.access.sensitive:
            continue
        for test, ending in _tests(field.type, field.nullable):
            name = field.name + ending
            while name in taken or (ending and name in wanted):
                name += "_"
            taken.add(name)
            found.append(FilterMember(name, field, test))
    return tuple(found)


@cache
def _tests(ref: TypeRef, nullable: bool) -> tuple[tuple[Test, str], ...]:  # noqa: FBT001  # a property of the field, like its type
    operators = _operators(ref)
    tests = [Test.EQUAL] if Operator.EQUAL in operators else []
    if Operator.MEMBER in operators and ref != Scalar("bool"):
        tests.append(Test.MEMBER)
    if Operator.RANGE in operators:
        tests += [Test.FROM, Test.BEFORE]
    if nullable:
        tests.append(Test.IS_NULL)
    return tuple((test, test.value) for test in tests)


def _operators(ref: TypeRef) -> frozenset[Operator]:
    match ref:
        case Scalar(name=name):
            return row(name).operators
        case EnumRef():
            return frozenset({Operator.EQUAL, Operator.MEMBER})
        case _:
            return frozenset()
