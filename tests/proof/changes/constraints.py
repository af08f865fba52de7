"""Indexes, uniques, checks and foreign keys."""

from tests.proof.changes.case import MARIADB, NO_MARIADB, PG, Case, fields

A, B, S = "a: int?", "b: int?", "s: string(50)?"
PAR = "\n---\nentity: Par"
PAR2 = PAR + "\n---\nentity: Par2"


def x(index: str, *columns: str) -> str:
    """Give a body with one index of the short name x."""
    return fields(*(columns or (A, B)), more=f"indexes: {{x: {index}}}")


def uq(unique: str) -> str:
    """Give a body with one unique of the short name x."""
    return fields(A, B, more=f"unique: {{x: {unique}}}")


def ck(checks: str) -> str:
    """Give a body with checks."""
    return fields(A, more=f"checks: {{{checks}}}")


def fk(options: str, beside: str = PAR) -> str:
    """Give a body with one reference."""
    return fields(f"a: {{type: Par?{options}}}") + beside


INDEXES = (
    Case("ix.add", fields(A), fields("a: {type: int?, index: true}")),
    Case("ix.drop", fields("a: {type: int?, index: true}"), fields(A)),
    Case("ix.rename", x("[a]"), fields(A, B, more="indexes: {y: {fields: [a], renamed_from: x}}")),
    Case("ix.columns", x("[a]"), x("[a, b]")),
    Case("ix.col_order", x("[a, b]"), x("[b, a]")),
    Case("ix.unique_on", x("[a]"), x("{fields: [a], unique: true}")),
    Case("ix.desc", x("[a]"), x("[a desc]")),
    Case("ix.desc_col", x("[a]"), x("[-a]")),
    Case("ix.partial_add_where", x("[a]"), x("{fields: [a], where: a > 0}"), NO_MARIADB),
    Case("ix.partial_change_where", x("{fields: [a], where: a > 0}"), x("{fields: [a], where: a > 5}"), NO_MARIADB),
    Case(
        "ix.unique_partial_change_where",
        fields(A, "d: datetime?", more="indexes: {x: {fields: [a], unique: true}}"),
        fields(A, "d: datetime?", more="indexes: {x: {fields: [a], unique: true, where: d is null}}"),
        NO_MARIADB,
    ),
    Case("ix.method", x("[a]"), x("{fields: [a], method: hash}"), PG),
    Case("ix.include", x("[a]"), x("{fields: [a], include: [b]}"), PG),
    Case(
        "ix.include_change",
        x("{fields: [a], include: [b]}", A, B, "c: int?"),
        x("{fields: [a], include: [c]}", A, B, "c: int?"),
        PG,
    ),
    Case("ix.opclass", x("[s]", S), x("{fields: [s], ops: {s: varchar_pattern_ops}}", S), PG),
    Case("ix.with", x("[a]"), x("{fields: [a], with: {fillfactor: 50}}"), PG),
    Case(
        "ix.nulls_not_distinct",
        x("{fields: [a], unique: true}"),
        uq("{fields: [a], nulls_not_distinct: true}"),
        PG,
    ),
    Case("ix.expr_add", fields(S), x('["lower(s)"]', S), NO_MARIADB),
    Case("ix.expr_add_func", fields(S), x('["lower(s)", id]', S), NO_MARIADB),
    Case("ix.expr_change", x('["lower(s)"]', S), x('["upper(s)"]', S), NO_MARIADB),
    Case("ix.my_length", "", "", MARIADB, cannot="an index over the beginning of a text is not in the language"),
    Case(
        "ix.my_fulltext",
        fields("s: text?"),
        x("{fields: [s], method: fulltext}", "s: text?"),
        MARIADB,
        cannot_on=MARIADB,
    ),
)
UNIQUES = (
    Case("uq.add", fields(A, B), uq("[a]")),
    Case("uq.drop", uq("[a]"), fields(A, B)),
    Case("uq.rename", uq("[a]"), fields(A, B, more="unique: {y: {fields: [a], renamed_from: x}}")),
    Case("uq.columns", uq("[a]"), uq("[a, b]")),
    Case("uq.deferrable", uq("[a]"), uq("{fields: [a], deferrable: true}"), PG),
    Case("uq.nulls_not_distinct", uq("[a]"), uq("{fields: [a], nulls_not_distinct: true}"), PG),
    Case("uq.constraint_to_index", uq("{fields: [a], name: uq_t_x}"), x("{fields: [a], unique: true, name: uq_t_x}")),
    Case("uq.column_flag_no_nc", fields(A), fields("a: {type: int?, unique: true}")),
)
CHECKS = (
    Case("ck.add", fields(A), ck("pos: a > 0")),
    Case("ck.drop", ck("pos: a > 0"), fields(A)),
    Case("ck.change_expr", ck("pos: a > 0"), ck("pos: a > 5"), values={"a": [6, 7, 8]}),
    Case("ck.rename", ck("pos: a > 0"), ck("pos2: {sql: a > 0, renamed_from: pos}")),
    Case("ck.bool_check", fields(), fields("a: bool?")),
)
FOREIGN_KEYS = (
    Case("fk.add", fields("a: {type: Par?, constraint: false}") + PAR, fk("")),
    Case("fk.drop", fk(""), fields("a: {type: Par?, constraint: false}") + PAR),
    Case("fk.ondelete", fk(", on_delete: no_action"), fk(", on_delete: cascade")),
    Case("fk.ondelete_noaction_restrict", fk(", on_delete: no_action"), fk(", on_delete: restrict")),
    Case(
        "fk.ondelete_setnull_cols",
        "",
        "",
        PG,
        cannot="which columns SET NULL empties follows from the tenant: the reference's, never the tenant's",
    ),
    Case("fk.deferrable", fk(""), fk(", deferrable: deferred"), NO_MARIADB),
    Case("fk.rename", "", "", cannot="a foreign key's name follows from its table and columns"),
    Case(
        "fk.target",
        fields("a: {type: Par?, column: a_id}") + PAR2,
        fields("a: {type: Par2?, column: a_id}") + PAR2,
    ),
    Case("fk.add_col_with_fk", fields() + PAR, fk(", on_delete: cascade")),
    Case("fk.drop_col_with_fk", fk(", on_delete: cascade"), fields() + PAR),
)
