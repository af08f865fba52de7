"""What a repository's class calls the tables that it reads and writes, and how it names their columns."""

from collections.abc import Iterable, Sequence

from generator.code import Code, Symbol, code, is_name, join, literal
from generator.ir import Entity, EntityName, ManyToMany
from generator.render.layout import Kind, table_variable
from generator.render.repository_names import COLLECTION
from generator.render.unit import Context


class Tables:
    """The tables of one repository: each has a name in the class, bound once before anything else."""

    def __init__(self, entity: Entity, taken: Iterable[str], context: Context) -> None:
        """Begin the class of `entity`, in which the names `taken` mean something else."""
        self.entity = entity
        self.context = context
        self._taken = set(taken)
        self._names: dict[EntityName, str] = {}
        self.circular: dict[EntityName, bool] = {}
        """Whether references lead from an entity's rows back to rows of it; `repository_deletion` fills it."""
        self.main = self.of(entity)

    def of(self, entity: Entity) -> str:
        """Give the name of an entity's table."""
        known = self._names.get(entity.qualified)
        if known is None:
            known = f"_{table_variable(entity.table).lstrip('_')}"
            while known in self._taken:
                known += "_"
            self._taken.add(known)
            self._names[entity.qualified] = known
        return known

    def lines(self) -> list[Code]:
        """Give the statements that bind the names."""
        function, layout = self.context.layout.runtime("statements", "table_of"), self.context.layout
        return [
            code(name, " = ", function, "(", layout.symbol(Kind.MODEL, entity), ")")
            for entity, name in self._names.items()
        ]

    def column(self, entity: Entity, field: str) -> Code:
        """Give the column of a field."""
        return named_column(self.of(entity), entity.by_name[field].column)

    def columns(self, entity: Entity, fields: Iterable[str]) -> Code:
        """Give the columns of several fields, with commas between them."""
        return join(", ", (self.column(entity, field) for field in fields))

    def link(self, link: ManyToMany, entity: Entity) -> Code:
        """Give the table of a many-to-many of `entity`: the association, or that of the entity it goes through."""
        if link.through is not None:
            return code(self.of(self.context.project.entities[link.through]))
        declaring = entity.qualified if link.declared else link.target
        return code(self.context.layout.association(declaring, link))

    def own(self, entity: Entity) -> Code | None:
        """Give the condition that a row is the tenant's; None where rows, or the repository's own, have no tenant."""
        tenant = entity.flags.tenant
        if tenant is None or self.entity.flags.tenant is None:
            return None
        return code(self.column(entity, tenant), " == ", self.runtime("TENANT"))

    def seen(self, entity: Entity) -> Code | None:
        """Give the condition that the tenant may read a row: its own, and those of nobody where they are shared."""
        own, tenant = self.own(entity), entity.flags.tenant
        if own is None or tenant is None or not entity.flags.shared:
            return own
        shared = code(self.column(entity, tenant), ".is_(None)")
        return code(Symbol("sqlalchemy", "or_"), "(", own, ", ", shared, ")")

    def live(self, entity: Entity) -> Code | None:
        """Give the condition that a row is not deleted; None where rows are not marked."""
        mark = entity.flags.deleted_at
        return None if mark is None else code(self.column(entity, mark), ".is_(None)")

    def runtime(self, name: str, module: str = "statements") -> Symbol:
        """Give a name of the runtime."""
        return self.context.layout.runtime(module, name)

    def renamed(self, entity: Entity) -> Code | None:
        """Give the columns that the entity's Read has under another name; None if there are none."""
        pairs = [
            code(literal(field.name), ": ", literal(field.column))
            for field in entity.fields
            if field.access.on_read and field.column != field.name
        ]
        return code("{", join(", ", pairs), "}") if pairs else None


def named_column(table: str | Code, name: str) -> Code:
    """Give a column by its name in the database."""
    if is_name(name) and name not in COLLECTION and not name.startswith("_"):
        return code(table, f".c.{name}")
    return code(table, ".c[", literal(name), "]")


def all_of(conditions: Iterable[Code | None]) -> Code:
    """Give conditions as arguments; None stands for one that is not needed."""
    return join(", ", (item for item in conditions if item is not None))


def tuple_of(items: Sequence[Code]) -> Code:
    """Give a tuple."""
    return code("(", join(", ", items), ",)" if len(items) == 1 else ")")
