"""What must be known after a backup was put back."""

revision = "2026_11_26_herstel"
down_revision = "2026_11_26_sporen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
