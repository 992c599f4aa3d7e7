"""What aanbieders are to deliver and when, and which periods are closed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_22_leverkalender"
down_revision = "2026_11_22_revisies"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "leverafspraken",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("versie_van", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("versie_tot", sa.BigInteger(), nullable=True),
        sa.Column("aanbieder_nr", sa.SmallInteger(), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("maatstaven", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("periodesoort", sa.String(length=8), nullable=False),
        sa.Column("termijn", sa.SmallInteger(), nullable=False),
        sa.Column("vanaf", sa.String(length=8), nullable=False),
        sa.Column("tot", sa.String(length=8), nullable=True),
        sa.Column("minstens", sa.Integer(), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", "versie_van", name="pk_leverafspraken"),
    )
    op.create_table(
        "afsluitingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("versie_van", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("versie_tot", sa.BigInteger(), nullable=True),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("afgesloten", sa.Boolean(), nullable=False),
        sa.Column("reden", sa.String(length=500), nullable=False),
        sa.Column("sleutel_id", sa.String(length=64), nullable=False),
        sa.Column("tijdstip", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "periode", "versie_van", name="pk_afsluitingen"),
    )
    op.create_index(
        "ix_contacten_was",
        "contacten",
        ["gemeente_id", "datum"],
        unique=False,
        postgresql_where=sa.text("versie_tot IS NOT NULL"),
    )
    secure_tenant_table("leverafspraken", ROLE, "SELECT, INSERT, UPDATE")
    secure_tenant_table("afsluitingen", ROLE, "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_index("ix_contacten_was", table_name="contacten", postgresql_where=sa.text("versie_tot IS NOT NULL"))
    op.drop_table("afsluitingen")
    op.drop_table("leverafspraken")
