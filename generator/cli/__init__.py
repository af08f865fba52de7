"""The command line: `gen`, one file a command; the only place that prints or ends the process."""

from generator.cli.main import main

__all__ = ["main"]
