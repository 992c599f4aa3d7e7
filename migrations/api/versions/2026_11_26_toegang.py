"""Access tokens of a gemeente's own issuer, and what a key may do."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_26_toegang"
down_revision = "2026_11_25_aanmelden"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sleutels", sa.Column("scopes", postgresql.ARRAY(sa.String(length=16)), nullable=True))
    op.add_column("sleutels", sa.Column("vervangen_door", sa.String(length=64), nullable=True))
    op.create_table(
        "toegangsdiensten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("kenmerk", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("claim", sa.String(length=200), nullable=False),
        sa.Column("toewijzingen", postgresql.JSONB(), nullable=False),
        sa.Column("clients", postgresql.JSONB(), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", name="pk_toegangsdiensten"),
    )
    secure_tenant_table("toegangsdiensten", "zicht_api", "SELECT, INSERT, UPDATE, DELETE")


def downgrade() -> None:
    op.drop_table("toegangsdiensten")
    op.drop_column("sleutels", "vervangen_door")
    op.drop_column("sleutels", "scopes")
