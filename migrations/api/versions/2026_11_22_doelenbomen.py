"""Doelenbomen: each one document, kept by revision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_22_doelenbomen"
down_revision = "2026_11_22_signalen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "doelenbomen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("versie_van", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("versie_tot", sa.BigInteger(), nullable=True),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("omschrijving", sa.Text(), nullable=False),
        sa.Column("knopen", postgresql.JSONB(), nullable=False),
        sa.Column("verbindingen", postgresql.JSONB(), nullable=False),
        sa.Column("sleutel_id", sa.String(length=64), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "code", "versie_van", name="pk_doelenbomen"),
    )
    op.create_index(
        "uq_doelenbomen_code",
        "doelenbomen",
        ["gemeente_id", "code"],
        unique=True,
        postgresql_where=sa.text("versie_tot IS NULL"),
    )
    secure_tenant_table("doelenbomen", "zicht_api", "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("doelenbomen")
