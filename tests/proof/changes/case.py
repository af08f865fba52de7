"""What a case of the list is: two specs of an entity `T`, and what the rows hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ALL = ("postgresql", "mariadb", "sqlite")
PG = ("postgresql",)
MARIADB = ("mariadb",)
NO_MARIADB = ("postgresql", "sqlite")

CHILD = "entity: Child\nfields: {t: {type: T, on_delete: cascade}}"
"""Refers to every `T`, so that what is made anew is seen to keep the rows of others."""


@dataclass(frozen=True)
class Case:
    """A change: the document of entity `T` before and after, or whole texts where they begin with `---`."""

    name: str
    before: str
    after: str
    on: Sequence[str] = ALL
    values: Mapping[str, Sequence[object]] = field(default_factory=dict)
    """What rows hold, by column of `t`; samples otherwise."""
    cannot: str = ""
    """Why a spec cannot say it; such a case is not run."""
    remakes_values: bool = False
    """Whether it is meant that values become others."""
    cannot_on: Sequence[str] = ()
    """Where it is a mistake in the specs, of which their author is told."""
    child: bool = True
    fails_on_rows: bool = False
    """Whether its rows are such that it cannot be done."""

    def specs(self, body: str) -> str:
        """Give the whole text."""
        if body.startswith("---"):
            return body.removeprefix("---\n")
        beside = f"\n---\n{CHILD}" if self.child else ""
        return f"entity: T\n{body}{beside}"


def fields(*items: str, more: str = "") -> str:
    """Give the body of an entity: fields as `name: type`, then the rest."""
    listed = f"fields: {{{', '.join(items)}}}"
    return f"{listed}\n{more}" if more else listed
