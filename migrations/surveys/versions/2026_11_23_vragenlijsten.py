"""The questionnaires of a gemeente itself."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_23_vragenlijsten"
down_revision = "2026_11_21_begin"
branch_labels = None
depends_on = None

ROLE = "zicht_surveys"


def upgrade() -> None:
    op.create_table(
        "vragenlijsten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("inhoud", sa.Text(), nullable=False),
        sa.Column("staat", sa.String(length=16), nullable=False),
        sa.Column("schrijvers", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("reden", sa.String(length=2000), nullable=True),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "code", name="pk_vragenlijsten"),
    )
    op.create_table(
        "vragenlijstversies",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("inhoud", sa.Text(), nullable=False),
        sa.Column("schrijvers", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("goedgekeurd_door", sa.String(length=64), nullable=False),
        sa.Column("gepubliceerd_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gemeente_id", "code"],
            ["vragenlijsten.gemeente_id", "vragenlijsten.code"],
            name="fk_vragenlijstversies_vragenlijsten",
        ),
        sa.PrimaryKeyConstraint("gemeente_id", "code", "versie", name="pk_vragenlijstversies"),
    )
    secure_tenant_table("vragenlijsten", ROLE, "SELECT, INSERT, UPDATE")
    # What was published never changes: answers are counted by it.
    secure_tenant_table("vragenlijstversies", ROLE, "SELECT, INSERT")


def downgrade() -> None:
    op.drop_table("vragenlijstversies")
    op.drop_table("vragenlijsten")
