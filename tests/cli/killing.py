"""Killing `gen` where it matters: before the file system is changed for the nth time."""

import os
import signal
import subprocess
import sys

from tests.cli.conftest import ROOT, Project

_SCRIPT = """\
import os, signal, sys

left, top = int(sys.argv.pop(1)), os.path.realpath(os.getcwd())

def counted(name):
    change = getattr(os, name)

    def counting(path, *rest, **options):
        global left
        target = rest[0] if name == "replace" else path
        if os.path.realpath(os.path.dirname(os.fspath(target))).startswith(top):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return change(path, *rest, **options)

    setattr(os, name, counting)

for name in ("replace", "unlink", "rmdir", "mkdir"):
    counted(name)
from generator.cli import main
main(sys.argv[1:])
"""
"""Every file gets to its place by a rename: what is written beside its place before that is noticed by nobody."""


def killed(project: Project, changes: int, *arguments: str) -> bool:
    """Run `gen` until it would change the project's folder once more than `changes` times; False: it came to its end."""
    command = [sys.executable, "-c", _SCRIPT, str(changes), *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode == -signal.SIGKILL
