"""From a folder to its documents: which files are specs, whose domain they are, and what they hold together."""

import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.diagnostics import Bag, Rule, Span
from generator.naming import is_reserved, snake
from generator.spec import rules, yaml_rules
from generator.spec.documents import DomainDocument
from generator.spec.parsing import ParsedFile, parse_file
from generator.spec.patterns import DOMAIN_NAME
from generator.spec.sources import Source, Specs

Parse = Callable[[str, bytes, str], ParsedFile]

_DOMAIN_NAME: Final = re.compile(DOMAIN_NAME)


@dataclass(frozen=True, slots=True, order=True)
class SpecFile:
    """A file to read: the domain that it belongs to, its path as users are shown it, and where it is."""

    domain: str
    shown: str
    path: Path


def load(folder: Path, root: Path, bag: Bag, parse: Parse = parse_file) -> Specs:
    """Read every spec of a folder; findings go into `bag`, with paths relative to `root`.

    `parse` may be a function that remembers what `parse_file` gave for the same arguments. ConfigError without libyaml.
    """
    parsed = [parse(file.shown, data, file.domain) for file, data in read_files(discover(folder, root, bag), bag)]
    return assemble(parsed, bag)


def read_files(files: Iterable[SpecFile], bag: Bag) -> list[tuple[SpecFile, bytes]]:
    """Read the files that can be read; the others are findings."""
    held = []
    for file in files:
        try:
            held.append((file, file.path.read_bytes()))
        except OSError as error:
            bag.add(yaml_rules.UNREADABLE.at(Span(file.shown), f"this file cannot be read: {error.strerror}"))
    return held


def assemble(parsed: Iterable[ParsedFile], bag: Bag) -> Specs:
    """Put what the files say together, in their order; their findings go into `bag`."""
    sources: list[Source] = []
    lost: set[tuple[str, str]] = set()
    complete, files = True, {}
    for item in parsed:
        bag.extend(item.findings)
        sources += item.sources
        lost.update((item.domain, name) for name in item.lost)
        complete = complete and item.complete
        files[item.file.path] = item.file
    _check_domains(sources, bag)
    return Specs(tuple(sources), files, frozenset(lost), complete)


def _check_domains(sources: Iterable[Source], bag: Bag) -> None:
    first: dict[str, Source] = {}
    for source in sources:
        if not isinstance(source.document, DomainDocument):
            continue
        known = first.setdefault(source.domain, source)
        if known is not source:
            place = known.key_span("domain")
            message = f"the domain `{source.domain}` is described twice"
            help_ = f"say it all in {place.file}"
            bag.add(rules.OTHER_DOMAIN.at(source.key_span("domain"), message, help_, related=((place, "here first"),)))


def discover(folder: Path, root: Path, bag: Bag) -> tuple[SpecFile, ...]:
    """Find the spec files of a folder, by domain and name; what is wrong with names and links goes into `bag`."""
    finder = _Finder(folder, root, bag)
    return finder.found() if finder.is_folder() else ()


class _Finder:
    """One look at a folder of specs."""

    def __init__(self, folder: Path, root: Path, bag: Bag) -> None:
        self._folder = folder
        self._root = root
        self._bag = bag
        self._home = folder.resolve()

    def is_folder(self) -> bool:
        """Whether there is a folder at all; if not, that is a finding."""
        if self._folder.is_dir():
            return True
        shown = self._shown(self._folder)
        if self._folder.exists():
            message = f"{shown} is a file; specs are found by their folder"
            help_ = f"name the folder: {self._shown(self._folder.parent)}"
        else:
            message = f"there is no folder {shown}"
            help_ = (
                "name another: `gen build FOLDER`, or `specs` in pyproject.toml; `gen init` starts a project with one"
            )
        self._bag.add(yaml_rules.NO_SPECS.at(None, message, help_))
        return False

    def found(self) -> tuple[SpecFile, ...]:
        """Give the files of all domains."""
        files: list[SpecFile] = []
        entries = self._entries(self._folder)
        stems = {path.stem for path in entries if path.suffix == ".yaml"}
        for path in entries:
            if path.is_dir():
                inside = self._inside(path)
                if inside and path.name in stems:
                    message = f"the domain `{path.name}` is a file and a folder"
                    help_ = f"move {path.name}.yaml into {path.name}/"
                    self._add(yaml_rules.SPLIT_DOMAIN, path, message, help_)
                if inside and self._names(path, path.name):
                    files += inside
            elif self._is_spec(path) and self._names(path, path.stem):
                files.append(SpecFile(path.stem, self._shown(path), path))
        if not files and not self._bag.has_errors:
            message = f"{self._shown(self._folder)} holds no spec"
            self._bag.add(yaml_rules.NO_SPECS.at(None, message, "write one, such as budget.yaml"))
        return tuple(sorted(files))

    def _inside(self, folder: Path) -> list[SpecFile]:
        """Give the files of a domain's own folder; folders in it are not read."""
        files = []
        for path in self._entries(folder):
            if path.is_dir():
                if any(item.suffix in {".yaml", ".yml"} for item in self._entries(path)):
                    message = "specs in a folder of a domain's folder are not read"
                    self._add(yaml_rules.FILE_NAME, path, message, f"move them into {folder.name}/")
            elif self._is_spec(path):
                files.append(SpecFile(folder.name, self._shown(path), path))
        return files

    def _entries(self, folder: Path) -> list[Path]:
        try:
            return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
        except OSError as error:
            self._add(yaml_rules.UNREADABLE, folder, f"this folder cannot be read: {error.strerror}", None)
            return []

    def _is_spec(self, path: Path) -> bool:
        """Whether a file is to be read; a link out of the folder, a pipe and the ending .yml are findings."""
        if path.suffix == ".yml":
            self._add(yaml_rules.FILE_NAME, path, "specs end in .yaml", f"rename it to {path.stem}.yaml")
            return False
        if path.suffix != ".yaml":
            return False
        try:
            mode = path.stat().st_mode
        except OSError as error:
            self._add(yaml_rules.UNREADABLE, path, f"this file cannot be read: {error.strerror}", None)
            return False
        if not stat.S_ISREG(mode):
            self._add(yaml_rules.UNREADABLE, path, "this is no regular file", None)
            return False
        if path.is_symlink() and not path.resolve().is_relative_to(self._home):
            self._add(
                yaml_rules.UNREADABLE, path, "this link leads out of the folder of the specs", "copy the file here"
            )
            return False
        return True

    def _names(self, path: Path, name: str) -> bool:
        """Whether a name can be a domain's; if not, that is a finding."""
        if is_reserved(name):
            self._add(yaml_rules.FILE_NAME, path, f"`{name}` is a word that Python keeps for itself", "rename it")
        elif not _DOMAIN_NAME.fullmatch(name):
            better = snake(name)
            help_ = f"rename it to {better}" if _DOMAIN_NAME.fullmatch(better) else "begin with a letter, ASCII only"
            self._add(yaml_rules.FILE_NAME, path, f"`{name}` is no domain's name", help_)
        else:
            return True
        return False

    def _add(self, rule: Rule, path: Path, message: str, help_: str | None) -> None:
        self._bag.add(rule.at(Span(self._shown(path)), message, help_))

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.as_posix()
