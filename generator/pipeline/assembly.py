"""From rendered files to the whole texts that belong on disk: formatted, headed, listed in records."""

import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.application import own_packages
from generator.config import Settings
from generator.diagnostics import rule
from generator.errors import ConfigError, RefusedError
from generator.migrations import output_package
from generator.output.adoption import pristine_path
from generator.output.files import File, Upkeep
from generator.output.format import Formatter, format_files
from generator.output.ownership import Claim, adopted, digest, has_header, read_seal, seal_digested
from generator.output.plan import Disk
from generator.output.records import PROJECT, is_table, record_path, record_text, revision_record_path
from generator.output.settled import settled
from generator.output.write import replace
from generator.pipeline.freshness import cache_file, cache_folder
from generator.plugins.loading import versions
from generator.render.runtime import SESSION
from generator.version import VERSION

NO_PYTHON = rule(
    "C647",
    "template-gives-no-python",
    """
The formatter refused a file that is no Python: a template in the folder that `[tool.gen] templates` names, or a plugin, gives it.
""",
)

Memory = dict[str, tuple[str, str]]
"""What the formatter made of what, by path: the digests of the rendered text and of the formatted one; settled ones left out."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """The whole texts by path, and what to remember of the formatter's work."""

    texts: dict[str, str]
    memory: Memory


def assemble(
    files: Sequence[File], disk: Disk, settings: Settings, formatter: Formatter, memory: Memory | None
) -> Assembly:
    """Format what needs it, put the headers on, and write the records. FormatterError if one is refused.

    What is on disk already, as `memory` tells, and what is settled needs no formatting; without a memory all is formatted.
    """
    raw = {file.path: digest(file.text) for file in files}
    bodies, spared = _formatted(files, disk, settings, formatter, memory)
    texts: dict[str, str] = {}
    lists: dict[str, dict[str, str]] = {}
    made: Memory = {}
    for file in files:
        body = bodies[file.path]
        digested = raw[file.path] if body is file.text else digest(body)
        once = file.upkeep is Upkeep.ONCE
        whole = body if once else seal_digested(file.path, body, digested, file.source, settings.line_length)
        if file.path in disk.adopted:
            whole = texts[pristine_path(file.path)] = adopted(file.path, body)
        texts[file.path] = whole
        if file.path not in spared:
            made[file.path] = (raw[file.path], digested)
        record = revision_record_path(PurePosixPath(file.path).stem) if once else record_path(file.domain)
        lists.setdefault(record, {})[file.path] = digested
    for record, listed in lists.items():
        texts[record] = record_text(listed, **(_versions(settings, formatter) if record == PROJECT else {}))
    return Assembly(texts, made)


def _formatted(
    files: Sequence[File], disk: Disk, settings: Settings, formatter: Formatter, memory: Memory | None
) -> tuple[dict[str, str], Collection[str]]:
    """Give the bodies, and the paths of those that the formatter was spared because they are settled."""
    alike = settled(files, settings.line_length) if memory is not None and formatter.is_known else {}
    spared = {file.path: file.text for group in alike.values() for file in group[1:]}
    others = [file for file in files if file.path not in spared]
    bodies = _made(others, disk, settings, formatter, memory or {})
    if any(bodies[group[0].path] != group[0].text for group in alike.values()):
        return _made(files, disk, settings, formatter, memory or {}), ()
    return bodies | spared, spared.keys()


def _made(
    files: Sequence[File], disk: Disk, settings: Settings, formatter: Formatter, memory: Memory
) -> dict[str, str]:
    """Give the bodies as the formatter makes them, or made them before."""
    bodies = dict(_formatted_before(files, disk, memory)) if memory else {}
    texts = {file.path: file.text for file in files if file.path not in bodies}
    loose = {file.path for file in files if _is_loose(file, settings)}
    try:
        return bodies | format_files(formatter, texts, settings.line_length, _packages(settings), loose)
    except RefusedError as error:
        if settings.templates is None and not settings.plugins:
            raise
        hint = "mend the template of yours, or the plugin, that gives this file; without them it is well"
        raise ConfigError(NO_PYTHON.at(None, error.diagnostics[0].message, hint)) from error


def _packages(settings: Settings) -> tuple[str, ...]:
    """Give the top packages of the application: the output's, and that of the class that the session inherits."""
    named = own_packages(settings.root, [settings.session]) if settings.session else ()
    return (output_package(settings).partition(".")[0], *named)


def _versions(settings: Settings, formatter: Formatter) -> dict[str, str]:
    """Give who writes the output, as the project's record keeps it."""
    plugins = {"plugins": versions(settings.plugins)} if settings.plugins else {}
    return {"generator": VERSION, "formatter": str(formatter), **plugins}


def _is_loose(file: File, settings: Settings) -> bool:
    """Tell whether imports may be unsorted: in revisions, in what own templates render, and where an own class comes in."""
    own = settings.templates is not None and not file.path.endswith("__init__.py")
    own = own or (settings.session is not None and file.path == SESSION)
    return own or file.upkeep is Upkeep.ONCE


def recall(settings: Settings, formatter: Formatter) -> Memory:
    """Give what the formatter is known to have made of what; empty if that was another formatter."""
    try:
        stored: object = json.loads(_memory_file(settings).read_bytes())
    except (OSError, ValueError):
        return {}
    files = stored.get("files") if is_table(stored) else None
    if not is_table(stored) or stored.get("formatter") != _key(settings, formatter) or not is_table(files):
        return {}
    pairs = {path: str(pair).partition(" ") for path, pair in files.items()}
    return {path: (before, after) for path, (before, _, after) in pairs.items()}


def keep(settings: Settings, formatter: Formatter, memory: Memory) -> None:
    """Keep for the next run what the formatter made of what; a project that cannot be written to keeps nothing."""
    files = {path: f"{before} {after}" for path, (before, after) in memory.items()}
    text = json.dumps({"formatter": _key(settings, formatter), "files": files}, separators=(",", ":"))
    with suppress(OSError):
        cache_folder(settings)
        replace(_memory_file(settings), text)


def _key(settings: Settings, formatter: Formatter) -> str:
    """Give all that the formatter's work depends on beside the text."""
    return f"{VERSION} {formatter} {settings.line_length} {' '.join(_packages(settings))}"


def _memory_file(settings: Settings) -> Path:
    return cache_file(settings, "formatted")


def _formatted_before(files: Iterable[File], disk: Disk, memory: Memory) -> Iterable[tuple[str, str]]:
    """Give the bodies that the formatter need not make again: they are on disk, as it made them of the same text."""
    for file in files:
        path = file.path
        known = memory.get(path)
        if known is None or known[0] != digest(file.text):
            continue
        text = disk.read(path)
        if text is None:
            continue
        found = read_seal(text)
        if found.digest == known[1] and (found.claim is Claim.INTACT or not has_header(path)):
            yield path, text.partition("\n")[2] if found.claim is Claim.INTACT else text
