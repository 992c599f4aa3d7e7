"""The audit trail as a chain of hashes.

What is in the trail already is chained by the service, in its first round: rows are written as before, so that the
version before this one goes on writing them.
"""

import sqlalchemy as sa
from alembic import op

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_26_sporen"
down_revision = "2026_11_26_toegang"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "auditketen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("regel", sa.BigInteger(), nullable=False),
        sa.Column("verzegeld_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "volgnr", name="pk_auditketen"),
        sa.UniqueConstraint("gemeente_id", "regel", name="uq_auditketen_gemeente_id_regel"),
    )
    secure_tenant_table("auditketen", ROLE, "SELECT, INSERT")


def downgrade() -> None:
    op.drop_table("auditketen")
