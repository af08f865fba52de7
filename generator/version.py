"""The generator's version: what packaging, `gen version` and the records of the output tell."""

from typing import Final

VERSION: Final = "0.1.0"
