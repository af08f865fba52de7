"""Create notes.

Revision ID: 0001_c574d7e7

Revises: (nothing)
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from app.migrations.support_v1.postgresql import create_tenant_policy

DATETIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mariadb")
TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mariadb")
UUID = sa.Uuid().with_variant(sa.UUID(), "mariadb")

revision = "0001_c574d7e7"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create table notes."""
    op.create_table(
        "notes",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("body", TEXT, nullable=True),
        sa.Column("kind", sa.String(6), nullable=False, server_default="plain"),
        sa.Column("created_at", DATETIME, nullable=False),
        sa.Column("updated_at", DATETIME, nullable=False),
        sa.Column("deleted_at", DATETIME, nullable=True),
        sa.Column("deletion_id", UUID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.CheckConstraint("kind IN ('plain', 'urgent')", name="ck_notes_kind"),
    )
    create_tenant_policy("notes", "tenant_id")


def downgrade() -> None:
    """Drop table notes."""
    op.drop_table("notes")
