"""One file of specs, read and validated on its own: the part of loading that a content hash can stand for."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from generator.diagnostics import Diagnostic
from generator.spec import rules, yaml_rules
from generator.spec.contradictions import contradictions
from generator.spec.documents import (
    Document,
    DomainDocument,
    EntityDocument,
    EnumDocument,
    MixinDocument,
    SqlDocument,
    ValueDocument,
)
from generator.spec.forms import Tree
from generator.spec.nodes import Node, read
from generator.spec.places import SourceFile, Step, ends, find, locate
from generator.spec.refusals import Path, Refusal, Refusals
from generator.spec.sources import Kind, Source
from generator.spec.suggestion import closest

MODELS: Final[dict[Kind, type[Document]]] = {
    "domain": DomainDocument,
    "entity": EntityDocument,
    "mixin": MixinDocument,
    "value": ValueDocument,
    "enum": EnumDocument,
    "sql": SqlDocument,
}
_RESERVED: Final = {"view": "views"}
_MARKS: Final = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""What the first bytes of a file tell, the longer ones first."""
_ROUNDS: Final = 6
"""How often refused parts are taken out of a document until the rest of it is valid."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What one file says; a plain value, so that it can be kept and read again instead of the file."""

    domain: str
    file: SourceFile
    sources: tuple[Source, ...]
    findings: tuple[Diagnostic, ...]
    lost: tuple[str, ...]
    """Names of documents that were refused as a whole."""
    complete: bool
    """Whether every document was read."""


