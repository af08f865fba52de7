"""What runs before a commit finds nothing in what is committed, file by file as pre-commit names them."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]


@pytest.mark.parametrize(
    "hook", [hook for hook in HOOKS if hook.get("pass_filenames", True)], ids=lambda hook: hook["id"]
)
def test_a_hook_accepts_every_python_file_that_is_tracked(hook: dict[str, str]) -> None:
    listed = subprocess.run(["git", "ls-files", "*.py", "*.pyi"], cwd=ROOT, check=True, capture_output=True, text=True)
    command, *options = shlex.split(hook["entry"])
    looking = ["--check" if options[0] == "format" else "--no-fix"]  # the hook would mend what this test reports
    run = [Path(sys.executable).with_name(Path(command).name), *options, *looking, *listed.stdout.split()]
    done = subprocess.run(run, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
