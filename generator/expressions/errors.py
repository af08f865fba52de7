"""What is wrong with an expression, and where in its text."""


class ExpressionError(ValueError):
    """An expression that cannot stand; `offset` and `end` count characters of its text, `help` says how to mend it."""

    def __init__(
        self,
        message: str,
        help: str | None = None,  # the word users read in the output
        offset: int | None = None,
        end: int | None = None,
    ) -> None:
        """Say what is wrong between two offsets; without one, whoever knows the text adds it by `at`."""
        super().__init__(message)
        self.message = message
        self.help = help
        self.placed = offset is not None
        self.offset = offset or 0
        self.end = self.offset + 1 if end is None else end

    def at(self, offset: int, end: int) -> "ExpressionError":
        """Give the same error between two offsets, unless it has its place already."""
        return self if self.placed else ExpressionError(self.message, self.help, offset, end)


class UnknownNameError(ExpressionError):
    """A name that is no field: `name` as written, `candidates` in alphabetical order."""

    name: str = ""
    candidates: tuple[str, ...] = ()
