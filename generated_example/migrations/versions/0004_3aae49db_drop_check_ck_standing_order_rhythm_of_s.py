"""Drop check ck_standing_order_rhythm of standing_order and 5 more.

Revision ID: 0004_3aae49db

Revises: 0003_5f240d8c
"""

import sqlalchemy as sa
from alembic import op

from generated_example.migrations.support_v1 import database
from generated_example.migrations.support_v1.online import create_check_constraint, set_not_null
from generated_example.migrations.support_v1.rows import fill_columns, replace_values
from generated_example.migrations.support_v1.sqlite import check_references, rebuild_table
from generated_example.migrations.support_v1.steps import in_steps

revision = "0004_3aae49db"
down_revision = "0003_5f240d8c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop check ck_standing_order_rhythm of standing_order; and 5 more."""
    in_steps(revision, _prepare, _complete, _contract, _finish, contract=2)


def _prepare() -> None:
    """In one transaction."""
    if database() == "sqlite":
        rebuild_table(
            "standing_order",
            sa.Column("standing_order_id", sa.Uuid(), nullable=False),
            sa.Column("tenant_id", sa.Uuid(), nullable=False),
            sa.Column("payee_code", sa.String(12), nullable=False),
            sa.Column("account_id", sa.Uuid(), nullable=False),
            sa.Column("booked_id", sa.Uuid(), nullable=True),
            sa.Column("amount", sa.BigInteger(), nullable=False),
            sa.Column("rhythm", sa.String(7), nullable=False, server_default="monthly"),
            sa.Column("next_on", sa.Date(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("entered_by", sa.String(64), nullable=False),
            sa.Column("updated_by", sa.String(64), nullable=False),
            sa.Column("purpose", sa.String(140), nullable=False),
            sa.PrimaryKeyConstraint("standing_order_id", name="pk_standing_order"),
            sa.UniqueConstraint("tenant_id", "standing_order_id", name="uq_standing_order_tenant_id_standing_order_id"),
            sa.CheckConstraint("amount > 0", name="ck_standing_order_amount_min"),
            sa.CheckConstraint("rhythm IN ('weekly', 'monthly', 'yearly')", name="ck_standing_order_rhythm"),
            sa.ForeignKeyConstraint(
                ["tenant_id", "payee_code"],
                ["payee.tenant_id", "payee.code"],
                name="fk_standing_order_tenant_id_payee_code",
                ondelete="RESTRICT",
                onupdate="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                ["tenant_id", "account_id"],
                ["accounts.tenant_id", "accounts.id"],
                name="fk_standing_order_tenant_id_account_id",
                deferrable=True,
            ),
            keep=[
                "standing_order_id",
                "tenant_id",
                "payee_code",
                "account_id",
                "booked_id",
                "amount",
                "next_on",
                "created_at",
                "updated_at",
                "entered_by",
                "updated_by",
            ],
            fill={"rhythm": "CASE rhythm WHEN 'daily' THEN 'weekly' ELSE rhythm END", "purpose": "'To ' || payee_code"},
        )
        op.create_index("ix_standing_order_tenant_id_next_on", "standing_order", ["tenant_id", "next_on"])
        op.create_index("ix_standing_order_tenant_id_payee_code", "standing_order", ["tenant_id", "payee_code"])
        op.create_index("ix_standing_order_tenant_id_account_id", "standing_order", ["tenant_id", "account_id"])
        op.create_index("ix_standing_order_tenant_id_booked_id", "standing_order", ["tenant_id", "booked_id"])
    if database() in {"postgresql", "mariadb"}:
        op.drop_constraint("ck_standing_order_rhythm", "standing_order", type_="check")
        op.add_column("standing_order", sa.Column("purpose", sa.String(140), nullable=True))
    if database() == "sqlite":
        check_references()


def _complete() -> None:
    """While others read and write, each when it is not done yet."""
    if database() == "postgresql":
        fill_columns("standing_order", {"purpose": "'To ' || payee_code"}, key=["standing_order_id"], tenants=True)
    if database() == "mariadb":
        fill_columns("standing_order", {"purpose": "concat('To ', payee_code)"}, key=["standing_order_id"])


def _contract() -> None:
    """When no application of the version before runs any more, in one transaction."""
    if database() in {"postgresql", "mariadb"}:
        replace_values("standing_order", "rhythm", {"daily": "weekly"}, tenants=True)


def _finish() -> None:
    """While others read and write, each when it is not done yet."""
    if database() == "postgresql":
        fill_columns("standing_order", {"purpose": "'To ' || payee_code"}, key=["standing_order_id"], tenants=True)
    if database() == "mariadb":
        fill_columns("standing_order", {"purpose": "concat('To ', payee_code)"}, key=["standing_order_id"])
    if database() == "postgresql":
        set_not_null("standing_order", "purpose")
    if database() == "mariadb":
        op.alter_column("standing_order", "purpose", existing_type=sa.String(140), nullable=False)
    if database() in {"postgresql", "mariadb"}:
        create_check_constraint(
            "ck_standing_order_rhythm", "standing_order", "rhythm IN ('weekly', 'monthly', 'yearly')"
        )


def downgrade() -> None:
    """Drop check ck_standing_order_rhythm of standing_order; and 4 more."""
    if database() == "sqlite":
        rebuild_table(
            "standing_order",
            sa.Column("standing_order_id", sa.Uuid(), nullable=False),
            sa.Column("tenant_id", sa.Uuid(), nullable=False),
            sa.Column("payee_code", sa.String(12), nullable=False),
            sa.Column("account_id", sa.Uuid(), nullable=False),
            sa.Column("booked_id", sa.Uuid(), nullable=True),
            sa.Column("amount", sa.BigInteger(), nullable=False),
            sa.Column("rhythm", sa.String(7), nullable=False, server_default="monthly"),
            sa.Column("next_on", sa.Date(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("entered_by", sa.String(64), nullable=False),
            sa.Column("updated_by", sa.String(64), nullable=False),
            sa.PrimaryKeyConstraint("standing_order_id", name="pk_standing_order"),
            sa.UniqueConstraint("tenant_id", "standing_order_id", name="uq_standing_order_tenant_id_standing_order_id"),
            sa.CheckConstraint("amount > 0", name="ck_standing_order_amount_min"),
            sa.CheckConstraint("rhythm IN ('daily', 'weekly', 'monthly', 'yearly')", name="ck_standing_order_rhythm"),
            sa.ForeignKeyConstraint(
                ["tenant_id", "payee_code"],
                ["payee.tenant_id", "payee.code"],
                name="fk_standing_order_tenant_id_payee_code",
                ondelete="RESTRICT",
                onupdate="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                ["tenant_id", "account_id"],
                ["accounts.tenant_id", "accounts.id"],
                name="fk_standing_order_tenant_id_account_id",
                deferrable=True,
            ),
            keep=[
                "standing_order_id",
                "tenant_id",
                "payee_code",
                "account_id",
                "booked_id",
                "amount",
                "rhythm",
                "next_on",
                "created_at",
                "updated_at",
                "entered_by",
                "updated_by",
            ],
        )
        op.create_index("ix_standing_order_tenant_id_next_on", "standing_order", ["tenant_id", "next_on"])
        op.create_index("ix_standing_order_tenant_id_payee_code", "standing_order", ["tenant_id", "payee_code"])
        op.create_index("ix_standing_order_tenant_id_account_id", "standing_order", ["tenant_id", "account_id"])
        op.create_index("ix_standing_order_tenant_id_booked_id", "standing_order", ["tenant_id", "booked_id"])
    if database() in {"postgresql", "mariadb"}:
        op.drop_constraint("ck_standing_order_rhythm", "standing_order", type_="check")
        op.alter_column("standing_order", "purpose", existing_type=sa.String(140), nullable=True)
        op.drop_column("standing_order", "purpose")
        op.create_check_constraint(
            "ck_standing_order_rhythm", "standing_order", "rhythm IN ('daily', 'weekly', 'monthly', 'yearly')"
        )
    if database() == "sqlite":
        check_references()
