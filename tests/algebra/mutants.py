"""Every predicate, stamp and guard of a generated package, each left out once: mechanically, by the shape of the code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY_PARTS = {"Parent", "Holder", "Dependents"}
CONDITIONS = {"TENANT", "VERSION"}
RUNTIME = ("statements", "deletion", "reading", "links", "upserts")
EQUIVALENT = {
    (
        "marked.where(*depends)",
        "*depends",
    ): "what was marked together has an id of its own; this one finds it by an index",
    ("select(deletion_id).where(*ours, *depends, live)", "*depends"): "more rows wait, none is changed by this lock",
    ("select(deletion_id).where(*ours, *depends, live)", "live"): "more rows wait, none is changed by this lock",
    (
        "select(self.deletion_id).where(self.rows.this, self.deleted_at.is_(None))",
        "self.deleted_at.is_(None)",
    ): "this lock finds a deleted row too; what marks it asks again",
}
"""Conditions that change no result, and why: the call that they stand in, and the condition."""
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
    "session.py": {"if tenant is not None and not transaction.nested": "if False"},
    "source.py": {
        "if self.tenant is not None and not _is_one": "if False and not _is_one",
        "if kind is not None and not _is_one": "if False and not _is_one",
        "and bool(str(value).strip())": "",
    },
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

    def text(self) -> str:
        """Give the file as it is then."""
        source = self.path.read_text()
        return source[: self.start] + self.instead + source[self.end :]

    def __str__(self) -> str:
        """Say what is left out, and where."""
        line = self.path.read_text()[: self.start].count("\n") + 1
        return f"{'/'.join(self.path.parts[-2:])}:{line} {self.what}"


class _Source:
    """A module, and where its nodes stand in its text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text()
        self.tree = ast.parse(self.text)
        self._lines = [0]
        for line in self.text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Give where a node begins and ends."""
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[node.end_lineno - 1] + node.end_col_offset

    def weakened(self, node: ast.AST) -> Mutant:
        """Let a condition hold for every row; its parameters stay."""
        start, end = self.place(node)
        told = self.text[start:end]
        return Mutant(self.path, start, end, f"(({told}) | ~({told}))", f"holds for all: {told}")

    def without(self, node: ast.AST, upto: ast.AST | None = None) -> Mutant:
        """Leave out an item of a call, a tuple, a list or a mapping."""
        start, end = self.place(node)[0], self.place(upto or node)[1]
        told = " ".join(self.text[start:end].split())
        rest = self.text[end:]
        gap = len(rest) - len(rest.lstrip())
        beyond = end + gap + 1 if rest.lstrip().startswith(",") else end
        return Mutant(self.path, start, beyond, "", f"without {told[:80]}")


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
                    between = source.text[end + 1 : first]
                    told = source.text[start:last]
                    yield Mutant(path, start, last + 1, between, f"without the tenant of {' '.join(told.split())}")
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
    """Leave out each condition that the runtime gives a statement."""
    source = _Source(path)
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="where") | ast.Name(id="and_"), args=arguments):
                within = source.text[slice(*source.place(node))]
                for argument in arguments:
                    told = source.text[slice(*source.place(argument))]
                    if (within, told) not in EQUIVALENT and not _is_of_cursor(argument):
                        yield source.without(argument)
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
            yield Mutant(path, start, start + len(piece), instead, f"{instead or 'nothing'} for {piece}")
