"""The findings of loading: files and YAML (Y0xx), the shape of documents (S1xx)."""

from typing import Final

from generator.diagnostics import rule

WRONG_SHAPE: Final = rule("S101", "wrong-shape", "A value has another shape than its keyword takes.")
TYPE_SYNTAX: Final = rule("S110", "type-syntax", "A type cannot be read.")
RESERVED: Final = rule("S190", "reserved", "A word of the language that is not built yet.")
