"""What each flag of an entity means: one module a flag, each giving data that the resolver applies."""

from typing import Final

from generator.flags import append_only, audit, soft_delete, tenant, timestamps, version
from generator.flags.effect import AddedColumn, Conflict, Effect, Flag, Options, Place

FLAGS: Final[dict[str, Flag]] = {
    flag.name: flag
    for flag in (tenant.FLAG, timestamps.FLAG, audit.FLAG, soft_delete.FLAG, version.FLAG, append_only.FLAG)
}
"""Every flag by its word, in the order in which their columns stand in a table."""

__all__ = ["FLAGS", "AddedColumn", "Conflict", "Effect", "Flag", "Options", "Place"]
