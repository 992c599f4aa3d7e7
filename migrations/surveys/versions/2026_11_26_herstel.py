"""What must be known after a backup was put back."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_herstel"
down_revision = "2026_11_26_sporen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("metingen", sa.Column("teruggezet", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("outbox", sa.Column("verstuurd", sa.BigInteger(), nullable=True))
    # Of somebody who was called after the backup the number goes again, from the box as well; nothing else of a ballot.
    op.execute("GRANT UPDATE (contact) ON stembus TO zicht_surveys")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (contact) ON stembus FROM zicht_surveys")
    op.drop_column("outbox", "verstuurd")
    op.drop_column("metingen", "teruggezet")
