import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.errors import OutputError
from generator.output.plan import Change, State
from generator.output.scan import hash_files, list_files
from generator.output.write import check_paths, locked, sweep, write


def change(path: str, text: str | None, state: State = State.CREATE) -> Change:
    return Change(path, state, text, None)


def code(error: pytest.ExceptionInfo[OutputError]) -> str:
    return error.value.diagnostics[0].code


def test_files_are_written_with_their_folders_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, [change("a/b/c.py", "x\n"), change("d.py", "é\n")])
    assert list_files(tmp_path).files == ["a/b/c.py", "d.py"]
    assert (tmp_path / "d.py").read_bytes() == "é\n".encode()


def test_an_orphan_goes_with_what_python_compiled_and_the_folder_it_empties(tmp_path: Path) -> None:
    write(tmp_path, [change("a/b/c.py", "x\n"), change("a/d.py", "x\n")])
    (tmp_path / "a/b/__pycache__").mkdir()
    (tmp_path / "a/b/__pycache__/c.cpython-311.pyc").touch()
    write(tmp_path, [change("a/b/c.py", None, State.ORPHAN)])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["a", "a/d.py"]


def test_a_folder_with_a_person_s_file_stays(tmp_path: Path) -> None:
    write(tmp_path, [change("a/c.py", "x\n")])
    (tmp_path / "a/notes.txt").touch()
    write(tmp_path, [change("a/c.py", None, State.ORPHAN)])
    assert list_files(tmp_path).files == ["a/notes.txt"]


@pytest.mark.parametrize("path", ["../a.py", "/a.py", "a/../../b.py", "a//b.py", "", ".", "a\\b.py", "a\0.py", "./a"])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    with pytest.raises(OutputError) as error:
        check_paths([path])
    assert code(error) == "F520"


@pytest.mark.parametrize("paths", [["a/B.py", "a/b.py"], ["a", "a/b.py"], ["a.py/b", "A.py"]])
def test_paths_that_meet_are_refused(paths: list[str]) -> None:
    with pytest.raises(OutputError) as error:
        check_paths(paths)
    assert code(error) == "F521"


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError) as error:
        write(tmp_path / "out", [change("a/b.py", "x\n")])
    assert code(error) == "F520"
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(OutputError) as error:
        write(tmp_path, [change("a/b.py", "x\n")])
    assert code(error) == "F522"
    assert error.value.diagnostics[0].help


def test_a_name_too_long_for_the_system_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        write(tmp_path, [change("a" * 300 + ".py", "x\n")])
    assert list_files(tmp_path).leftovers == []


def test_a_whole_file_or_none_survives_a_kill(tmp_path: Path) -> None:
    """A writer that is killed again and again leaves only whole files, and at most temporary ones beside them."""
    script = (
        "import itertools, pathlib, sys\n"
        "from generator.output.write import replace\n"
        "for number in itertools.count():\n"
        "    replace(pathlib.Path(sys.argv[1]) / f'{number % 50}.py', 'begin\\n' + 'x' * 200_000 + '\\nend\\n')\n"
    )
    for number in range(5):
        writer = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
        deadline = time.monotonic() + 60
        while len(list_files(tmp_path).files) <= number * 8 and time.monotonic() < deadline:
            time.sleep(0.001)
        writer.kill()
        writer.wait()
    listing = list_files(tmp_path)
    assert listing.files
    assert all((tmp_path / path).read_text().endswith("end\n") for path in listing.files)
    sweep(tmp_path, listing.leftovers)
    assert list_files(tmp_path).leftovers == []


def test_a_second_build_waits_and_then_gives_up(tmp_path: Path) -> None:
    told: list[bool] = []
    with (
        locked(tmp_path, 1, lambda: None),
        pytest.raises(OutputError) as error,
        locked(tmp_path, 0.1, lambda: told.append(True)),
    ):
        pass
    assert code(error) == "F523"
    assert told == [True]
    with locked(tmp_path, 0, lambda: None):
        pass


def test_a_killed_build_leaves_no_lock(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys, time\nfrom generator.output.write import locked\n"
        "with locked(pathlib.Path(sys.argv[1]), 0, lambda: None):\n    print('in', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    with locked(tmp_path, 5, lambda: None):
        pass


def test_a_read_only_folder_is_named(tmp_path: Path, bounded: tuple[str, ...]) -> None:
    script = (
        "import pathlib, sys\nfrom generator.errors import OutputError\nfrom generator.output.plan import Change, State\n"
        "from generator.output.write import write\n"
        "try:\n    write(pathlib.Path(sys.argv[1]), [Change('a.py', State.CREATE, 'x', None)])\n"
        "except OutputError as error:\n    print(*(item.code for item in error.diagnostics))\n"
    )
    tmp_path.chmod(0o500)
    done = subprocess.run(
        [*bounded, sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "F522\n"
    assert not list(tmp_path.iterdir())


def test_listing_passes_over_caches_and_tells_links_apart(tmp_path: Path) -> None:
    write(tmp_path, [change("a/b.py", "x"), change("__pycache__/a.pyc", "x")])
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / ".x.gen-tmp").touch()
    listing = list_files(tmp_path)
    assert (listing.files, listing.links, listing.leftovers) == (["a/b.py"], ["link"], [".x.gen-tmp"])
    assert list_files(tmp_path / "nowhere").files == []


def test_what_cannot_be_read_has_the_empty_digest(tmp_path: Path) -> None:
    write(tmp_path, [change("a.py", "x")])
    found = hash_files(tmp_path, ["a.py", "b.py"])
    assert found["b.py"] == ""
    assert len(found["a.py"]) == 32


SAVED = [
    Change("a.py", State.UPDATE, "new\n", "old\n"),
    Change("a.py", State.MERGE, "new\n", "old\n"),
    Change("a.py", State.CREATE, "new\n", None),
    Change("a.py", State.ORPHAN, None, "old\n"),
]


@pytest.mark.parametrize("item", SAVED, ids=lambda item: item.state.name)
def test_a_file_that_was_saved_since_it_was_read_is_not_replaced_and_nothing_else_is(
    tmp_path: Path, item: Change
) -> None:
    (tmp_path / "a.py").write_text("saved\n")
    with pytest.raises(OutputError) as error:
        write(tmp_path, [change("0.py", "x\n"), item])
    assert code(error) == "F524"
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"a.py": "saved\n"}


def test_a_file_that_people_edit_is_looked_at_once_more_right_before_it_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("old\n")
    rename = os.replace

    def save_first(source: str, target: str) -> None:
        (tmp_path / "a.py").write_text("saved\n")
        rename(source, target)

    monkeypatch.setattr(os, "replace", save_first)
    with pytest.raises(OutputError) as error:
        write(tmp_path, [change("0.py", "x\n"), Change("a.py", State.MERGE, "new\n", "old\n")])
    assert code(error) == "F524"
    assert (tmp_path / "a.py").read_text() == "saved\n"
