"""Add column status to budgets and 1 more.

Revision ID: 0002_4a461728

Revises: 0001_6402529c
"""

import sqlalchemy as sa
from alembic import op

from generated_example.migrations.support_v1 import database
from generated_example.migrations.support_v1.sqlite import check_references, rebuild_table

revision = "0002_4a461728"
down_revision = "0001_6402529c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add column status to budgets; add check ck_budgets_status to budgets."""
    if database() == "sqlite":
        rebuild_table(
            "budgets",
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("tenant_id", sa.Uuid(), nullable=False),
            sa.Column("user_id", sa.Uuid(), nullable=False),
            sa.Column("name", sa.String(255), nullable=False),
            sa.Column("period", sa.String(9), nullable=False, server_default="monthly"),
            sa.Column("period_start", sa.DateTime(timezone=True), nullable=False),
            sa.Column("period_end", sa.DateTime(timezone=True), nullable=False),
            sa.Column("currency_code", sa.CHAR(3), nullable=False),
            sa.Column("limit", sa.BigInteger(), nullable=False),
            sa.Column("categories", sa.JSON(), nullable=False),
            sa.Column("alert_days", sa.JSON(), nullable=False),
            sa.Column("notes", sa.Text(), nullable=True),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_by", sa.String(64), nullable=False),
            sa.Column("updated_by", sa.String(64), nullable=False),
            sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("deletion_id", sa.Uuid(), nullable=True),
            sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
            sa.Column("status", sa.String(16), nullable=False, server_default="draft"),
            sa.PrimaryKeyConstraint("id", name="pk_budgets"),
            sa.UniqueConstraint("tenant_id", "id", name="uq_budgets_tenant_id_id"),
            sa.CheckConstraint("period IN ('weekly', 'monthly', 'quarterly', 'yearly')", name="ck_budgets_period"),
            sa.CheckConstraint('"limit" >= 0', name="ck_budgets_limit_min"),
            sa.CheckConstraint("period_end > period_start", name="ck_budgets_period_order"),
            sa.CheckConstraint(
                "status IN ('draft', 'pending_approval', 'approved', 'rejected')", name="ck_budgets_status"
            ),
            sa.ForeignKeyConstraint(
                ["tenant_id", "user_id"],
                ["members.organization_id", "members.id"],
                name="fk_budgets_tenant_id_user_id",
                ondelete="RESTRICT",
            ),
            sa.ForeignKeyConstraint(
                ["currency_code"], ["currencies.code"], name="fk_budgets_currency_code", ondelete="RESTRICT"
            ),
            keep=[
                "id",
                "tenant_id",
                "user_id",
                "name",
                "period",
                "period_start",
                "period_end",
                "currency_code",
                "limit",
                "categories",
                "alert_days",
                "notes",
                "created_at",
                "updated_at",
                "created_by",
                "updated_by",
                "deleted_at",
                "deletion_id",
                "version",
            ],
        )
        op.create_index(
            "uq_budgets_tenant_id_user_id_name",
            "budgets",
            ["tenant_id", "user_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        op.create_index(
            "ix_budgets_tenant_id_user_id_period_start",
            "budgets",
            ["tenant_id", "user_id", sa.text("period_start DESC")],
        )
        op.create_index(
            "ix_budgets_tenant_id_period_start_name", "budgets", ["tenant_id", sa.text("period_start DESC"), "name"]
        )
        op.create_index("ix_budget_ending", "budgets", ["tenant_id", "period_end"], sqlite_where=sa.text('"limit" > 0'))
    if database() in {"postgresql", "mariadb"}:
        op.add_column("budgets", sa.Column("status", sa.String(16), nullable=False, server_default="draft"))
        op.create_check_constraint(
            "ck_budgets_status", "budgets", "status IN ('draft', 'pending_approval', 'approved', 'rejected')"
        )
    if database() == "sqlite":
        check_references()


def downgrade() -> None:
    """Drop check ck_budgets_status of budgets; drop column status of budgets."""
    if database() == "sqlite":
        rebuild_table(
            "budgets",
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("tenant_id", sa.Uuid(), nullable=False),
            sa.Column("user_id", sa.Uuid(), nullable=False),
            sa.Column("name", sa.String(255), nullable=False),
            sa.Column("period", sa.String(9), nullable=False, server_default="monthly"),
            sa.Column("period_start", sa.DateTime(timezone=True), nullable=False),
            sa.Column("period_end", sa.DateTime(timezone=True), nullable=False),
            sa.Column("currency_code", sa.CHAR(3), nullable=False),
            sa.Column("limit", sa.BigInteger(), nullable=False),
            sa.Column("categories", sa.JSON(), nullable=False),
            sa.Column("alert_days", sa.JSON(), nullable=False),
            sa.Column("notes", sa.Text(), nullable=True),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_by", sa.String(64), nullable=False),
            sa.Column("updated_by", sa.String(64), nullable=False),
            sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("deletion_id", sa.Uuid(), nullable=True),
            sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
            sa.PrimaryKeyConstraint("id", name="pk_budgets"),
            sa.UniqueConstraint("tenant_id", "id", name="uq_budgets_tenant_id_id"),
            sa.CheckConstraint("period IN ('weekly', 'monthly', 'quarterly', 'yearly')", name="ck_budgets_period"),
            sa.CheckConstraint('"limit" >= 0', name="ck_budgets_limit_min"),
            sa.CheckConstraint("period_end > period_start", name="ck_budgets_period_order"),
            sa.ForeignKeyConstraint(
                ["tenant_id", "user_id"],
                ["members.organization_id", "members.id"],
                name="fk_budgets_tenant_id_user_id",
                ondelete="RESTRICT",
            ),
            sa.ForeignKeyConstraint(
                ["currency_code"], ["currencies.code"], name="fk_budgets_currency_code", ondelete="RESTRICT"
            ),
            keep=[
                "id",
                "tenant_id",
                "user_id",
                "name",
                "period",
                "period_start",
                "period_end",
                "currency_code",
                "limit",
                "categories",
                "alert_days",
                "notes",
                "created_at",
                "updated_at",
                "created_by",
                "updated_by",
                "deleted_at",
                "deletion_id",
                "version",
            ],
        )
        op.create_index(
            "uq_budgets_tenant_id_user_id_name",
            "budgets",
            ["tenant_id", "user_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        op.create_index(
            "ix_budgets_tenant_id_user_id_period_start",
            "budgets",
            ["tenant_id", "user_id", sa.text("period_start DESC")],
        )
        op.create_index(
            "ix_budgets_tenant_id_period_start_name", "budgets", ["tenant_id", sa.text("period_start DESC"), "name"]
        )
        op.create_index("ix_budget_ending", "budgets", ["tenant_id", "period_end"], sqlite_where=sa.text('"limit" > 0'))
    if database() in {"postgresql", "mariadb"}:
        op.drop_constraint("ck_budgets_status", "budgets", type_="check")
        op.drop_column("budgets", "status")
    if database() == "sqlite":
        check_references()
