"""Which document a name means: in its own domain first, then anywhere if it is unique there, else `domain.Name`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from generator.diagnostics import Bag, Span, rule
from generator.spec.sources import Source, Specs
from generator.spec.suggestion import did_you_mean

UNKNOWN_NAME = rule(
    "R201",
    "unknown-name",
    """
    No entity, enum, value or mixin has this name. A name is looked up in the domain that uses it, then in all domains;
    `domain.Name` says exactly which.
    """,
)
AMBIGUOUS_NAME = rule(
    "R202",
    "ambiguous-name",
    "Several domains have a document of this name and the domain that uses it has none: write `domain.Name`.",
)
DUPLICATE_NAME = rule(
    "R203",
    "duplicate-name",
    "Two documents of one domain have the same name. Entities, enums, values and mixins of a domain share their names.",
)


@dataclass
class Names:
    """All documents by name."""

    specs: Specs
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

    def find(self, name: str, domain: str | None, home: str, kinds: Iterable[str]) -> Source | tuple[Source, ...]:
        """Give the document that a spec of the domain `home` means; several if it could be any of them, none of none."""
        wanted = frozenset(kinds)
        found = self.by_domain.get(domain or home, {}).get(name)
        if found is not None and found.kind in wanted:
            return found
        if domain is not None:
            return ()
        others = tuple(source for source in self._everywhere.get(name, ()) if source.kind in wanted)
        return others[0] if len(others) == 1 else others

    def explain(  # noqa: PLR0913  # one question, all of it needed for the answer
        self,
        name: str,
        domain: str | None,
        home: str,
        kinds: Iterable[str],
        found: tuple[Source, ...],
        span: Span,
        bag: Bag,
    ) -> None:
        """Report that `find` gave no one document, unless the document may be one that was refused."""
        if found:
            choices = " or ".join(sorted(f"{source.domain}.{name}" for source in found))
            bag.add(AMBIGUOUS_NAME.at(span, f"several domains have a {name}", f"write {choices}"))
            return
        if not self.specs.complete or any(lost == name for _, lost in self.specs.lost):
            return
        wanted = frozenset(kinds)
        what = " or ".join(kind for kind in ("entity", "enum", "value", "mixin") if kind in wanted)
        if domain is not None and domain not in self.by_domain:
            help_ = did_you_mean(domain, self.by_domain)
            bag.add(UNKNOWN_NAME.at(span, f"there is no domain called {domain}", help_))
            return
        written = f"{domain}.{name}" if domain else name
        bag.add(
            UNKNOWN_NAME.at(
                span, f"no {what} is called {written}", did_you_mean(name, self._known(domain, home, wanted))
            )
        )

    def _known(self, domain: str | None, home: str, kinds: frozenset[str]) -> Iterator[str]:
        for place, sources in self.by_domain.items():
            for name, source in sources.items():
                if source.kind not in kinds or (domain is not None and domain != place):
                    continue
                unique = len(self._everywhere[name]) == 1
                yield name if unique or place in {home, domain} else f"{place}.{name}"
