"""What build and check have in common: everything up to the plan, with nothing written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.config import Settings
from generator.diagnostics import Bag, Diagnostic, rule
from generator.errors import ConfigError, OutputError
from generator.ir import Project
from generator.migrations.history import Recorded
from generator.migrations.satisfied import satisfied
from generator.output.adoption import pristine_path, read_adopted
from generator.output.files import File, Upkeep
from generator.output.format import Formatter, find_formatter
from generator.output.plan import Disk, Plan, State, compare
from generator.output.provenance import ancestry, merged_versions
from generator.output.records import EJECTING, Records, read_records
from generator.output.rules import EJECTION_BROKEN_OFF
from generator.output.scan import list_files
from generator.output.write import check_paths
from generator.pipeline.amendment import kept_message, without_newest
from generator.pipeline.assembly import Memory, assemble, recall
from generator.pipeline.extending import check_extensions
from generator.pipeline.freshness import CleanRun, Verdict
from generator.pipeline.frontend import Compiled, compile_specs
from generator.pipeline.inputs import Digests, digest_inputs
from generator.pipeline.migration import Migration, Past, plan_migration, read_past
from generator.pipeline.outputs import wants_migrations
from generator.pipeline.partial import compile_edited, merged_advice
from generator.pipeline.parts import Parts, recall_parts, take_apart
from generator.pipeline.rendering import render_all
from generator.pipeline.request import Request
from generator.pipeline.revisions import Bodies
from generator.pipeline.tools import tools
from generator.pipeline.watch import Watch
from generator.plugins.installed import find_plugins
from generator.schema.state import Schema
from generator.version import VERSION

NO_SUCH_DOMAIN = rule(
    "C610",
    "no-such-domain",
    """
