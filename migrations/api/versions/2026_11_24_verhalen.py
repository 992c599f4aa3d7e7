"""Verhalen: one row each, with its texts sealed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_24_verhalen"
down_revision = "2026_11_24_gebeurtenissen"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "verhalen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("herkomst", sa.String(length=16), nullable=False),
        sa.Column("meting", sa.Uuid(), nullable=True),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.Column("themas", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("knopen", postgresql.JSONB(), nullable=False),
        sa.Column("indicatoren", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("aanbieder", sa.String(length=64), nullable=True),
        sa.Column("gebied", sa.String(length=64), nullable=True),
        sa.Column("doelgroep", sa.String(length=64), nullable=True),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("waarvoor", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("wijze", sa.String(length=16), nullable=False),
        sa.Column("gegeven_op", sa.Date(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_verhalen"),
    )
    op.create_index("ix_verhalen_gemeente_id_eind_id", "verhalen", ["gemeente_id", "eind", "id"])
    # DELETE: a story that is withdrawn is not kept as a closed revision.
    secure_tenant_table("verhalen", ROLE, "SELECT, INSERT, UPDATE, DELETE")


def downgrade() -> None:
    op.drop_table("verhalen")
