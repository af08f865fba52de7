"""`gen check` without its command line: what a build would do, and why, as findings."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity, Span
from generator.output import rules
from generator.output.files import Upkeep
from generator.output.plan import Change
from generator.pipeline.build import remember_clean
from generator.pipeline.findings import Mending, edited_bodies, plan_findings, shown_path
from generator.pipeline.freshness import Verdict
from generator.pipeline.prepare import Prepared, compiled, prepare, prepare_edited
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch
from generator.plugins.loading import versions
from generator.version import VERSION


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `files` are those that are ours."""

    found: tuple[Diagnostic, ...]
    changes: tuple[Change, ...]
    files: int


def check(settings: Settings, request: Request, verdict: Verdict, watch: Watch) -> Checked:
    """Compare everything with what the specs call for; GenError if the specs or settings are wrong.

    `verdict` is what is known since the last clean run.
    """
    prepared = prepare_edited(settings, request, watch, verdict)
    if prepared is None:
        inputs, specs = compiled(settings, request, watch)
        prepared = prepare(settings, request, watch, inputs, specs)
    found = (*prepared.advice, *_findings(prepared, settings, Mending(request.arguments)))
    if not any(item.severity is Severity.ERROR for item in found):
        remember_clean(settings, prepared)
    return Checked(found, prepared.plan.changes, len(prepared.run.outputs))


def _findings(prepared: Prepared, settings: Settings, mending: Mending) -> Iterator[Diagnostic]:
    yield from prepared.problems
    yield from _skew(prepared, settings, mending)
    if prepared.migration is not None:
        effects = "; ".join(prepared.migration.effects)
        help_text = f"run `{mending.build()}` and commit the migration that it writes"
        yield rules.UNMIGRATED.at(None, f"the specs have what no migration does: {effects}", help_text)
    new = (
        {file.path for file in prepared.migration.files if file.upkeep is Upkeep.ONCE}
        if prepared.migration
        else set[str]()
    )
    yield from plan_findings(prepared.plan, settings, mending, new)
    yield from edited_bodies(prepared.edited_revisions, settings)
    for path in prepared.lost_revisions:
        shown = shown_path(settings, path)
        hint = f"bring it back: `git checkout -- {shown}`; if it went for good: `{mending.build()}`"
        yield rules.MISSING.at(Span(shown), f"{shown} was generated and is gone", hint)


def _skew(prepared: Prepared, settings: Settings, mending: Mending) -> Iterator[Diagnostic]:
    """Say that another version wrote the output; that of the formatter matters only where it writes otherwise."""
    records = prepared.records
    if records.generator and records.generator != VERSION:
        message = f"the output was written by gen {records.generator}, this is {VERSION}"
        hint = f"`pip install specwright=={records.generator}`, or `{mending.build()}`"
        yield rules.VERSION_SKEW.at(None, message, hint)
    elif records.generator and records.plugins != versions(settings.plugins):
        before, now = records.plugins or "no plugins", versions(settings.plugins) or "no plugins"
        message = f"the output was written with {before}, this is {now}"
        yield rules.VERSION_SKEW.at(None, message, f"install the plugins of then, or `{mending.build()}`")
    elif records.formatter and records.formatter != str(prepared.formatter):
        message = f"the output was formatted by {records.formatter}, this is {prepared.formatter}"
        hint = f"`pip install {records.formatter.replace(' ', '==')}`, or `{mending.build()}`"
        yield rules.VERSION_SKEW.at(None, message, hint)
