"""`gen build` without its command line: prepare, then write, then remember."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity
from generator.errors import HistoryError, OutputError
from generator.migrations.history import Recorded
from generator.output.merges import has_conflict
from generator.output.plan import BLOCKING, Change, Plan, State
from generator.output.scan import text_digest
from generator.output.write import locked, sweep, write
from generator.pipeline.amendment import keep_copy
from generator.pipeline.assembly import keep
from generator.pipeline.findings import Mending, edited_bodies, finding
from generator.pipeline.freshness import Verdict, forget, remember, stamp_of
from generator.pipeline.migration import Migration
from generator.pipeline.parts import keep_parts
from generator.pipeline.prepare import Prepared, compiled, prepare, prepare_edited
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

PATIENCE = 60.0
"""Seconds to wait for another build of the same output."""


class BlockedError(OutputError):
    """A person's work is in the way; `changes` are the files concerned."""

    def __init__(self, found: Iterable[Diagnostic], changes: tuple[Change, ...]) -> None:
        """Carry the findings, and what they are about."""
        super().__init__(found)
        self.changes = changes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did, or under `dry_run` would do."""

    plan: Plan
    migration: Migration | None
    advice: tuple[Diagnostic, ...]
    amended: Recorded | None = None


def build(settings: Settings, request: Request, verdict: Verdict, watch: Watch) -> Outcome:
    """Bring the output folder up to date; GenError, with every finding, before anything is written.

    `verdict` is what is known since the last clean run. OutputError also comes from the system refusing in the middle:
    the next build goes on from there.
    """
    short = _build_edited(settings, request, verdict, watch)
    if short is not None:
        return short
    inputs, specs = compiled(settings, request, watch)
    if request.dry_run:
        return _outcome(_unblocked(prepare(settings, request, watch, inputs, specs), settings, request), settings)
    with locked(settings.output, PATIENCE, _waiting(watch)):
        return _carry_out(prepare(settings, request, watch, inputs, specs), settings, request, watch)


def _build_edited(settings: Settings, request: Request, verdict: Verdict, watch: Watch) -> Outcome | None:
    """Go the short way if it can be gone; another build in the meantime makes an end of it."""
    if not verdict.edited:
        return None
    if request.dry_run:
        prepared = prepare_edited(settings, request, watch, verdict)
        return None if prepared is None else _outcome(_unblocked(prepared, settings, request), settings)
    with locked(settings.output, PATIENCE, _waiting(watch)):
        if stamp_of(settings) != verdict.stamp:
            return None
        prepared = prepare_edited(settings, request, watch, verdict)
        return None if prepared is None else _carry_out(prepared, settings, request, watch)


def _carry_out(prepared: Prepared, settings: Settings, request: Request, watch: Watch) -> Outcome:
    _unblocked(prepared, settings, request)
    with watch.phase("write"):
        _write(settings, request, watch, prepared)
    return _outcome(prepared, settings)


def _unblocked(prepared: Prepared, settings: Settings, request: Request) -> Prepared:
    """Stop before writing if the history is wrong or a person's work is in the way; all of it is told."""
    mending = Mending(request.arguments)
    blocked = [finding(change, settings, mending) for change in prepared.plan.changes if change.state in BLOCKING]
    problems = () if request.only else prepared.problems
    if problems:
        raise HistoryError([*problems, *blocked])
    if blocked:
        raise BlockedError(blocked, prepared.plan.blocked)
    return prepared


def _write(settings: Settings, request: Request, watch: Watch, prepared: Prepared) -> None:
    changes = prepared.plan.changes
    sweep(settings.output, prepared.leftovers)
    if changes:
        forget(settings)
    if prepared.amended is not None:
        keep_copy(settings, prepared.amended)
    write(settings.output, changes, lambda done: watch.step(done, len(changes)))
    undecided = any(change.state is State.MERGE and has_conflict(change.wanted or "") for change in changes)
    if not (request.only or request.no_migration or prepared.edited_revisions or undecided):
        remember_clean(settings, prepared)


def remember_clean(settings: Settings, prepared: Prepared) -> None:
    """Keep what spares the next run work, once the output is as it should be."""
    if prepared.memory is not None:
        keep(settings, prepared.formatter, prepared.memory)
    if prepared.parts is not None:
        keep_parts(settings, prepared.parts)
    outputs = dict(prepared.run.outputs)
    for change in prepared.plan.changes:
        if change.wanted is not None:
            outputs[change.path] = text_digest(change.wanted)
        else:
            outputs.pop(change.path, None)
    remember(settings, replace(prepared.run, outputs=outputs))


def _waiting(watch: Watch) -> Callable[[], None]:
    return lambda: watch.report("waiting for another build", 0, 0)


def _outcome(prepared: Prepared, settings: Settings) -> Outcome:
    edited = edited_bodies(prepared.edited_revisions, settings)
    advice = (*prepared.advice, *(replace(item, severity=Severity.WARNING) for item in edited))
    return Outcome(prepared.plan, prepared.migration, advice, prepared.amended)
