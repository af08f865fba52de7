"""Defaults that would also be set on each update: a DEFAULT is what a new row gets, and nothing else."""

import re
from collections.abc import Iterator
from typing import Final

from generator.diagnostics import Diagnostic, rule
from generator.ir import Project
from generator.resolve.draft import Work

SET_ON_UPDATE = rule(
    "R283",
    "set-on-update",
    """
`server_default` is what a row gets when it is made. ON UPDATE is no part of that: only one database has it, and what it sets
would be seen by no repository and no other database. `timestamps` keeps the time of the last change on all of them.

Not so:     changed: {type: datetime, server_default: CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP}
But so:     timestamps: {updated: changed}
""",
)
_TEXT: Final = re.compile(r"'(?:[^']|'')*'")
_ON_UPDATE: Final = re.compile(r"\bon\s+update\b", re.IGNORECASE)


def updating_defaults(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find them."""
    del work
    for entity in project.entities.values():
        for field in entity.fields:
            texts = (field.server_default or {}).values()
            if any(_ON_UPDATE.search(_TEXT.sub("", text)) for text in texts):
                yield SET_ON_UPDATE.at(
                    entity.place(field.name),
                    f"`{field.name}` has a default that would be set on each update too",
                    "leave the default of a new row; `timestamps: {updated: …}` keeps when a row was changed",
                )
