"""Create currencies, announcements, tags and 15 more.

Revision ID: 0001_1a22d10d

Revises: (nothing)
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

from generated_example.migrations.support_v1 import Raw, by_database, database, forbid_changes, only_on
from generated_example.migrations.support_v1.postgresql import (
    create_enum_type,
    create_tenant_policy,
    drop_enum_type,
    drop_refusal,
)

BINARY = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mariadb")
DATETIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mariadb")
DECIMAL_12_2 = sa.Numeric(12, 2).with_variant(sa.BigInteger(), "sqlite")
DECIMAL_18_2 = sa.Numeric(18, 2).with_variant(sa.BigInteger(), "sqlite")
DECIMAL_18_8 = sa.Numeric(18, 8).with_variant(sa.BigInteger(), "sqlite")
DECIMAL_5_2 = sa.Numeric(5, 2).with_variant(sa.BigInteger(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
LOCAL_DATETIME = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mariadb")
TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mariadb")
TIME = sa.Time().with_variant(mysql.TIME(fsp=6), "mariadb")
UUID = sa.Uuid().with_variant(sa.UUID(), "mariadb")

revision = "0001_1a22d10d"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create enum type member_role; create table currencies; create table announcements; and 16 more."""
    for step in (_upgrade_1, _upgrade_2):
        step()


