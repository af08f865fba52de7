"""`gen migrate retire` without its command line: what specs say about the past is taken out when it says nothing any more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.config import Settings
from generator.diagnostics import Bag, rule
from generator.errors import ConfigError, OutputError
from generator.migrations.diff import diff
from generator.output.rules import UNWRITABLE
from generator.output.write import replace as put
from generator.pipeline.frontend import compile_specs
from generator.pipeline.past import recorded
from generator.pipeline.publication import published
from generator.pipeline.watch import Watch
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.schema.state import Schema
from generator.spec.editing import without_key
from generator.spec.hints import hints
from generator.spec.parsing import parse_file
from generator.spec.places import Place, SourceFile, Step, ends
from generator.spec.sources import Source, Specs

PENDING = rule(
    "C662",
    "specs-not-migrated",
    """
`gen migrate retire` takes out of the specs what told migrations about rows. The specs have something that no revision does
yet, which may need it: run `gen build` first.
""",
)

Path = tuple[Step, ...]
_UNCUT = "it is written in a way that it cannot be cut out"
_UNPUBLISHED = "its revision is not published yet: merge it, or `gen migrate release`"


@dataclass(frozen=True, slots=True)
class Retired:
    """Hints by where they stand, in words: those that were taken out, and those that stay, with why."""

    gone: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]


def retire(settings: Settings, watch: Watch) -> Retired:
    """Take out of the specs what no migration needs any more; GenError, with nothing changed, if that cannot be told.

    A hint may go if the same operations lead to the specs without it, wherever a revision may still be written anew from: before
    each that is not published. Where another branch has not got the revision yet, git brings both at once.
    """
    history = recorded(settings, some=False)
    compiled = compile_specs(settings, watch)
    if diff(history.state(), compiled.schema):
        raise ConfigError(PENDING.at(None, "the specs have changes that no revision does yet", "run `gen build` first"))
    public = published(settings, history)
    states = [history.before(item.revision) for item in history.order if item.revision not in public]
    retiring = _Retiring(settings, states, compiled.schema, compiled.specs)
    retiring.go()
    try:
        for name, file in retiring.specs.files.items():
            if file.text != compiled.specs.files[name].text:
                target = settings.root / name
                mark = "\ufeff" if target.read_bytes().startswith("\ufeff".encode()) else ""
                put(target, mark + file.text)
    except OSError as error:
        raise OutputError(UNWRITABLE.at(None, f"cannot write {error.filename}: {error.strerror}")) from error
    return Retired(tuple(retiring.gone), tuple(retiring.kept))


class _Retiring:
    def __init__(self, settings: Settings, states: Sequence[Schema], target: Schema, specs: Specs) -> None:
        self._settings = settings
        self._ways = [(state, diff(state, target)) for state in states]
        self.specs = specs
        self.gone: list[str] = []
        self.kept: list[tuple[str, str]] = []

    def go(self) -> None:
        """Try all at once, for that is what is to be done most often; else one by one."""
        cut: list[tuple[Source, Path]] = []
        for item in [(source, path) for source in self.specs.sources for path in hints(source)]:
            if _without(self.specs, *item) is None:
                self.kept.append((_words(*item), _UNCUT))
            else:
                cut.append(item)
        whole = self._cut(self.specs, cut)
        if whole is not None and self._says_the_same(whole):
            self.specs, self.gone = whole, [_words(*item) for item in cut]
            return
        for item in cut:
            edited = self._cut(self.specs, [item])
            if edited is not None and self._says_the_same(edited):
                self.specs = edited
                self.gone.append(_words(*item))
            else:
                self.kept.append((_words(*item), _UNPUBLISHED))

    def _cut(self, specs: Specs, items: Sequence[tuple[Source, Path]]) -> Specs | None:
        for source, path in items:
            edited = _without(specs, source, path)
            if edited is None:
                return None
            specs = edited
        return specs

    def _says_the_same(self, specs: Specs) -> bool:
        bag = Bag()
        project = resolve(specs, self._settings, bag)
        if bag.has_errors:
            return False
        target = lower(project, self._settings)
        return all(diff(state, target) == way for state, way in self._ways)


def _words(source: Source, path: Path) -> str:
    return f"{source.key_span(*path)}: {'.'.join(map(str, path))} of {source.name}"


def _without(specs: Specs, known: Source, path: Path) -> Specs | None:
    """Give the specs without what stands at a path of a document; None if more than that would change."""
    source = next(it for it in specs.sources if (it.domain, it.kind, it.name) == (known.domain, known.kind, known.name))
    text = without_key(source, path)
    if text is None:
        return None
    parsed = parse_file(source.file.path, text.encode("utf-8", "surrogatepass"), source.domain)
    own = [it for it in specs.sources if it.file.path == source.file.path]
    if len(parsed.sources) != len(own) or parsed.lost or not parsed.complete:
        return None
    for before, after in zip(own, parsed.sources, strict=True):
        left = {place: value for place, value in _scalars(before) if before is not source or place[: len(path)] != path}
        if left != dict(_scalars(after)):
            return None
    fresh = iter(parsed.sources)
    sources = tuple(next(fresh) if it.file.path == source.file.path else it for it in specs.sources)
    files: Mapping[str, SourceFile] = {**specs.files, source.file.path: parsed.file}
    return replace(specs, sources=sources, files=files)


def _scalars(source: Source) -> Iterator[tuple[Path, str]]:
    """Give all that a document says, by its path."""
    pending: list[tuple[Path, Place]] = [((), source.place)]
    while pending:
        path, place = pending.pop()
        if isinstance(place, int):
            start, end = ends(place)
            yield path, source.file.text[start:end]
        elif isinstance(place[1], list):
            pending.extend(((*path, step), item) for step, item in enumerate(place[1]))
        else:
            pending.extend(((*path, key), item) for key, (_, item) in place[1].items())
