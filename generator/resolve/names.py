"""Which document a name means: in its own domain first, then anywhere if it is unique there, else `domain.Name`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.diagnostics import Bag, Span, rule
from generator.spec.sources import Source, Specs
from generator.spec.suggestion import did_you_mean

UNKNOWN_NAME = rule(
    "R201",
    "unknown-name",
    """
No entity, enum, value or mixin has this name. A name is looked up in the domain that uses it, then in all domains;
`domain.Name` says exactly which.

Not so:     budget: Bugdet
But so:     budget: Budget
""",
)
AMBIGUOUS_NAME = rule(
    "R202",
    "ambiguous-name",
    """
Several domains have a document of this name, and the domain that uses it has none: say which.

Not so:     owner: Member               where people and club both have a Member
But so:     owner: people.Member
""",
)
DUPLICATE_NAME = rule(
    "R203",
    "duplicate-name",
    """
Two documents of one domain have the same name. Entities, enums, values and mixins of a domain share their names.

Not so:     entity: Status              beside enum: Status
But so:     entity: Status              beside enum: StatusKind
""",
)


class Wanted(NamedTuple):
    """A name as a spec of the domain `home` writes it, with the kinds of documents that it may mean."""

    name: str
    domain: str | None
    home: str
    kinds: tuple[str, ...]

    @classmethod
    def written(cls, text: str, home: str, *kinds: str) -> "Wanted":
        """Take `Name` or `domain.Name` apart."""
        domain, _, name = text.rpartition(".")
        return cls(name, domain or None, home, kinds)


@dataclass
class Names:
    """All documents by name."""

    specs: Specs
    domains: dict[str, Source] = field(default_factory=dict)
    """The documents that speak of whole domains."""
    by_domain: dict[str, dict[str, Source]] = field(default_factory=dict)
    _everywhere: dict[str, list[Source]] = field(default_factory=dict)

    def add(self, source: Source, bag: Bag) -> bool:
        """Keep a document under its name; a finding and False if the name is taken in its domain."""
        known = self.by_domain.setdefault(source.domain, {})
        earlier = known.get(source.name)
        if earlier is not None:
            bag.add(
                DUPLICATE_NAME.at(
                    source.span(source.kind),
                    f"the domain {source.domain} has two documents called {source.name}",
                    "give one of them another name",
                    related=((earlier.span(earlier.kind), "the first is here"),),
                )
            )
            return False
        known[source.name] = source
        self._everywhere.setdefault(source.name, []).append(source)
        return True

    def find(self, wanted: Wanted) -> Source | None:
        """Give the document that a name means; None if there is none, or if it could be any of several."""
        found = self.by_domain.get(wanted.domain or wanted.home, {}).get(wanted.name)
        if found is not None and found.kind in wanted.kinds:
            return found
        others = self._others(wanted)
        return others[0] if len(others) == 1 else None

    def explain(self, wanted: Wanted, span: Span, bag: Bag) -> None:
        """Report that `find` gave no document, unless it may be one that was refused."""
        name, several = wanted.name, self._others(wanted)
        if several:
            choices = " or ".join(sorted(f"{source.domain}.{name}" for source in several))
            bag.add(AMBIGUOUS_NAME.at(span, f"several domains have a {name}", f"write {choices}"))
            return
        if not self.specs.complete or any(lost == name for _, lost in self.specs.lost):
            return
        if wanted.domain is not None and wanted.domain not in self.by_domain:
            help_ = did_you_mean(wanted.domain, self.by_domain)
            bag.add(UNKNOWN_NAME.at(span, f"there is no domain called '{wanted.domain}'", help_))
            return
        *others, last = wanted.kinds
        what = f"{', '.join(others)} or {last}" if others else last
        written = f"{wanted.domain}.{name}" if wanted.domain else name
        help_ = did_you_mean(written, self._known(wanted))
        bag.add(UNKNOWN_NAME.at(span, f"no {what} is called '{written}'", help_))

    def _others(self, wanted: Wanted) -> tuple[Source, ...]:
        if wanted.domain is not None:
            return ()
        return tuple(source for source in self._everywhere.get(wanted.name, ()) if source.kind in wanted.kinds)

    def _known(self, wanted: Wanted) -> Iterator[str]:
        """Give the names of the wanted kinds as the spec that asks has to write them."""
        for domain, sources in self.by_domain.items():
            for name, source in sources.items():
                if source.kind not in wanted.kinds or wanted.domain not in {None, domain}:
                    continue
                plain = wanted.domain is None and (domain == wanted.home or len(self._everywhere[name]) == 1)
                yield name if plain else f"{domain}.{name}"