def _upgrade_1() -> None:
    create_enum_type("member_role", "viewer", "editor", "owner")

    op.create_table(
        "currencies",
        sa.Column("code", sa.CHAR(3), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("digits", sa.SmallInteger(), nullable=False, server_default=sa.text("2")),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.PrimaryKeyConstraint("code", name="pk_currencies"),
        sa.CheckConstraint("digits >= 0", name="ck_currencies_digits_min"),
        sa.CheckConstraint("digits <= 4", name="ck_currencies_digits_max"),
    )

    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", UUID, nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("shown_from", DATETIME, nullable=False),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
    )
    op.create_index("ix_announcements_tenant_id_shown_from", "announcements", ["tenant_id", sa.text("shown_from DESC")])
    create_tenant_policy("announcements", "tenant_id", cast="uuid", shared=True)

    op.create_table(
        "tags",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_tags_tenant_id_id"),
        sa.UniqueConstraint("tenant_id", "name", name="uq_tags_tenant_id_name"),
    )
    create_tenant_policy("tags", "tenant_id", cast="uuid")

    op.create_table(
        "categories",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("notes", TEXT, nullable=True),
        sa.Column("parent_id", UUID, nullable=True),
        sa.Column("icon", sa.String(40), nullable=False, server_default="folder"),
        sa.Column("colour", sa.CHAR(7), nullable=True),
        sa.Column("keywords", sa.JSON().with_variant(postgresql.ARRAY(sa.String(40)), "postgresql"), nullable=False),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_categories_tenant_id_id"),
        sa.UniqueConstraint("tenant_id", "parent_id", "name", name="uq_categories_sibling"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["categories.tenant_id", "categories.id"],
            name="fk_categories_tenant_id_parent_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_categories_tenant_id_name", "categories", ["tenant_id", "name"])
    create_tenant_policy("categories", "tenant_id", cast="uuid")

    op.create_table(
        "organizations",
        sa.Column("id", UUID, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("website", sa.String(2083), nullable=True),
        sa.Column("kind", sa.String(9), nullable=False, server_default="household"),
        sa.Column("seats", sa.SmallInteger(), nullable=False, server_default=sa.text("5")),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organizations"),
        sa.UniqueConstraint("name", name="uq_organizations_name"),
        sa.CheckConstraint("kind IN ('household', 'firm', 'other')", name="ck_organizations_kind"),
        sa.CheckConstraint("seats >= 1", name="ck_organizations_seats_min"),
        sa.CheckConstraint("seats <= 500", name="ck_organizations_seats_max"),
    )

    op.create_table(
        "exchange_rates",
        sa.Column("base_code", sa.CHAR(3), nullable=False),
        sa.Column("quote_code", sa.CHAR(3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", DECIMAL_18_8, nullable=False),
        sa.Column("source", sa.String(40), nullable=False, server_default="ecb"),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.PrimaryKeyConstraint("base_code", "quote_code", "day", name="pk_exchange_rates"),
        sa.CheckConstraint("rate > 0", name="ck_exchange_rates_rate_min"),
        sa.CheckConstraint(
            by_database(
                sqlite="base_code <> quote_code",
                postgresql="base_code <> quote_code",
                mariadb="rtrim(base_code) <> rtrim(quote_code)",
            ),
            name="ck_exchange_rates_two_currencies",
        ),
        sa.ForeignKeyConstraint(
            ["base_code"], ["currencies.code"], name="fk_exchange_rates_base_code", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["quote_code"], ["currencies.code"], name="fk_exchange_rates_quote_code", ondelete="RESTRICT"
        ),
    )
    op.create_index(
        "ix_exchange_rates_day_base_code_quote_code", "exchange_rates", [sa.text("day DESC"), "base_code", "quote_code"]
    )
    op.create_index("ix_exchange_rates_quote_code", "exchange_rates", ["quote_code"])

    op.create_table(
        "net_worth_snapshots",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("currency_code", sa.CHAR(3), nullable=False),
        sa.Column("assets", DECIMAL_18_2, nullable=False),
        sa.Column("liabilities", DECIMAL_18_2, nullable=False),
        sa.Column("net", DECIMAL_18_2, sa.Computed("assets - liabilities", persisted=True), nullable=True),
        sa.Column("breakdown", JSON, nullable=False),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_net_worth_snapshots"),
        sa.UniqueConstraint(
            "tenant_id", "taken_on", "currency_code", name="uq_net_worth_snapshots_tenant_id_taken_on_currency_code"
        ),
        sa.CheckConstraint("assets >= 0", name="ck_net_worth_snapshots_assets_min"),
        sa.CheckConstraint("liabilities >= 0", name="ck_net_worth_snapshots_liabilities_min"),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name="fk_net_worth_snapshots_currency_code", ondelete="RESTRICT"
        ),
    )
    op.create_index(
        "ix_net_worth_snapshots_tenant_id_currency_code", "net_worth_snapshots", ["tenant_id", "currency_code"]
    )
    create_tenant_policy("net_worth_snapshots", "tenant_id", cast="uuid")
    forbid_changes("net_worth_snapshots")

    op.create_table(
        "members",
        sa.Column("id", UUID, nullable=False),
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column(
            "role",
            sa.String(6).with_variant(
                postgresql.ENUM("viewer", "editor", "owner", name="member_role", create_type=False), "postgresql"
            ),
            nullable=False,
            server_default="editor",
        ),
        sa.Column("phone", sa.String(32), nullable=True),
        sa.Column("password", sa.String(255), nullable=True),
        sa.Column("invite_code", UUID, nullable=False),
        sa.Column("last_ip", sa.String(45), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("wakes_at", TIME, nullable=True),
        sa.Column("avatar", BINARY, nullable=True),
        sa.Column("locale", sa.CHAR(5), nullable=False, server_default="en-US"),
        sa.Column("risk_notes", TEXT, nullable=True),
        sa.Column("manager_id", UUID, nullable=True),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("updated_by", sa.String(64), nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("organization_id", "id", name="uq_members_organization_id_id"),
        only_on(
            sa.CheckConstraint("role IN ('viewer', 'editor', 'owner')", name="ck_members_role"), "sqlite", "mariadb"
        ),
        sa.CheckConstraint("manager_id IS NULL OR manager_id <> id", name="ck_members_own_manager"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_members_organization_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "manager_id"],
            ["members.organization_id", "members.id"],
            name="fk_members_organization_id_manager_id",
            ondelete="RESTRICT",
        ),
    )
    op.create_index(
        "uq_members_organization_id_email",
        "members",
        ["organization_id", "email"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
        mariadb_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_members_organization_id_full_name", "members", ["organization_id", "full_name"])
    op.create_index("ix_members_organization_id_manager_id", "members", ["organization_id", "manager_id"])
    create_tenant_policy("members", "organization_id", cast="uuid")

    op.create_table(
        "accounts",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("notes", TEXT, nullable=True),
        sa.Column("owner_id", UUID, nullable=False),
        sa.Column("currency_code", sa.CHAR(3), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False, server_default=sa.text("1")),
        sa.Column("iban", sa.String(34).with_variant(Raw("varchar(34)"), "postgresql"), nullable=True),
        sa.Column("opening", DECIMAL_18_2, nullable=False, server_default=sa.text("0")),
        sa.Column("credit", DECIMAL_18_2, nullable=False, server_default=sa.text("0")),
        sa.Column("available", DECIMAL_18_2, sa.Computed("opening + credit", persisted=True), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("updated_by", sa.String(64), nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_accounts_tenant_id_id"),
        sa.CheckConstraint("kind IN (1, 2, 3, 4)", name="ck_accounts_kind"),
        sa.CheckConstraint("credit >= 0", name="ck_accounts_credit_min"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["members.organization_id", "members.id"],
            name="fk_accounts_tenant_id_owner_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name="fk_accounts_currency_code", ondelete="RESTRICT"
        ),
    )
    op.create_index(
        "uq_accounts_tenant_id_owner_id_name",
        "accounts",
        ["tenant_id", "owner_id", "name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
        mariadb_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_account_iban",
        "accounts",
        ["tenant_id", "iban"],
        unique=True,
        sqlite_where=sa.text("iban IS NOT NULL AND deleted_at IS NULL"),
        postgresql_where=sa.text("iban IS NOT NULL AND deleted_at IS NULL"),
        mariadb_where=sa.text("iban IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_index("ix_accounts_tenant_id_priority_name", "accounts", ["tenant_id", sa.text("priority DESC"), "name"])
    if database() in {"sqlite", "postgresql"}:
        op.create_index("ix_account_name_folded", "accounts", ["tenant_id", sa.text("(lower(name))")])
    op.create_index("ix_accounts_tenant_id_owner_id", "accounts", ["tenant_id", "owner_id"])
    op.create_index("ix_accounts_tenant_id_currency_code", "accounts", ["tenant_id", "currency_code"])
    create_tenant_policy("accounts", "tenant_id", cast="uuid")

    op.create_table(
        "budgets",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("user_id", UUID, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("period", sa.String(9), nullable=False, server_default="monthly"),
        sa.Column("period_start", DATETIME, nullable=False),
        sa.Column("period_end", DATETIME, nullable=False),
        sa.Column("currency_code", sa.CHAR(3), nullable=False),
        sa.Column("limit", DECIMAL_18_2, nullable=False),
        sa.Column("categories", JSON, nullable=False),
        sa.Column("alert_days", JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False, server_default="draft"),
        sa.Column("notes", TEXT, nullable=True),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("updated_by", sa.String(64), nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.PrimaryKeyConstraint("id", name="pk_budgets"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_budgets_tenant_id_id"),
        sa.CheckConstraint(
            by_database(
                sqlite="period IN ('weekly', 'monthly', 'quarterly', 'yearly')",
                postgresql="period IN ('weekly', 'monthly', 'quarterly', 'yearly')",
                mariadb="`period` IN ('weekly', 'monthly', 'quarterly', 'yearly')",
            ),
            name="ck_budgets_period",
        ),
        sa.CheckConstraint("status IN ('draft', 'pending_approval', 'approved', 'rejected')", name="ck_budgets_status"),
        sa.CheckConstraint(
            by_database(sqlite='"limit" >= 0', postgresql='"limit" >= 0', mariadb="`limit` >= 0"),
            name="ck_budgets_limit_min",
        ),
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
    )
    op.create_index(
        "uq_budgets_tenant_id_user_id_name",
        "budgets",
        ["tenant_id", "user_id", "name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
        mariadb_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_budgets_tenant_id_user_id_period_start", "budgets", ["tenant_id", "user_id", sa.text("period_start DESC")]
    )
    op.create_index(
        "ix_budgets_tenant_id_period_start_name", "budgets", ["tenant_id", sa.text("period_start DESC"), "name"]
    )
    op.create_index(
        "ix_budget_ending",
        "budgets",
        ["tenant_id", "period_end"],
        sqlite_where=sa.text('"limit" > 0'),
        postgresql_where=sa.text('"limit" > 0'),
    )
    create_tenant_policy("budgets", "tenant_id", cast="uuid")

    op.create_table(
        "goals",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("owner_id", UUID, nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("target", DECIMAL_18_2, nullable=False),
        sa.Column("saved", DECIMAL_18_2, nullable=False, server_default=sa.text("0")),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(7), nullable=False, server_default="planned"),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.PrimaryKeyConstraint("id", name="pk_goals"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_goals_tenant_id_id"),
        sa.CheckConstraint("target > 0", name="ck_goals_target_min"),
        sa.CheckConstraint("saved >= 0", name="ck_goals_saved_min"),
        sa.CheckConstraint("saved <= target", name="ck_goals_not_overfunded"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["members.organization_id", "members.id"],
            name="fk_goals_tenant_id_owner_id",
            ondelete="CASCADE",
        ),
    )
    if database() in {"sqlite", "mariadb"}:
        op.create_index("ix_goals_tenant_id_due_on_title", "goals", ["tenant_id", "due_on", "title"])
    if database() == "postgresql":
        op.create_index(
            "ix_goals_tenant_id_due_on_title", "goals", ["tenant_id", sa.text("due_on NULLS LAST"), "title"]
        )


def _upgrade_2() -> None:
    op.create_index("ix_goals_tenant_id_owner_id", "goals", ["tenant_id", "owner_id"])
    create_tenant_policy("goals", "tenant_id", cast="uuid")

    op.create_table(
        "member_profiles",
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("member_id", UUID, nullable=False),
        sa.Column("headline", sa.String(140), nullable=False, server_default=""),
        sa.Column("address", JSON, nullable=True),
        sa.Column("links", JSON, nullable=False),
        sa.Column("changed_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("organization_id", "member_id", name="pk_member_profiles"),
        sa.ForeignKeyConstraint(
            ["organization_id", "member_id"],
            ["members.organization_id", "members.id"],
            name="fk_member_profiles_organization_id_member_id",
            ondelete="CASCADE",
        ),
    )
    create_tenant_policy("member_profiles", "organization_id", cast="uuid")

    op.create_table(
        "transactions",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("category_id", UUID, nullable=True),
        sa.Column("booked_at", DATETIME, nullable=False),
        sa.Column("local_at", LOCAL_DATETIME, nullable=True),
        sa.Column("amount", DECIMAL_18_2, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("duration", sa.BigInteger(), nullable=True),
        sa.Column("payee", sa.String(200), nullable=False),
        sa.Column("bank_ref", sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql"), nullable=True),
        sa.Column("status", sa.String(8), nullable=False, server_default="pending"),
        sa.Column("metadata", JSON, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("voided_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_transactions"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_transactions_tenant_id_id"),
        sa.CheckConstraint("status IN ('pending', 'booked', 'rejected')", name="ck_transactions_status"),
        sa.CheckConstraint("quantity >= 1", name="ck_transactions_quantity_min"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name="fk_transactions_tenant_id_account_id",
            ondelete="CASCADE",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["category_id"], ["categories.id"], name="fk_transactions_category_id", ondelete="SET NULL"
            ),
            "sqlite",
            "mariadb",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["tenant_id", "category_id"],
                ["categories.tenant_id", "categories.id"],
                name="fk_transactions_tenant_id_category_id",
            ),
            "sqlite",
            "mariadb",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["tenant_id", "category_id"],
                ["categories.tenant_id", "categories.id"],
                name="fk_transactions_tenant_id_category_id",
                ondelete="SET NULL (category_id)",
            ),
            "postgresql",
        ),
    )
    op.create_index(
        "ix_transactions_by_day",
        "transactions",
        ["tenant_id", "account_id", sa.text("booked_at DESC")],
        postgresql_include=["amount"],
    )
    op.create_index("ix_transactions_latest", "transactions", ["tenant_id", sa.text("booked_at DESC")])
    op.create_index("ix_transactions_tenant_id_category_id", "transactions", ["tenant_id", "category_id"])
    create_tenant_policy("transactions", "tenant_id", cast="uuid")

    op.create_table(
        "budget_lines",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("budget_id", UUID, nullable=False),
        sa.Column("category", sa.String(100), nullable=False),
        sa.Column("planned", DECIMAL_18_2, nullable=False),
        sa.Column("spent", DECIMAL_18_2, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_budget_lines"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_budget_lines_tenant_id_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "budget_id"],
            ["budgets.tenant_id", "budgets.id"],
            name="fk_budget_lines_tenant_id_budget_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "uq_budget_lines_category",
        "budget_lines",
        ["tenant_id", "budget_id", "category"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
        mariadb_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_budget_lines_tenant_id_category", "budget_lines", ["tenant_id", "category"])
    op.create_index("ix_budget_lines_tenant_id_budget_id", "budget_lines", ["tenant_id", "budget_id"])
    create_tenant_policy("budget_lines", "tenant_id", cast="uuid")

    op.create_table(
        "goal_fundings",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("goal_id", UUID, nullable=False),
        sa.Column("account_id", UUID, nullable=False),
        sa.Column(
            "share",
            DECIMAL_5_2,
            nullable=False,
            server_default=by_database(sqlite="10000", postgresql="100", mariadb="100"),
        ),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "goal_id", "account_id", name="pk_goal_fundings"),
        sa.CheckConstraint("share >= 0", name="ck_goal_fundings_share_min"),
        sa.CheckConstraint(
            by_database(sqlite="share <= 10000", postgresql="share <= 100", mariadb="share <= 100"),
            name="ck_goal_fundings_share_max",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "goal_id"],
            ["goals.tenant_id", "goals.id"],
            name="fk_goal_fundings_tenant_id_goal_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name="fk_goal_fundings_tenant_id_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_goal_fundings_tenant_id_account_id", "goal_fundings", ["tenant_id", "account_id"])
    create_tenant_policy("goal_fundings", "tenant_id", cast="uuid")

    op.create_table(
        "milestones",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("goal_id", UUID, nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("amount", DECIMAL_18_2, nullable=False),
        sa.Column("reached_at", DATETIME, nullable=True),
        sa.Column("after_id", UUID, nullable=True),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_milestones"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_milestones_tenant_id_id"),
        sa.CheckConstraint("amount >= 0", name="ck_milestones_amount_min"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "goal_id"],
            ["goals.tenant_id", "goals.id"],
            name="fk_milestones_tenant_id_goal_id",
            ondelete="CASCADE",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["after_id"], ["milestones.id"], name="fk_milestones_after_id", ondelete="SET NULL"
            ),
            "sqlite",
            "mariadb",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["tenant_id", "after_id"],
                ["milestones.tenant_id", "milestones.id"],
                name="fk_milestones_tenant_id_after_id",
            ),
            "sqlite",
            "mariadb",
        ),
        only_on(
            sa.ForeignKeyConstraint(
                ["tenant_id", "after_id"],
                ["milestones.tenant_id", "milestones.id"],
                name="fk_milestones_tenant_id_after_id",
                ondelete="SET NULL (after_id)",
            ),
            "postgresql",
        ),
    )
    op.create_index(
        "uq_milestones_tenant_id_after_id",
        "milestones",
        ["tenant_id", "after_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
        mariadb_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_milestones_tenant_id_amount", "milestones", ["tenant_id", "amount"])
    op.create_index("ix_milestones_tenant_id_goal_id", "milestones", ["tenant_id", "goal_id"])
    op.create_index("ix_milestones_tenant_id_after_id", "milestones", ["tenant_id", "after_id"])
    create_tenant_policy("milestones", "tenant_id", cast="uuid")

    op.create_table(
        "transfer_links",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("source_id", UUID, nullable=False),
        sa.Column("target_id", UUID, nullable=False),
        sa.Column("fee", DECIMAL_12_2, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_links"),
        sa.CheckConstraint("fee >= 0", name="ck_transfer_links_fee_min"),
        sa.CheckConstraint(
            by_database(sqlite="fee < 1000000", postgresql="fee < 10000", mariadb="fee < 10000"),
            name="ck_transfer_links_fee_max",
        ),
        sa.CheckConstraint("source_id <> target_id", name="ck_transfer_links_two_sides"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "source_id"],
            ["transactions.tenant_id", "transactions.id"],
            name="fk_transfer_links_tenant_id_source_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "target_id"],
            ["transactions.tenant_id", "transactions.id"],
            name="fk_transfer_links_tenant_id_target_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "uq_transfer_links_tenant_id_source_id",
        "transfer_links",
        ["tenant_id", "source_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
        mariadb_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_transfer_links_tenant_id_target_id",
        "transfer_links",
        ["tenant_id", "target_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
        mariadb_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_transfer_links_tenant_id_source_id", "transfer_links", ["tenant_id", "source_id"])
    op.create_index("ix_transfer_links_tenant_id_target_id", "transfer_links", ["tenant_id", "target_id"])
    create_tenant_policy("transfer_links", "tenant_id", cast="uuid")

    op.create_table(
        "budget_line_tags",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("budget_line_id", UUID, nullable=False),
        sa.Column("tag_id", UUID, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "budget_line_id", "tag_id", name="pk_budget_line_tags"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "budget_line_id"],
            ["budget_lines.tenant_id", "budget_lines.id"],
            name="fk_budget_line_tags_tenant_id_budget_line_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "tag_id"],
            ["tags.tenant_id", "tags.id"],
            name="fk_budget_line_tags_tenant_id_tag_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_budget_line_tags_tenant_id_tag_id", "budget_line_tags", ["tenant_id", "tag_id"])
    create_tenant_policy("budget_line_tags", "tenant_id", cast="uuid")


def downgrade() -> None:
    """Drop table budget_line_tags; drop table transfer_links; drop table milestones; and 16 more."""
    op.drop_table("budget_line_tags")
    op.drop_table("transfer_links")
    op.drop_table("milestones")
    op.drop_table("goal_fundings")
    op.drop_table("budget_lines")
    op.drop_table("transactions")
    op.drop_table("member_profiles")
    op.drop_table("goals")
    op.drop_table("budgets")
    op.drop_table("accounts")
    op.drop_table("members")
    op.drop_table("net_worth_snapshots")
    drop_refusal()
    op.drop_table("exchange_rates")
    op.drop_table("organizations")
    op.drop_table("categories")
    op.drop_table("tags")
    op.drop_table("announcements")
    op.drop_table("currencies")
    drop_enum_type("member_role")
