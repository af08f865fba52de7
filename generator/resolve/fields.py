"""The fields of all entities, each found when it is first asked for: a reference needs the key that it points to."""

from generator.diagnostics import Span, rule
from generator.fieldtypes import ROWS, Scalar
from generator.flags import AddedColumn
from generator.ir import EntityName, Field, Literal, Role
from generator.naming import snake
from generator.resolve.columns import (
    ASSOCIATION_OPTIONS,
    REFERENCE_OPTIONS,
    WRONG_DEFAULT,
    data_field,
    is_nullable,
    refuse_options,
)
from generator.resolve.draft import Draft, Work, Written
from generator.resolve.keys import KEY_CIRCLE, key_column, key_spot, surrogate
from generator.resolve.literals import LiteralError, read_literal
from generator.resolve.references import build_reference, flag_reference, reference_fields
from generator.resolve.types import Meaning, Types
from generator.spec.suggestion import did_you_mean
from generator.spec.typenames import TypeFindingError, read_type

UNKNOWN_FIELD = rule(
    "R236",
    "unknown-field",
    """
The entity has no field of this name, neither its own nor one of a mixin, a flag or a reference.

Not so:     fields: {name: text}
            sort: [title]
But so:     fields: {name: text}
            sort: [name]
""",
)
BAD_FLAG_TYPE = rule(
    "R232",
    "bad-flag-type",
    """
The column of `tenant` or `audit` is of a built-in type, or refers to an entity without a tenant whose key is one column.

Not so:     tenant: {type: list[text]}
But so:     tenant: {type: uuid}
""",
)

FLAG_REFERENCE_CLASH = rule(
    "R239",
    "flag-reference-clash",
    """
A flag whose column refers to an entity brings the relation along, called as the column without `_id`.

Not so:     tenant: {column: organization_id, type: Organization}
            fields: {organization: Organization}
But so:     tenant: {column: organization_id, type: Organization}
""",
)

_DEEPEST = 50
"""Entities that a chain of shared keys may pass through."""


