"""leverkalender."""

revision = "2026_11_22_leverkalender"
down_revision = "2026_11_22_revisies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
