"""How the dashboard and the other pages of a gemeente look."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_25_huisstijl"
down_revision = "2026_11_25_waarnemingen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "huisstijlen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("tokens", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", name="pk_huisstijlen"),
    )
    secure_tenant_table("huisstijlen", "zicht_api", "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("huisstijlen")
