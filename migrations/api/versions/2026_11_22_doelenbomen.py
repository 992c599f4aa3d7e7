"""doelenbomen."""

revision = "2026_11_22_doelenbomen"
down_revision = "2026_11_22_signalen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
