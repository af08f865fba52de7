"""Pydantic's errors about a document, each as a finding at its place and in a spec author's words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.diagnostics import RULES, Diagnostic, Span
from generator.naming import pascal, snake
from generator.spec import patterns, rules, yaml_rules
from generator.spec.forms import Quoted, Tree
from generator.spec.keywords import HINTS, elsewhere, keywords, model_at, takes_switch
from generator.spec.places import Place, SourceFile, Step, ends, entry, locate
from generator.spec.suggestion import closest, did_you_mean, shown
from generator.spec.syntax import quoted_line

Path = tuple[Step, ...]

_BOOLEAN_WORDS: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "t", "f", "1", "0"})
_LATER: Final = {
    "queries": "named queries",
    "outputs": "outputs",
    "history": "an audit trail",
    "language": "full-text search",
}
_SHAPES: Final = {
    "string_type": "text",
    "dict_type": "a mapping of names",
    "tuple_type": "a list",
    "list_type": "a list",
}


class Refusal(NamedTuple):
    """A finding, and the part of the document that it refuses."""

    finding: Diagnostic
    path: Path


class _Error(NamedTuple):
    """One of Pydantic's errors, found in the document as it was written."""

    kind: str
    path: Path
    """Down to the deepest node that exists."""
    rest: Path
    """The steps that do not exist."""
    of_key: bool
    node: Tree
    details: ErrorDetails

    @property
    def word(self) -> str:
        """The keyword or name that it is about."""
        named = [step for step in self.path if isinstance(step, str)]
        return shown(named[-1]) if named else "this document"


