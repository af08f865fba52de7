"""Where documents come from: each one with its file and the place of every node, so that findings can point."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from generator.diagnostics import Span
from generator.frozen import value
from generator.spec.documents import Document
from generator.spec.places import Place, SourceFile, Step, locate

Kind = Literal["domain", "entity", "mixin", "value", "enum", "sql"]


@value(frozen=True, slots=True)
class Source:
    """A document and where it stands.

    `incomplete` tells that parts of it were refused and are missing here: what they would have declared is unknown, so
    a name that is not found in it need not be wrong.
    """

    domain: str
    kind: Kind
    name: str
    document: Document
    file: SourceFile = field(compare=False)
    place: Place = field(compare=False, repr=False)
    incomplete: bool = False

    def span(self, *path: Step, within: tuple[int, int] | None = None) -> Span:
        """Give the place of the value at `path`, such as ("fields", "name", "type").

        Of a mapping or list it is the key that leads there. Where the spec has a short form, the place is the nearest
        that exists; a number counts the entries of a mapping too. `within` narrows a text to two offsets in it, where
        the file holds it unescaped.
        """
        return locate(self.file, self.place, path, within=within)

    def key_span(self, *path: Step) -> Span:
        """Give the place of the key that `path` ends with, or the nearest that exists."""
        return locate(self.file, self.place, path, of_key=True)


@value(frozen=True, slots=True)
class Specs:
    """All that was loaded: documents by domain in alphabetical order, within one by file name and order in the file.

    `lost` holds domain and name of documents that are refused as a whole; `complete` is false where a file could not be
    read to its end, so that any name may be missing.
    """

    sources: tuple[Source, ...]
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    lost: frozenset[tuple[str, str]] = frozenset()
    complete: bool = True
