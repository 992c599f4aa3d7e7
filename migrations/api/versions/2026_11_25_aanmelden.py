"""Signing in to the pages: where people of a gemeente do so, who has, and which answers of there were used."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_25_aanmelden"
down_revision = "2026_11_25_huisstijl"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "aanmelddiensten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("kenmerk", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("client_authenticatie", sa.String(length=24), nullable=False),
        sa.Column("geheim", sa.LargeBinary(), nullable=False),
        sa.Column("publieke_sleutel", postgresql.JSONB(), nullable=True),
        sa.Column("scopes", postgresql.ARRAY(sa.String(length=100)), nullable=False),
        sa.Column("claim", sa.String(length=200), nullable=False),
        sa.Column("toewijzingen", postgresql.JSONB(), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", name="pk_aanmelddiensten"),
    )
    op.create_table(
        "aanmeldsessies",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("afdruk", sa.LargeBinary(), nullable=False),
        sa.Column("sleutel_id", sa.String(length=64), nullable=True),
        sa.Column("dienst", sa.Uuid(), nullable=True),
        sa.Column("onderwerp", sa.LargeBinary(), nullable=True),
        sa.Column("rol", sa.String(length=16), nullable=False),
        sa.Column("doel", sa.String(length=16), nullable=False),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("gezien_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "afdruk", name="pk_aanmeldsessies"),
        sa.CheckConstraint("(sleutel_id IS NULL) <> (dienst IS NULL)", name="ck_aanmeldsessies_wijze"),
    )
    op.create_table(
        "aanmeldstaten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("afdruk", sa.LargeBinary(), nullable=False),
        sa.Column("gebruikt_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "afdruk", name="pk_aanmeldstaten"),
    )
    secure_tenant_table("aanmelddiensten", ROLE, "SELECT, INSERT, UPDATE, DELETE")
    secure_tenant_table("aanmeldsessies", ROLE, "SELECT, INSERT, UPDATE, DELETE")
    secure_tenant_table("aanmeldstaten", ROLE, "SELECT, INSERT, DELETE")


def downgrade() -> None:
    op.drop_table("aanmeldstaten")
    op.drop_table("aanmeldsessies")
    op.drop_table("aanmelddiensten")
