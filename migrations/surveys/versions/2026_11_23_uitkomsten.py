"""Let a telephone number be called out of date once somebody was called: the next release then destroys it."""

from alembic import op

revision = "2026_11_23_uitkomsten"
down_revision = "2026_11_23_uitnodigen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT UPDATE (verwijderen_na) ON contactverzoeken TO zicht_surveys")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (verwijderen_na) ON contactverzoeken FROM zicht_surveys")