class Refusals:
    """Turns the errors of one document into findings."""

    def __init__(self, file: SourceFile, place: Place, tree: Tree, model: type[BaseModel]) -> None:
        """Speak of the document `tree`, which was to be a `model`."""
        self._file = file
        self._place = place
        self._tree = tree
        self._model = model

    def of(self, error: ValidationError) -> Iterator[Refusal]:
        """Give a finding for each error, in Pydantic's order."""
        for details in error.errors(include_url=False):
            found = self._located(details)
            if found.kind == "too_short" and found.node:
                continue  # it lacks the items that are refused one by one
            yield Refusal(self._finding(found), found.path)

    def empty(self, path: Path) -> Refusal:
        """Give the finding about a key with nothing behind it."""
        return Refusal(self._empty(path), path)

    def _located(self, details: ErrorDetails) -> _Error:
        """Follow an error's steps through the document as it was written, short forms and all."""
        node, path, of_key = self._tree, list[Step](), False
        steps = [step for step in details["loc"] if step not in {"<on>", "<off>"}]
        rest: list[Step] = []
        for index, step in enumerate(steps):
            if step == "[key]":
                of_key = True
                break
            if isinstance(node, dict) and step in node:
                node = node[str(step)]
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            elif isinstance(node, list) and step in node:
                step, node = node.index(str(step)), str(step)  # noqa: PLW2901  # a label of a list is found by its text
            elif isinstance(node, list) and isinstance(step, str) and index + 1 < len(steps):
                continue
            else:
                rest = steps[index:]
                break
            path.append(step)
        return _Error(details["type"], tuple(path), tuple(rest), of_key, node, details)

    def _finding(self, error: _Error) -> Diagnostic:
        if error.kind == "finding":
            return self._custom(error)
        if error.kind == "missing":
            return self._missing(error)
        if error.kind == "extra_forbidden":
            return self._unknown(error)
        if error.node is None:
            return self._empty(error.path)
        tell = _TOLD.get(error.kind, _shape)
        message, help_ = tell(error)
        rule = _RULES.get(error.kind, rules.WRONG_SHAPE)
        if rule is rules.WRONG_SHAPE and isinstance(error.node, str) and self._switch_at(error.path):
            rule, message, help_ = rules.NOT_BOOLEAN, *_not_boolean(error)
        return rule.at(self._span(error.path, of_key=error.of_key), message, help_)

    def _custom(self, error: _Error) -> Diagnostic:
        context = error.details.get("ctx", {})
        start, end, key = int(context["start"]), int(context["end"]), str(context["key"])
        path = (*error.path, key) if key else error.path
        span = self._span(path, of_key=error.of_key, within=(start, end) if start >= 0 else None)
        return RULES[str(context["code"])].at(span, str(context["message"]), str(context["help"]) or None)

    def _missing(self, error: _Error) -> Diagnostic:
        model = model_at(self._model, error.path)
        key = str(error.rest[-1]) if error.rest else str(error.details["loc"][-1])
        noun = model.noun if model else "this"
        owner = f"the {noun} `{error.path[-1]}`" if error.path and isinstance(error.path[-1], str) else f"this {noun}"
        return rules.MISSING_KEY.at(self._span(error.path, of_key=True), f"{owner} has no `{key}`")

    def _unknown(self, error: _Error) -> Diagnostic:
        model = model_at(self._model, error.path[:-1])
        key, span = str(error.path[-1]), self._span(error.path, of_key=True)
        if key in _LATER:
            return rules.RESERVED.at(span, f"`{key}` is reserved: {_LATER[key]} will come in a later version")
        known = keywords(model) if model else ()
        hint = HINTS.get(key) or elsewhere(key)
        meant = None if hint else closest(key, known)
        if error.node is None and meant is None and hint is None:
            torn = self._torn(error.path)
            if torn is not None:
                return torn
        noun = model.noun if model else "document"
        help_ = hint or did_you_mean(key, known)
        article = "an" if noun[0] in "aeio" else "a"
        return rules.UNKNOWN_KEY.at(span, f"`{shown(key)}` is no keyword of {article} {noun}", help_)

    def _torn(self, path: Path) -> Diagnostic | None:
        """Find text that a comma tore apart: `{description: Shown in lists, sorted}`."""
        places, nodes = self._entries(path[:-1])
        words = list(nodes)
        index = words.index(str(path[-1]))
        while index > 0 and nodes[words[index]] is None:
            index -= 1
        value, place = nodes[words[index]], places[words[index]][1]
        if not isinstance(value, str) or isinstance(value, Quoted):
            return None
        last = index + 1
        while last + 1 < len(words) and nodes[words[last + 1]] is None:
            last += 1
        start, end = ends(place)[0], ends(places[words[last]][0])[1]
        if self._file.text[ends(place)[1] : ends(places[words[index + 1]][0])[0]].strip() != ",":
            return None
        help_ = f"quote it: {quoted_line(self._file, start, end)}"
        message = "the comma ends the value here, because it is not in quotes"
        return yaml_rules.TORN_BY_COMMA.at(self._file.span(start, end), message, help_)

    def _entries(self, path: Path) -> tuple[Mapping[str, tuple[int, Place]], Mapping[str, Tree]]:
        place, node = self._place, self._tree
        for step in path:
            found = entry(place, step)
            place = found[1] if found else place
            node = node[str(step)] if isinstance(node, dict) else node[int(step)] if isinstance(node, list) else None
        held = {} if isinstance(place, int) or isinstance(place[1], list) else place[1]
        return held, node if isinstance(node, dict) else {}

    def _empty(self, path: Path) -> Diagnostic:
        key = str(path[-1]) if path else "the document"
        model = model_at(self._model, path[:-1])
        what = f"nothing is written behind `{key}:`" if isinstance(path[-1], str) else "this item is empty"
        if len(path) == len(("fields", "name")) and path[0] == "fields":
            what = f"the field `{key}` has no type"
        help_ = f"write `{key}: true`" if model and takes_switch(model, key) else None
        return rules.EMPTY_VALUE.at(self._span(path, of_key=isinstance(path[-1], str)), what, help_)

    def _switch_at(self, path: Path) -> bool:
        model = model_at(self._model, path[:-1]) if path else None
        return model is not None and takes_switch(model, str(path[-1]))

    def _span(self, path: Path, *, of_key: bool, within: tuple[int, int] | None = None) -> Span:
        return locate(self._file, self._place, path, of_key=of_key, within=within)


