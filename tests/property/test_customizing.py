"""No line that a person wrote is ever lost: random edits of adopted files and extensions, random changes of the specs.

Each edit carries a token of its own. After each build a token is in its file (perhaps between markers), or the build stopped and
wrote nothing; an edit in a file that was not adopted always stops it, until it is adopted or saved as a patch, which then holds
the token. CUSTOMIZATIONS and MERGED set how many stories are tried; a story is its seed.
"""

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from generator.config import load
from generator.errors import OutputError
from generator.output.merging import Side
from generator.pipeline.adoption import adopt, discard
from generator.pipeline.build import build
from generator.pipeline.check import check
from generator.pipeline.freshness import judge
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

STORIES = int(os.environ.get("CUSTOMIZATIONS", "6"))
MERGED = int(os.environ.get("MERGED", "4"))
STEPS = 6

FILES = ("app/notes/models.py", "app/notes/repository.py", "app/notes/schemas.py")
OTHERS = ("app/notes/__init__.py", "app/db/errors.py", "app/db/paging.py")
"""Generated files that nobody adopted to begin with."""
EXTENSION = "app_rules.py"
PATCH = "saved.patch"
SETTINGS = '[tool.gen]\noutput = "app"\ndatabases = ["sqlite"]\noutputs = ["models", "schemas", "repository"]\n'
MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


class Story:
    """A project in which things happen, all of them decided by a seed."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder = folder
        self.random = random
        self.tokens: dict[str, str] = {}
        self.fields = {"title": "string(80)", "body": "text?"}
        self.flags = {"soft_delete": False, "version": False, "audit": False}
        self.stops = 0
        self.adopted: list[str] = []

    def begin(self, *files: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "pyproject.toml").write_text(SETTINGS)
        (self.folder / EXTENSION).write_text("class Mine:\n    pass\n")
        (self.folder / ".gitignore").write_text(".gen-cache/\n")
        self.write_spec()
        assert self.build()
        for file in files:
            self.adopt(file)

    def adopt(self, file: str) -> None:
        adopt(self.settings, self.folder / file, Request(), Watch())
        self.adopted.append(file)

    @property
    def settings(self):
        return load(self.folder, {"specs": str(self.folder / "specs")})

    def write_spec(self) -> None:
        lines = ["entity: Note", "extend: {model: app_rules:Mine}"]
        lines += [f"{flag}: true" for flag, is_on in self.flags.items() if is_on]
        lines += ["fields:", *(f"  {name}: {{type: '{kind}'}}" for name, kind in self.fields.items())]
        (self.folder / "specs").mkdir(exist_ok=True)
        (self.folder / "specs/notes.yaml").write_text("\n".join(lines) + "\n")

    def change_spec(self) -> None:
        """Add a field, take one away, or turn a flag over."""
        extra = [name for name in self.fields if name.startswith("extra")]
        match self.random.randrange(3):
            case 0:
                names = list(self.fields)
                place = self.random.randrange(len(names) + 1)
                names.insert(place, f"extra{len(self.tokens)}{self.random.randrange(1000)}")
                self.fields = {name: self.fields.get(name, "int?") for name in names}
            case 1 if extra:
                del self.fields[self.random.choice(extra)]
            case _:
                flag = self.random.choice(list(self.flags))
                self.flags[flag] = not self.flags[flag]
        self.write_spec()

    def edit(self, who: str = "") -> None:
        """Add a line with a token to a file, or put it in the place of one that is not a person's."""
        self.edit_file(self.random.choice([*self.adopted, EXTENSION]), who)

    def edit_file(self, file: str, who: str = "") -> str:
        lines = (self.folder / file).read_text().split("\n")
        token = f"# token {who}{len(self.tokens)} of {file}"
        place = self.random.randrange(1, len(lines))
        if file != EXTENSION and self.random.random() < 0.4 and "# token" not in lines[place]:
            lines[place] = token
        else:
            lines.insert(place, token)
        (self.folder / file).write_text("\n".join(lines))
        self.tokens[token] = file
        return token

    def stray(self) -> None:
        """Edit a file that is not adopted: the build stops, until the edit is adopted or saved as a patch."""
        free = [file for file in (*FILES, *OTHERS) if file not in self.adopted]
        if not free:
            return
        file = self.random.choice(free)
        token = self.edit_file(file)
        assert not self.build(Side.THEIRS)
        assert self.lost() == []
        if self.random.random() < 0.5:
            self.adopt(file)
            return
        discard(self.settings, self.folder / file, Request(), Watch(), self.folder / PATCH)
        assert f"+{token}\n" in (self.folder / PATCH).read_text()
        (self.folder / PATCH).unlink()
        del self.tokens[token]

    def build(self, conflict: Side | None = None) -> bool:
        """Build, and tell whether it went through; one that stops has written nothing."""
        before = self.output()
        settings, request = self.settings, Request(conflict=conflict)
        try:
            build(settings, request, judge(settings), Watch())
        except OutputError:
            assert self.output() == before
            return False
        return True

    def output(self) -> dict[str, bytes]:
        files = [*(self.folder / "app").rglob("*"), self.folder / EXTENSION]
        return {str(file.relative_to(self.folder)): file.read_bytes() for file in sorted(files) if file.is_file()}

    def resolve(self) -> None:
        """Keep both sides of every conflict, as somebody does who is in a hurry."""
        for file in self.adopted:
            lines = (self.folder / file).read_text().split("\n")
            (self.folder / file).write_text("\n".join(line for line in lines if not line.startswith(MARKS)))

    def lost(self) -> list[str]:
        texts = {file: (self.folder / file).read_text() for file in (*FILES, *OTHERS, EXTENSION)}
        return [token for token, file in self.tokens.items() if texts[file].count(token) != 1]

    def step(self) -> None:
        if self.random.random() < 0.2:
            self.stray()
        for _ in range(self.random.randrange(1, 4)):
            self.edit()
        for _ in range(self.random.randrange(0, 3)):
            self.change_spec()
        if not self.build():
            self.stops += 1
            assert self.lost() == []
            side = self.random.choice([Side.MARKERS, Side.OURS])
            assert self.build(side)
            if side is Side.MARKERS:
                assert self.lost() == []
                self.resolve()
                assert self.build()
        assert self.lost() == []
        assert not check(self.settings, Request(full=True), judge(self.settings), Watch()).changes

    def git(self, *arguments: str, fails: bool = False) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert fails or done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.mark.parametrize("seed", range(STORIES))
