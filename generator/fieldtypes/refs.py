"""What type a field has, as a value: scalars with their numbers, enums, values, lists, maps."""

from generator.frozen import value


@value(frozen=True, slots=True)
class Scalar:
    """A built-in type of the language, such as `decimal(18, 2)`; its row is `fieldtypes.row(name)`."""

    name: str
    arguments: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Give the type as a spec writes it."""
        return f"{self.name}({', '.join(map(str, self.arguments))})" if self.arguments else self.name


@value(frozen=True, slots=True)
class EnumRef:
    """An enum of the specs."""

    domain: str
    name: str

    def __str__(self) -> str:
        """Give the type as a spec of another domain writes it."""
        return f"{self.domain}.{self.name}"


@value(frozen=True, slots=True)
class ValueRef:
    """A value object of the specs, kept as JSON."""

    domain: str
    name: str

    def __str__(self) -> str:
        """Give the type as a spec of another domain writes it."""
        return f"{self.domain}.{self.name}"


@value(frozen=True, slots=True)
class ListOf:
    """A list, kept as JSON or, where the field asks for it and the database has them, as an array."""

    item: "TypeRef"
    nullable: bool = False
    """Whether an item may be null."""

    def __str__(self) -> str:
        """Give the type as a spec writes it."""
        return f"list[{self.item}{'?' * self.nullable}]"


@value(frozen=True, slots=True)
class MapOf:
    """A mapping kept as JSON; its keys are `string` or an enum."""

    key: "TypeRef"
    value: "TypeRef"
    nullable: bool = False
    """Whether a value may be null."""

    def __str__(self) -> str:
        """Give the type as a spec writes it."""
        return f"map[{self.key}, {self.value}{'?' * self.nullable}]"


TypeRef = Scalar | EnumRef | ValueRef | ListOf | MapOf
