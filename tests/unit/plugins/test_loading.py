from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest

from generator.errors import ConfigError
from generator.ir import Project
from generator.plugins import Artifact, Page, installed
from generator.plugins.loading import Loaded

PROJECT = Project(())


class Found(EntryPoint):
    """An entry point of a distribution that is not installed."""

    @property
    def dist(self) -> SimpleNamespace:
        return SimpleNamespace(name=self.value.partition(":")[0], version="1.0")


def entry(distribution: str) -> EntryPoint:
    return Found("handbook", f"{distribution}:plugin", installed.GROUP)


def test_two_distributions_that_bring_one_plugin_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [entry("one"), entry("other")]
    monkeypatch.setattr(installed, "entry_points", lambda **_: found)
    with pytest.raises(ConfigError) as error:
        list(installed.find_plugins(["handbook"]))
    (told,) = error.value.diagnostics
    assert told.code == "C653"
    assert "one, other" in told.message
    assert list(installed.find_plugins([])) == []


def test_one_distribution_that_is_found_twice_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "entry_points", lambda **_: [entry("one"), entry("one")])
    assert [item.name for item in installed.find_plugins(["handbook"])] == ["handbook"]


@pytest.mark.parametrize("given", ["text", None, ("a.md", "text")])
def test_what_is_no_page_is_the_plugins_defect(given: object) -> None:
    artifact = Artifact("handbook", lambda _: [Page("a.md", ""), given])  # type: ignore[list-item]  # what is refused
    with pytest.raises(ConfigError) as error:
        Loaded("handbook", artifact).pages(PROJECT)
    assert error.value.diagnostics[0].code == "C652"
