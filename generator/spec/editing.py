"""Adding a key to a spec file, or cutting one out, as a person would: not a byte of the rest is touched."""

from generator.spec.places import Place, Step, ends, entry, find, scalars
from generator.spec.sources import Source


def with_key(source: Source, path: tuple[str, ...], value: str) -> str | None:
    """Give the text of the file in which the document says `value` at `path`, which it does not have yet.

    None if the document is written in a way that a line cannot be added to.
    """
    depth = next(depth for depth in range(len(path), -1, -1) if find(source.place, path[:depth]) is not None)
    held = find(source.place, path[:depth])
    text = source.file.text
    if held is None or isinstance(held, int) or isinstance(held[1], list) or not held[1]:
        return None
    if text[ends(held)[0]] == "{":
        at = _flow_end(text, held)
        return f"{text[:at]}, {_entry(path[depth:], value)}{text[at:]}"
    if not depth:
        return _below_head(source, path, value)
    first = ends(next(iter(held[1].values()))[0])[0]
    indent = text[text.rfind("\n", 0, first) + 1 : first]
    last_scalar = list(scalars(held))[-1]
    return (
        None if indent.strip() else _insert(text, _next_line(text, ends(last_scalar)[1]), indent, path[depth:], value)
    )


def without_key(source: Source, path: tuple[Step, ...]) -> str | None:
    """Give the text of the file without the key that `path` ends with and its value; None if it cannot be cut out.

    A line of its own goes with what stands behind it; a mapping that has nothing else becomes `{}`.
    """
    held, text = find(source.place, path[:-1]), source.file.text
    gone = None if held is None else entry(held, path[-1])
    if held is None or isinstance(held, int) or not isinstance(held[1], dict) or gone is None:
        return None
    start, end = ends(gone[0])[0], _behind(text, gone[1])
    if text[ends(held)[0]] == "{":
        return _without_item(text, start, end)
    line, after = text.rfind("\n", 0, start) + 1, _next_line(text, end)
    if text[line:start].strip():
        return None
    if len(held[1]) > 1 or len(path) == 1:
        return text[:line] + text[after:]
    # Nothing is left of the mapping, and nothing behind a colon means nothing.
    above = text.rfind(":", 0, line)
    return None if text[above + 1 : line].strip() else f"{text[: above + 1]} {{}}{text[above + 1 : line]}{text[after:]}"


def _behind(text: str, place: Place) -> int:
    """Give the offset behind a value, its brackets included."""
    at = max((ends(item)[1] for item in scalars(place)), default=ends(place)[1])
    for _ in range(_brackets(text, place)):
        at = min(found for mark in "]}" if (found := text.find(mark, at)) >= 0) + 1
    return at


def _brackets(text: str, place: Place) -> int:
    """Count the brackets that end together with the last scalar of a value."""
    depth = 0
    while not isinstance(place, int):
        depth += text[ends(place)[0]] in {"[", "{"}
        held = place[1] if isinstance(place[1], list) else [value for _, value in place[1].values()]
        if not held:
            break
        place = held[-1]
    return depth


def _without_item(text: str, start: int, end: int) -> str | None:
    """Cut an item out of braces, with the comma before it or, if it is the first, behind it."""
    before = text[:start].rstrip()
    if before.endswith(","):
        return before[:-1] + text[end:]
    if not before.endswith("{"):
        return None
    rest = text[end:].lstrip()
    return text[:start] + (rest[1:].lstrip(" ") if rest.startswith(",") else text[end:])


def _flow_end(text: str, place: Place) -> int:
    """Give the offset behind the last value within braces."""
    last = place
    at = ends(list(scalars(place))[-1])[1]
    depth = 0
    while not isinstance(last, int) and isinstance(last[1], dict) and last[1]:
        last = list(last[1].values())[-1][1]
        depth += 1
    for _ in range(depth - 1):
        at = text.index("}", at) + 1
    return at


def _entry(path: tuple[str, ...], value: str) -> str:
    """Give a key and its value within braces."""
    *outer, last = path
    made = f"{last}: {value}"
    for name in reversed(outer):
        made = f"{name}: {{{made}}}"
    return made


def _insert(text: str, at: int, indent: str, path: tuple[str, ...], value: str) -> str:
    """Put a key and its value at the beginning of a line, each step of the path on a line of its own."""
    end = "\r\n" if "\r\n" in text else "\n"
    lead = "" if text[at - 1 : at] == "\n" else end
    *outer, last = path
    lines = [f"{indent}{'  ' * depth}{name}:{end}" for depth, name in enumerate(outer)]
    return f"{text[:at]}{lead}{''.join(lines)}{indent}{'  ' * len(outer)}{last}: {value}{end}{text[at:]}"


def _below_head(source: Source, path: tuple[str, ...], value: str) -> str | None:
    """Add lines below the document's name, or below its description where that is one line under the name."""
    text = source.file.text
    head = entry(source.place, source.kind)
    if head is None:
        return None
    start = ends(head[0])[0]
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        return None
    after = _next_line(text, ends(head[1])[1])
    described = entry(source.place, "description")
    if described is not None and ends(described[0])[0] == after + start - line and _is_one_line(text, described[1]):
        after = _next_line(text, ends(described[1])[1])
    return _insert(text, after, text[line:start], path, value)


def _is_one_line(text: str, place: Place) -> bool:
    start, end = ends(place)
    return isinstance(place, int) and text[start : start + 1] not in {"|", ">", ""} and "\n" not in text[start:end]


def _next_line(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1
