"""The settings of one run, as every phase reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What a project chose; paths are absolute, `root` is the folder of its pyproject.toml."""

    root: Path
    specs: Path
    output: Path
    databases: tuple[str, ...] = ("sqlite", "postgresql", "mariadb")
    layout: str = "domain"
    """domain or layered."""
    granularity: str = "auto"
    """domain: one module an artifact; entity: one an entity; auto: an entity each beyond three in a domain."""
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """File-name patterns by artifact: models, schemas, repository."""
    base: str | None = None
    """An external declarative base, `package.module:Name`."""
    session: str | None = None
    """A class that the generated session inherits, `package.module:Name`."""
    formatter: str = "ruff"
    line_length: int = 120
    table_names: str = "plural"
    key: str = "uuid7"
    key_column: str = "id"
    timestamps: bool = True
    tenant: bool = False
    soft_delete: bool = False
    audit: bool = False
    version: bool = False
    tenant_column: str = "tenant_id"
    tenant_type: str = "string(64)"
    actor_type: str = "string(64)"
    comments: bool = False
    templates: Path | None = None
    plugins: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    """The artifacts to be generated; empty: all."""
    repository: bool = True
    """False takes the repositories from the artifacts, whatever these are."""
    extensions: str | None = None
    """The package that `gen customize` writes classes into; beside the output without."""
    allow: tuple[str, ...] = ()

    def wants(self, artifact: str) -> bool:
        """Tell whether an artifact is to be generated."""
        return (not self.outputs or artifact in self.outputs) and (self.repository or artifact != "repository")
