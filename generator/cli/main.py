"""`gen` itself: finds commands without importing them, and turns whatever goes wrong into an exit code.

0: done · 1: findings · 2: wrong usage, settings or specs · 3: a defect of the generator · 130: interrupted
"""

import gc
import io
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NoReturn

import click

from generator.cli.console import fail
from generator.cli.groups import Commands
from generator.errors import GenError
from generator.version import VERSION

SECTIONS: Final = {
    "Commands": {
        "build": "Generate code and the next migration from the specs.",
        "diff": "Tell what the next build would do to tables, in words and as SQL.",
        "check": "Tell whether everything generated is current: the gate for CI.",
        "lint": "Judge what is not migrated yet, or all since a git commit.",
        "migrate": "Look after the recorded revisions: verify, merge, rebase, squash.",
    },
    "Code of yours in what is generated": {
        "customize": "Start a class of yours that a generated one inherits.",
        "adopt": "Edit a generated file in place; later builds merge.",
        "patch": "Save what was edited in a generated file as a patch.",
        "discard": "Throw away what was edited in a generated file.",
        "eject": "Leave: what was generated becomes plain files.",
    },
    "To begin, and to look up": {
        "init": "Start a project that builds, migrates and passes its tests.",
        "schema": "Print the JSON Schema of the spec language, for editors.",
        "explain": "Tell what a code such as R201 means and how to mend it.",
        "version": "Print the versions of the generator and its tools.",
    },
}

TRACEBACK: Final = "GEN_TRACEBACK"
"""The environment variable under which an internal error shows where it arose."""


class _Commands(Commands):
    package = "generator.cli"
    sections = SECTIONS


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, message="%(version)s")
def gen() -> None:
    """Compile YAML domain specs into the data layer of a Python service."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code; a caller who gives `arguments` gets SystemExit."""
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = _run(arguments)
    if arguments is None:
        _end(code)
    sys.exit(code)


def _end(code: int) -> NoReturn:
    """End the process here: Python would give back all memory piece by piece first, longer than many a run takes."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result: object = gen.main(args=arguments, prog_name="gen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except GenError as error:
        fail(error.diagnostics)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001  # the last resort: a user sees no traceback
        return _internal(error)
    return result if isinstance(result, int) else 0


def _internal(error: Exception) -> int:
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}:{place.lineno}"  # noqa: PTH119  # no pathlib for one name
    click.echo(f"gen: internal error: {type(error).__name__}: {error} ({where})", err=True)
    click.echo("This is a defect of the generator; nothing more was written. Please report it,", err=True)
    click.echo(f"with what the same command prints under {TRACEBACK}=1.", err=True)
    return 3