`--only` names a domain that the specs do not have. A domain is a file of the specs folder, or a folder in it.
""",
)

_ALLOWED = {
    State.EDITED: State.REPLACED,
    State.CONFLICT: State.REPLACED,
    State.FOREIGN: State.REPLACED,
    State.EDITED_ORPHAN: State.ORPHAN,
    State.COLLISION: State.REPLACED,
    State.MARKED: State.REPLACED,
    State.LOST: State.REPLACED,
}
"""What a path that stops the run becomes when the user says that it may go."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that could be written now."""

    plan: Plan
    migration: Migration | None
    run: CleanRun
    """What is remembered when the plan is carried out; digests of what is written are still missing."""
    formatter: Formatter
    advice: tuple[Diagnostic, ...]
    records: Records = field(default_factory=Records)
    memory: Memory | None = None
    parts: Parts | None = None
    leftovers: Sequence[str] = ()
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong with the history."""
    amended: Recorded | None = None
    """The revision whose place another one takes."""
    edited_revisions: tuple[str, ...] = ()
    lost_revisions: tuple[str, ...] = ()
    """Files of revisions that were written once and are gone."""


def compiled(settings: Settings, request: Request, watch: Watch) -> tuple[Digests, Compiled]:
    """Hash what the run reads, then read it: SpecError with everything that is wrong with the specs."""
    with watch.phase("inputs"):
        inputs = digest_inputs(settings, plugins=[item.module for item in find_plugins(settings.plugins)])
    found = compile_specs(settings, watch)
    _check_only(found.project, request.only)
    return inputs, found


def prepare(  # noqa: PLR0913, PLR0917  # the run, and what is known of it
    settings: Settings, request: Request, watch: Watch, inputs: Digests, specs: Compiled, past: Past | None = None
) -> Prepared:
    """Render, format and compare with the disk; GenError says why that cannot be. `past` is read if it is not known."""
    with watch.phase("scan"):
        listing = list_files(settings.output)
        if EJECTING in listing.files:
            hint = "`gen eject --yes` finishes it; or have git bring back the output folder"
            raise OutputError(EJECTION_BROKEN_OFF.at(None, "a run of `gen eject` was killed", hint))
        adopted = read_adopted(settings.output, listing.files, request.given_back)
        records = read_records(settings.output)
        disk = Disk(settings.output, listing.files, records, merged_versions, listing.links, adopted, ancestry)
    with watch.phase("migrate"):
        past, amended = past or read_past(settings), None
        if request.amend:
            past, amended = without_newest(settings, past)
            request = replace(request, message=request.message or kept_message(amended))
        wanted = wants_migrations(settings)
        migration = plan_migration(settings, past, specs.schema, request) if wanted else Migration()
    with watch.phase("render"):
        rendered = render_all(specs.project, specs.schema, settings, watch)
        application = check_extensions(specs.project.domains, rendered, settings)
        files = _wanted(rendered.files, migration.files, request.only)
        check_paths(file.path for file in files)
    with watch.phase("format"):
        formatter = find_formatter(settings.formatter)
        known = None if request.full else recall(settings, formatter)
        assembly = assemble(files, disk, settings, formatter, known)
    with watch.phase("plan"):
        revisions = Bodies.read(disk, without=amended.path.stem if amended else "")
        texts = {**revisions.texts, **assembly.texts}
        kept = revisions.kept - texts.keys()
        plan = compare(disk, texts, kept, whole=not request.only, settle=request.conflict)
        plan = _allow(plan, settings.output, request, texts)
        parts = Parts(take_apart(specs.project.domains, specs.specs, specs.project, specs.schema, rendered))
    ours = dict.fromkeys((*texts, *revisions.kept), "")
    gone = {change.path for change in plan.having(State.ORPHAN)}
    others = frozenset((*listing.files, *listing.links)) - ours.keys() - gone
    behind = satisfied(specs.project, _recorded(migration, past))
    advice = (*specs.advice, *behind, *migration.advice)
    return Prepared(
        plan=plan,
        migration=migration if migration.name and not request.only else None,
        run=CleanRun({**inputs, "application": application}, tools(formatter, settings.plugins), ours, others, advice),
        formatter=formatter,
        advice=advice,
        records=disk.records,
        memory=assembly.memory,
        parts=parts,
        leftovers=listing.leftovers,
        problems=migration.problems,
        amended=amended,
        edited_revisions=tuple(revisions.edited),
        lost_revisions=tuple(revisions.lost),
    )


def _recorded(migration: Migration, past: Past) -> Schema:
    """Give the schema that the revisions lead to when the run is over."""
    return migration.revision.after if migration.revision else past.schema or Schema()


def prepare_edited(settings: Settings, request: Request, watch: Watch, verdict: Verdict) -> Prepared | None:
    """Prepare what a few edited specs came to since the last clean run; None if the whole way has to be gone."""
    run = verdict.run
    if run is None or not verdict.edited or request.only or request.overwrite or request.full or request.amend:
        return None
    with watch.phase("recall"):
        parts = recall_parts(settings)
        past = read_past(settings)
    if parts is None or past.schema is None:
        return None
    edited = compile_edited(settings, parts, verdict, past.schema, watch)
    if edited is None:
        return None
    if isinstance(edited, Compiled):
        return prepare(settings, request, watch, run.inputs, edited, past)
    with watch.phase("migrate"):
        migration = plan_migration(settings, past, edited.schema, request)
    with watch.phase("format"):
        formatter = find_formatter(settings.formatter)
        files = [*edited.rendered.files, *(file for file in migration.files if file.upkeep is Upkeep.ONCE)]
        disk = Disk(settings.output, (), Records(generator=VERSION, formatter=str(formatter)), merged_versions)
        assembly = assemble(files, disk, settings, formatter, {})
    if any(pristine_path(path) in run.outputs for path in assembly.texts):
        return None
    with watch.phase("plan"):
        plan = compare(disk, assembly.texts, run.outputs.keys() - assembly.texts.keys(), whole=False)
    found = satisfied(edited.project, _recorded(migration, past))
    behind = (it for it in found if it.span is not None and it.span.file in edited.specs)
    advice = (*merged_advice(run.advice, edited), *behind, *migration.advice)
    inputs = {**run.inputs, "application": {**run.inputs.get("application", {}), **edited.application}}
    outputs = {**run.outputs, **dict.fromkeys(assembly.texts, "")}
    return Prepared(
        plan=plan,
        migration=migration if migration.name else None,
        run=replace(run, inputs=inputs, outputs=outputs, advice=advice),
        formatter=formatter,
        advice=advice,
        records=disk.records,
        parts=edited.parts,
        problems=migration.problems,
    )


def _check_only(project: Project, only: Iterable[str]) -> None:
    known = [domain.name for domain in project.domains]
    bag = Bag()
    for name in only:
        if name not in known:
            bag.add(NO_SUCH_DOMAIN.at(None, f"--only: there is no domain {name!r}", f"known: {', '.join(known)}"))
    if bag.has_errors:
        raise ConfigError(bag)


def _wanted(rendered: Iterable[File], migrations: Iterable[File], only: Sequence[str]) -> list[File]:
    if only:
        return [file for file in rendered if file.domain in only]
    return [*rendered, *migrations]


def _allow(plan: Plan, output: Path, request: Request, texts: Mapping[str, str]) -> Plan:
    """Let what the user named be replaced."""
    changes = tuple(
        replace(change, state=_ALLOWED[change.state], wanted=texts.get(change.path))
        if change.state in _ALLOWED and request.may_overwrite(output / change.path)
        else change
        for change in plan.changes
    )
    return replace(plan, changes=changes)
