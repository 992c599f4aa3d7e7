"""What residents are told about their answers, and since when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_24_terugkoppeling"
down_revision = "2026_11_23_uitkomsten"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("metingen", sa.Column("teruggekoppeld_op", sa.Date(), nullable=True))
    op.create_table(
        "terugkoppelingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("teksten", postgresql.JSONB(), nullable=False),
        sa.Column("geen_personen", postgresql.JSONB(), nullable=False),
        sa.Column("verwacht_op", sa.Date(), nullable=True),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gemeente_id", "meting_id"], ["metingen.gemeente_id", "metingen.id"], name="fk_terugkoppelingen_metingen"
        ),
        sa.PrimaryKeyConstraint("gemeente_id", "meting_id", name="pk_terugkoppelingen"),
    )
    secure_tenant_table("terugkoppelingen", "zicht_surveys", "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("terugkoppelingen")
    op.drop_column("metingen", "teruggekoppeld_op")
