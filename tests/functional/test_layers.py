"""The layered layout: what is loaded with any module of a layer."""

import importlib

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


def test_one_repository_reads_its_rows_with_those_of_another_that_nobody_imported(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    build_project(tmp_path, "in_layers", {"teams.yaml": TEAMS, "people.yaml": MEMBERS}, layout="layered")
    teams = importlib.import_module("in_layers.repos.teams")
    team = importlib.import_module("in_layers.schemas.teams").TeamRead
    member = importlib.import_module("in_layers.schemas.people").MemberRead
    shape = create_model("TeamWithLead", __base__=team, lead=(member | None, ...))
    repository = object.__new__(teams.TeamRepository)
    assert repository.with_(shape).record is shape
