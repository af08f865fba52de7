"""Tables in schemas, for databases that have none."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, rule
from generator.ir import Project
from generator.resolve.draft import Work

SCHEMA_NOT_HELD = rule(
    "R278",
    "schema-not-held",
    """
A model says in which schema its table is, and a database without schemas would look for it in vain.

Not so:     schema: billing             with databases = ["sqlite", "postgresql"]
But so:     schema: billing             with databases = ["postgresql"]
            table: billing_invoices
""",
)


def lost_schemas(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find schemas that are asked for where one of the project's databases has none; a domain's once."""
    lacking = work.lacking(lambda item: item.schemas)
    for domain in project.domains if lacking else ():
        source = work.names.domains.get(domain.name)
        places = [(domain.schema, source.span("schema") if source else None)]
        own = [entity for entity in domain.entities if entity.schema != domain.schema]
        places += [(entity.schema, work.drafts[entity.qualified].spot.span("schema")) for entity in own]
        for schema, span in places:
            if schema is not None:
                message = f"{lacking[0].label} has no schemas, so there is no `{schema}`"
                yield SCHEMA_NOT_HELD.at(
                    span, message, "leave it out, and put it in front of the table's name if need be"
                )
