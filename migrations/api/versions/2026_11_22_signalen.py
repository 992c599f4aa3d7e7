"""Signals, the webhooks that they are sent to, and the list of gemeenten that the jobs walk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_22_signalen"
down_revision = "2026_11_22_leverkalender"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    default = None if nullable else sa.text("now()")
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "signalen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=True),
        sa.Column("gebied", sa.String(length=64), nullable=True),
        sa.Column("aanbieder", sa.String(length=64), nullable=True),
        sa.Column("doelgroep", sa.String(length=64), nullable=True),
        sa.Column("leefgebied", sa.String(length=64), nullable=True),
        sa.Column("regel", sa.Text(), nullable=False),
        sa.Column("methode", sa.Text(), nullable=False),
        sa.Column("waarden", postgresql.JSONB(), nullable=False),
        sa.Column("dataversie", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="nieuw", nullable=False),
        sa.Column("toelichting", sa.String(length=2000), nullable=True),
        sa.Column("duidingssessie", sa.Uuid(), nullable=True),
        _moment("gevonden_op"),
        _moment("gewijzigd_op"),
        _moment("vervallen_op", nullable=True),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_signalen"),
    )
    op.create_index("uq_signalen_sleutel", "signalen", ["gemeente_id", "sleutel"], unique=True)
    op.create_index("ix_signalen_gevonden", "signalen", ["gemeente_id", "gevonden_op", "id"])
    op.create_table(
        "signaleringen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("dataversie", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("dag", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", name="pk_signaleringen"),
    )
    op.create_table(
        "webhooks",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("omschrijving", sa.String(length=200), nullable=False),
        sa.Column("soorten", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("doel", sa.String(length=16), nullable=False),
        sa.Column("geheim", sa.LargeBinary(), nullable=False),
        _moment("aangemaakt_op"),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_webhooks"),
    )
    op.create_table(
        "webhookbezorgingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("signaal_id", sa.Uuid(), nullable=False),
        sa.Column("inhoud", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="wacht", nullable=False),
        sa.Column("pogingen", sa.SmallInteger(), server_default="0", nullable=False),
        _moment("volgende_poging_op"),
        sa.Column("laatste_fout", sa.String(length=200), nullable=True),
        _moment("aangemaakt_op"),
        _moment("bezorgd_op", nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_webhookbezorgingen"),
    )
    op.create_index(
        "ix_webhookbezorgingen_webhook", "webhookbezorgingen", ["gemeente_id", "webhook_id", "aangemaakt_op", "id"]
    )
    secure_tenant_table("signalen", ROLE, "SELECT, INSERT, UPDATE")
    secure_tenant_table("signaleringen", ROLE, "SELECT, INSERT, UPDATE")
    secure_tenant_table("webhooks", ROLE, "SELECT, INSERT, UPDATE, DELETE")
    secure_tenant_table("webhookbezorgingen", ROLE, "SELECT, INSERT, UPDATE, DELETE")
    op.create_table(
        "werklijst",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_werklijst"),
    )
    op.execute(f"GRANT SELECT, INSERT ON werklijst TO {ROLE}")
    # Row-level security is forced on the owner too; a migration works for all gemeenten at once.
    op.execute("ALTER TABLE gemeenten NO FORCE ROW LEVEL SECURITY")
    op.execute("INSERT INTO werklijst (id, code) SELECT id, code FROM gemeenten")
    op.execute("ALTER TABLE gemeenten FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    for table in ("werklijst", "webhookbezorgingen", "webhooks", "signaleringen", "signalen"):
        op.drop_table(table)
