"""The first tables of the survey service, each closed to other gemeenten from the start."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import create_service_role, secure_tenant_table

revision = "2026_11_21_begin"
down_revision = None
branch_labels = None
depends_on = None

ROLE = "zicht_surveys"
PRIVILEGES = {
    "metingen": "SELECT, INSERT, UPDATE",
    "uitnodigingen": "SELECT, INSERT, UPDATE",
    # The release of the box rewrites these six with TRUNCATE: a deleted row stays readable in the data files.
    "concepten": "SELECT, INSERT, UPDATE, DELETE, TRUNCATE",
    "gestemd": "SELECT, INSERT, TRUNCATE",
    "stembus": "SELECT, INSERT, TRUNCATE",
    "antwoorden": "SELECT, INSERT, TRUNCATE",
    "open_antwoorden": "SELECT, INSERT, DELETE, TRUNCATE",
    "contactverzoeken": "SELECT, INSERT, DELETE, TRUNCATE",
    "outbox": "SELECT, INSERT, UPDATE",
    "auditregels": "SELECT, INSERT",
    "idempotentiesleutels": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "antwoorden",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("aanbieder", sa.String(length=64), nullable=True),
        sa.Column("gebied", sa.String(length=64), nullable=True),
        sa.Column("antwoorden", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_antwoorden"),
    )
    op.create_index("ix_antwoorden_gemeente_id_meting_id", "antwoorden", ["gemeente_id", "meting_id"], unique=False)
    op.create_table(
        "auditregels",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tijdstip", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sleutel_id", sa.String(length=64), nullable=False),
        sa.Column("actie", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=200), nullable=False),
        sa.Column("voor", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("na", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", "nr", name="pk_auditregels"),
    )
    op.create_table(
        "concepten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "token_hash", name="pk_concepten"),
    )
    op.create_table(
        "contactverzoeken",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("telefoon", sa.LargeBinary(), nullable=False),
        sa.Column("verwijderen_na", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_contactverzoeken"),
    )
    op.create_index(
        "ix_contactverzoeken_gemeente_id_meting_id", "contactverzoeken", ["gemeente_id", "meting_id"], unique=False
    )
    op.create_table(
        "gemeenten",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gemeenten"),
        sa.UniqueConstraint("code", name="uq_gemeenten_code"),
    )
    op.create_table(
        "gestemd",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "token_hash", name="pk_gestemd"),
    )
    op.create_table(
        "idempotentiesleutels",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("sleutel_hash", sa.LargeBinary(), nullable=False),
        sa.Column("verzoek_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("antwoord", sa.LargeBinary(), nullable=True),
        sa.Column("verloopt_op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "sleutel_hash", name="pk_idempotentiesleutels"),
    )
    op.create_table(
        "metingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("vragenlijst", sa.String(length=64), nullable=False),
        sa.Column("vragenlijst_versie", sa.Integer(), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("begint_op", sa.Date(), nullable=False),
        sa.Column("eindigt_op", sa.Date(), nullable=False),
        sa.Column("aanbieders", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("kort_tot_en_met", sa.SmallInteger(), nullable=False),
        sa.Column("per_gebied", sa.Boolean(), nullable=False),
        sa.Column("drempel", sa.SmallInteger(), nullable=False),
        sa.Column("gesloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.Column("opgeruimd", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("resultaat_versie", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["gemeente_id"], ["gemeenten.id"], name="fk_metingen_gemeenten"),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_metingen"),
    )
    op.create_table(
        "open_antwoorden",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("vraag", sa.String(length=64), nullable=False),
        sa.Column("tekst", sa.LargeBinary(), nullable=False),
        sa.Column("verwijderen_na", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_open_antwoorden"),
    )
    op.create_index(
        "ix_open_antwoorden_gemeente_id_meting_id", "open_antwoorden", ["gemeente_id", "meting_id"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        sa.Column("inhoud", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="wacht", nullable=False),
        sa.Column("pogingen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("volgende_poging_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("laatste_fout", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", "meting_id", name="pk_outbox"),
    )
    op.create_table(
        "stembus",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("aanbieder", sa.String(length=64), nullable=False),
        sa.Column("gebied", sa.String(length=64), nullable=True),
        sa.Column("antwoorden", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("open_antwoorden", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("contact", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_stembus"),
    )
    op.create_table(
        "uitnodigingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meting_id", sa.Uuid(), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("aanbieder", sa.String(length=64), nullable=False),
        sa.Column("gebied", sa.String(length=64), nullable=True),
        sa.Column("verloopt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ingetrokken_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["gemeente_id", "meting_id"], ["metingen.gemeente_id", "metingen.id"], name="fk_uitnodigingen_metingen"
        ),
        sa.PrimaryKeyConstraint("gemeente_id", "token_hash", name="pk_uitnodigingen"),
        sa.UniqueConstraint("gemeente_id", "id", name="uq_uitnodigingen_gemeente_id_id"),
    )
    op.create_index(
        "ix_uitnodigingen_gemeente_id_meting_id_id", "uitnodigingen", ["gemeente_id", "meting_id", "id"], unique=False
    )
    create_service_role(ROLE)
    for table, privileges in PRIVILEGES.items():
        secure_tenant_table(table, ROLE, privileges)
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON gemeenten TO {ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {ROLE}")


def downgrade() -> None:
    op.drop_index("ix_uitnodigingen_gemeente_id_meting_id_id", table_name="uitnodigingen")
    op.drop_table("uitnodigingen")
    op.drop_table("stembus")
    op.drop_table("outbox")
    op.drop_index("ix_open_antwoorden_gemeente_id_meting_id", table_name="open_antwoorden")
    op.drop_table("open_antwoorden")
    op.drop_table("metingen")
    op.drop_table("idempotentiesleutels")
    op.drop_table("gestemd")
    op.drop_index("ix_contactverzoeken_gemeente_id_meting_id", table_name="contactverzoeken")
    op.drop_table("contactverzoeken")
    op.drop_table("concepten")
    op.drop_table("auditregels")
    op.drop_index("ix_antwoorden_gemeente_id_meting_id", table_name="antwoorden")
    op.drop_table("antwoorden")
    op.drop_table("gemeenten")
