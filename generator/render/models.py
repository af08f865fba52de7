"""The models module: a domain's enums, a class a table, the association tables."""

from collections.abc import Iterator, Mapping
from typing import Final

from generator.code import Code, Scope, Symbol, block, call, code, docstring, join, literal, text_lines
from generator.dialects import dialect, text_clause
from generator.dialects.script import statements
from generator.ir import Entity, EntityName, EnumType, Field, ManyToMany
from generator.render.columns import TableView, association_column, column_lines
from generator.render.enums import enum_rows
from generator.render.layout import Kind, table_variable
from generator.render.orders import own_key
from generator.render.relations import relationship_line, sides
from generator.render.unit import Context, Unit, extended
from generator.schema.constraints import constraints, indexes, primary_key
from generator.schema.state import SqlObject, Table
from generator.schema.views import Words

_TABLE: Final = Symbol("sqlalchemy", "Table")
_INDENT: Final = "    "


def build(unit: Unit) -> dict[str, object]:
    """Give what `models.py.j2` is filled with."""
    context = unit.context
    enums = _own_enums(unit)
    links = [(entity, link) for entity in unit.entities for link in entity.many_to_many if _has_table(link)]
    scope = unit.scope(_names(unit, [link for _, link in links]))
    words = words_of(context)
    known = {entity.qualified: place for place, entity in enumerate(unit.entities)}
    models = [
        _model(
            entity, scope, words, {name for name, place in known.items() if place < known[entity.qualified]}, context
        )
        for entity in unit.entities
    ]
    tables = [row for entity, link in links if (row := _association(entity, link, scope, words, context))]
    return {
        "docstring": docstring(_title(unit)),
        "enums": enum_rows(enums, scope),
        "models": models,
        "tables": tables,
        "objects": [scope.text(item) for item in (*_installed(unit), *_made_by_sql(unit))],
        "imports": scope.imports(),
    }


def _installed(unit: Unit) -> Iterator[Code]:
    """Give the calls that let `create_all` install the extensions of the domain."""
    context, domain = unit.context, unit.domain
    wanted = domain.extensions if unit.entities[0] is domain.entities[0] else ()
    able = [item for item in map(dialect, context.settings.databases) if item.extensions]
    for name in sorted(set(wanted)) if able else ():
        metadata = code(context.layout.base, ".metadata")
        script = {item.name: [text_clause(f"CREATE EXTENSION IF NOT EXISTS {item.quote(name)}")] for item in able}
        yield call(context.layout.runtime("objects", "before_all"), metadata, literal(script))


def _made_by_sql(unit: Unit) -> Iterator[Code]:
    """Give the calls that let `create_all` make the objects of the domain; they stand in the first of its modules."""
    context, domain = unit.context, unit.domain
    if not domain.objects or unit.entities[0] is not domain.entities[0]:
        return
    own = {item.qualified for item in domain.objects}
    for item in (item for item in context.schema.objects if item.name in own):
        more = {"tables": list(item.tables), "needs": list(item.objects)}
        yield call(
            context.layout.runtime("objects", "made_by_sql"),
            code(context.layout.base, ".metadata"),
            literal(item.name),
            call(
                context.layout.runtime("objects", "MadeBySql"),
                up=_script(item, item.up, context),
                down=_script(item, item.down, context),
                **{name: literal(value) for name, value in more.items() if value},
            ),
        )


def _script(item: SqlObject, texts: Mapping[str, str], context: Context) -> Code:
    databases = context.settings.databases
    found = {name: text for name in databases if (text := item.text(texts, name)) is not None}
    if len(found) == len(databases) and len(set(found.values())) == 1:
        found = {"": next(iter(found.values()))}
    entries = (
        code(literal(name), ": [", join(", ", (text_lines(text_clause(one)) for one in statements(text))), "]")
        for name, text in found.items()
    )
    return code("{", join(", ", entries), "}")


def exports(entity: Entity, context: Context) -> tuple[Symbol, ...]:
    """Give what the package shows of an entity's models."""
    return (context.layout.symbol(Kind.MODEL, entity.qualified),)


def words_of(context: Context) -> Words:
    """Give what models call the runtime's helpers, and whether the base names constraints."""
    layout = context.layout
    by_base = context.settings.base is None
    return Words(layout.runtime("base", "by_database"), layout.runtime("base", "only_on"), conventional_names=by_base)


def _title(unit: Unit) -> str:
    if len(unit.entities) == len(unit.domain.entities):
        return f"Tables of the {unit.domain.name} domain."
    return f"The table of {unit.entities[0].name}."


def _has_table(link: ManyToMany) -> bool:
    return link.declared and link.through is None


def _own_enums(unit: Unit) -> tuple[EnumType, ...]:
    """Give the enums that stand beside the models: those of the domain, unless they have a module of their own."""
    if not unit.domain.enums or unit.context.layout.types(unit.domain.name).module != unit.place.module:
        return ()
    return unit.domain.enums


