import pickle

import pytest

from generator.spec.nodes import read
from generator.spec.places import SourceFile, locate

TEXT = """\
entity: Budget
fields:
  name: text?
  price: {type: "decimal(18, 2)", min: 0}
unique:
  - [name, price]
  - {fields: [name], where: price > 0}
indexes:
  by_name: [name desc]
checks:
  long: |
    price > 0
    and name <> ''
filter: [name, "price"]
empty:
"""
FILE = SourceFile("spec.yaml", TEXT)
(NODE,) = read(FILE).nodes


def shown(*path, **options):
    span = locate(FILE, NODE.place, path, **options)
    start, end = FILE.offset(span), FILE.offset(span) + (span.end_column - span.column)
    return f"{span.line}:{span.column} {TEXT[start:end]}"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), "1:1 entity"),
        (("entity",), "1:9 Budget"),
        (("fields",), "2:1 fields"),
        (("fields", "name"), "3:9 text?"),
        (("fields", "name", "type"), "3:9 text?"),
        (("fields", "name", "default"), "3:9 text?"),
        (("fields", "price"), "4:3 price"),
        (("fields", "price", "min"), "4:40 0"),
        (("fields", "price", "max"), "4:3 price"),
        (("unique", 0), "6:5 ["),
        (("unique", 0, "fields", 1), "6:12 price"),
        (("unique", 1, "where"), "7:29 price > 0"),
        (("indexes", "by_name", "fields", 0), "9:13 name desc"),
        (("indexes", 0), "9:3 by_name"),
        (("filter", "name"), "14:10 name"),
        (("filter", "price"), '14:16 "price"'),
        (("empty",), "15:1 empty"),
        (("nothing", "here"), "1:1 entity"),
    ],
)
def test_a_path_leads_to_the_nearest_place(path, place):
    assert shown(*path) == place


def test_a_key_can_be_asked_for():
    assert shown("fields", "name", of_key=True) == "3:3 name"


def test_a_place_within_a_text():
    assert shown("unique", 1, "where", within=(8, 9)) == "7:37 0"
    assert shown("fields", "price", "type", within=(0, 7)) == "4:18 decimal"
    assert shown("checks", "long", within=(14, 18)) == "13:9 name"
    assert shown("checks", "long", within=(0, 5)) == "12:5 price"


def test_lines_end_as_editors_think():
    file = SourceFile("spec.yaml", "a: b\r\nc: 'x\u2028y'\r\nd: e\r\n")
    (node,) = read(file).nodes
    assert str(locate(file, node.place, ("d",))) == "spec.yaml:3:4"
    assert file.line(3) == "d: e"


def test_wide_characters_count_as_one():
    file = SourceFile("spec.yaml", "größe: {日本: x, 🙂: y}\n")
    (node,) = read(file).nodes
    assert str(locate(file, node.place, ("größe", "🙂"))) == "spec.yaml:1:19"


def test_a_pickle_is_equal_and_small():
    assert pickle.loads(pickle.dumps(FILE)) == FILE  # noqa: S301  # our own
    assert len(pickle.dumps(NODE, 5)) < 2 * len(TEXT) + 600
