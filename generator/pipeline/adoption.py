"""What a person wants of an edit in a generated file: keep it there, save it as a patch, throw it away; or give a file back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.config import Settings
from generator.errors import OutputError
from generator.output.adoption import pristine_path
from generator.output.ownership import Claim, adopted, body_of, digest, read_seal, text_of
from generator.output.plan import Change, State
from generator.output.provenance import last_commit
from generator.output.records import is_record
from generator.output.rules import NOT_ADOPTABLE
from generator.output.write import locked, refusals, replace, write
from generator.pipeline.build import PATIENCE
from generator.pipeline.findings import Mending, shown_path, unified
from generator.pipeline.freshness import forget
from generator.pipeline.prepare import Prepared, compiled, prepare
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

_EDITED = frozenset({State.EDITED, State.CONFLICT})


@dataclass(frozen=True, slots=True)
class Edit:
    """A generated file as a run finds it: what it was generated as, what it is generated as now, and what is there."""

    path: str
    """In the output."""
    shown: str
    found: str
    wanted: str
    change: Change | None

    def difference(self) -> Iterator[str]:
        """Give what was edited, as a unified diff from the generated text."""
        after = _under(self.wanted, self.path, self.found)
        yield from unified(self.wanted, after, f"a/{self.shown}", f"b/{self.shown}")

    def becoming(self, text: str) -> Change:
        """Give what puts `text` in the file's place, unless it is saved in the meantime."""
        return Change(self.path, State.EDITED, text, self.found)


def _under(headed: str, path: str, text: str) -> str:
    """Give `text` under the first line that `headed` has, so that a difference is not about it."""
    body = body_of(path, headed)
    return headed[: len(headed) - len(body)] + body_of(path, text)


def adopt(settings: Settings, file: Path, request: Request, watch: Watch) -> Edit:
    """Let a generated file be edited in place from now on; OutputError if it is none, or nobody knows its pristine text."""
    with locked(settings.output, PATIENCE, lambda: None):
        prepared = _prepared(settings, request, watch)
        edit = _edit(settings, prepared, file, request)
        if pristine_path(edit.path) in prepared.run.outputs:
            raise OutputError(NOT_ADOPTABLE.at(None, f"{edit.shown} is adopted already", "edit it; builds merge"))
        base = _base(settings, prepared, edit, request)
        with refusals(edit.shown):
            forget(settings)
            # The pristine text goes first: a file that says it is adopted is never without it.
            keep = Change(pristine_path(edit.path), State.CREATE, adopted(edit.path, base), None)
            write(settings.output, [keep, edit.becoming(adopted(edit.path, body_of(edit.path, edit.found)))])
        return edit


def give_back(settings: Settings, file: Path, request: Request, watch: Watch, *, certain: bool) -> Edit:
    """Show what an adopted file would lose, and with `certain` have it as it is generated; OutputError if it is none."""
    path = _relative(settings, file, request)
    given = Request(overwrite=(file,), given_back=(path,), full=True, arguments=request.arguments)
    with locked(settings.output, PATIENCE, lambda: None):
        prepared = _prepared(settings, given, watch)
        kept = next((item for item in prepared.plan.changes if item.path == pristine_path(path)), None)
        if kept is None:
            raise OutputError(NOT_ADOPTABLE.at(None, f"{shown_path(settings, path)} is not adopted"))
        edit = _edit(settings, prepared, file, request)
        if certain or not list(edit.difference()):
            forget(settings)
            write(settings.output, [item for item in (edit.change, kept) if item is not None])
        return edit


def discard(settings: Settings, file: Path, request: Request, watch: Watch, patch: Path | None = None) -> Edit:
    """Give the generated text back to an edited file, saving the edit as `patch` first; OutputError if it is not edited."""
    with locked(settings.output, PATIENCE, lambda: None):
        edit = _edit(settings, _prepared(settings, request, watch), file, request)
        if edit.change is None or edit.change.state not in _EDITED:
            mending = Mending(request.arguments)
            undo = mending.about("adopt --undo", edit.shown)
            hint = f"it is adopted: `{undo}` gives it back" if _is_adopted(settings, edit.path) else None
            raise OutputError(NOT_ADOPTABLE.at(None, f"{edit.shown} was not edited since it was generated", hint))
        if patch is not None and patch.exists():
            raise OutputError(NOT_ADOPTABLE.at(None, f"{patch} is there already", "name another file: `-o FILE`"))
        with refusals(edit.shown):
            forget(settings)
            if patch is not None:
                replace(patch, "\n".join(edit.difference()) + "\n")
            write(settings.output, [edit.becoming(edit.wanted)])
        return edit


def _is_adopted(settings: Settings, path: str) -> bool:
    return (settings.output / pristine_path(path)).exists()


def _prepared(settings: Settings, request: Request, watch: Watch) -> Prepared:
    inputs, specs = compiled(settings, request, watch)
    return prepare(settings, request, watch, inputs, specs)


def _relative(settings: Settings, file: Path, request: Request) -> str:
    if not file.is_relative_to(settings.output):
        message = f"{file} is not in the output folder {settings.output}"
        hint = f"`{Mending(request.arguments).about('adopt', shown_path(settings, 'FILE'))}` takes a generated file"
        raise OutputError(NOT_ADOPTABLE.at(None, message, hint))
    return file.relative_to(settings.output).as_posix()


def _edit(settings: Settings, prepared: Prepared, file: Path, request: Request) -> Edit:
    """Find a generated file in a run; OutputError if it is none that a person may edit."""
    path = _relative(settings, file, request)
    shown = shown_path(settings, path)
    revisions = {name for files in prepared.records.revisions.values() for name in files}
    if path in revisions or is_record(path):
        what = "a record" if is_record(path) else "a revision, whose body may be edited as it is"
        raise OutputError(NOT_ADOPTABLE.at(None, f"{shown} is {what}"))
    change = next((item for item in prepared.plan.changes if item.path == path), None)
    text = _read(file)
    if path not in prepared.run.outputs or text is None:
        raise OutputError(NOT_ADOPTABLE.at(None, f"{shown} is no file that is generated from the specs"))
    return Edit(path, shown, text, text if change is None else change.wanted or text, change)


def _base(settings: Settings, prepared: Prepared, edit: Edit, request: Request) -> str:
    """Give what a file was generated as, before it was edited; OutputError if nobody knows."""
    body = body_of(edit.path, edit.wanted)
    if edit.change is None or read_seal(edit.found).claim is Claim.INTACT:
        return body_of(edit.path, edit.found)
    if prepared.records.knows(edit.path, digest(body)):
        return body
    committed = last_commit(settings.output, edit.path)
    if committed is not None and read_seal(committed).claim is Claim.INTACT:
        return body_of(edit.path, committed)
    message = f"nobody knows what {edit.shown} was generated as: the specs were changed as well since it was edited"
    patch = Mending(request.arguments).about("patch", edit.shown)
    raise OutputError(NOT_ADOPTABLE.at(None, message, f"take the change of the specs back until then; or `{patch}`"))


def _read(file: Path) -> str | None:
    try:
        return text_of(file.read_bytes())
    except OSError:
        return None