def _names(unit: Unit, links: list[ManyToMany]) -> set[str]:
    """Give every name that the module's own things have."""
    found = {table_variable(link.table) for link in links} | {enum.name for enum in _own_enums(unit)}
    for entity in unit.entities:
        found.add(entity.name)
        found.update(field.name for field in entity.fields)
        found.update(reference.name for reference in entity.references)
        found.update(inverse.name for inverse in entity.inverses)
        found.update(link.name for link in entity.many_to_many)
    return found


def _model(entity: Entity, scope: Scope, words: Words, known: set[EntityName], context: Context) -> dict[str, object]:
    table = context.table(entity.table, entity.schema) if entity.managed else None
    messages = {item.name: item.message for item in entity.uniques if item.message}
    messages |= {item.name: item.message for item in entity.checks if item.message}
    view = TableView(table, context, words, messages) if table else None
    arguments = _table_arguments(view) if view else []
    options = _options(_named_options(entity.schema, table, context), _guarded(table, context))
    if options is not None:
        arguments.append(options)
    return {
        "name": entity.name,
        "bases": ", ".join(map(scope.name, extended(entity, "model", context.layout.base))),
        "docstring": docstring(_description(entity), _INDENT),
        "table": scope.text(literal(entity.table)),
        "body": block(
            [
                *column_lines(entity, view, scope, context),
                *_apart([relationship_line(side, scope, known, context) for side in sides(entity, context)]),
                *_apart(_tuple([scope.text(item) for item in arguments])),
            ],
            _INDENT,
        ),
    }


def _apart(lines: list[str]) -> list[str]:
    """Put a blank line before a group of lines, if there is any."""
    return ["", *lines] if lines else []


def _tuple(items: list[str]) -> list[str]:
    """Give the lines of `__table_args__`, as formatters lay them out."""
    if len(items) == 1:
        return [f"__table_args__ = ({items[0]},)"]
    return ["__table_args__ = (", *(f"{_INDENT}{item}," for item in items), ")"] if items else []


def _description(entity: Entity) -> str:
    text = entity.description or f"A row of {entity.table}."
    return f"{text}\n\nDeprecated: {entity.deprecated}" if entity.deprecated else text


def _table_arguments(view: TableView) -> list[Code]:
    key = [] if view.key_by_columns else [primary_key(view.views)]
    return [*key, *constraints(view.views, view.words), *indexes(view.views, view.words)]


def _named_options(schema: str | None, table: Table | None, context: Context) -> dict[str, Code]:
    """Give a table's schema, its comment, and its options by database, by the names that SQLAlchemy has for them."""
    options = {"schema": literal(schema)} if schema else {}
    if table is None:
        return options
    if table.comment:
        options["comment"] = literal(table.comment)
    for database in context.settings.databases:
        told = dialect(database).table_arguments(table.options.get(database, {}))
        options |= {word: literal(value) for word, value in told.items()}
    return options


def _options(named: dict[str, Code], guarded: Code | None) -> Code | None:
    """Give what stands after a model's constraints: what the table is told by name, and what it is guarded by."""
    if not named:
        return guarded
    items = [code(literal(name), ": ", value) for name, value in named.items()]
    return code("{", join(", ", [*items, code("**", guarded)] if guarded else items), "}")


def _guarded(table: Table | None, context: Context) -> Code | None:
    guards: dict[str, Code] = {}
    if table is not None and table.policy is not None:
        guards["tenant"] = literal(table.policy.column)
        if table.policy.shared:
            guards["shared"] = literal(True)  # the value itself
    if table is not None and table.append_only:
        guards["append_only"] = literal(True)  # the value itself
    return call(context.layout.runtime("base", "guarded"), **guards) if guards else None


def _association(
    entity: Entity, link: ManyToMany, scope: Scope, words: Words, context: Context
) -> dict[str, object] | None:
    table = context.table(link.table, entity.schema)
    if table is None:
        return None
    view = TableView(table, context, words)
    fields = _held(entity, link, context)
    columns = [association_column(column.name, fields.get(column.name), view) for column in table.columns]
    options = _named_options(entity.schema, table, context)
    named = [code(f"{name}=", value) for name, value in options.items()]
    guarded = _guarded(table, context)
    named += [code("**", guarded)] if guarded else []
    return {
        "name": table_variable(link.table),
        "function": scope.name(_TABLE),
        "arguments": [
            scope.text(item)
            for item in (
                literal(link.table),
                code(context.layout.base, ".metadata"),
                *columns,
                *_table_arguments(view),
                *named,
            )
        ],
    }


def _held(entity: Entity, link: ManyToMany, context: Context) -> dict[str, Field]:
    """Give the field whose values each column of the association holds."""
    target = context.project.entities[link.target]
    found: dict[str, Field] = {}
    if link.tenant_column is not None and entity.flags.tenant is not None:
        found[link.tenant_column] = entity.by_name[entity.flags.tenant]
    for owner, columns in ((entity, link.own_columns), (target, link.target_columns)):
        found |= {column: owner.by_name[name] for column, name in zip(columns, own_key(owner), strict=True)}
    return found
