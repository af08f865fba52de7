"""The private MariaDB: installed binaries."""

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pymysql
from pymysql.constants import CLIENT

from generator.replay.normal import normal_form
from tests.databases.database import Database
from tests.databases.server import Server, ServerError

_USER = "root"
_SETTINGS = {
    "bind-address": "127.0.0.1",
    "character-set-server": "utf8mb4",
    "collation-server": "utf8mb4_general_ci",
    "default-time-zone": "+05:45",  # nothing may depend on the server's zone
    "innodb-buffer-pool-size": "64M",
    "innodb-doublewrite": "0",
    "innodb-fast-shutdown": "2",
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-flush-method": "nosync",
    "innodb-log-file-size": "16M",
    "max-connections": "200",
    "performance-schema": "OFF",
    "skip-log-bin": "1",
    "skip-name-resolve": "1",
    "sync-binlog": "0",
}


class MariaDB(Server):
    """A MariaDB server; its collation is none that generated tables may rely on."""

    name = "mariadb"
    accounts = ("mysql",)

    def __init__(self, home: Path) -> None:
        """Belong to the run whose folder is `home`."""
        super().__init__(home)
        self._admin: pymysql.Connection | None = None

    def create(self, place: str) -> Database:
        """Make an empty database called `place`."""
        self._query(f"CREATE DATABASE `{place}`")
        at = f"{_USER}@127.0.0.1:{self.address.port}/{place}?charset=utf8mb4"
        url = f"mariadb+asyncmy://{at}"
        return Database(
            self.name, url=url, sync_url=f"mariadb+pymysql://{at}&ssl_disabled=true", app_url=url, place=place
        )

    def clone(self, source: Database, place: str) -> Database:
        """Make a copy of `source`, tables, rows and triggers, called `place`."""
        made = self.create(place)
        self._query("SET foreign_key_checks = 0")
        self._query(f"USE `{place}`")
        views: list[str] = []
        for table in self._names("TABLES", "TABLE_SCHEMA", source):
            create = self._query(f"SHOW CREATE TABLE `{source.place}`.`{table}`")[0][1]
            if not create.startswith("CREATE TABLE"):
                views.append(create.replace(f"`{source.place}`.", ""))
                continue
            self._query(create)
            columns = ", ".join(f"`{name.replace('`', '``')}`" for name in self._stored_columns(source, table))
            self._query(f"INSERT INTO `{table}` ({columns}) SELECT {columns} FROM `{source.place}`.`{table}`")
        for trigger in self._names("TRIGGERS", "TRIGGER_SCHEMA", source):
            create = self._query(f"SHOW CREATE TRIGGER `{source.place}`.`{trigger}`")[0][2]
            self._query(create.replace(f"`{source.place}`.", ""))
        for view in views:
            self._query(view)
        self._query("SET foreign_key_checks = 1")
        return made

    def drop(self, database: Database) -> None:
        """Drop the database."""
        self._query(f"DROP DATABASE `{database.place}`")

    def dump(self, database: Database, ignore: Sequence[str]) -> str:
        """Give the schema of the database as SHOW CREATE writes it, normalised, without the tables of `ignore`."""
        statements: list[str] = []
        for table in self._names("TABLES", "TABLE_SCHEMA", database):
            if table not in ignore:
                create = self._query(f"SHOW CREATE TABLE `{database.place}`.`{table}`")[0][1]
                statements.append(re.sub(r" AUTO_INCREMENT=\d+", "", create.replace(f"`{database.place}`.", "")))
        for trigger in self._names("TRIGGERS", "TRIGGER_SCHEMA", database):
            create = self._query(f"SHOW CREATE TRIGGER `{database.place}`.`{trigger}`")[0][2]
            statements.append(create.replace(f"`{database.place}`.", ""))
        return "\n".join(sorted(normal_form(statement, backslashes=True) for statement in statements))

    def close(self) -> None:
        """Close this worker's own connection; the server stays."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None

    def initialize(self) -> None:
        """Make the data folder; raises ServerError if MariaDB is not installed."""
        self.run(
            *(_binary("mariadb-install-db"), "--no-defaults", f"--datadir={self._data}", "--skip-test-db"),
            "--auth-root-authentication-method=normal",
        )

    def command(self, port: int) -> Sequence[str | Path]:
        """Give the server's command line."""
        options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        socket = self.folder / "socket"
        return [
            *(_binary("mariadbd"), "--no-defaults", f"--datadir={self._data}", f"--port={port}", f"--socket={socket}"),
            # In /tmp, a server that starts removes the temporary tables of those that run.
            *(f"--pid-file={self.folder / 'pid'}", f"--tmpdir={self.folder}", *options),
        ]

    def ready(self, port: int) -> bool:
        """Tell whether the server accepts connections."""
        try:
            _connect(port).close()
        except pymysql.OperationalError:
            return False
        return True

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _names(self, view: str, schema: str, database: Database) -> list[str]:
        name = view.removesuffix("S") + "_NAME"
        rows = self._query(
            f"SELECT {name} FROM information_schema.{view} WHERE {schema} = %s ORDER BY 1",
            database.place,
        )
        return [row[0] for row in rows]

    def _stored_columns(self, database: Database, table: str) -> list[str]:
        rows = self._query(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
            " AND IS_GENERATED = 'NEVER' ORDER BY ORDINAL_POSITION",
            database.place,
            table,
        )
        return [row[0] for row in rows]

    def _query(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        if self._admin is None:
            self._admin = _connect(self.address.port)
        with self._admin.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall())


def _connect(port: int) -> pymysql.Connection:
    return pymysql.connect(
        host="127.0.0.1", port=port, user=_USER, charset="utf8mb4", autocommit=True, client_flag=CLIENT.FOUND_ROWS
    )


def _binary(program: str) -> str:
    path = os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/usr/libexec", "/usr/local/sbin"))
    found = shutil.which(program, path=path)
    if found is None:
        message = (
            f"no MariaDB server ({program}): install Debian's package mariadb-server (tests/databases/install.sh does)"
        )
        raise ServerError(message)
    return found
