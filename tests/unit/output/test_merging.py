"""Merging three versions of a text: what every merge promises, and that git merges the same."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.output.merging import MARK_OURS, MARK_SPLIT, MARK_THEIRS, Side, merge

BASE = [f"line {number}" for number in range(12)]


@st.composite
def edited(draw: st.DrawFn, who: str) -> str:
    """Give the base with lines replaced, removed and added, each of them telling who it is from."""
    lines = list(BASE)
    for number in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["insert", "replace", "remove"])):
            case "insert":
                lines.insert(place, f"{who} {number}")
            case "replace":
                lines[place] = f"{who} {number}"
            case _ if len(lines) > 1:
                del lines[place]
            case _:
                continue
    return "\n".join(lines) + "\n"


TEXT = "\n".join(BASE) + "\n"


@given(edited("mine"), edited("theirs"))
def test_no_line_that_was_added_is_lost(ours: str, theirs: str):
    made = merge(ours, TEXT, theirs).text()
    added = [line for line in (ours + theirs).split("\n") if line not in BASE]
    assert [line for line in added if line not in made.split("\n")] == []


@given(edited("mine"), edited("theirs"))
def test_markers_hold_exactly_both_sides(ours: str, theirs: str):
    merged = merge(ours, TEXT, theirs)
    assert (MARK_OURS in merged.text()) == bool(merged.conflicts)
    assert merged.text(Side.OURS) == merged.text(Side.THEIRS) or merged.conflicts


@given(edited("mine"))
def test_one_side_alone_is_taken_as_it_is(changed: str):
    assert merge(changed, TEXT, TEXT).text() == changed
    assert merge(TEXT, TEXT, changed).text() == changed
    assert merge(changed, TEXT, changed).text() == changed


@given(edited("mine"), edited("theirs"))
def test_a_merge_that_is_done_again_changes_nothing(ours: str, theirs: str):
    merged = merge(ours, TEXT, theirs)
    if not merged.conflicts:
        assert merge(merged.text(), theirs, theirs).text() == merged.text()


@given(edited("mine"), edited("theirs"))
def test_the_sides_are_treated_alike(ours: str, theirs: str):
    one, other = merge(ours, TEXT, theirs), merge(theirs, TEXT, ours)
    assert len(one.conflicts) == len(other.conflicts)
    assert one.text(Side.OURS) == other.text(Side.THEIRS)


@settings(max_examples=int(os.environ.get("MERGES", "60")), deadline=None)
@given(edited("mine"), edited("theirs"))
def test_git_merges_the_same(tmp_path_factory: pytest.TempPathFactory, ours: str, theirs: str):
    merged = merge(ours, TEXT, theirs)
    done = git_merge(tmp_path_factory.getbasetemp(), ours, theirs)
    assert (done.returncode != 0) == bool(merged.conflicts)
    for side in (Side.OURS, Side.THEIRS):
        settled = git_merge(tmp_path_factory.getbasetemp(), ours, theirs, f"--{side.value}")
        assert settled.stdout == merged.text(side)
    if not merged.conflicts:
        assert done.stdout == merged.text()


def git_merge(folder: Path, ours: str, theirs: str, *options: str) -> subprocess.CompletedProcess[str]:
    names = []
    for name, text in (("ours", ours), ("base", TEXT), ("theirs", theirs)):
        (folder / f"merging-{name}").write_text(text)
        names.append(f"merging-{name}")
    return subprocess.run(
        ["git", "merge-file", "-p", *options, *names], cwd=folder, capture_output=True, text=True, check=False
    )


def test_a_conflict_names_where_it_begins_and_leaves_out_what_both_sides_have():
    ours = TEXT.replace("line 3\n", "same\nmine\n")
    theirs = TEXT.replace("line 3\n", "same\ntheirs\n")
    (conflict,) = merge(ours, TEXT, theirs).conflicts
    assert (conflict.ours, conflict.theirs, conflict.line) == (("mine",), ("theirs",), 5)
    between = f"same\n{MARK_OURS}\nmine\n{MARK_SPLIT}\ntheirs\n{MARK_THEIRS}\nline 4\n"
    assert between in merge(ours, TEXT, theirs).text()
