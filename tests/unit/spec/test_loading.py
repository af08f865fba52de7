import os

import pytest

from generator.diagnostics import Bag
from generator.spec.loading import discover, load
from generator.spec.parsing import parse_file

ENTITY = "entity: Budget\nfields: {name: text}\n"


@pytest.fixture
def write(tmp_path):
    def put(path, text=ENTITY):
        target = tmp_path / "specs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    return put


def files(tmp_path, bag=None):
    found = discover(tmp_path / "specs", tmp_path, Bag() if bag is None else bag)
    return [(file.domain, file.shown) for file in found]


def codes(bag):
    return [item.code for item in bag]


def test_a_file_or_a_folder_is_a_domain(tmp_path, write):
    for path in ("ledger/b.yaml", "ledger/a.yaml", "budget.yaml", "README.md", ".hidden.yaml", "ledger/notes.txt"):
        write(path)
    assert files(tmp_path) == [
        ("budget", "specs/budget.yaml"),
        ("ledger", "specs/ledger/a.yaml"),
        ("ledger", "specs/ledger/b.yaml"),
    ]


def test_the_order_of_files_does_not_depend_on_the_folder(tmp_path, write, monkeypatch):
    for path in ("b.yaml", "a.yaml", "c/z.yaml", "c/y.yaml"):
        write(path, f"entity: {path[0].upper()}{path[-6].upper()}\n")
    forwards = [source.name for source in load(tmp_path / "specs", tmp_path, Bag()).sources]
    listed = type(tmp_path).iterdir
    monkeypatch.setattr(type(tmp_path), "iterdir", lambda path: iter(sorted(listed(path), reverse=True)))
    assert [source.name for source in load(tmp_path / "specs", tmp_path, Bag()).sources] == forwards


@pytest.mark.parametrize("path", ["README.md", "empty/notes.txt"])
def test_a_folder_without_specs(tmp_path, write, path):
    write(path)
    bag = Bag()
    assert files(tmp_path, bag) == []
    assert codes(bag) == ["Y009"]


def test_no_folder_at_all(tmp_path):
    bag = Bag()
    assert load(tmp_path / "specs", tmp_path, bag).sources == ()
    assert codes(bag) == ["Y009"]


@pytest.mark.parametrize("path", ["Budget.yaml", "net-worth.yaml", "class.yaml", "1st.yaml", "größe.yaml", "a.b.yaml"])
def test_a_name_that_is_no_package(tmp_path, write, path):
    write(path)
    bag = Bag()
    assert files(tmp_path, bag) == []
    assert codes(bag) == ["Y011"]


def test_a_link_inside_the_folder_is_read(tmp_path, write):
    target = write("ledger/a.yaml")
    (tmp_path / "specs" / "budget.yaml").symlink_to(target)
    assert ("budget", "specs/budget.yaml") in files(tmp_path)


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.yaml", "nowhere.yaml", "budget.yaml"])
def test_a_link_that_leads_out_or_nowhere_is_refused(tmp_path, write, target):
    (tmp_path / "outside.yaml").write_text("secret", encoding="utf-8")
    write("other.yaml")
    (tmp_path / "specs" / "budget.yaml").symlink_to(target)
    bag = Bag()
    assert files(tmp_path, bag) == [("other", "specs/other.yaml")]
    assert codes(bag) == ["Y010"]


def test_a_pipe_is_not_waited_for(tmp_path, write):
    write("other.yaml")
    os.mkfifo(tmp_path / "specs" / "budget.yaml")
    bag = Bag()
    assert files(tmp_path, bag) == [("other", "specs/other.yaml")]
    assert codes(bag) == ["Y010"]


def test_a_file_that_goes_away_is_a_finding(tmp_path, write, monkeypatch):
    path = write("budget.yaml")
    bag = Bag()

    def refuse(_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(path), "read_bytes", refuse)
    assert load(tmp_path / "specs", tmp_path, bag).sources == ()
    assert codes(bag) == ["Y010"]


def test_a_remembered_file_is_not_parsed_again(tmp_path, write):
    write("budget.yaml")
    seen = {}

    def remember(path, data, domain):
        return seen.setdefault((path, data, domain), None) or parse_file(path, data, domain)

    specs = load(tmp_path / "specs", tmp_path, Bag(), remember)
    assert [source.name for source in specs.sources] == ["Budget"]
    assert list(seen) == [("specs/budget.yaml", ENTITY.encode(), "budget")]


def test_all_files_are_read_before_a_run_stops(tmp_path, write):
    for name in ("a", "b", "c"):
        write(f"{name}.yaml", "entity: A\nfields: {x: strng}\n")
    bag = Bag()
    load(tmp_path / "specs", tmp_path, bag)
    assert [item.span.file for item in bag] == ["specs/a.yaml", "specs/b.yaml", "specs/c.yaml"]


def test_what_is_missing_is_known(tmp_path, write):
    write("a.yaml", "entity: Bad Name\n---\nentity: Good\n")
    write("b.yaml", "entity: [\n")
    specs = load(tmp_path / "specs", tmp_path, Bag())
    assert specs.lost == {("a", "Bad Name")}
    assert not specs.complete
