"""The private pgbouncer in transaction mode: transactions of all clients share two connections to PostgreSQL."""

import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

from tests.databases.database import Database
from tests.databases.postgresql import APP_ROLE, PostgreSQL
from tests.databases.server import Server, ServerError


class PgBouncer(Server):
    """A pooler before the private PostgreSQL; whoever comes is the role of applications."""

    name = "pgbouncer"
    accounts = ("postgres",)

    def __init__(self, home: Path, behind: PostgreSQL) -> None:
        """Belong to the run whose folder is `home`."""
        super().__init__(home)
        self._behind = behind

    def url(self, database: Database) -> str:
        """Give the asynchronous URL of a database behind the pooler."""
        return f"postgresql+asyncpg://{APP_ROLE}@127.0.0.1:{self.address.port}/{database.place}"

    def initialize(self) -> None:
        """Do nothing: it has no data."""

    def command(self, port: int) -> Sequence[str | Path]:
        """Write the configuration, and give the server's command line; raises ServerError if it is not installed."""
        program = shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/bin")
        if program is None:
            message = "no pgbouncer: install Debian's package pgbouncer (tests/databases/install.sh does)"
            raise ServerError(message)
        settings = self.folder / "pgbouncer.ini"
        settings.write_text(
            "[databases]\n"
            f"* = host=127.0.0.1 port={self._behind.address.port} user={APP_ROLE}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            "auth_type = any\npool_mode = transaction\ndefault_pool_size = 2\n"
        )
        settings.chmod(0o644)
        return [program, settings]

    def ready(self, port: int) -> bool:
        """Tell whether the pooler accepts connections."""
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True
