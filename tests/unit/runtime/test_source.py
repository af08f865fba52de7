"""Who a repository works for."""

from uuid import UUID, uuid4

import pytest

from generator.runtime.source import _is_one


@pytest.mark.parametrize(("value", "kind"), [("a", str), (1, int), (0, int), (uuid4(), UUID)])
def test_somebody_is_named_by_a_value_of_their_kind(value, kind):
    assert _is_one(value, kind)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, int), (False, int), (None, int), ("1", int), ("", str), ("\t", str), (1, str), ("a", UUID)],
)
def test_nothing_blanks_and_other_kinds_name_nobody(value, kind):
    assert not _is_one(value, kind)
