"""Access tokens of a gemeente's own issuer, and what a key may do."""

revision = "2026_11_26_toegang"
down_revision = "2026_11_25_aanmelden"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
