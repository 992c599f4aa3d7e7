"""Open links, letters by e-mail and reminders."""

import sqlalchemy as sa
from alembic import op

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_23_uitnodigen"
down_revision = "2026_11_23_huisstijl"
branch_labels = None
depends_on = None

ROLE = "zicht_surveys"


def upgrade() -> None:
    op.add_column("metingen", sa.Column("vervolg", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("metingen", sa.Column("vorige_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint("uq_metingen_gemeente_id_vorige_id", "metingen", ["gemeente_id", "vorige_id"])
    op.add_column("uitnodigingen", sa.Column("mail", sa.String(length=10), nullable=True))
    op.add_column("uitnodigingen", sa.Column("open_link_id", sa.Uuid(), nullable=True))
    op.create_table(
        "open_links",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("aanbieder", sa.String(length=64), nullable=False),
        sa.Column("gebied", sa.String(length=64), nullable=True),
        sa.Column("soort", sa.String(length=10), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("per_uur", sa.Integer(), nullable=True),
        sa.Column("verloopt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ingetrokken_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zaad", sa.LargeBinary(), nullable=False),
        sa.Column("uitgegeven", sa.Integer(), server_default="0", nullable=False),
        sa.Column("uur", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_uur", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["gemeente_id", "meting_id"], ["metingen.gemeente_id", "metingen.id"], name="fk_open_links_metingen"
        ),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_open_links"),
        sa.UniqueConstraint("gemeente_id", "token_hash", name="uq_open_links_gemeente_id_token_hash"),
    )
    op.create_table(
        "uitgaande_mail",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("uitnodiging_id", sa.Uuid(), nullable=True),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.Column("pogingen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("volgende_poging_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_uitgaande_mail"),
    )
    secure_tenant_table("open_links", ROLE, "SELECT, INSERT, UPDATE")
    # Rewritten with TRUNCATE when letters are gone: a deleted address stays readable in the data files.
    secure_tenant_table("uitgaande_mail", ROLE, "SELECT, INSERT, UPDATE, DELETE, TRUNCATE")


def downgrade() -> None:
    op.drop_table("uitgaande_mail")
    op.drop_table("open_links")
    op.drop_column("uitnodigingen", "open_link_id")
    op.drop_column("uitnodigingen", "mail")
    op.drop_constraint("uq_metingen_gemeente_id_vorige_id", "metingen")
    op.drop_column("metingen", "vorige_id")
    op.drop_column("metingen", "vervolg")
