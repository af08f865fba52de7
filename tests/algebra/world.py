"""A world of kinds that depend on each other in every way, for random histories and for mutants."""

from tests.algebra.kinds import Kind, Ref


def _kind(name: str, flags: str = "", **more) -> Kind:
    return Kind(name, frozenset(flags.split()), **more)


WORLD = {
    kind.name: kind
    for kind in (
        _kind("Country", "version", unique="global"),
        _kind("Plan", "tenant soft_delete audit version"),
        _kind("Tag", "tenant", unique="partial"),
        _kind(
            "Line",
            "tenant soft_delete version",
            unique="partial",
            refs={
                "plan": Ref("Plan", "cascade", nullable=False),
                "country": Ref("Country", "restrict"),
                "label": Ref("Label", "set_null"),
            },
            links={"tags": "Tag"},
        ),
        _kind("Label", "tenant soft_delete", unique="global"),
        _kind("Note", "tenant soft_delete audit", refs={"line": Ref("Line", "cascade")}, unique="none"),
        _kind("File", "tenant", refs={"note": Ref("Note", "cascade", one=True)}, unique="none"),
        _kind("Hold", "tenant soft_delete", refs={"line": Ref("Line", "restrict")}, unique="none"),
        _kind("Folder", "tenant soft_delete version", refs={"up": Ref("Folder", "cascade")}, unique="none"),
        _kind("Event", "tenant audit append_only", refs={"plan": Ref("Plan", "restrict")}, unique="none"),
    )
}
