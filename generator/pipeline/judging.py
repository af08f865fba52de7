"""`gen lint` without its command line: what the specs would change, judged before any revision is written."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.config import Settings
from generator.diagnostics import Diagnostic, rule
from generator.errors import ConfigError
from generator.migrations import delta, records
from generator.migrations.diff import diff
from generator.migrations.history import History
from generator.migrations.lint import lint
from generator.migrations.revision import is_refused
from generator.migrations.satisfied import satisfied
from generator.pipeline.frontend import compile_specs
from generator.pipeline.migration import placed
from generator.pipeline.past import recorded
from generator.pipeline.publication import history_at
from generator.pipeline.watch import Watch

NO_SUCH_COMMIT = rule(
    "C616",
    "no-such-commit",
    """
`--base` names a commit, branch or tag that git does not know here. A shallow clone has few of them: fetch the one that is
meant first.
""",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found, what stands against it, and how many operations were looked at."""

    found: tuple[Diagnostic, ...]
    refused: bool
    operations: int


def judge_changes(settings: Settings, base: str | None, watch: Watch) -> Judged:
    """Judge what leads from the recorded state (of git's commit `base`, if given) to the specs; GenError if it cannot be told."""
    history = recorded(settings, some=False)
    specs = compile_specs(settings, watch)
    found: list[Diagnostic] = []
    start = history
    if base is not None:
        there = history_at(settings, base)
        if there is None:
            raise ConfigError(
                NO_SUCH_COMMIT.at(None, f"git knows no commit {base!r}", "name a branch, a tag or a commit")
            )
        start = there
        found.extend(_rewritten(there, history, base))
    before = start.state()
    operations = diff(before, specs.schema)
    found.extend(lint(operations, before, specs.schema, settings.databases))
    found.extend(satisfied(specs.project, before))
    stopping = [it for it in found if is_refused(it, settings)]
    shown = placed([*stopping, *(item for item in found if item not in stopping)], settings.root)
    return Judged(tuple(shown), bool(stopping), len(operations))


def _rewritten(there: History, here: History, base: str) -> Iterator[Diagnostic]:
    for item in there.order:
        now = here.revisions.get(item.revision)
        if now is None:
            what = "is gone"
        elif (now.parents, delta.digest(now.raw)) != (item.parents, delta.digest(item.raw)):
            what = "says something else now"
        else:
            continue
        hint = f"restore its files from {base}; what is new belongs into a revision after it"
        yield records.REWRITTEN.at(None, f"{item.revision}, which is in {base}, {what}", hint)
