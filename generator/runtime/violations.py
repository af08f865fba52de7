"""From a database's refusal to the typed error: by the constraint's name, or by what the database tells instead."""

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Table
from sqlalchemy.orm import DeclarativeBase, Mapper
from sqlalchemy.schema import ColumnCollectionConstraint

from .base import guards_of
from .databases.database import Broken, Violation
from .errors import CheckFailedError, DuplicateError, ReferenceMissingError, RepositoryError, StillReferencedError

Rule = ColumnCollectionConstraint | Index


def translate(violation: Violation, model: type[DeclarativeBase], table: Table, *, removing: bool) -> RepositoryError:
    """Give the error for what a statement on `table`, sent by the repository of `model`, has broken."""
    entity = model.__name__
    found = next(_rules(violation, table), None)
    if found is None:
        return _unknown(violation, model, table, removing=removing)
    owner, rule = found
    name, fields = _terms(model, owner, rule)
    match rule:
        case ForeignKeyConstraint() if removing or (owner is not table and rule.referred_table is table):
            return StillReferencedError(entity, name)
        case ForeignKeyConstraint():
            return ReferenceMissingError(name, "refers to a row that is not there", fields)
        case CheckConstraint():
            return CheckFailedError(name, _told(rule) or str(rule.name).removeprefix(f"ck_{owner.name}_"), fields)
        case _:
            return DuplicateError(name, _told(rule) or "another row has these values", fields)


def _told(rule: Rule) -> str | None:
    """Give what the spec says that callers are told."""
    message: object = rule.info.get("message")
    return message if isinstance(message, str) else None


def _rules(violation: Violation, table: Table) -> Iterator[tuple[Table, Rule]]:
    """Find the constraint, on the statement's table first."""
    others = (other for other in table.metadata.tables.values() if other is not table)
    for owner in (table, *others):
        for rule in _rules_of(owner, violation.kind):
            if violation.name in _names(rule) or (violation.columns and violation.columns == _columns(rule)):
                yield owner, rule


def _rules_of(table: Table, kind: Broken) -> Iterator[Rule]:
    if kind is Broken.UNIQUE:
        yield from (index for index in table.indexes if index.unique)
    for constraint in table.constraints:
        if isinstance(constraint, ColumnCollectionConstraint):
            is_check, is_key = isinstance(constraint, CheckConstraint), isinstance(constraint, ForeignKeyConstraint)
            if (is_check, is_key) == (kind is Broken.CHECK, kind is Broken.REFERENCE):
                yield constraint


def _names(rule: Rule) -> set[str]:
    """Give what the rule may be called; MariaDB calls every primary key PRIMARY."""
    is_key = not isinstance(rule, Index) and rule is rule.table.primary_key
    return {str(rule.name), "PRIMARY"} if is_key else {str(rule.name)}


def _columns(rule: Rule) -> tuple[str, ...]:
    return tuple(map(str, rule.columns))


def _terms(model: type[DeclarativeBase], table: Table, rule: Rule) -> tuple[str, tuple[str, ...]]:
    """Give the entity that `table` belongs to, and the rule's fields without the tenant."""
    mapper = _mapper(model, table)
    columns = [column for column in rule.columns if column.name != guards_of(table).tenant]
    if mapper is None:
        return _owner(model, table), tuple(column.name for column in columns)
    return mapper.class_.__name__, tuple(mapper.get_property_by_column(column).key for column in columns)


def _mapper(model: type[DeclarativeBase], table: Table) -> Mapper[object] | None:
    return next((item for item in model.registry.mappers if item.local_table is table), None)


def _owner(model: type[DeclarativeBase], table: Table) -> str:
    """Give the entity whose links `table` holds: the one that its key begins with."""
    first = next(column for column in table.primary_key.columns if column.name != guards_of(table).tenant)
    keys = [key for key in table.foreign_key_constraints if key.columns.contains_column(first)]
    owners = [_mapper(model, key.referred_table) for key in keys]
    return next((owner.class_.__name__ for owner in owners if owner is not None), model.__name__)


def _unknown(violation: Violation, model: type[DeclarativeBase], table: Table, *, removing: bool) -> RepositoryError:
    entity = model.__name__
    names = tuple(name.rpartition(".")[2] for name in violation.columns)
    match violation.kind:
        case Broken.UNIQUE:
            return DuplicateError(entity, "another row has these values")
        case Broken.CHECK:
            return CheckFailedError(entity, (violation.name or "a check").removeprefix(f"ck_{table.name}_"))
        case Broken.REQUIRED:
            return CheckFailedError(entity, "required", names)
        case Broken.REFERENCE if removing:
            return StillReferencedError(entity, None)
        case Broken.REFERENCE:
            return ReferenceMissingError(entity, "refers to a row that is not there")
