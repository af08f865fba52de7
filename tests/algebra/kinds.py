"""Kinds of entities, and the spec that declares them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FLAGS = ("tenant", "soft_delete", "audit", "version", "append_only")
NAMES = tuple("abcdefghijkl")


@dataclass(frozen=True)
class Ref:
    """A reference of a kind to another one."""

    target: str
    on_delete: str
    one: bool = False
    """Whether two rows cannot refer to the same one."""
    nullable: bool = True


@dataclass(frozen=True)
class Kind:
    """An entity: its flags, the unique that holds for its names, and what it refers to."""

    name: str
    flags: frozenset[str] = frozenset()
    unique: str = "plain"
    """plain, partial (among open rows), global (among all tenants), or none."""
    refs: Mapping[str, Ref] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    action: str | None = None
    """What the spec says is to happen to links."""

    def __getattr__(self, flag: str) -> bool:
        """Tell whether it has the flag."""
        if flag in FLAGS:
            return flag in self.flags
        raise AttributeError(flag)

    @property
    def by(self) -> tuple[str, ...]:
        """What an upsert can go by."""
        named = self.unique in {"plain", "partial"} or (self.unique == "global" and not self.tenant)
        uniques = [*(["name"] if named else []), *(f"{name}_id" for name, ref in self.refs.items() if ref.one)]
        return () if self.append_only else tuple(uniques)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that callers give."""
        return ("name", "open", "rank", "amount", *(f"{name}_id" for name in self.refs))


def spec(kinds: Iterable[Kind]) -> str:
    """Declare kinds."""
    return "---\n".join(map(_declared, kinds))


def _declared(kind: Kind) -> str:
    lines = [f"entity: {kind.name}", *(f"{flag}: true" for flag in FLAGS if flag in kind.flags)]
    if kind.append_only:
        lines += ["timestamps: {updated: false}"]
        lines = [line.replace("audit: true", "audit: {updated_by: false}") for line in lines]
    lines += ["fields:", "  name: string(20)", "  open: bool", "  rank: int?", '  amount: "decimal(18, 2)"']
    lines += [f"  {name}: {_reference(ref)}" for name, ref in kind.refs.items()]
    action = f", on_delete: {kind.action}" if kind.action else ""
    lines += [f'  {name}: {{type: "list[{target}]"{action}}}' for name, target in kind.links.items()]
    lines += {
        "plain": ["unique: [[name]]"],
        "partial": ["unique: [{fields: [name], where: open}]"],
        "global": ["unique: [{fields: [name], global: true}]"],
        "none": [],
    }[kind.unique]
    filters = ", ".join(["name", "open", "rank", "amount", *kind.refs])
    lines += ["search: [name]", f"filter: [{filters}]", "sort: [rank, amount]", "order: [rank, name]"]
    return "\n".join(lines) + "\n"


def _reference(ref: Ref) -> str:
    more = ", unique: true" if ref.one else ""
    return f"{{type: {ref.target}{'?' if ref.nullable else ''}, on_delete: {ref.on_delete}{more}}}"
