"""Specs written in tests, and what they mean."""

from pathlib import Path
from textwrap import dedent

from generator.config import Settings
from generator.diagnostics import Bag, Severity
from generator.expressions import text
from generator.ir import Entity, Project, Term
from generator.resolve import resolve
from generator.spec.loading import assemble
from generator.spec.parsing import parse_file


def judge(specs: str | dict[str, str], **options: object) -> tuple[Project, Bag]:
    """Give what specs mean, by domain or of the domain `app`, with every finding."""
    bag = Bag()
    files = {"app": specs} if isinstance(specs, str) else specs
    parsed = [parse_file(f"{domain}.yaml", dedent(body).encode(), domain) for domain, body in sorted(files.items())]
    settings = Settings(root=Path("/p"), specs=Path("/p/specs"), output=Path("/p/out"), **options)
    return resolve(assemble(parsed, bag), settings, bag), bag


def project(specs: str | dict[str, str], **options: object) -> Project:
    """Give what specs mean; they have no errors."""
    made, bag = judge(specs, **options)
    assert [item for item in bag if item.severity is Severity.ERROR] == []
    return made


def entity(specs: str, name: str, **options: object) -> Entity:
    """Give one entity of the domain `app`."""
    return next(item for item in project(specs, **options).entities.values() if item.name == name)


def codes(specs: str | dict[str, str], **options: object) -> list[str]:
    """Give the codes of all findings, in the order of the text."""
    return [item.code for item in judge(specs, **options)[1]]


def spelled(terms: tuple[Term, ...]) -> list[str]:
    """Give terms as a spec may write them."""
    return [
        (term.field or (text(term.expression) if term.expression else ""))
        + (" desc" if term.descending else "")
        + (f" nulls {term.nulls}" if term.nulls else "")
        for term in terms
    ]
