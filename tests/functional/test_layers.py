"""The layered layout: what is loaded with any module of a layer."""

import importlib

import pytest
from pydantic import create_model

from tests.functional.matrix.project import build_project

TEAMS = """\
entity: Team
fields:
  name: string(40)
  lead: {type: people.Member?, inverse: leads, on_delete: set_null}
"""
MEMBERS = """\
entity: Member
fields:
  name: string(40)
"""


@pytest.mark.parametrize("granularity", ["domain", "entity"])
def test_one_repository_reads_its_rows_with_those_of_another_that_nobody_imported(tmp_path, monkeypatch, granularity):
    monkeypatch.syspath_prepend(tmp_path)
    package = f"layers_by_{granularity}"
    build_project(
        tmp_path, package, {"teams.yaml": TEAMS, "people.yaml": MEMBERS}, layout="layered", granularity=granularity
    )
    teams = importlib.import_module(f"{package}.repos.teams")
    team, member = (
        getattr(importlib.import_module(f"{package}.schemas.{name}"), read)
        for name, read in (("teams", "TeamRead"), ("people", "MemberRead"))
    )
    shape = create_model("TeamWithLead", __base__=team, lead=(member | None, ...))
    repository = object.__new__(teams.TeamRepository)
    assert repository.with_(shape).record is shape