def test_no_line_of_a_person_is_ever_lost_and_the_same_story_ends_the_same(tmp_path: Path, seed: int):
    endings = []
    for name in ("one", "other"):
        story = Story(tmp_path / name / "project", Random(seed))  # noqa: S311  # nothing secret
        story.begin(*FILES)
        for _ in range(STEPS):
            story.step()
        endings.append(story.output())
    assert endings[0] == endings[1]


def test_the_stories_have_conflicts_in_them(tmp_path: Path):
    story = Story(tmp_path / "project", Random(0))  # noqa: S311  # nothing secret
    story.begin(*FILES)
    for _ in range(20):
        story.step()
        if story.stops:
            return
    pytest.fail("no build ever stopped: the stories try too little")


@pytest.mark.parametrize("seed", range(MERGED))
def test_branches_that_were_both_customized_and_regenerated_lose_nothing_in_a_merge(tmp_path: Path, seed: int):
    """Files are adopted by both branches before they part, or by one of them alone, while the other regenerates them."""
    story = Story(tmp_path / "project", Random(seed))  # noqa: S311  # nothing secret
    adopting = (None, "one", "other")[seed % 3]
    story.begin(*(FILES if adopting is None else ()))
    story.git("init", "-q", "-b", "main")
    story.git("add", "-A")
    story.git("commit", "-q", "-m", "start")
    fields = dict(story.fields)
    at_start = list(story.adopted)
    for branch, changed in (("one", {"extra1": "int?", **fields}), ("other", {**fields, "extra2": "int?"})):
        story.git("checkout", "-q", "-b", branch, "main")
        story.adopted = list(at_start)
        for file in FILES if branch == adopting else ():
            story.adopt(file)
        for _ in range(3):
            story.edit(f"{branch} ")
        story.fields = changed
        story.write_spec()
        assert story.build(Side.MARKERS)
        story.resolve()
        assert story.build()
        story.git("add", "-A")
        story.git("commit", "-q", "-m", branch)
    story.adopted = list(FILES)
    story.git("merge", "-q", "--no-edit", "one", fails=True)
    kept = (story.folder / EXTENSION).read_text()
    (story.folder / EXTENSION).write_text("\n".join(line for line in kept.split("\n") if not line.startswith(MARKS)))
    story.fields = {"extra1": "int?", **fields, "extra2": "int?"}
    story.write_spec()
    if not story.build():
        assert story.lost() == []
        story.resolve()
        assert story.lost() == []
        assert story.build(Side.MARKERS)
        story.resolve()
        assert story.build()
    assert story.lost() == []
    assert not check(story.settings, Request(full=True), judge(story.settings), Watch()).changes
    shutil.rmtree(story.folder)
