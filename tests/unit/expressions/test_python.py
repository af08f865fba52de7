from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from generator.code import Scope, code
from generator.expressions import parse, to_python
from tests.unit.expressions.sample import NULLABLE, REQUIRED, STATUS


def written(source: str, fields: Any = REQUIRED, **options: Any) -> str | None:
    made = to_python(parse(source, fields), "self", **options)
    return None if made is None else Scope("budget.schemas").text(made)


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("ends > starts", "self.ends > self.starts"),
        ("limit >= 0.5", 'self.limit >= Decimal("0.5")'),
        ("limit > 0 and spent <= limit", "self.limit > Decimal(0) and self.spent <= self.limit"),
        ("not (count = 1 or other = 2)", "not (self.count == 1 or self.other == 2)"),
        ("count in (1, 2)", "self.count in {1, 2}"),
        ("count not between 1 and 2", "not 1 <= self.count <= 2"),
        ("name like 'a%'", 'self.name.startswith("a")'),
        ("name not like '%a'", 'not self.name.endswith("a")'),
        ("name like '%a%'", '"a" in self.name'),
        ("name like 'a'", 'self.name == "a"'),
        ("length(trim(name)) > 0", 'len(self.name.strip(" ")) > 0'),
        ("count + other * 2 > -1", "self.count + self.other * 2 > -1"),
        ("active", "self.active"),
        ("not active", "not self.active"),
        ("status = 'open'", 'self.status == "open"'),
    ],
)
def test_writes_the_check_as_python(source: str, python: str) -> None:
    assert written(source) == python


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("count > other", "self.count is None or self.other is None or self.count > self.other"),
        ("not (count > 1)", "not (self.count is not None and self.count > 1)"),
        (
            "count > 1 and other > 1",
            "(self.count is None or self.count > 1) and (self.other is None or self.other > 1)",
        ),
        (
            "count between 1 and other",
            "(self.count is None or self.count >= 1) and (self.count is None or self.other is None or self.count <= self.other)",
        ),
        ("count between 1 and 2", "self.count is None or 1 <= self.count <= 2"),
        (
            "count not in (1, other)",
            (
                "not (self.count is not None and self.count == 1 "
                "or self.count is not None and self.other is not None and self.count == self.other)"
            ),
        ),
        ("notes is null or name is not null", "self.notes is None or self.name is not None"),
        ("active is not true", "self.active is not True"),
    ],
)
def test_lets_pass_what_a_null_leaves_unknown(source: str, python: str) -> None:
    assert written(source, NULLABLE) == python


@pytest.mark.parametrize(
    "source",
    [
        "count / other > 1",
        "count % 2 = 1",
        "lower(name) = 'x'",
        "limit * spent > 1",
        "name like 'a_b'",
        "name like 'a\\%'",
        "coalesce(count, 1) > 0",
        "case when active then 1 else 2 end > 1",
        "count is distinct from other",
    ],
)
def test_keeps_to_what_means_the_same_in_python(source: str) -> None:
    assert written(source) is None


def test_names_the_members_of_an_enum() -> None:
    def member(ref: object, value: object) -> Any:
        assert ref == STATUS
        return code(f"Status.{str(value).upper()}")

    assert written("status in ('open', 'draft')", member=member) == "self.status in {Status.OPEN, Status.DRAFT}"


@pytest.mark.parametrize("count", [None, 0, 1, 2])
@pytest.mark.parametrize("other", [None, 0, 1, 2])
@pytest.mark.parametrize(
    ("source", "truth"),
    [
        ("not (count > 1 and not (other > 1))", lambda a, b: _not(_and(_gt(a), _not(_gt(b))))),
        ("count > 1 or not (other > 1 or count is null)", lambda a, b: _or(_gt(a), _not(_or(_gt(b), a is None)))),
    ],
)
def test_passes_exactly_what_sql_does_not_find_false(count: Any, other: Any, source: str, truth: Any) -> None:
    text = written(source, NULLABLE)
    assert text is not None
    row = SimpleNamespace(count=count, other=other)
    assert eval(text, {"self": row, "Decimal": Decimal}) is (truth(count, other) is not False)  # noqa: S307  # ours


def _gt(value: int | None) -> bool | None:
    return None if value is None else value > 1


def _not(value: bool | None) -> bool | None:  # noqa: FBT001  # a truth value
    return None if value is None else not value


def _and(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001  # truth values
    return False if False in (left, right) else None if None in (left, right) else True


def _or(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001  # truth values
    return True if True in (left, right) else None if None in (left, right) else False


@pytest.mark.parametrize(
    ("source", "fields", "python"),
    [
        ("ends > starts", REQUIRED, "self.ends is M or self.starts is M or self.ends > self.starts"),
        (
            "limit > 0 and limit < 9",
            REQUIRED,
            "self.limit is M or (self.limit > Decimal(0) and self.limit < Decimal(9))",
        ),
        ("count > 1", NULLABLE, "self.count is M or self.count is None or self.count > 1"),
        ("not active", REQUIRED, "self.active is M or not self.active"),
    ],
)
def test_a_field_that_is_missing_passes(source: str, fields: Any, python: str) -> None:
    assert written(source, fields, missing=code("M")) == python
