"""`gen migrate merge` and `rebase` without their command lines: one line of revisions out of several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.code import literal
from generator.config import Settings
from generator.diagnostics import Diagnostic, Span, rule
from generator.errors import HistoryError
from generator.migrations import delta, migrations_package, plan_revision, records
from generator.migrations.draft import InapplicableError
from generator.migrations.history import History, Recorded, revision_id
from generator.migrations.operations import apply
from generator.migrations.revision import body_text, revision_stem
from generator.output.ownership import digest
from generator.output.records import Records, record_text, revision_record_path
from generator.output.write import locked, replace
from generator.pipeline.amendment import keep_copy
from generator.pipeline.build import PATIENCE
from generator.pipeline.findings import shown_path
from generator.pipeline.publication import published
from generator.pipeline.rewriting import rewrite
from generator.pipeline.verification import bodies_of, disk_of
from generator.schema.state import Schema

CANNOT_MOVE = rule(
    "M472",
    "immovable-revision",
    """
    A revision cannot be put after another line of revisions: what it does is not possible there (both add the same column,
    say), or its body was edited and would have to be another one. `gen migrate rebase REVISION --drop` takes it away
    instead; `gen build` then writes what the specs have and the other line lacks.
    """,
)
_DOWN: Final = re.compile(r"^(down_revision(?:\s*:[^=\n]+)?\s*=\s*).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Moved:
    """A revision that was written anew after another one; `new` is empty if it was dropped."""

    old: Recorded
    new: str
    body: str = ""
    """Where the new body is, if a person edited it."""


def merge(settings: Settings, history: History) -> str:
    """Write the revision that joins all newest ones, and give its id; empty if there is one already. HistoryError: they clash."""
    with locked(settings.output, PATIENCE, lambda: None):
        revision = plan_revision(history, history.state(), None, settings)
        if revision is None:
            return ""
        rewrite(settings, revision.files)
        return revision.id


def rebase(settings: Settings, history: History, head: str | None, base: str | None, *, drop: bool) -> list[Moved]:
    """Put the revisions that lead to `head` alone after the other newest one; without, those that are not published.

    HistoryError: they are published, or cannot be put there.
    """
    if len(history.heads) <= 1:
        return []
    why = published(settings, history, base)
    moving = _moving(settings, history, head, why)
    (onto,) = (name for name in history.heads if name != moving[-1].revision)
    with locked(settings.output, PATIENCE, lambda: None):
        files, moved = (
            ({}, [Moved(item, "") for item in moving]) if drop else _Line(settings, history).after(moving, onto)
        )
        keep_copy(settings, moving[-1])
        before = disk_of(settings).records
        rewrite(settings, files, moving, lose=not drop)
        for item in moved:
            if item.body:
                _stand_by(settings, item, before)
    return moved


def _stand_by(settings: Settings, moved: Moved, before: Records) -> None:
    """Record of a moved body what was recorded of it: that a person edited it, and stands by that if they said so."""
    old, new = (revision_record_path(Path(path).stem) for path in (_path(settings, moved.old), moved.body))
    generated = min(before.revisions[old][_path(settings, moved.old)])
    disk = disk_of(settings)
    files = {path: min(known) for path, known in disk.records.revisions[new].items()} | {moved.body: generated}
    edit = {"accepted": digest(disk.read(moved.body) or "")} if old in before.accepted else {}
    replace(settings.output / new, record_text(files, **edit))


def _moving(settings: Settings, history: History, head: str | None, why: dict[str, str]) -> list[Recorded]:
    """Give the revisions to move, first to last."""
    heads = list(history.heads)
    if len(heads) > 2:  # noqa: PLR2004  # the one that moves, and the one that it moves after
        message = f"{', '.join(heads)} all come last: join those that can be joined first"
        raise HistoryError(CANNOT_MOVE.at(None, message, "run `gen migrate merge`, or take branches in one at a time"))
    free = [name for name in heads if name not in why]
    chosen = head or (free[0] if len(free) == 1 else None)
    if chosen is None and free:
        message = f"neither {' nor '.join(heads)} is published: say which one moves"
        raise HistoryError(CANNOT_MOVE.at(None, message, f"run `gen migrate rebase {free[-1]}`, say"))
    chosen = chosen or heads[-1]
    if chosen not in heads:
        message = f"{chosen} is not one of the newest: {', '.join(heads)}"
        raise HistoryError(CANNOT_MOVE.at(None, message, f"run `gen migrate rebase {heads[-1]}`, say"))
    moving = history.line(chosen, [name for name in heads if name != chosen])
    for item in moving:
        if item.revision in why:
            help_text = "move the other line, which is not published"
            raise HistoryError(
                records.PUBLISHED.at(_span(settings, item), f"{item.revision} {why[item.revision]}", help_text)
            )
        if len(item.parents) > 1:
            message = f"{item.revision} joins others and cannot be moved with them"
            raise HistoryError(CANNOT_MOVE.at(_span(settings, item), message, "move the other line"))
    return moving


@dataclass(frozen=True, slots=True)
class _Written:
    revision: str
    files: dict[str, str]
    state: Schema
    body: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """Writes revisions anew after others."""

    settings: Settings
    history: History

    def after(self, moving: Sequence[Recorded], onto: str) -> tuple[dict[str, str], list[Moved]]:
        """Give the files of the revisions as they are after `onto`, and what they are called there."""
        state, parent = self.history.schemas[onto], onto
        number = len(self.history.ancestors([onto])) + 1
        pristine = bodies_of(self.settings).pristine
        files: dict[str, str] = {}
        moved: list[Moved] = []
        for item in moving:
            as_generated = _path(self.settings, item) in pristine and not item.by_hand
            made = self._written(item, (number, parent), state, as_generated=as_generated)
            files |= made.files
            moved.append(Moved(item, made.revision, "" if as_generated or item.by_hand else made.body))
            state, parent, number = made.state, made.revision, number + 1
        return files, moved

    def _written(self, item: Recorded, place: tuple[int, str], before: Schema, *, as_generated: bool) -> _Written:
        number, parent = place
        try:
            after = apply(item.operations, before)
        except InapplicableError as error:
            message = f"{item.revision} cannot be put after {parent}: {error}"
            raise HistoryError(_refusal(self.settings, item, message)) from error
        if item.by_hand:
            return _Written(item.revision, {_path(self.settings, item): _relinked(item, item.revision, parent)}, after)
        raw = [delta.to_json(operation) for operation in item.operations]
        summed = delta.digest(raw)
        identity = revision_id(number, (parent,), summed)
        head = delta.Head(identity, (parent,), item.message, item.databases, summed, item.allowed)
        package = migrations_package(self.settings)
        made = body_text(head, item.operations, before, package)
        if not as_generated:
            if body_text(head, item.operations, self.history.before(item.revision), package) != made:
                message = f"the body of {item.revision} was edited, and would be another one after {parent}"
                raise HistoryError(_refusal(self.settings, item, message))
            made = _relinked(item, identity, parent)
        stem = revision_stem(self.settings, identity, item.message)
        return _Written(identity, {f"{stem}.py": made, f"{stem}.json": delta.dumps(head, raw)}, after, f"{stem}.py")


def _relinked(item: Recorded, identity: str, parent: str) -> str:
    """Give a body as a person left it, after another revision."""
    text = item.path.read_text("utf-8")
    text = text.replace(item.revision, identity)
    for before in item.parents:
        text = text.replace(f"Revises: {before}", f"Revises: {parent}")
    quoted = "".join(map(str, literal(parent).parts))
    return _DOWN.sub(lambda match: f"{match[1]}{quoted}", text)


def _refusal(settings: Settings, item: Recorded, message: str) -> Diagnostic:
    hint = f"run `gen migrate rebase {item.revision} --drop`, then `gen build`: it writes what is then missing"
    return CANNOT_MOVE.at(_span(settings, item), message, hint)


def _span(settings: Settings, item: Recorded) -> Span:
    return Span(shown_path(settings, _path(settings, item)))


def _path(settings: Settings, item: Recorded) -> str:
    return item.path.relative_to(settings.output).as_posix()
