"""Every predicate, stamp and guard of a generated package, each left out once: mechanically, by the shape of the code."""

import ast
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

REPOSITORY_PARTS = {"Parent", "Holder", "Dependents"}
CONDITIONS = {"TENANT", "VERSION"}
RUNTIME = (
    *("source", "reading", "relations", "statements", "references", "adding"),
    *("repository", "upserts", "links", "deletion", "session", "standalone", "paging"),
)
LOCKS = re.compile(r"lock|database\.(hold|release)|\.close\(\)")
"""Steps that keep others waiting, or tidy up: whoever is alone does not notice them."""
ONLY = {
    "_overwriting": ("mariadb",),
    "upserts": ("mariadb",),
    "_purge_upwards": ("mariadb",),
    "iterate": ("mariadb",),
    "find_missing": ("sqlite",),
    "find_referring": ("sqlite",),
    "_questions": ("sqlite",),
    "_copied": ("postgresql",),
    "_kept": ("postgresql",),
    "_demand_all_tenants": ("postgresql",),
    "_change_or_insert": ("mariadb",),
    "_insert_or_meet": ("mariadb",),
    "_insertion.arrays(": ("postgresql",),
    "_insertion.bare,": ("sqlite", "mariadb"),
    "enters a tenant": ("postgresql",),
    "commits": ("sqlite", "mariadb"),
}
"""What is for some databases only, by its module, the method that it is part of, or by what it is."""
UNTOLD = {"unreferred": "by an index on when rows were deleted InnoDB comes to those that refer first; by another not"}
"""What is noticed or not as a database likes."""
EQUIVALENT: dict[tuple[str, str], str] = {
    (
        "__init__",
        "without *depends in marked.where(*depends)",
    ): "what was marked together has an id of its own; this one finds it by an index",
    (
        "__init__",
        "without *depends in select(deletion_id).where(*ours, *depends, live)",
    ): "more rows wait, none is changed by this lock",
    (
        "__init__",
        "without live in select(deletion_id).where(*ours, *depends, live)",
    ): "more rows wait, none is changed by this lock",
    (
        "lock",
        "without self.deleted_at.is_(None) in select(self.deletion_id).where(self.rows.this, self.deleted_at.is_(None))",
    ): "this lock finds a deleted row too; what marks it asks again",
    ("_is_one", "True for not isinstance(value, bool)"): "of texts none is a bool; `test_source` asks for numbers",
    ("_other", "False for not issubclass(kind, Source)"): "what is known is one, which types do not tell",
    (
        "build",
        "without wanted in self._rows.many[deleted].where(wanted)",
    ): "more rows are read than are asked for, and each is found by what it has",
    (
        "included",
        "True for shape is not entity.record",
    ): "a record adds nothing to itself, so that nothing is within it",
    ("_added", "False for relation is None"): "then there is no item either",
    ("find", "True for None not in key"): "nothing equals NULL",
    ("__init__", "True for column.nullable"): "what has to have a value is given one: schemas see to it",
    ("last", "without *self._ours in found.where(*self._ours)"): "behind all others is behind these too",
    (
        "_questions",
        "True for not any(pairs < others for others in referring.values())",
    ): "both keys tell the same field",
    ("_stands_alone", "True for value is not None"): "in a transaction it is the same in more round trips",
    ("_rule", "True for index.unique"): "it is found by its name",
    ("_rule", "True for isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)"): "it is found by its name",
    ("_restore", "False for restored is None"): "the row is kept since it was found",
    ("at", "False for len(cursor.values) != len(self.keys)"): "`zip` says so too",
    ("at_values", "True for value is not None"): "no condition names the parameter",
    (
        "_spelled",
        'True for field not in {item.removeprefix("-") for item in fields}',
    ): "what is in order by a field stays in order by it",
}
"""What changes nothing that could be told, and why: the method that it is part of, and what is left out."""
ELSEWHERE = {
    ("_upsert", "False for found is None"): "test_upserts.py::test_a_deleted_row_that_keeps_its_key_is_a_duplicate",
    (
        "fields",
        "True for column.name != tenant",
    ): "test_upserts.py::test_a_deleted_row_that_keeps_its_key_is_a_duplicate",
    (
        "_expect_whole",
        "without self._rows.this in select(*(self._rows.table.c[name] for name in rest)).where(self._rows.this)",
    ): "test_references.py",
    ("_at", "False for not all(map(is_storable, parts))"): "test_no_text.py",
    ("read", "False for not is_storable(value)"): "test_no_text.py",
    ("_link_more", "False for not all(map(_is_known, others))"): "test_no_text.py",
    ("_unlink", "True for _is_known(other)"): "test_no_text.py",
    ("_linked", "True for _is_known(key)"): "test_no_text.py",
    ("commit", "pass for await self._typed(super().commit())"): "test_errors.py",
    ("__aexit__", "pass for await self._typed(super().__aexit__(kind, error, trace))"): "test_errors.py",
    ("_typed", "pass for await end"): "test_errors.py",
    ("commit", "False for known is None"): "test_errors.py",
    ("commit", "pass for await self.rollback()"): "test_errors.py",
    ("_typed", "False for known is None"): "test_errors.py",
    ("_typed", "pass for await self._scoped.rollback()"): "test_errors.py",
}
"""What is about something that no kind here has (deferred constraints, keys that are texts or in parts), and the tests that ask for it."""
GUARDS = {
    "databases/postgresql.py": {
        "USING ({seen})": "USING (true)",
        "WITH CHECK ({rule})": "WITH CHECK (true)",
        "ENABLE ROW": "DISABLE ROW",
        "FORCE ROW": "NO FORCE ROW",
        ":tenant, true)": ":tenant, false)",
        "BEFORE UPDATE OR DELETE OR TRUNCATE": "BEFORE DELETE OR TRUNCATE",
        "UPDATE OR DELETE OR TRUNCATE": "UPDATE OR TRUNCATE",
        "OR DELETE OR TRUNCATE": "OR DELETE",
    },
    "databases/sqlite.py": {
        '("UPDATE", "DELETE")': '("UPDATE",)',
        '"PRAGMA foreign_keys = ON"': '"PRAGMA foreign_keys = OFF"',
    },
    "databases/mariadb.py": {'("UPDATE", "DELETE")': '("DELETE",)'},
    "session.py": {
        "if tenant is not None and not transaction.nested": "if False",
        "if tenant is not None and not": "if not",
        "self.database.enter_tenant(connection, str(self.scope.tenant_id))": "pass",
        "connection.commit()": "pass",
    },
    "source.py": {"{TENANT.key: scope.tenant_id}": "{TENANT.key: 'south'}"},
}
"""What guards tables and sessions is text: its pieces, and what stands there without them."""


