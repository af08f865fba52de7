"""docs/promises.md names tests that are there."""

import re

from tests.architecture.sources import ROOT

NAMED = re.compile(r"`((?:tests/)?[a-z_/]+\.py)(?:::(test_\w+))?`|`::(test_\w+)`")


def test_every_test_that_the_page_names_is_there():
    missing = []
    files = []
    for path, test, further in NAMED.findall((ROOT / "docs" / "promises.md").read_text()):
        if path:
            files = [file for file in (ROOT / "tests").rglob("test_*.py") if str(file).endswith(f"/{path}")]
        wanted = f"def {test or further}(" if test or further else ""
        if not any(wanted in file.read_text() for file in files):
            missing.append(path or further)
    assert missing == []
