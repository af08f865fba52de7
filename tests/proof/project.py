"""A project whose specs are text, its revisions, and what the models say on their own."""

import contextlib
import importlib
import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config

from generator.config import Settings
from generator.diagnostics import Bag, Diagnostic, Severity
from generator.ir import Project
from generator.migrations import Revision, plan_revision, read_history
from generator.render import render
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.schema.state import Schema
from generator.spec.loading import assemble
from generator.spec.parsing import parse_file
from tests.integration.migrations.project import Migrated

_NUMBERS = itertools.count()


class SpecsRefusedError(ValueError):
    """The specs themselves are wrong: the codes, and what is said about them."""

    def __init__(self, found: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(f"{item.code} {item.message}" for item in found))
        self.codes = tuple(dict.fromkeys(item.code for item in found))


@dataclass(frozen=True)
class Meaning:
    """What specs mean."""

    project: Project
    schema: Schema


class Specified(Migrated):
    """A folder with an environment and the revisions that specs led to, one after the other."""

    def __init__(self, folder: Path, databases: Sequence[str], **options: object) -> None:
        """Begin without a revision; entities have a short key and no stamps unless the options say otherwise."""
        super().__init__(folder, databases)
        self._loaded = {name: module for name, module in sys.modules.items() if name == self.folder.name}
        usual: dict[str, object] = {"timestamps": False, "key": "int", "table_names": "singular", "comments": True}
        self.settings = replace(self.settings, allow=(), **(usual | options))  # type: ignore[arg-type]  # options by name

    def meaning(self, specs: str | Mapping[str, str]) -> Meaning:
        """Give what specs mean, by domain or of the domain `app`; SpecsRefusedError if they are wrong."""
        return meaning(specs, self.settings)

    def plan(self, target: Schema, allow: Sequence[str] = ()) -> Revision | None:
        """Give the revision that leads to a schema; HistoryError if it has to be asked for by code."""
        return plan_revision(read_history(self.versions), target, None, replace(self.settings, allow=tuple(allow)))

    def keep(self, revision: Revision | None) -> Revision:
        """Write a revision, which has to be there, and give it."""
        assert revision
        self._write(revision.files)
        return revision

    def is_current(self, target: Schema) -> bool:
        """Tell whether nothing leads to the schema but what is there already."""
        return self.plan(target) is None

    @contextlib.contextmanager
    def _alembic(self, url: str) -> Iterator[Config]:
        """Keep what revisions import from one run to the next: to load it anew costs more than a small migration."""
        with super()._alembic(url) as config:
            sys.modules.update(self._loaded)
            try:
                yield config
            finally:
                own = f"{self.folder.name}."
                self._loaded = {name: it for name, it in sys.modules.items() if f"{name}.".startswith(own)}

    @contextlib.contextmanager
    def models(self, made: Meaning) -> Iterator[sa.MetaData]:
        """Give the metadata of the generated models, imported under a name of their own."""
        name = f"models_{next(_NUMBERS)}"
        settings = replace(self.settings, output=self.folder / name)
        for file in render(made.project, made.schema, settings):
            path = self.folder / name / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
        sys.path.insert(0, str(self.folder))
        try:
            for domain in made.project.domains:
                importlib.import_module(f"{name}.{domain.name}.models")
            yield importlib.import_module(f"{name}.db.base").Base.metadata
        finally:
            sys.path.remove(str(self.folder))
            for module in [module for module in sys.modules if module.partition(".")[0] == name]:
                del sys.modules[module]


def meaning(specs: str | Mapping[str, str], settings: Settings) -> Meaning:
    """Give what specs mean, by domain or of the domain `app`; SpecsRefusedError if they are wrong."""
    bag = Bag()
    files = {"app": specs} if isinstance(specs, str) else specs
    parsed = [parse_file(f"{domain}.yaml", text.encode(), domain) for domain, text in sorted(files.items())]
    project = resolve(assemble(parsed, bag), settings, bag)
    wrong = [item for item in bag if item.severity is Severity.ERROR]
    if wrong:
        raise SpecsRefusedError(wrong)
    return Meaning(project, lower(project, settings))