def parse_file(path: str, data: bytes, domain: str) -> ParsedFile:
    """Read and validate the documents of a file that belongs to `domain`; `path` is what users are shown."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = _not_utf8(path, data, error)
        return ParsedFile(domain, SourceFile(path, ""), (), (found,), (), complete=False)
    file = SourceFile(path, text)
    reading = read(file)
    if not reading.nodes and reading.complete:
        found = yaml_rules.EMPTY_FILE.at(
            file.span(0, 0), "this file holds no document", "describe an entity, or delete it"
        )
        return ParsedFile(domain, file, (), (*reading.findings, found), (), complete=False)
    parser = _Parser(file, domain, list(reading.findings))
    for node in reading.nodes:
        parser.add(node)
    findings, lost = tuple(parser.findings), tuple(parser.lost)
    return ParsedFile(domain, file, tuple(parser.sources), findings, lost, reading.complete)


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    before = SourceFile(path, data[: error.start].decode("utf-8", "replace"))
    span = before.span(len(before.text), len(before.text))
    found = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    if found:
        return yaml_rules.NOT_UTF8.at(span, f"this file is {found}", "save it as UTF-8")
    message = f"byte 0x{data[error.start]:02x} is not UTF-8"
    return yaml_rules.NOT_UTF8.at(span, message, "save the file as UTF-8")


class _Parser:
    """The documents of one file, and what was found about them."""

    def __init__(self, file: SourceFile, domain: str, findings: list[Diagnostic]) -> None:
        self._file = file
        self._domain = domain
        self.findings = findings
        self.sources: list[Source] = []
        self.lost: list[str] = []

    def add(self, node: Node) -> None:
        """Validate a document and keep it, or what of it is valid."""
        tree = node.tree
        kind = self._kind(node)
        if kind is None or not isinstance(tree, dict):
            return
        document, refused = self._validated(node, tree, kind)
        if refused:
            document = _remainder(MODELS[kind], tree, refused)
        name = str(tree[kind] or "")
        if document is None:
            self.lost.append(name)
            return
        source = Source(self._domain, kind, name, document, self._file, node.place, incomplete=bool(refused))
        self.sources.append(source)
        self.findings.extend(contradictions(source))

    def _validated(self, node: Node, tree: Tree, kind: Kind) -> tuple[Document | None, list[Path]]:
        """Give the document if it is valid, and the paths of what is refused of it."""
        model = MODELS[kind]
        refusals = Refusals(self._file, node.place, tree, model)
        document: Document | None = None
        found: list[Refusal] = []
        try:
            document = model.model_validate(tree)
        except ValidationError as error:
            found += refusals.of(error)
        if node.hollow:
            known = {refusal.path for refusal in found}
            found += [refusals.empty(path) for path in _hollows(kind, tree) if path not in known]
        self.findings += [refusal.finding for refusal in found if not self._is_alias(node, refusal.path)]
        return document, [refusal.path for refusal in found]

    def _is_alias(self, node: Node, path: Path) -> bool:
        """Whether an alias stands there, which is a finding already."""
        found = find(node.place, path)
        return isinstance(found, int) and self._file.text[ends(found)[0] : ends(found)[1]].startswith("*")

    def _kind(self, node: Node) -> Kind | None:
        """Tell what a document describes; finds one that does not say, or says two things."""
        span = self._file.span(*ends(node.place))
        tree = node.tree
        if not isinstance(tree, dict):
            message = "a document is a mapping that begins with its head, such as `entity: Budget`"
            self.findings.append(rules.NO_HEAD.at(span, message))
            return None
        heads = [key for key in tree if key in yaml_rules.HEADS]
        if len(heads) > 1:
            second = locate(self._file, node.place, (heads[1],), of_key=True)
            rule, message, help_ = yaml_rules.second_head(heads[0], heads[1])
            self.findings.append(rule.at(second, message, help_))
            self.lost.extend(str(tree[head]) for head in heads)
            return None
        if not heads:
            self._headless(node, tree)
            return None
        head = heads[0]
        if head in _RESERVED:
            self._reserve(node, head, str(tree[head]))
            return None
        return next(kind for kind in MODELS if kind == head)

    def _headless(self, node: Node, tree: dict[str, Tree]) -> None:
        first = next(iter(tree), "")
        place = locate(self._file, node.place, (first,), of_key=True)
        near = {key: meant for key in tree if (meant := closest(key, yaml_rules.HEADS))}
        if near:
            key, meant = next(iter(near.items()))
            place = locate(self._file, node.place, (key,), of_key=True)
            self.findings.append(
                rules.NO_HEAD.at(place, f"`{key}` is no head of a document", f"did you mean `{meant}`?")
            )
            return
        help_ = f"begin it with one of: {', '.join(MODELS)}"
        self.findings.append(rules.NO_HEAD.at(place, "this document does not say what it describes", help_))

    def _reserve(self, node: Node, head: str, name: str) -> None:
        place = locate(self._file, node.place, (head,), of_key=True)
        message = f"`{head}:` is reserved: {_RESERVED[head]} will come in a later version"
        self.findings.append(rules.RESERVED.at(place, message))
        self.lost.append(name)


def _hollows(kind: Kind, tree: Tree) -> Iterator[Path]:
    """Give the paths of the values that are empty and must not be."""
    for path in _empties(tree, ()):
        match path:
            case ("domain",) | ("fields", _, "default" | "example", *_):
                continue
            case ("values", str()) if kind == "enum":
                continue
            case _:
                yield path


def _empties(tree: Tree, path: Path) -> Iterator[Path]:
    if tree is None:
        yield path
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _empties(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _empties(value, (*path, index))


def _remainder(model: type[Document], tree: Tree, refused: list[Path]) -> Document | None:
    """Validate what is left of a document without its refused parts; None if too little is left."""
    rest = tree
    for _ in range(_ROUNDS):
        for path in sorted(set(refused), key=_by_depth, reverse=True):
            if not path:
                return None
            rest = _without(rest, path)
        try:
            return model.model_validate(rest)
        except ValidationError as error:
            located = Refusals(SourceFile("", ""), 0, rest, model)
            refused = [item.path for item in located.of(error)]
    return None


def _by_depth(path: Path) -> tuple[int, tuple[tuple[int, str], ...]]:
    return len(path), tuple((step, "") if isinstance(step, int) else (-1, step) for step in path)


def _without(tree: Tree, path: Path) -> Tree:
    step: Step = path[0]
    if isinstance(tree, dict) and step in tree:
        if len(path) == 1:
            return {key: value for key, value in tree.items() if key != step}
        return {key: _without(value, path[1:]) if key == step else value for key, value in tree.items()}
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        if len(path) == 1:
            return [*tree[:step], *tree[step + 1 :]]
        return [*tree[:step], _without(tree[step], path[1:]), *tree[step + 1 :]]
    return tree
