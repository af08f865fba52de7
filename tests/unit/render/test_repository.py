"""A repository has the methods that its entity's flags allow, and its names never meet those of the spec."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from uuid import uuid4

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from generator.render.repository_names import METHODS, STATEMENTS
from generator.render.repository_tables import named_column
from generator.runtime.deletion import SoftRepository
from generator.runtime.repository import Repository
from tests.unit.render.loading import imported, rendered

WRITES = {
    "create",
    "create_many",
    "load",
    "update",
    "upsert",
    "delete",
    "restore",
    "purge",
    "update_where",
    "delete_where",
}


@contextmanager
def repositories(tmp_path, text: str, **options: object) -> Iterator[ModuleType]:
    made = rendered(tmp_path, {"shop": text.lstrip()}, **options)
    with imported(tmp_path, made) as package:
        yield package.module("shop")
        package.module("db.base").Base.registry.dispose()


@pytest.mark.parametrize(
    ("flags", "missing"),
    [
        ("", {"restore", "purge"}),
        ("soft_delete: true\n", set()),
        (
            "append_only: true\ntimestamps: false\n",
            {"update", "upsert", "delete", "restore", "purge", "update_where", "delete_where"},
        ),
        ("tenant: true\nversion: true\naudit: true\n", {"restore", "purge"}),
    ],
)
def test_flags_decide_what_can_be_written(tmp_path, flags, missing):
    with repositories(
        tmp_path, f"entity: Thing\n{flags}fields: {{name: {{type: string(9), unique: true}}}}\n"
    ) as module:
        assert {name for name in WRITES if not hasattr(module.ThingRepository, name)} == missing


def test_an_upsert_goes_by_no_unique_that_could_meet_another_tenants_row(tmp_path):
    spec = """
entity: Thing
tenant: true
fields: {one: string(9), two: string(9), three: string(9), four: 'string(9)?'}
unique:
  - {fields: [one], global: true}
  - [two, three]
  - {fields: [four], where: four is not null}
"""
    with repositories(tmp_path, spec) as module:
        assert list(module.ThingRepository._upserts.uniques) == ["two,three", "four"]


def test_an_upsert_that_could_meet_no_unique_is_not_there(tmp_path):
    with repositories(tmp_path, "entity: Thing\nfields: {name: string(9)}\n") as module:
        assert not hasattr(module.ThingRepository, "upsert")


HOSTILE = """
entity: Rows
table: rows
soft_delete: true
fields:
  keys:    string(9)
  values:  {type: string(9), column: "amount due"}
  clear:   {type: string(9), column: c}
  data:    {type: string(9), hidden: true, default: x}
  id_:     {type: string(9), hidden: true, default: x, column: _id}
  version: {type: string(9), hidden: true, default: x}
  update:  {type: string(9), hidden: true, default: x}
  given:   {type: string(9), hidden: true, default: x}
  list:    list[Values]
unique: [[keys, values]]
filter: [keys, values]
sort: [values]
---
entity: Values
table: orders
fields: {rows: {type: Rows, on_delete: cascade}, name: string(9)}
---
entity: Change
table: filters
key: [parent, name]
fields: {parent: {type: Rows, on_delete: restrict}, name: {type: string(9), column: Name}}
"""


async def test_names_of_the_spec_meet_none_of_ours(tmp_path):
    made = rendered(tmp_path, {"shop": HOSTILE.lstrip()})
    with imported(tmp_path, made) as package:
        module, session = package.module("shop"), package.module("db.session")
        engine = session.connect("sqlite+aiosqlite:///:memory:")
        async with engine.begin() as connection:
            await connection.run_sync(package.module("db.base").Base.metadata.create_all)
        async with session.ScopedSession(engine, session.Scope()) as opened:
            rows = module.RowsRepository(opened)
            one = await rows.create(module.RowsCreate(keys="k", values="v", clear="c"), data_="d", update="u")
            assert (await rows.find(module.RowsFilter(values="v"))) == one
            assert (await rows.update(one.id, module.RowsUpdate(values="w"), given="g")).values == "w"
            assert (await rows.upsert(module.RowsCreate(keys="k", values="w", clear="x"))).clear == "x"
            assert (await rows.page(sort="-values")).items[0].id == one.id
            assert await rows.list_([one.id]) == {one.id: []}
            child = await module.ValuesRepository(opened).create(module.ValuesCreate(rows_id=one.id, name="n"))
            held = await module.ChangeRepository(opened).create(module.ChangeCreate(parent_id=one.id, name="n"))
            assert await module.ChangeRepository(opened).get((one.id, "n")) == held
            with pytest.raises(package.module("db.errors").StillReferencedError):
                await rows.delete(one.id)
            await module.ChangeRepository(opened).delete((one.id, "n"))
            await rows.delete(one.id)
            with pytest.raises(package.module("db.errors").NotFoundError):
                await module.ValuesRepository(opened).get(child.id)
            with pytest.raises(package.module("db.errors").NotFoundError):
                await rows.get(uuid4())
        await engine.dispose()
        package.module("db.base").Base.registry.dispose()


def test_every_name_of_the_runtime_is_known_to_be_taken():
    public = {name for name in dir(SoftRepository) if not name.startswith("_")} | set(SoftRepository.__annotations__)
    for base in (*SoftRepository.__mro__, Repository):
        public |= {name for name in getattr(base, "__annotations__", {}) if not name.startswith("_")}
    instance = {"alone", "database", "tenant_id", "actor"}
    assert {name for name in public if not name.startswith("_")} | instance | WRITES == METHODS
    declared = {
        name for base in SoftRepository.__mro__ for name in getattr(base, "__annotations__", {}) if name.startswith("_")
    }
    assert {name for name in declared if not name.startswith("__")} <= STATEMENTS
    methods = {name for name in dir(SoftRepository) if name.startswith("_") and not name.startswith("__")}
    assert {name for name in methods if not name.startswith("_is_protocol")} <= STATEMENTS


def test_a_column_is_an_attribute_only_where_that_means_the_column():
    names = ["id", "keys", "values", "c", "amount due", "_x", "class", "items", "metadata"]
    names = dict.fromkeys([*names, *dir(Table("u", MetaData()).c)])
    table = Table("t", MetaData(), *(Column(name, Integer) for name in names))
    for column in table.c:
        source = "".join(str(part) for part in named_column("t", str(column.name)).parts)
        assert eval(source, {"t": table}) is column, source  # noqa: S307  # our own code, on our own table