class Fields:
    """Gives the columns of written fields, keys and flags; findings are reported when a field is first asked for."""

    def __init__(self, work: Work) -> None:
        """Begin without any."""
        self.work = work
        self._types = Types(work)
        self._open: list[tuple[EntityName, str]] = []
        self._flag_types: dict[str, Field] = {}

    def meaning(self, written: Written) -> Meaning:
        """Give what a written field's type means."""
        return self._types.read(written.document.type, written.spot)

    def of(self, draft: Draft, name: str) -> tuple[Field, ...]:
        """Give the columns of a written field: none for a many-to-many, or where a finding says why."""
        known = draft.of_written.get(name)
        if known is not None:
            return known
        made = self._made(draft, draft.written[name])
        draft.of_written[name] = made
        return made

    def key(self, draft: Draft) -> tuple[Field, ...]:
        """Give the key's fields without the tenant."""
        if draft.key_parts is not None:
            return draft.key_parts
        names = draft.key_document.fields
        parts = self._natural(draft, names) if names else (self._surrogate(draft),)
        draft.key_parts = parts
        return parts

    def _surrogate(self, draft: Draft) -> Field:
        column = key_column(draft)
        return self.work.one((id(draft.key_document), column), lambda: surrogate(draft, column, self.work))

    def flagged(self, draft: Draft) -> dict[Role, Field]:
        """Give the fields that flags add."""
        if draft.flagged is None:
            draft.flagged = {column.role: self._added(draft, column) for column in draft.added}
        return draft.flagged

    def named(self, draft: Draft, name: str) -> tuple[Field, ...] | None:
        """Give the columns that a name means: a field, a reference or one of its columns, or the key; None if nothing."""
        if name in draft.written:
            return self.of(draft, name)
        for reference in draft.written:
            if name.startswith(f"{reference}_"):
                found = tuple(field for field in self.of(draft, reference) if field.name == name)
                if found:
                    return found
        if draft.key_document.fields:
            return None
        return next(((field,) for field in self.key(draft) if field.name == name), None)

    def _natural(self, draft: Draft, names: tuple[str, ...]) -> tuple[Field, ...]:
        parts: dict[str, Field] = {}
        for place, name in enumerate(names):
            found = () if name == draft.tenant else self.named(draft, name)
            if not found and name != draft.tenant:
                self._unknown(draft, name, key_spot(draft).span(place))
                continue
            parts.update({field.name: field for field in found or ()})
        return tuple(parts.values())

    def _unknown(self, draft: Draft, name: str, span: Span) -> None:
        """Report a name that has no columns to refer to, unless that follows from another finding."""
        if not draft.complete() or draft.is_broken(name):
            return
        if name in draft.written:
            message = f"`{name}` of {draft.name.name} is a list of rows and has no column"
            self.work.report(UNKNOWN_FIELD, span, message, "name a field that has one")
            return
        made = () if draft.key_document.fields else (field.name for field in self.key(draft))
        help_ = did_you_mean(name, (*draft.written, *made))
        self.work.report(UNKNOWN_FIELD, span, f"{draft.name.name} has no field '{name}'", help_)

    def _made(self, draft: Draft, written: Written) -> tuple[Field, ...]:
        meaning = self.meaning(written)
        if meaning.broken:
            draft.broken.add(written.name)
            # What looks like a reference has columns that nobody knows; another field has one of its name.
            refers = not written.given.isdisjoint(REFERENCE_OPTIONS | ASSOCIATION_OPTIONS)
            return () if refers else (data_field(written, meaning.data, self.work, broken=True),)
        if meaning.entity is None:
            alike = (written.name, id(written.document), meaning.data)
            return (self.work.one(alike, lambda: data_field(written, meaning.data, self.work)),)
        if meaning.many:
            draft.lists.append(written)
            return ()
        place = (draft.name, written.name)
        if place in self._open or len(self._open) > _DEEPEST:
            path = " -> ".join(f"{entity.name}.{field}" for entity, field in [*self._open[-3:], place])
            self.work.report(KEY_CIRCLE, written.span, f"keys that are references lead back to themselves: {path}")
            draft.broken.add(written.name)
            return ()
        self._open.append(place)
        made = self._reference(draft, written, self.work.draft_of(meaning.entity))
        self._open.pop()
        return made

    def _reference(self, draft: Draft, written: Written, target: Draft) -> tuple[Field, ...]:
        refuse_options(written, ASSOCIATION_OPTIONS, f"`{written.name}` refers to one row, not to a list", self.work)
        parts = self._target(written, target)
        if not parts:
            draft.broken.add(written.name)
            return ()
        nullable = is_nullable(written)
        present = self._present(draft, written) if written.document.columns else {}
        made = reference_fields(written, parts, present, nullable=nullable, work=self.work)
        draft.references[written.name] = build_reference(
            draft, written, target, tuple(zip(made, parts, strict=True)), self.work
        )
        return made

    def _target(self, written: Written, target: Draft) -> tuple[Field, ...]:
        names = written.document.references
        if not names:
            return self.key(target)
        parts: dict[str, Field] = {}
        for place, name in enumerate(names):
            found = () if name == target.tenant else self.named(target, name)
            if not found and name != target.tenant:
                self._unknown(target, name, written.spot.span("references", place))
                return ()
            parts.update({field.name: field for field in found or ()})
        return tuple(parts.values())

    def _present(self, draft: Draft, written: Written) -> dict[str, Field]:
        """Give the fields by column that a reference may share: those of data, and of references written before it."""
        found: dict[str, Field] = {}
        before = True
        for other in draft.written.values():
            before = before and other.name != written.name
            meaning = self.meaning(other)
            if other.name != written.name and not meaning.many and (before or meaning.entity is None):
                found.update({field.column: field for field in self.of(draft, other.name)})
        if not draft.key_document.fields:
            found.update({field.column: field for field in self.key(draft)})
        return found

    def _added(self, draft: Draft, column: AddedColumn) -> Field:
        known = self._flag_types.get(column.type)
        part, target = (known, None) if known is not None else self._flag_type(draft, column)
        made = self.work.one((draft.roles[column.role], id(column), id(part)), lambda: self._stamp(draft, column, part))
        if target is not None:
            short = made.name.removesuffix("_id")
            name = short if short != made.name else f"{made.name}_{snake(target.name.name)}"
            if name not in draft.written:
                draft.references[name] = flag_reference(name, made, draft, target, part)
            elif self.meaning(draft.written[name]).entity is not target.spot.source:
                message = f"`{name}` is what {draft.name.name} calls the row that `{made.name}` refers to"
                self.work.report(
                    FLAG_REFERENCE_CLASH, draft.written[name].span, message, "leave it out, or call it otherwise"
                )
        return made

    def _stamp(self, draft: Draft, column: AddedColumn, part: Field) -> Field:
        return Field(
            name=draft.roles[column.role],
            column=column.column,
            type=part.type,
            nullable=column.nullable,
            role=column.role,
            description=column.description,
            default=column.default,
            backfill=self._backfill(draft, column, part),
            access=column.access,
            db_type=part.db_type,
            collation=part.collation,
        )

    def _backfill(self, draft: Draft, column: AddedColumn, part: Field) -> Literal | None:
        if not column.backfill:
            return None
        try:
            return Literal(read_literal(column.backfill, part.type, self.work))
        except LiteralError as error:
            message = f"`{column.backfill}` is no value of `{draft.roles[column.role]}`: {error}"
            self.work.report(WRONG_DEFAULT, draft.flag_spot(column).span(), message, error.help)
            return None

    def _flag_type(self, draft: Draft, column: AddedColumn) -> tuple[Field, Draft | None]:
        """Give a field of the type that a flag's column has, and the entity that it refers to."""
        plain = Field(column.column, column.column, Scalar("string", (64,)), nullable=False)
        try:
            expression = read_type(column.type)
        except TypeFindingError as error:
            self.work.report(BAD_FLAG_TYPE, draft.spot.span(), f"`{column.type}` is no type: {error}")
            return plain, None
        spot = draft.flag_spot(column)
        meaning = self._types.read(expression, spot)
        if meaning.entity is not None and not meaning.many and not expression.nullable:
            target = self.work.draft_of(meaning.entity)
            parts = self.key(target)
            if len(parts) == 1 and not (column.role is Role.TENANT and target.tenant):
                return parts[0], target
        if meaning.broken:
            return plain, None
        scalar = meaning.data if isinstance(meaning.data, Scalar) and meaning.entity is None else None
        if scalar is None or expression.nullable or not ROWS[scalar.name].key:
            self.work.report(
                BAD_FLAG_TYPE,
                spot.span("type"),
                f"`{column.column}` cannot be {column.type}",
                "write a built-in type such as uuid, or an entity without a tenant whose key is one column",
            )
            return plain, None
        made = self._flag_types[column.type] = Field(column.column, column.column, scalar, nullable=False)
        return made, None
