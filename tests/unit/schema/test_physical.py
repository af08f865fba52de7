"""What of a state a database has, and under which names."""

from dataclasses import replace

from generator.dialects import dialect
from generator.schema.physical import physical
from generator.schema.state import ForeignKey
from tests.integration.migrations.tables import col, table


def test_the_key_over_the_part_that_is_emptied_is_called_after_the_whole_one_alone() -> None:
    key = ForeignKey(
        "fk_lines_tenant_id_plan_id",
        ("tenant_id", "plan_id"),
        "plans",
        ("tenant_id", "id"),
        on_delete="set_null",
        set_null_columns=("plan_id",),
    )
    renamed = table("rows", col("tenant_id"), col("plan_id"), foreign_keys=(key,))
    others = ("tenant_id", "scheme_id")
    moved = table("lines", *map(col, others), foreign_keys=(replace(key, columns=others, set_null_columns=others[1:]),))
    for known in (renamed, moved):
        names = {item.name for item in physical(known, dialect("sqlite")).foreign_keys}
        assert names == {"fk_lines_tenant_id_plan_id", "fk_lines_plan_id"}
