"""Monitorcycli, and each time that one was closed or opened again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_24_monitorcycli"
down_revision = "2026_11_24_verbeterplannen"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "monitorcycli",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("doelenboom", sa.String(length=64), nullable=True),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("functies", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("indicatoren", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("metingen", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("kerngroep", postgresql.JSONB(), nullable=False),
        sa.Column("huidige_situatie", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="lopend", nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "code", name="pk_monitorcycli"),
    )
    op.create_table(
        "monitorcyclusovergangen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("nr", sa.Integer(), nullable=False),
        sa.Column("naar", sa.String(length=16), nullable=False),
        sa.Column("reden", sa.String(length=2000), nullable=True),
        sa.Column("ontbrak", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("dataversie", sa.BigInteger(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("sleutel_id", sa.String(length=64), nullable=False),
        sa.Column("tijdstip", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "code", "nr", name="pk_monitorcyclusovergangen"),
    )
    secure_tenant_table("monitorcycli", ROLE, "SELECT, INSERT, UPDATE")
    secure_tenant_table("monitorcyclusovergangen", ROLE, "SELECT, INSERT")


def downgrade() -> None:
    op.drop_table("monitorcyclusovergangen")
    op.drop_table("monitorcycli")
