"""What a person wants of an edit in a generated file: keep it there, save it as a patch, throw it away; or give a file back."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from generator.config import Settings
from generator.errors import OutputError
from generator.output.adoption import pristine_path
from generator.output.ownership import Claim, adopted, body_of, digest, read_seal, text_of
from generator.output.plan import Change, State
from generator.output.provenance import last_commit
from generator.output.records import is_record
from generator.output.rules import NOT_ADOPTABLE, UNWRITABLE
from generator.output.scan import list_files
from generator.output.write import locked, refusals, replace, write
from generator.pipeline.build import PATIENCE
from generator.pipeline.findings import Mending, patched_path, shown_path, unified
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
    patched: str
    """The path as patches name it."""
    found: str
    wanted: str
    change: Change | None

    def difference(self) -> Iterator[str]:
        """Give what was edited, as a unified diff from the generated text."""
        after = _under(self.wanted, self.path, self.found)
        yield from unified(self.wanted, after, f"a/{self.patched}", f"b/{self.patched}")

    def becoming(self, text: str) -> Change:
        """Give what puts `text` in the file's place, unless it is saved in the meantime."""
        return Change(self.path, State.EDITED, text, self.found)


def _under(headed: str, path: str, text: str) -> str:
    """Give `text` under the first line that `headed` has, so that a difference is not about it."""
    body = body_of(path, headed)
    return headed[: len(headed) - len(body)] + body_of(path, text)


def adopt(settings: Settings, file: Path, request: Request, watch: Watch) -> Edit:
    """Let a generated file be edited in place from now on; OutputError if it is none, or nobody knows its pristine text."""
    _relative(settings, file)
    with locked(settings.output, PATIENCE, lambda: None):
        prepared = _prepared(settings, request, watch)
        edit = _edit(settings, prepared, file)
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
    path = _relative(settings, file)
    given = Request(overwrite=(file,), given_back=(path,), full=True, arguments=request.arguments)
    with locked(settings.output, PATIENCE, lambda: None):
        prepared = _prepared(settings, given, watch)
        kept = next((item for item in prepared.plan.changes if item.path == pristine_path(path)), None)
        if kept is None:
            message = f"{shown_path(settings, path)} is not adopted"
            raise OutputError(NOT_ADOPTABLE.at(None, message, _adopted_files(prepared, settings)))
        edit = _edit(settings, prepared, file)
        if certain or not list(edit.difference()):
            forget(settings)
            write(settings.output, [item for item in (edit.change, kept) if item is not None])
        return edit


def discard(settings: Settings, file: Path, request: Request, watch: Watch, patch: Path | None = None) -> Edit:
    """Give the generated text back to an edited file, saving the edit as `patch` first; OutputError if it is not edited."""
    _relative(settings, file)
    with locked(settings.output, PATIENCE, lambda: None):
        edit = _edit(settings, _prepared(settings, request, watch), file)
        if edit.change is None or edit.change.state not in _EDITED:
            mending = Mending(request.arguments)
            undo = mending.about("adopt --undo", edit.shown)
            nothing = f"there is nothing to save or to throw away; `{mending.build()}` brings it up to date"
            hint = f"it is adopted: `{undo}` gives it back" if _is_adopted(settings, edit.path) else nothing
            raise OutputError(NOT_ADOPTABLE.at(None, f"{edit.shown} was not edited since it was generated", hint))
        if patch is not None and not patch.parent.is_dir():
            raise OutputError(
                UNWRITABLE.at(None, f"there is no folder {patch.parent}", "make it, or name another file")
            )
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


def _relative(settings: Settings, file: Path) -> str:
    """Give the path in the output of a file that is there; OutputError if it is not."""
    shown = os.path.relpath(file, settings.root)
    if file.is_dir():
        raise OutputError(NOT_ADOPTABLE.at(None, f"{shown} is a folder", "name one file of it"))
    if not file.is_relative_to(settings.output):
        message = f"{shown} is not in the output folder"
        raise OutputError(NOT_ADOPTABLE.at(None, message, f"name a generated file, below {shown_path(settings, '')}"))
    if not file.exists() and not _is_adopted(settings, file.relative_to(settings.output).as_posix()):
        near = get_close_matches(file.name, [path.rpartition("/")[2] for path in list_files(settings.output).files], 1)
        like = [path for path in list_files(settings.output).files if near and path.endswith(near[0])][:1]
        hint = f"did you mean {shown_path(settings, like[0])}?" if like else "`gen build -v` names what it generates"
        raise OutputError(NOT_ADOPTABLE.at(None, f"there is no file {shown}", hint))
    return file.relative_to(settings.output).as_posix()


def _adopted_files(prepared: Prepared, settings: Settings) -> str:
    """Say which files are adopted."""
    known = [path for path in prepared.run.outputs if pristine_path(path) in prepared.run.outputs]
    return f"adopted are {', '.join(shown_path(settings, path) for path in known)}" if known else "no file is"


def _edit(settings: Settings, prepared: Prepared, file: Path) -> Edit:
    """Find a generated file in a run; OutputError if it is none that a person may edit."""
    path = _relative(settings, file)
    shown = shown_path(settings, path)
    revisions = {name for files in prepared.records.revisions.values() for name in files}
    if path in revisions or is_record(path):
        what = "a record" if is_record(path) else "a revision, whose body may be edited as it is"
        hint = "records are written anew by `gen build`" if is_record(path) else "`gen migrate accept` records the edit"
        raise OutputError(NOT_ADOPTABLE.at(None, f"{shown} is {what}", hint))
    change = next((item for item in prepared.plan.changes if item.path == path), None)
    text = _read(file)
    if path not in prepared.run.outputs or text is None:
        message = f"{shown} is no file that is generated from the specs"
        raise OutputError(NOT_ADOPTABLE.at(None, message, "a file of yours: edit it as you like"))
    return Edit(
        path, shown, patched_path(settings, path), text, text if change is None else change.wanted or text, change
    )


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