def _shape(error: _Error) -> tuple[str, str | None]:
    wanted = _SHAPES.get(error.kind, "a mapping")
    seen = (
        "a mapping"
        if isinstance(error.node, dict)
        else "a list"
        if isinstance(error.node, list)
        else f"`{shown(error.node)}`"
    )
    if error.kind not in _SHAPES and not error.kind.startswith(("model", "dict")):
        return str(error.details["msg"]), None
    return (
        f"`{error.word}` takes {wanted}, not {seen}",
        f"write [{shown(error.node)}]" if wanted == "a list" and isinstance(error.node, str) else None,
    )


def _not_boolean(error: _Error) -> tuple[str, str | None]:
    written = shown(error.node)
    meant = written.lower() in {"yes", "on", "y", "true", "t", "1"}
    known = written.lower() in _BOOLEAN_WORDS
    return f"`{error.word}` is true or false, and `{written}` is text", f"write {str(meant).lower()}" if known else None


def _choice(error: _Error) -> tuple[str, str | None]:
    expected = str(error.details.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
    words = [word.strip().strip("'").lower() for word in expected.split(",")]
    return f"`{error.word}` cannot be `{shown(error.node)}`", did_you_mean(str(error.node), words)


def _name(error: _Error) -> tuple[str, str | None]:
    written = shown(error.path[-1] if error.of_key else error.node)
    pattern = str(error.details.get("ctx", {}).get("pattern", ""))
    if error.kind == "string_too_long":
        limit = error.details.get("ctx", {}).get("max_length")
        return f"this name is longer than {limit} characters", "a database could not hold it"
    if error.kind == "string_too_short":
        return f"`{error.word}` needs a name", None
    if pattern == patterns.IDENTIFIER:
        return f"`{error.word}` needs a name without control characters", None
    if pattern == patterns.IMPORT_PATH:
        return f"`{written}` is no import path", "write package.module:Name"
    if pattern == patterns.FIELD_NAME:
        return f"`{written}` is not in snake_case", _proposal(snake(written), written)
    return f"`{written}` is not in PascalCase", _proposal(pascal(snake(written)), written)


def _proposal(name: str, written: str) -> str | None:
    fits = name != written and written.isascii() and name[:1].isalpha()
    return f"write {name}" if fits else "ASCII letters and digits only, a letter first"


def _number(error: _Error) -> tuple[str, str | None]:
    context = error.details.get("ctx", {})
    if "ge" in context:
        return f"`{error.word}` is at least {context['ge']}", None
    if "le" in context:
        return f"`{error.word}` is at most {context['le']}", None
    return f"`{error.word}` takes a whole number, not `{shown(error.node)}`", None


def _too_few(error: _Error) -> tuple[str, str | None]:
    return f"`{error.word}` is empty", "name at least one, or leave it out"


_TOLD: Final[Mapping[str, Callable[[_Error], tuple[str, str | None]]]] = {
    "bool_type": _not_boolean,
    "greater_than_equal": _number,
    "int_type": _number,
    "less_than_equal": _number,
    "literal_error": _choice,
    "string_pattern_mismatch": _name,
    "string_too_long": _name,
    "string_too_short": _name,
    "too_short": _too_few,
}
_RULES: Final = {
    "bool_type": rules.NOT_BOOLEAN,
    "greater_than_equal": rules.BAD_NUMBER,
    "int_type": rules.BAD_NUMBER,
    "less_than_equal": rules.BAD_NUMBER,
    "literal_error": rules.UNKNOWN_CHOICE,
    "string_pattern_mismatch": rules.BAD_NAME,
    "string_too_long": rules.BAD_NAME,
    "string_too_short": rules.BAD_NAME,
}
