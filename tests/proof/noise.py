"""Whether anything is reported where nothing changed: by us, and by autogenerate about the same tables."""

import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata

from tests.databases.fixtures import Databases
from tests.integration.migrations.project import connect
from tests.proof.autogenerate import comparable, context_of, plainly
from tests.proof.changes.unchanged import BESIDE, unchanged
from tests.proof.judge import difference
from tests.proof.project import Specified, SpecsRefusedError
from tests.proof.rows import Writer


@dataclass(frozen=True)
class Noise:
    """What was reported, by the names of cases."""

    tried: tuple[str, ...]
    cannot: tuple[tuple[str, str], ...]
    """What the specs cannot say on this database, and what they are told."""
    ours: tuple[str, ...]
    autogenerate: tuple[str, ...]
    models: str
    """How `create_all` of the models differs from the migrations; "" if it does not."""


def listen(name: str, databases: Databases) -> Noise:
    """Build everything that a spec can say, migrate, fill, and look for changes."""
    with tempfile.TemporaryDirectory(prefix="noise-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        project = Specified(Path(folder) / "project", [name])
        said, cannot = _sayable(project, name)
        specs = "\n---\n".join([BESIDE, *(text for _, _, text in said)])
        made = project.meaning(specs)
        project.keep(project.plan(made.schema))
        again = project.plan(project.meaning(specs + "\n# said again\n").schema)
        migrated, created = databases.create(name), databases.create(name)
        try:
            project.upgrade(migrated)
            Writer(made.project, made.schema, migrated, {"shape_computed_concat.p": ["a", "b", "c"]}).fill()
            with project.models(made) as metadata:
                with connect(created) as connection:
                    metadata.create_all(connection)
                with plainly(migrated) as connection:
                    known = comparable(connection, metadata)
                    reported = [case for case, table, _ in said if _is_reported(connection, known, table)]
            one, other = databases.dump(migrated), databases.dump(created)
        finally:
            databases.drop(migrated)
            databases.drop(created)
    return Noise(
        tried=tuple(case for case, _, _ in said),
        cannot=tuple(cannot),
        ours=again.summary if again else (),
        autogenerate=tuple(reported),
        models="" if one == other else difference(one, other),
    )


def _sayable(project: Specified, name: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    said, cannot = [], []
    for case, table, text in unchanged(name):
        try:
            project.meaning(f"{text}\n---\n{BESIDE}")
        except SpecsRefusedError as error:
            cannot.append((case, str(error)))
        else:
            said.append((case, table, text))
    return said, cannot


def _is_reported(connection: sa.Connection, metadata: sa.MetaData, table: str) -> bool:
    """Tell whether autogenerate finds a change in one table, or fails over it."""
    wanted = {"include_name": lambda name, kind, _: kind != "table" or name == table}
    wanted["include_object"] = lambda _item, name, kind, *_: kind != "table" or name == table
    try:
        return bool(compare_metadata(context_of(connection, **wanted), metadata))
    except Exception:  # noqa: BLE001  # whatever it stumbles over
        connection.rollback()
        return True
