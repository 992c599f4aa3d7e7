"""Since when residents can read what was done with their answers to a meting."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_terugkoppeling"
down_revision = "2026_11_24_monitorcycli"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vragenlijstresultaten", sa.Column("teruggekoppeld_op", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("vragenlijstresultaten", "teruggekoppeld_op")
