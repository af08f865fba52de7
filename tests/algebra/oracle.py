"""A plain model of rows in memory that says what each operation has to do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from tests.algebra.kinds import Kind, Ref
from tests.algebra.rows import NOW, Error, Key, Operation, RefusedError, Row


class Oracle:
    """All rows of all tenants."""

    def __init__(self, kinds: Mapping[str, Kind], *, held_by_itself: bool = False) -> None:
        self.kinds = kinds
        self.held_by_itself = held_by_itself
        """Whether a row that refers to itself cannot be removed where that restricts: InnoDB says so."""
        self.rows: dict[Key, Row] = {}
        self._deletions = count(1)

    # What is seen

    def of(self, kind: str, tenant: str | None, *, live: bool | None = True) -> list[Row]:
        """Give the rows that a tenant sees: live ones, deleted ones (False), or both (None)."""
        return [
            row
            for row in self.rows.values()
            if row.kind.name == kind and self._sees(tenant, row) and live in {None, row.live}
        ]

    @staticmethod
    def _sees(tenant: str | None, row: Row) -> bool:
        return row.tenant is None or row.tenant == tenant

    def find(self, operation: Operation, *, live: bool | None = True) -> Row:
        """Give the row that an operation is about."""
        row = self.rows.get(operation.key)
        if (
            row is None
            or row.kind.name != operation.kind
            or row not in self.of(operation.kind, operation.tenant, live=live)
        ):
            raise RefusedError(("NotFoundError",))
        return row

    # What is done

    def judge(self, operation: Operation) -> set[Error]:
        """Do it, or give the errors of which it has to raise one; what comes back tells keys and times: `learn`."""
        rows = dict(self.rows)
        saved = {key: replace(row, values=dict(row.values), links=dict(row.links)) for key, row in rows.items()}
        try:
            self.touched = getattr(self, operation.what)(operation)
        except RefusedError as refused:
            for key, row in rows.items():  # the same rows as before: whoever holds one of them goes on with it
                vars(row).update(vars(saved[key]))
            self.rows = rows
            return refused.errors
        return set()

    def create(self, operation: Operation) -> list[Row]:
        row = self._new(operation, operation.values)
        self._demand(self._faults(row, row.values))
        return [row]

    def create_many(self, operation: Operation) -> list[Row]:
        rows, faults = [], set()
        for values in operation.rows:
            row = self._new(operation, values)
            faults |= self._faults(row, row.values)
            faults |= {("DuplicateError", *fields) for other in rows for fields in self._clashes(row, other)}
            rows.append(row)
        self._demand(faults)
        return rows

    load = create_many

    def get(self, operation: Operation) -> list[Row]:
        return [self.find(operation)]

    def update(self, operation: Operation) -> list[Row]:
        faults: set[Error] = set()
        row = self.rows.get(operation.key)
        try:
            row = self._expected(operation)
        except RefusedError as refused:
            faults |= refused.errors
        kind = self.kinds[operation.kind]
        faults |= self._missing(kind, operation.tenant, operation.values)
        if not faults:
            self._change(row, operation)
            faults |= {item for item in self._faults(row, {}) if item[0] == "DuplicateError"}
        self._demand(faults)
        return [row]

    def upsert(self, operation: Operation) -> list[Row]:
        kind, values = self.kinds[operation.kind], operation.values
        row = self._new(operation, values)
        met = [
            other for other in self.rows.values() if other is not row and (operation.by,) in self._clashes(row, other)
        ]
        if met:
            del self.rows[row.key]
            (row,) = met
            kept = {name: value for name, value in values.items() if name != operation.by}
            self._change(row, replace(operation, values=kept))
        duplicates = {fault for fault in self._faults(row, {}) if fault[0] == "DuplicateError"}
        self._demand(duplicates | self._missing(kind, operation.tenant, values))
        return [row]

    def delete(self, operation: Operation) -> list[Row]:
        row, stale = self.find(operation), set()
        if row.kind.version and operation.version != row.version:
            stale = {("StaleVersionError",)}
        if not row.kind.soft_delete:
            self._demand(stale)
            self._remove([row])
            return []
        self._demand(stale | self._holding(row, {row.key}))
        deletion = next(self._deletions)
        row.deletion = row.mark = deletion
        row.version = row.version and row.version + 1
        marked, pending = {row.key}, [row]
        while pending:
            target = pending.pop()
            for child, ref in list(self._referrers(target)):
                if ref.on_delete != "cascade" or not child.live:
                    continue
                if child.kind.soft_delete:
                    child.deletion = child.mark = deletion
                    marked.add(child.key)
                    pending.append(child)
                else:
                    self._remove([child])
        for key in marked:
            self._demand(self._holding(self.rows[key], set()))
        row.updated_by = operation.actor
        return [self.rows[key] for key in marked]

    def restore(self, operation: Operation) -> list[Row]:
        row = self.find(operation, live=False)
        together = [item for item in self.rows.values() if item.deletion == row.deletion]
        faults = set()
        for item in together:
            for name, ref in item.kind.refs.items():
                target = self.rows.get(item.values[f"{name}_id"])
                if target is None or target.live or ref.on_delete == "set_null":
                    continue
                if item is row or target.deletion != row.deletion:
                    faults.add(("ReferenceMissingError", f"{name}_id"))
        self._demand(faults)
        for item in together:
            item.deletion = item.mark = item.deleted_at = None
        for item in together:
            faults |= {fault for fault in self._faults(item, {}) if fault[0] == "DuplicateError"}
        self._demand(faults)
        row.version = row.version and row.version + 1
        row.updated_by = operation.actor
        return [row]

    def update_where(self, operation: Operation) -> list[Row]:
        rows, kind, values = self.matching(operation), self.kinds[operation.kind], operation.values
        faults = self._missing(kind, operation.tenant, values)
        if not rows:  # then only what a foreign key cannot tell is looked at
            marked = {f"{name}_id" for name, ref in kind.refs.items() if self.kinds[ref.target].soft_delete}
            faults = {fault for fault in faults if fault[1] in marked}
        for row in rows:
            self._change(row, operation)
        faults |= {fault for row in rows for fault in self._faults(row, {}) if fault[0] == "DuplicateError"}
        self._demand(faults)
        return rows

    def delete_where(self, operation: Operation) -> list[Row]:
        rows, kind = self.matching(operation), self.kinds[operation.kind]
        if not kind.soft_delete:
            self._remove(rows)
            return []
        marked = [self.delete(replace(operation, key=row.key, version=row.version)) for row in rows]
        if not self._is_depended_on(kind):
            for row in rows:
                row.mark = rows[0].mark
        return [row for group in marked for row in group]

    def _is_depended_on(self, kind: Kind) -> bool:
        refs = [ref for other in self.kinds.values() for ref in other.refs.values() if ref.target == kind.name]
        return any(ref.on_delete != "set_null" for ref in refs)

    def matching(self, operation: Operation) -> list[Row]:
        """Give the live rows that an operation's filter lets through."""
        names, open_ = operation.where["name_in"], operation.where.get("open")
        rows = [row for row in self.of(operation.kind, operation.tenant) if row.values["name"] in names]
        return [row for row in rows if open_ in {None, row.values["open"]}]

    def link(self, operation: Operation) -> list[Row]:
        return self._relink(operation, frozenset.union)

    def unlink(self, operation: Operation) -> list[Row]:
        return self._relink(operation, frozenset.difference)

    def _relink(self, operation: Operation, change: Callable[[frozenset[Key], Any], frozenset[Key]]) -> list[Row]:
        faults = (
            set()
            if operation.what == "unlink"
            else self._missing(self.kinds[operation.kind], operation.tenant, operation.values)
        )
        try:
            row = self.find(operation)
        except RefusedError as refused:
            raise RefusedError(*refused.errors, *faults) from None
        self._demand(faults)
        row.links = {name: change(keys, operation.values.get(_ids(name), ())) for name, keys in row.links.items()}
        return [row]

    def purge(self, operation: Operation) -> list[Row]:
        deleted = self.of(operation.kind, operation.tenant, live=False)
        ripe = [row for row in deleted if operation.before in {None, NOW} or row.deleted_at < operation.before]
        going = sorted(ripe, key=lambda row: row.deleted_at)[: operation.batch]
        self._remove(going)
        return going

    # What holds

    def _new(self, operation: Operation, values: Mapping[str, Any]) -> Row:
        kind = self.kinds[operation.kind]
        given = {name: values.get(name) for name in kind.columns}
        links = {name: frozenset(values.get(_ids(name), ())) for name in kind.links}
        tenant = operation.tenant if kind.tenant else None
        row = Row(kind, tenant, object(), given, links, 1 if kind.version else None, operation.actor, operation.actor)
        self.rows[row.key] = row
        return row

    def _change(self, row: Row, operation: Operation) -> None:
        values = operation.values
        row.values |= {name: value for name, value in values.items() if name in row.kind.columns}
        row.links |= {name: frozenset(values[_ids(name)]) for name in row.kind.links if _ids(name) in values}
        row.version = row.version and row.version + 1
        row.updated_by = operation.actor

    def _expected(self, operation: Operation) -> Row:
        row = self.find(operation)
        if row.kind.version and operation.version != row.version:
            raise RefusedError(("StaleVersionError",))
        return row

    @staticmethod
    def _demand(faults: set[Error]) -> None:
        if faults:
            raise RefusedError(*faults)

    def _faults(self, row: Row, given: Mapping[str, Any]) -> set[Error]:
        faults = self._missing(
            row.kind, row.tenant, {**given, **{_ids(name): keys for name, keys in row.links.items()}}
        )
        others = [other for other in self.rows.values() if other is not row]
        return faults | {("DuplicateError", *fields) for other in others for fields in self._clashes(row, other)}

    def _missing(self, kind: Kind, tenant: str | None, given: Mapping[str, Any]) -> set[Error]:
        wanted = [(f"{name}_id", ref.target, [given.get(f"{name}_id")]) for name, ref in kind.refs.items()]
        wanted += [(_ids(name), target, given.get(_ids(name), ())) for name, target in kind.links.items()]
        return {
            ("ReferenceMissingError", field)
            for field, target, keys in wanted
            for key in keys
            if key is not None and key not in {row.key for row in self.of(target, tenant)}
        }

    @staticmethod
    def _clashes(row: Row, other: Row) -> Iterator[tuple[str, ...]]:
        """Give the uniques in which two rows cannot both be."""
        kind = row.kind
        if other.kind is not kind or not (row.live and other.live):
            return
        same_tenant = row.tenant == other.tenant
        within = {"plain": same_tenant, "partial": same_tenant and row.values["open"] and other.values["open"]}
        if within.get(kind.unique, kind.unique == "global") and row.values["name"] == other.values["name"]:
            yield ("name",)
        for name, ref in kind.refs.items():
            value = row.values[f"{name}_id"]
            if ref.one and same_tenant and value is not None and value == other.values[f"{name}_id"]:
                yield (f"{name}_id",)

    def _referrers(self, target: Row) -> Iterator[tuple[Row, Ref]]:
        for row in self.rows.values():
            for name, ref in row.kind.refs.items():
                if ref.target == target.kind.name and row.values[f"{name}_id"] == target.key:
                    yield row, ref

    def _holding(self, row: Row, besides: set[Key]) -> set[Error]:
        return {
            ("StillReferencedError", other.kind.name)
            for other, ref in self._referrers(row)
            if ref.on_delete == "restrict" and other.live and other.key not in besides
        }

    def _remove(self, rows: list[Row]) -> None:
        """Remove rows as a database does, with what its foreign keys do then."""
        going, pending = {row.key for row in rows}, list(rows)
        while pending:
            for other, ref in self._referrers(pending.pop()):
                if ref.on_delete == "cascade" and other.key not in going:
                    going.add(other.key)
                    pending.append(other)
        held = [
            other.kind.name
            for key in going
            for other, ref in self._referrers(self.rows[key])
            if ref.on_delete == "restrict" and (other.key not in going or (self.held_by_itself and other.key == key))
        ]
        final = [row for row in self.rows.values() if row.kind.append_only]
        held += [row.kind.name for row in final if any(keys & going for keys in row.links.values())]
        self._demand({("StillReferencedError", name) for name in held})
        for key in going:
            del self.rows[key]
        for row in self.rows.values():
            row.links = {name: keys - going for name, keys in row.links.items()}
            for name in row.kind.refs:
                if row.values[f"{name}_id"] in going:
                    row.values[f"{name}_id"] = None

    # What only the database tells

    def learn(self, row: Row, record: Any) -> None:
        """Take over a row's key and times."""
        if record.id != row.key:
            self.rows = {record.id if key is row.key else key: item for key, item in self.rows.items()}
            row.key = record.id
            row.created_at = record.created_at
        row.updated_at = getattr(record, "updated_at", None)

    @staticmethod
    def in_order(rows: list[Row]) -> list[tuple[Any, ...]]:
        """Give what is known of the default order of rows."""
        ordered = sorted((row.values["rank"] is None, row.values["rank"] or 0, row.values["name"]) for row in rows)
        return [(None if empty else rank, name) for empty, rank, name in ordered]

    @staticmethod
    def total(rows: list[Row]) -> Decimal:
        """Give the exact sum of amounts."""
        return sum((row.values["amount"] for row in rows), Decimal(0))


def _ids(link: str) -> str:
    return f"{link.removesuffix('s')}_ids"
