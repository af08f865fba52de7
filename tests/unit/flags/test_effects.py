"""Each flag's effect, as data."""

from pathlib import Path

import pytest

from generator.config import Settings
from generator.flags import FLAGS, Effect, Place
from generator.ir import Role, Source, Write

SETTINGS = Settings(root=Path("/p"), specs=Path("/p/specs"), output=Path("/p/out"))


def effect(flag: str, **options: str | bool) -> Effect:
    return FLAGS[flag].effect(options, SETTINGS)


@pytest.mark.parametrize("flag", FLAGS)
def test_every_stamp_fills_a_column_that_the_flag_adds(flag):
    made = effect(flag)
    assert {stamp.role for stamp in made.stamps} <= {column.role for column in made.columns}


@pytest.mark.parametrize("flag", FLAGS)
def test_no_flag_lets_callers_write_its_columns(flag):
    assert not any(column.access.on_create or column.access.on_update for column in effect(flag).columns)


@pytest.mark.parametrize("flag", FLAGS)
def test_the_registry_knows_a_flag_by_its_own_name(flag):
    assert FLAGS[flag].name == flag


def test_tenant_leads_and_is_stamped_on_create_only():
    made = effect("tenant")
    assert made.leads is Role.TENANT
    assert made.columns[0].place is Place.AFTER_KEY
    assert [(stamp.source, stamp.writes) for stamp in made.stamps] == [(Source.TENANT, {Write.CREATE})]


def test_tenant_takes_its_column_and_type_from_the_spec_then_from_the_project():
    assert [(c.column, c.type) for c in effect("tenant").columns] == [("tenant_id", "string(64)")]
    made = effect("tenant", column="org_id", type="uuid")
    assert [(c.column, c.type) for c in made.columns] == [("org_id", "uuid")]


def test_shared_rows_have_no_tenant():
    made = effect("tenant", shared=True)
    assert made.shared
    assert made.columns[0].nullable


def test_soft_delete_marks_and_remembers_what_went_together():
    made = effect("soft_delete", column="voided_at")
    assert [(c.role, c.column, c.nullable) for c in made.columns] == [
        (Role.DELETED_AT, "voided_at", True),
        (Role.DELETION_ID, "deletion_id", True),
    ]
    assert made.live_when_null is Role.DELETED_AT


def test_timestamps_can_be_renamed_and_left_out_one_by_one():
    made = effect("timestamps", created=False, updated="changed_at")
    assert [c.column for c in made.columns] == ["changed_at"]
    assert [stamp.role for stamp in made.stamps] == [Role.UPDATED_AT]


def test_audit_can_be_narrowed_to_who_made_the_row():
    made = effect("audit", updated_by=False, type="uuid")
    assert [(c.column, c.type) for c in made.columns] == [("created_by", "uuid")]


def test_version_counts_every_write():
    made = effect("version", column="revision")
    assert made.columns[0].column == "revision"
    assert made.stamps[0].writes == {Write.CREATE, Write.UPDATE, Write.DELETE}


def test_append_only_refuses_writes_and_what_needs_them():
    made = effect("append_only")
    assert made.refused_writes == {Write.UPDATE, Write.DELETE, Write.TRUNCATE}
    assert {role for conflict in made.conflicts for role in conflict.roles} == {
        Role.DELETED_AT,
        Role.DELETION_ID,
        Role.VERSION,
        Role.UPDATED_AT,
        Role.UPDATED_BY,
    }
