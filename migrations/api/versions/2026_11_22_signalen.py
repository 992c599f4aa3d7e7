"""signalen."""

revision = "2026_11_22_signalen"
down_revision = "2026_11_22_leverkalender"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
