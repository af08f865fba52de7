"""The names that a repository's class has already, so that nothing of a spec may be called so in it."""

from typing import Final

METHODS: Final = frozenset(
    """
    actor actor_kind actor_required alone count create create_many database delete delete_where entity exists find
    get include_deleted inside iterate list load model offset_page only_deleted page purge record restore session tenant
    tenant_id update update_where upsert with_
    """.split()  # noqa: SIM905  # a list of these would take a page
)
"""What callers use of every repository."""

STATEMENTS: Final = frozenset(
    """
    _own _live _rows _orders _filters _insertion _change _overwriting _restoration _deletion _removal _upserts
    _at _begin_locking _bound _broken_reference _bulk _change_or_insert _changed _changing_where _columns _conflict _copied _count
    _delete _delete_where _deleted _expect _expect_whole _explained _enter _guarded _having _hold _included _joined _kept _known _insert _insert_many _insert_or_meet _link
    _link_more _linked _load _load_alike _lock _mark _mark_all _mark_found _mark_where _mark_whole _matching _missing _narrowed
    _narrowing _new _other _owner _part _place _purge _purge_counted _purge_upwards _query _read _records _refuse _refuse_links _relations _restore _seeing _session _shaped _spread _stands_alone
    _stream _together _touched _unlink _update _update_where _upsert _write _write_many
    """.split()  # noqa: SIM905  # the same
)
"""What the class says, and what its bases work with."""

PARAMETERS: Final = frozenset(
    ["self", "data", "key", "keys", "version", "by", "now", "made", "item", "changed", "where"]
)
"""What methods call their own parameters and variables."""

COLLECTION: Final = frozenset(
    """
    add as_readonly clear compare contains_column corresponding_column extend get items keys remove update values
    """.split()  # noqa: SIM905  # the same
)
"""What SQLAlchemy's collections of columns have besides columns."""
