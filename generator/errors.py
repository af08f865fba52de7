"""The exceptions of the generator; each one carries the diagnostics that a user is shown.

    GenError
      SpecError       the specs are wrong (exit code 2)
      ConfigError     pyproject.toml or a command-line option is wrong (exit code 2)
      OutputError     the output folder does not allow what is asked (exit code 1)
      HistoryError    the recorded migrations contradict themselves or the specs (exit code 1)
      FormatterError  the formatter could not be run or refused its input (exit code 3)

Exit code 0 is success, 1 findings.
"""

from collections.abc import Iterable

from generator.diagnostics import Diagnostic


class GenError(Exception):
    """A run that cannot go on, for reasons that its diagnostics tell; `exit_code` is the process's."""

    exit_code = 3

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        """Carry one finding or several, in the order in which they are to be shown."""
        found = (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        super().__init__("; ".join(f"{item.code}: {item.message}" for item in found))
        self.diagnostics = found


class SpecError(GenError):
    """The specs are wrong."""

    exit_code = 2


class ConfigError(GenError):
    """A project setting or a command-line option is wrong."""

    exit_code = 2


class OutputError(GenError):
    """The output folder does not allow what is asked."""

    exit_code = 1


class HistoryError(GenError):
    """The recorded migrations contradict themselves or the specs."""

    exit_code = 1


class FormatterError(GenError):
    """The formatter could not be run or refused its input."""

    exit_code = 3


class RefusedError(FormatterError):
    """The formatter ran, and refused a text that is no Python."""
