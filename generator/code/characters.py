"""Which characters stand in source as they are: the same under every Python, whose own tables of Unicode grow."""

import re
from typing import Final

_RANGES: Final = (
    (0x00, 0x1F),  # controls
    (0x7F, 0xA0),  # controls, no-break space
    (0xAD, 0xAD),  # soft hyphen
    (0x600, 0x605),
    (0x61C, 0x61C),
    (0x6DD, 0x6DD),
    (0x70F, 0x70F),
    (0x890, 0x891),
    (0x8E2, 0x8E2),
    (0x1680, 0x1680),
    (0x180E, 0x180E),
    (0x2000, 0x200F),  # spaces, zero-width characters, directional marks
    (0x2028, 0x202F),  # separators, directional overrides
    (0x205F, 0x206F),
    (0x3000, 0x3000),
    (0xD800, 0xF8FF),  # surrogates, private use
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFF),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1345F),
    (0x1BCA0, 0x1BCAF),
    (0x1D173, 0x1D17A),
    (0xE0000, 0x10FFFF),  # tags, private use
)
"""What a reader would not see, or would see where it is not."""
UNSEEN: Final = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")
_ONE_BYTE, _TWO_BYTES = 0xFF, 0xFFFF


def escape(character: str) -> str:
    r"""Give the escape of a character in a string, as short as it can be: `\xa0`, `\u2028`, `\U000e0001`."""
    point = ord(character)
    return f"\\x{point:02x}" if point <= _ONE_BYTE else escape_long(character)


def escape_long(character: str) -> str:
    r"""Give the escape of a character with at least four digits: `\u00a0`."""
    point = ord(character)
    return f"\\u{point:04x}" if point <= _TWO_BYTES else f"\\U{point:08x}"
