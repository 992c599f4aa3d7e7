"""benchmark."""

revision = "2026_11_22_benchmark"
down_revision = "2026_11_22_doelenbomen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