@dataclass(frozen=True)
class Mutant:
    """A file of a package in which one thing is left out."""

    path: Path
    start: int
    end: int
    instead: str
    what: str
    within: str
    """The method or the attribute that it is part of."""

    def text(self) -> str:
        """Give the file as it is then."""
        source = self.path.read_text()
        return source[: self.start] + self.instead + source[self.end :]

    def __str__(self) -> str:
        """Say what is left out, and where."""
        line = self.path.read_text()[: self.start].count("\n") + 1
        return f"{'/'.join(self.path.parts[-2:])}:{line} {self.what}"


def _parsed(text: str) -> ast.Module:
    """Parse, and collect nothing meanwhile: Python 3.11 loses count of its depth when finalizers run in between."""
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        gc.enable()


class _Source:
    """A module, and where its nodes stand in its text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text()
        self.tree = _parsed(self.text)
        self._above = {below: node for node in ast.walk(self.tree) for below in ast.iter_child_nodes(node)}
        self._lines = [0]
        for line in self.text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Give where a node begins and ends."""
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[node.end_lineno - 1] + node.end_col_offset

    def told(self, node: ast.AST) -> str:
        """Give the text of a node, in one line."""
        return " ".join(self.text[slice(*self.place(node))].split())

    def within(self, node: ast.AST) -> str:
        """Name the innermost method or attribute that a node is part of."""
        name = ""
        while node is not None:
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    return name
                case ast.Assign(targets=[ast.Name(id=target)]):
                    name = target
                case _:
                    pass
            node = self._above.get(node)
        return name

    def mutant(self, node: ast.AST, place: tuple[int, int], instead: str, what: str) -> Mutant:
        """Let something else stand in a place."""
        return Mutant(self.path, *place, instead, what, self.within(node))

    def weakened(self, node: ast.AST) -> Mutant:
        """Let a condition hold for every row; its parameters stay."""
        told = self.told(node)
        return self.mutant(node, self.place(node), f"(({told}) | ~({told}))", f"holds for all: {told}")

    def without(self, node: ast.AST, upto: ast.AST | None = None) -> Mutant:
        """Leave out an item of a call, a tuple, a list or a mapping."""
        start, end = self.place(node)[0], self.place(upto or node)[1]
        told = " ".join(self.text[start:end].split())
        rest = self.text[end:]
        gap = len(rest) - len(rest.lstrip())
        beyond = end + gap + 1 if rest.lstrip().startswith(",") else end
        return self.mutant(node, (start, beyond), "", f"without {told[:80]}")

    def replaced(self, node: ast.AST, instead: str) -> Mutant:
        """Let another expression or statement stand there."""
        return self.mutant(node, self.place(node), instead, f"{instead} for {self.told(node)[:80]}")


