"""The body of a revision: its operations, one after the other, on all databases of the project."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.code import call, literal
from generator.dialects import dialect
from generator.migrations.bodies.columns import add_column, alter_column, drop_column
from generator.migrations.bodies.constraints import (
    add_check,
    add_foreign_keys,
    add_index,
    add_unique,
    alter_primary_key,
    drop_check,
    drop_foreign_keys,
    drop_index,
    drop_unique,
)
from generator.migrations.bodies.guards import allow_changes, create_policy, drop_policy, forbid_changes
from generator.migrations.bodies.module import Module, support
from generator.migrations.bodies.objects import drop_object, make_object
from generator.migrations.bodies.rebuilds import Rebuilds, plan_rebuilds
from generator.migrations.bodies.renames import rename, rename_constraint, rename_index
from generator.migrations.bodies.rows import change_labels, fill_column
from generator.migrations.bodies.statements import Statement, op, schema_option
from generator.migrations.bodies.surroundings import surrounding
from generator.migrations.bodies.tables import create_table, drop_table
from generator.migrations.draft import Draft, TableName, found, name_of
from generator.migrations.operations import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AddUnique,
    AllowChanges,
    AlterColumn,
    AlterEnumType,
    AlterPrimaryKey,
    ChangeLabels,
    CreateEnumType,
    CreateExtension,
    CreateObject,
    CreatePolicy,
    CreateSchema,
    CreateTable,
    DropCheck,
    DropColumn,
    DropEnumType,
    DropExtension,
    DropForeignKey,
    DropIndex,
    DropObject,
    DropPolicy,
    DropSchema,
    DropTable,
    DropUnique,
    FillColumn,
    ForbidChanges,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetTableComment,
    TableOperation,
)
from generator.schema.physical import physical
from generator.schema.state import Schema, Table

_OUTER = (RenameTable, RenameColumn, CreateSchema, DropSchema, CreateObject, DropObject)
"""What comes before all else, and on the way back after it."""


def body(
    operations: Sequence[Operation],
    before: Schema,
    databases: Sequence[str],
    module: Module,
    turns: Mapping[int, int] | None = None,
) -> list[Statement]:
    """Give the statements of the operations, applied to `before`; `turns` are those of its operations, by identity."""
    draft = Draft(before)
    owners = tuple(databases)
    first_other = next((i for i, item in enumerate(operations) if not _opens(item)), len(operations))
    after_last = len(operations)
    while after_last > first_other and isinstance(operations[after_last - 1], _OUTER):
        after_last -= 1
    statements: list[Statement] = []
    for operation in operations[:first_other]:
        statements.extend(_around(operation, draft, owners))
    renamed = len(statements)
    middle = operations[first_other:after_last]
    plans = plan_rebuilds(middle, draft, owners)
    refusing = sum(table.append_only for table in draft.tables.values())
    shared = any(dialect(name).shared_refusal for name in owners)
    checked = tuple(plan.owner.name for plan in plans if plan.rebuilt)
    late: list[Statement] = []
    for operation in middle:
        more = _refusals(operation, draft)
        statements.extend(_instead(operation, plans, draft, module))
        turn = (turns or {}).get(id(operation), 0)
        module.online = turn % 2 == 1
        made = list(_run(operation, draft, owners, plans, module))
        if isinstance(operation, CreateObject) and operation.object.tables and checked:
            # What stands on a table comes after that is made anew, which is no step of its own.
            late.extend(_of(made, owners, checked))
            made = list(_of(made, owners, {*owners} - {*checked}))
        statements.extend(replace(it, turn=turn) if turn else it for it in made)
        if more < 0 and refusing + more == 0 and shared:
            statements.append(Statement(owners, call(support("drop_refusal")), turn=turn))
        refusing += more
    statements[renamed:] = sorted(statements[renamed:], key=lambda it: not it.first)
    if checked:
        # A table that goes may refer to what the one that was made anew has no more.
        last = max(((turns or {}).get(id(it), 0) for it in middle if isinstance(it, DropTable)), default=0)
        statements.append(Statement(checked, call(support("check_references")), turn=last))
        statements.extend(replace(it, turn=last) for it in late)
    for operation in operations[after_last:]:
        statements.extend(_around(operation, draft, owners))
    return statements


def _opens(operation: Operation) -> bool:
    """Tell whether it comes before what changes tables: all that is outer but what stands on them."""
    return isinstance(operation, _OUTER) and not (isinstance(operation, CreateObject) and operation.object.tables)


def _of(made: Iterable[Statement], owners: Sequence[str], chosen: Collection[str]) -> Iterator[Statement]:
    """Give the statements that some of the databases run, for them alone."""
    for statement in made:
        named = tuple(name for name in owners if name in statement.databases and name in chosen)
        if named:
            yield replace(statement, databases=named)


def _around(operation: Operation, draft: Draft, owners: tuple[str, ...]) -> list[Statement]:
    """Give the statements of what stands around changes of tables, and apply it."""
    match operation:
        case CreateObject(item):
            made = make_object(item, owners)
        case DropObject(name):
            made = drop_object(draft.object(name), owners)
        case CreateSchema() | DropSchema():
            made = surrounding(operation, draft, owners)
        case _:
            made = rename(operation, draft, owners)
    found = list(made)
    operation.apply(draft)
    return found


def _refusals(operation: Operation, draft: Draft) -> int:
    """Give how many tables more refuse changes after the operation."""
    match operation:
        case CreateTable(table):
            return int(table.append_only)
        case DropTable(name):
            return -int(draft.table(name).append_only)
        case ForbidChanges() | AllowChanges():
            return 1 if isinstance(operation, ForbidChanges) else -1
        case _:
            return 0


def _instead(operation: Operation, plans: Sequence[Rebuilds], draft: Draft, module: Module) -> Iterator[Statement]:
    """Give what databases that cannot alter a table do in the place of its first operation."""
    for plan in plans:
        for name in plan.touched(operation, draft):
            plan.done.add(name)
            if name in plan.rebuilt:
                yield from plan.rebuild(name, module)
                continue
            alone = Draft(Schema((physical(plan.old[name], plan.owner),)))
            for change in plan.separate[name]:
                yield from _run(change, alone, (plan.owner.name,), (), module)


def _run(
    operation: Operation, draft: Draft, databases: tuple[str, ...], plans: Sequence[Rebuilds], module: Module
) -> Iterator[Statement]:
    """Give what the databases that run the operation by itself do, and apply it."""
    taking = {plan.owner.name for plan in plans if plan.takes(operation)}
    owners = tuple(name for name in databases if name not in taking)
    if not owners:
        operation.apply(draft)
        return
    match operation:
        case CreateTable(table):
            operation.apply(draft)
            yield from create_table(table, owners, module, _later_keys(table, plans))
        case DropTable(name):
            yield from drop_table(draft.table(name), owners)
            operation.apply(draft)
        case AlterEnumType():
            rebuilt = {plan.owner.name: plan.rebuilt | plan.separate.keys() for plan in plans}
            before = dict(draft.tables)
            yield from surrounding(operation, draft, owners)
            operation.apply(draft)
            for name, table in before.items():
                altering = tuple(
                    it for it in owners if not dialect(it).native_enums and name not in rebuilt.get(it, ())
                )
                for column in filter(operation.has, table.columns):
                    yield from alter_column(table, draft.table(name), column.name, altering, module)
        case CreateEnumType() | DropEnumType() | CreateSchema() | DropSchema() | CreateExtension() | DropExtension():
            yield from surrounding(operation, draft, owners)
            operation.apply(draft)
        case CreateObject() | DropObject():
            yield from _around(operation, draft, owners)
        case TableOperation():
            yield from _change(operation, draft, owners, module)
        case _:
            message = f"no body for {operation.word}"
            raise TypeError(message)


def _change(operation: TableOperation, draft: Draft, owners: tuple[str, ...], module: Module) -> Iterator[Statement]:  # noqa: C901, PLR0912  # one case an operation
    """Give the statements of an operation on one table, and apply it."""
    name = operation.table
    old = draft.table(name)
    operation.apply(draft)
    new = draft.table(name)
    match operation:
        case AddColumn(_, column, fill):
            yield from add_column(new, column, fill, owners, module)
        case FillColumn():
            yield from fill_column(new, operation, owners, online=module.online)
        case ChangeLabels():
            yield from change_labels(new, operation, owners)
        case AlterColumn(_, column):
            yield from alter_column(old, new, column.name, owners, module)
        case DropColumn(_, column):
            yield drop_column(name, column, owners)
        case AlterPrimaryKey():
            yield from alter_primary_key(old, new, owners)
        case AddUnique(_, unique):
            yield from add_unique(new, unique.name, owners, online=module.online)
        case DropUnique(_, dropped):
            yield from drop_unique(old, dropped, owners)
        case AddCheck(_, check):
            yield from add_check(new, check.name, owners, online=module.online)
        case DropCheck(_, dropped):
            yield from drop_check(old, dropped, owners)
        case AddIndex(_, index):
            yield from add_index(new, index.name, owners, online=module.online)
        case DropIndex(_, dropped):
            yield from drop_index(old, dropped, owners, online=module.online)
        case RenameIndex(_, old_name, to):
            yield from rename_index(old, new, old_name, to, owners)
        case RenameConstraint(_, old_name, to):
            yield from rename_constraint(old, new, old_name, to, owners)
        case AddForeignKey(_, key):
            yield from add_foreign_keys(new, (key,), owners, online=module.online)
        case DropForeignKey(_, dropped):
            yield from drop_foreign_keys(old, (found(old.foreign_keys, dropped, "foreign key"),), owners)
        case CreatePolicy(_, policy):
            yield from create_policy(name, policy, owners)
        case DropPolicy():
            yield from drop_policy(name, owners)
        case ForbidChanges():
            yield forbid_changes(name, owners)
        case AllowChanges():
            yield allow_changes(name, owners)
        case SetTableComment(_, comment):
            yield from _comment(name, comment, old.comment, owners)
        case _:
            return


def _comment(table: TableName, comment: str | None, before: str | None, owners: tuple[str, ...]) -> Iterator[Statement]:
    commenting = tuple(name for name in owners if dialect(name).comments)
    where = schema_option(table, commenting)
    if not commenting:
        return
    if comment is None:
        directive = op("drop_table_comment", literal(table.name), existing_comment=literal(before), **where)
    else:
        directive = op(
            "create_table_comment", literal(table.name), literal(comment), existing_comment=literal(before), **where
        )
    yield Statement(commenting, directive)


def _later_keys(table: Table, plans: Sequence[Rebuilds]) -> dict[str, Table]:
    """Give, by database, the table with no more than the keys that it has to get at once there."""
    name = name_of(table)
    return {
        plan.owner.name: replace(table, uniques=(), checks=(), indexes=(), foreign_keys=plan.later_keys[name])
        for plan in plans
        if name in plan.later_keys
    }
