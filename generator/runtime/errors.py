"""What a repository raises: what was wrong, in the entity's terms, without SQL and without anybody's values.

    RepositoryError
      NotFoundError          no such row, or none that this tenant may see
      StaleVersionError      somebody else changed the row since it was read
      DuplicateError         another row has these values already (`fields`)
      ReferenceMissingError  the row referred to is not there, or is deleted (`field`)
      StillReferencedError   rows of another entity still refer to this one (`referrer`)
      CheckFailedError       a rule of the table refused the values (`name`)
      TenantRequiredError    the session is bound to no tenant
      ActorRequiredError     the session names nobody to stamp
      InvalidCursorError     a page cursor that was not made for this order

After a RepositoryError that a database raised, the transaction has to be rolled back.
"""


class RepositoryError(Exception):
    """An operation that the data did not allow."""

    def __init__(self, entity: str, reason: str, fields: tuple[str, ...] = ()) -> None:
        """Name the entity, and the fields where they are known."""
        super().__init__(f"{entity}: {reason}" + (f" ({', '.join(fields)})" if fields else ""))
        self.entity = entity
        self.reason = reason
        self.fields = fields

    @property
    def field(self) -> str | None:
        """The first of the fields."""
        return self.fields[0] if self.fields else None


class NotFoundError(RepositoryError):
    """No such row, or none that this tenant may see."""


class StaleVersionError(RepositoryError):
    """Somebody else changed the row since it was read."""


class DuplicateError(RepositoryError):
    """Another row has these values already."""


class ReferenceMissingError(RepositoryError):
    """The row referred to is not there, or is deleted."""


class StillReferencedError(RepositoryError):
    """Rows of `referrer` still refer to this one; None if the database does not tell."""

    def __init__(self, entity: str, referrer: str | None) -> None:
        """Name the entity referred to and the one that refers to it."""
        super().__init__(entity, f"still referred to by {referrer or 'other rows'}")
        self.referrer = referrer


class CheckFailedError(RepositoryError):
    """A rule of the table refused the values; `name` is its short name."""

    def __init__(self, entity: str, name: str, fields: tuple[str, ...] = ()) -> None:
        """Name the rule that was broken."""
        super().__init__(entity, f"breaks the rule {name}", fields)
        self.name = name


class TenantRequiredError(RepositoryError):
    """The session is bound to no tenant, or to one of another kind."""

    def __init__(self, entity: str) -> None:
        """Name the entity whose rows belong to tenants."""
        super().__init__(entity, "needs a session that is bound to a tenant")


class ActorRequiredError(RepositoryError):
    """The session names nobody whose name could be stamped on a row."""

    def __init__(self, entity: str) -> None:
        """Name the entity whose rows are stamped."""
        super().__init__(entity, "needs a session that names an actor")


class InvalidCursorError(RepositoryError):
    """A page cursor that was not made for this order."""
