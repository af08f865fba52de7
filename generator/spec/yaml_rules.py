"""The findings about files and YAML, Y0xx."""

from typing import Final

from generator.diagnostics import Rule, Severity, rule

HEADS: Final = ("entity", "enum", "mixin", "value", "domain", "view", "sql")
"""The keys that begin a document and tell its kind."""

SYNTAX: Final = rule(
    "Y001",
    "yaml-syntax",
    """
The file is not YAML, so what stands at this place and behind it in the document could not be read. The documents behind
the next `---` were read.

Not so:     description: Ends on: the last day
But so:     description: "Ends on: the last day"
""",
)

DUPLICATE_KEY: Final = rule(
    "Y002",
    "duplicate-key",
    """
A mapping holds the same key twice. YAML readers keep the last one without a word; here it is an error.

Not so:     fields:
              name: string(100)
              name: text
But so:     fields:
              name: string(100)
              notes: text
""",
)

MISSING_SEPARATOR: Final = rule(
    "Y003",
    "missing-separator",
    """
Two documents follow each other without `---` between them, so YAML reads them as one.

Not so:     entity: Tag
            fields: {name: text}
            enum: Color
            values: [red, blue]
But so:     entity: Tag
            fields: {name: text}
            ---
            enum: Color
            values: [red, blue]
""",
)

ALIAS: Final = rule(
    "Y004",
    "alias-or-tag",
    """
Anchors (&x), aliases (*x), merges (<<) and tags (!x) are no part of the language: a few lines of them can grow to
gigabytes, and what they do is hard to see. What several entities share is a mixin.

Not so:     fields:
              name: &label {type: string(100)}
              title: *label
But so:     fields:
              name: string(100)
              title: string(100)

Text that begins with one of these characters is quoted: pattern: "*.txt".
""",
)
ALIAS_HELP: Final = "write it out or share it by a mixin; quote text that begins with & * or !"

TOO_DEEP: Final = rule(
    "Y005",
    "nested-too-deep",
    """
Mappings and lists are nested deeper than any spec needs. Nothing behind this place was read in the document.

Not so:     default: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
But so:     default: [1]
""",
)
TOO_DEEP_HELP: Final = "look for brackets that are not closed"

NOT_UTF8: Final = rule(
    "Y006",
    "not-utf8",
    """
A spec file is UTF-8 text. This one holds bytes that are not, as files do that were saved as Latin-1 or UTF-16.

Not so:     a file saved as "Unicode" or "ANSI"
But so:     iconv -f latin1 -t utf-8 old.yaml > specs/budget.yaml
""",
)

CONTROL_CHARACTER: Final = rule(
    "Y007",
    "control-character",
    """
YAML allows no control characters but tab and line ends. In double quotes they can be written as escapes.

Not so:     a bell character in the middle of a description
But so:     description: "rings \\a once"
""",
)

EMPTY_FILE: Final = rule(
    "Y008",
    "empty-file",
    """
A spec file holds no document, only comments at most. Taken seriously it would drop every table of its domain, so it is
an error: delete the file if that is meant.

Not so:     # entities will come
But so:     entity: Budget
            fields: {name: text}
""",
)

NO_SPECS: Final = rule(
    "Y009",
    "no-specs",
    """
The folder of the specs holds no spec file: no NAME.yaml, and no folder NAME with .yaml files in it.

Not so:     specs/README.md alone
But so:     specs/budget.yaml
""",
)

UNREADABLE: Final = rule(
    "Y010",
    "unreadable-file",
    """
A spec file or folder is missing, may not be read, is no regular file, or is a link that leads out of the folder of the
specs or nowhere.

Not so:     specs/budget.yaml -> /etc/passwd
But so:     specs/budget.yaml
""",
)

FILE_NAME: Final = rule(
    "Y011",
    "bad-file-name",
    """
A file's name is its domain's name, or its folder's name is. It becomes a Python package, so it is written in lower case
with underscores, and is no word that Python keeps for itself.

Not so:     specs/Net-Worth.yaml, specs/class.yaml, specs/budget.yml
But so:     specs/net_worth.yaml, specs/courses.yaml, specs/budget.yaml
""",
)

TORN_BY_COMMA: Final = rule(
    "Y012",
    "torn-by-comma",
    """
In { } and [ ] a comma ends a value. A value with a comma in it is quoted.

Not so:     price: {type: decimal(18, 2), min: 0}
But so:     price: {type: "decimal(18, 2)", min: 0}
            price: {type: decimal, precision: 18, scale: 2, min: 0}

Not so:     name: {type: text, description: Shown in lists, sorted}
But so:     name: {type: text, description: "Shown in lists, sorted"}
""",
)

CUT_BY_COMMENT: Final = rule(
    "Y013",
    "cut-by-comment",
    """
A # behind a space begins a comment, so the value ends before it. Text with a # in it is quoted; a comment has a space
behind its #.

Not so:     description: Ticket #12 in the old system
But so:     description: "Ticket #12 in the old system"
            description: A ticket   # in the old system
""",
    Severity.WARNING,
)

TAB: Final = rule(
    "Y014",
    "tab",
    """
YAML is indented by spaces; a tab is refused.

Not so:     fields:
            <tab>name: text
But so:     fields:
              name: text
""",
)

KEY_NOT_TEXT: Final = rule(
    "Y015",
    "key-not-text",
    """
A key is a word. YAML would allow a list or a mapping, or nothing at all.

Not so:     ? [a, b]
            : text
But so:     name: text
""",
)

NO_LIBYAML: Final = rule(
    "Y016",
    "no-libyaml",
    """
PyYAML is installed without libyaml, the C library that reads YAML. PyYAML's own reader is five times slower and
disagrees with libyaml about what is valid, so it is never used instead.

Not so:     pip install --no-binary pyyaml pyyaml, without libyaml's headers
But so:     pip install --force-reinstall --only-binary pyyaml pyyaml
""",
)
NO_LIBYAML_HELP: Final = "install a wheel: pip install --force-reinstall --only-binary pyyaml pyyaml"

SPLIT_DOMAIN: Final = rule(
    "Y017",
    "split-domain",
    """
A domain is one file or one folder, not both.

Not so:     specs/budget.yaml and specs/budget/lines.yaml
But so:     specs/budget/budget.yaml and specs/budget/lines.yaml
""",
)

BRACKETS: Final = rule(
    "Y018",
    "unquoted-brackets",
    """
In { } a [ begins a list, so a type with square brackets is quoted there.

Not so:     tags: {type: list[Tag], inverse: lines}
But so:     tags: {type: "list[Tag]", inverse: lines}
            tags: list[Tag]
""",
)


def duplicate(word: str, first_line: int) -> tuple[Rule, str, str]:
    """Give rule, message and help for a key that stands twice in a mapping."""
    if word in HEADS:
        help_ = f"put a line --- above it: the document that begins on line {first_line} has its `{word}:` already"
        return MISSING_SEPARATOR, f"a second `{word}:` in one document: missing ---?", help_
    return DUPLICATE_KEY, f"`{word}` is given twice", f"keep one of them; the first is on line {first_line}"


def second_head(first: str, second: str) -> tuple[Rule, str, str]:
    """Give rule, message and help for a document with two heads."""
    message = f"`{second}:` in a document that begins with `{first}:`: missing ---?"
    return MISSING_SEPARATOR, message, f"put a line --- above `{second}:`"
