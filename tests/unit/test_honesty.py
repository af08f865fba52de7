"""The suite cannot pass over a test in silence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "text",
    [
        "import pytest\n\n\n@pytest.mark.skip\ndef test_it():\n    pass\n",
        "import pytest\n\n\ndef test_it():\n    pytest.skip('not today')\n",
        "import pytest\n\npytest.importorskip('there_is_no_such_library')\n",
        "import pytest\n\n\n@pytest.mark.parametrize('x', [])\ndef test_it(x):\n    pass\n",
    ],
    ids=["marked", "skipped inside", "a module", "no parameters"],
)
def test_a_skip_is_a_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / "test_skipping.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.honesty", "-c", os.devnull, "--rootdir", tmp_path]
    done = subprocess.run(
        [*command, tmp_path],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {1, 2}
    assert "nothing may be skipped" in done.stdout
