"""Duidingssessies, and what each perspective answered in one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_24_duiding"
down_revision = "2026_11_24_verhalen"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "duidingssessies",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("datum", sa.Date(), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("dataversie", sa.BigInteger(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("monitorcyclus", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), server_default="voorbereiding", nullable=False),
        sa.Column("onderwerpen", postgresql.JSONB(), nullable=False),
        sa.Column("deelnemers", postgresql.JSONB(), nullable=False),
        sa.Column("indicatoren", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("uitkomst", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("stemmen", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("vastgesteld_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_duidingssessies"),
    )
    op.create_index("ix_duidingssessies_datum", "duidingssessies", ["gemeente_id", "datum", "id"])
    op.create_table(
        "duidingsbijdragen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("sessie_id", sa.Uuid(), nullable=False),
        sa.Column("onderwerp", sa.String(length=64), nullable=False),
        sa.Column("perspectief", sa.String(length=24), nullable=False),
        sa.Column("antwoorden", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "sessie_id", "onderwerp", "perspectief", name="pk_duidingsbijdragen"),
        sa.ForeignKeyConstraint(
            ["gemeente_id", "sessie_id"],
            ["duidingssessies.gemeente_id", "duidingssessies.id"],
            name="fk_duidingsbijdragen_duidingssessies",
        ),
    )
    secure_tenant_table("duidingssessies", ROLE, "SELECT, INSERT, UPDATE, DELETE")
    secure_tenant_table("duidingsbijdragen", ROLE, "SELECT, INSERT, UPDATE, DELETE")


def downgrade() -> None:
    op.drop_table("duidingsbijdragen")
    op.drop_table("duidingssessies")
