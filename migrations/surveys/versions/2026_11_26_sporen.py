"""The audit trail as a chain of hashes."""

revision = "2026_11_26_sporen"
down_revision = "2026_11_24_terugkoppeling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
