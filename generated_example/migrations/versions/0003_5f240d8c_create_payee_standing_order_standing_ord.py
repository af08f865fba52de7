"""Create payee, standing_order, standing_order_tags.

Revision ID: 0003_5f240d8c

Revises: 0002_082cba46
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from generated_example.migrations.support_v1 import database, only_on
from generated_example.migrations.support_v1.postgresql import create_extension, create_tenant_policy, drop_extension

DATETIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mariadb")
DECIMAL_18_2 = sa.Numeric(18, 2).with_variant(sa.BigInteger(), "sqlite")
UUID = sa.Uuid().with_variant(sa.UUID(), "mariadb")

revision = "0003_5f240d8c"
down_revision = "0002_082cba46"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Install extension pg_trgm; create table payee; create table standing_order; and 1 more."""
    create_extension("pg_trgm")

    op.create_table(
        "payee",
        sa.Column("payee_id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("tax_no", sa.String(20), nullable=True),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("payee_id", name="pk_payee"),
        sa.UniqueConstraint("tenant_id", "code", name="uq_payee_tenant_id_code"),
        postgresql_using="heap WITH (fillfactor = 80)",
        mariadb_row_format="DYNAMIC",
    )
    op.create_index("ix_payee_name_everywhere", "payee", ["name"])
    if database() == "postgresql":
        op.create_index(
            "ix_payee_name_trigrams",
            "payee",
            ["name"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_ops={"name": "gin_trgm_ops"},
        )
    create_tenant_policy("payee", "tenant_id", cast="uuid")

    op.create_table(
        "standing_order",
        sa.Column("standing_order_id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("payee_code", sa.String(12), nullable=False),
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("booked_id", UUID, nullable=True),
        sa.Column("amount", DECIMAL_18_2, nullable=False),
        sa.Column("rhythm", sa.String(7), nullable=False, server_default="monthly"),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("entered_by", sa.String(64), nullable=False),
        sa.Column("updated_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("standing_order_id", name="pk_standing_order"),
        sa.UniqueConstraint("tenant_id", "standing_order_id", name="uq_standing_order_tenant_id_standing_order_id"),
        sa.CheckConstraint("rhythm IN ('daily', 'weekly', 'monthly', 'yearly')", name="ck_standing_order_rhythm"),
        sa.CheckConstraint("amount > 0", name="ck_standing_order_amount_min"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payee_code"],
            ["payee.tenant_id", "payee.code"],
            name="fk_standing_order_tenant_id_payee_code",
            ondelete="RESTRICT",
            onupdate="CASCADE",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["tenant_id", "account_id"],
                ["accounts.tenant_id", "accounts.id"],
                name="fk_standing_order_tenant_id_account_id",
                deferrable=True,
            ),
            "sqlite",
            "postgresql",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["tenant_id", "account_id"],
                ["accounts.tenant_id", "accounts.id"],
                name="fk_standing_order_tenant_id_account_id",
            ),
            "mariadb",
        ),
    )
    op.create_index("ix_standing_order_tenant_id_next_on", "standing_order", ["tenant_id", "next_on"])
    op.create_index("ix_standing_order_tenant_id_payee_code", "standing_order", ["tenant_id", "payee_code"])
    op.create_index("ix_standing_order_tenant_id_account_id", "standing_order", ["tenant_id", "account_id"])
    op.create_index("ix_standing_order_tenant_id_booked_id", "standing_order", ["tenant_id", "booked_id"])
    create_tenant_policy("standing_order", "tenant_id", cast="uuid")

    op.create_table(
        "standing_order_tags",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("order_id", UUID, nullable=False),
        sa.Column("tag_id", UUID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "order_id", "tag_id", name="pk_standing_order_tags"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["standing_order.tenant_id", "standing_order.standing_order_id"],
            name="fk_standing_order_tags_tenant_id_order_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "tag_id"],
            ["tags.tenant_id", "tags.id"],
            name="fk_standing_order_tags_tenant_id_tag_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_standing_order_tags_tenant_id_tag_id", "standing_order_tags", ["tenant_id", "tag_id"])
    create_tenant_policy("standing_order_tags", "tenant_id", cast="uuid")


def downgrade() -> None:
    """Drop table standing_order_tags; drop table standing_order; drop table payee; and 1 more."""
    op.drop_table("standing_order_tags")
    op.drop_table("standing_order")
    op.drop_table("payee")
    drop_extension("pg_trgm")