def of_repository(path: Path) -> Iterator[Mutant]:
    """Leave out each condition, parent, dependent, and stamp of a repository."""
    source = _Source(path)
    for node in ast.walk(source.tree):
        match node:
            case ast.Compare(comparators=[ast.Name(id=name)]) if name in CONDITIONS:
                yield source.weakened(node)
            case ast.Call(func=ast.Attribute(attr="is_"), args=[ast.Constant(value=None)]):
                yield source.weakened(node)
            case ast.Name(id="_live" | "_own", ctx=ast.Load()):
                yield source.weakened(node)
            case ast.Call(func=ast.Name(id=name)) if name in REPOSITORY_PARTS:
                yield source.without(node)
            case ast.keyword(arg="refused_by" | "refused_later_by" | "removed", value=ast.Tuple(elts=items)):
                for item in items:
                    yield source.without(item)
            case ast.Dict():
                yield from _of_stamps(node, source)
            case _:
                pass


def _of_stamps(node: ast.Dict, source: _Source) -> Iterator[Mutant]:
    """Leave out each value that a repository sets; a new row's version and times are the columns' defaults too."""
    for key, value in zip(node.keys, node.values, strict=True):
        default = isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id == "now")
        if (
            isinstance(key, ast.Constant)
            and isinstance(key.value, str)
            and key.value not in {"id", "created_at"}
            and not default
        ):
            yield source.without(key, value)


def of_models(path: Path) -> Iterator[Mutant]:
    """Leave out the tenant of each key and unique, the predicate of each unique, and each guard."""
    source = _Source(path)
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(
                func=ast.Name(id="ForeignKeyConstraint"), args=[ast.List(elts=own), ast.List(elts=others), *_]
            ):
                if len(own) > 1:
                    (start, end), (first, last) = source.place(own[0]), source.place(others[0])
                    between, told = source.text[end + 1 : first], " ".join(source.text[start:last].split())
                    yield source.mutant(node, (start, last + 1), between, f"without the tenant of {told}")
            case ast.Call(func=ast.Name(id="Index" | "UniqueConstraint" as name), args=columns, keywords=options):
                names = [item for item in columns if isinstance(item, ast.Constant) and item.value == "tenant_id"]
                unique = name == "UniqueConstraint" or any(item.arg == "unique" for item in options)
                if unique and names and len(columns) > 2 - (name == "UniqueConstraint"):
                    yield source.without(names[0])
                for option in options:
                    if unique and option.arg is not None and option.arg.endswith("_where"):
                        yield source.without(option)
            case ast.Call(func=ast.Name(id="guarded"), keywords=options):
                for option in options:
                    yield source.without(option)
            case _:
                pass


def of_runtime(path: Path) -> Iterator[Mutant]:
    """Leave out each condition of a statement, each check before a refusal, each step that only demands something."""
    source = _Source(path)
    for node in ast.walk(source.tree):
        for mutant in _of_runtime(source, node):
            if (mutant.within, mutant.what) not in {**EQUIVALENT, **ELSEWHERE} and mutant.within not in UNTOLD:
                yield mutant


def _of_runtime(source: _Source, node: ast.AST) -> Iterator[Mutant]:
    match node:
        case ast.Call(func=ast.Attribute(attr="where") | ast.Name(id="and_"), args=arguments):
            for argument in arguments:
                if not _is_of_cursor(argument):
                    mutant = source.without(argument)
                    yield replace(mutant, what=f"{mutant.what} in {source.told(node)[:100]}")
        case ast.If(test=test, body=[*_, ast.Raise()], orelse=[]):
            yield source.replaced(test, "False")
            for part in test.values if isinstance(test, ast.BoolOp) else ():
                yield source.replaced(part, "True" if isinstance(test.op, ast.And) else "False")
        case ast.Return(value=ast.BoolOp(op=ast.And(), values=parts)):
            yield from (source.replaced(part, "True") for part in parts)
        case ast.Return(value=ast.IfExp(orelse=ast.List(elts=[_, _, *_] as items))):
            yield from map(source.without, items)
        case ast.Expr(value=ast.Await()) if not LOCKS.search(source.told(node)):
            yield source.replaced(node, "pass")
        case ast.comprehension(ifs=conditions):
            yield from (source.replaced(condition, "True") for condition in conditions)
        case _:
            pass


def _is_of_cursor(node: ast.AST) -> bool:
    """Tell whether this is about the place in an order."""
    return any(isinstance(item, ast.Name) and item.id in {"rest", "place"} for item in ast.walk(node))


def of_guards(package: Path) -> Iterator[Mutant]:
    """Leave out what databases and sessions do on their own."""
    for name, pieces in GUARDS.items():
        path = package / "db" / name
        text = path.read_text()
        for piece, instead in pieces.items():
            start = text.index(piece)
            what = f"{instead or 'nothing'} for {piece}"
            within = ("commits" if "commit" in piece else "enters a tenant") if name == "session.py" else ""
            yield Mutant(path, start, start + len(piece), instead, what, within)
