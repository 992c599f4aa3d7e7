"""Since when a result waits to go to the core: when it is next tried does not tell."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_wachten"
down_revision = "2026_11_26_herstel"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column("wacht_sinds", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("outbox", "wacht_sinds")
