"""Make ledger.LatestRates by its SQL.

Revision ID: 0002_082cba46

Revises: 0001_1a22d10d
"""

from generated_example.migrations.support_v1 import database
from generated_example.migrations.support_v1.database import run

revision = "0002_082cba46"
down_revision = "0001_1a22d10d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make ledger.LatestRates by its SQL."""
    if database() == "sqlite":
        run(
            "create view latest_rates as\n"
            "select base_code, quote_code, max(day) as day from exchange_rates group"
            " by base_code, quote_code"
        )
    if database() == "postgresql":
        run(
            "create view latest_rates as\n"
            "select distinct on (base_code, quote_code) base_code, quote_code, day, rate\n"
            "from exchange_rates order by base_code, quote_code, day desc"
        )
    if database() == "mariadb":
        run(
            "create or replace view latest_rates as\n"
            "select base_code, quote_code, max(day) as day from exchange_rates group"
            " by base_code, quote_code"
        )


def downgrade() -> None:
    """Take ledger.LatestRates away by its SQL."""
    run("drop view if exists latest_rates")
