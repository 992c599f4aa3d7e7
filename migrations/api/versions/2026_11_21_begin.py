"""The first tables of the core, each closed to other gemeenten from the start, and the shared code lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_api.codelijsten.lijsten import LIJSTEN
from zicht_shared.migrations import create_service_role, secure_tenant_table

revision = "2026_11_21_begin"
down_revision = None
branch_labels = None
depends_on = None

ROLE = "zicht_api"
PRIVILEGES = {
    "dataversies": "SELECT, INSERT",
    "sleutels": "SELECT, INSERT, UPDATE",
    "aanbieders": "SELECT, INSERT, UPDATE",
    "gebieden": "SELECT, INSERT, UPDATE",
    # Facts are closed and followed by a new revision; nothing of them is ever deleted by the service.
    "contacten": "SELECT, INSERT, UPDATE",
    "tellingen": "SELECT, INSERT, UPDATE",
    "uitslagen": "SELECT, INSERT, UPDATE",
    "aanleveringen": "SELECT, INSERT",
    "aanleverfouten": "SELECT, INSERT",
    "maatstaven": "SELECT, INSERT",
    "indicatoren": "SELECT, INSERT, UPDATE",
    "vragenlijstresultaten": "SELECT, INSERT, UPDATE",
    "auditregels": "SELECT, INSERT",
    "idempotentiesleutels": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "aanbieders",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("vorm", sa.String(length=16), nullable=False),
        sa.Column("onafhankelijk", sa.Boolean(), nullable=False),
        sa.Column("doelgroepen", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("leefgebieden", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("tellingen_voor", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "nr", name="pk_aanbieders"),
        sa.UniqueConstraint("gemeente_id", "code", name="uq_aanbieders_gemeente_id_code"),
        sa.UniqueConstraint("gemeente_id", "id", name="uq_aanbieders_gemeente_id_id"),
    )
    op.create_table(
        "aanleverfouten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("aanlevering_id", sa.Uuid(), nullable=False),
        sa.Column("regel", sa.Integer(), nullable=False),
        sa.Column("volgnr", sa.SmallInteger(), nullable=False),
        sa.Column("pointer", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("reden", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "aanlevering_id", "regel", "volgnr", name="pk_aanleverfouten"),
    )
    op.create_table(
        "aanleveringen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("aanbieder_nr", sa.SmallInteger(), nullable=True),
        sa.Column("sleutel_id", sa.String(length=64), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("bij_fouten", sa.String(length=16), nullable=False),
        sa.Column(
            "ontvangen_op", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("dataversie", sa.BigInteger(), nullable=True),
        sa.Column("ontvangen", sa.Integer(), nullable=False),
        sa.Column("nieuw", sa.Integer(), nullable=False),
        sa.Column("gewijzigd", sa.Integer(), nullable=False),
        sa.Column("ongewijzigd", sa.Integer(), nullable=False),
        sa.Column("verwijderd", sa.Integer(), nullable=False),
        sa.Column("afgekeurd", sa.Integer(), nullable=False),
        sa.Column("regels_met_fouten", sa.Integer(), nullable=False),
        sa.Column("inhoud_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_aanleveringen"),
    )
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
        "codes",
        sa.Column("lijst", sa.String(length=32), nullable=False),
        sa.Column("nr", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("lijst", "nr", name="pk_codes"),
    )
    op.create_table(
        "contacten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("aanbieder_nr", sa.SmallInteger(), nullable=False),
        sa.Column("bron_id", sa.String(length=64, collation="C"), nullable=False),
        sa.Column("versie_van", sa.BigInteger(), nullable=False),
        sa.Column("versie_tot", sa.BigInteger(), nullable=True),
        sa.Column("datum", sa.Date(), nullable=False),
        sa.Column("soort", sa.SmallInteger(), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=True),
        sa.Column("duur_minuten", sa.Integer(), nullable=True),
        sa.Column("leefgebieden", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("doelgroep", sa.SmallInteger(), nullable=True),
        sa.Column("gebied_nr", sa.Integer(), nullable=True),
        sa.Column("vorm", sa.SmallInteger(), nullable=False),
        sa.Column("verwijzer", sa.SmallInteger(), nullable=True),
        sa.Column("doorverwezen_naar", sa.SmallInteger(), nullable=True),
        sa.Column("afgesloten", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", "aanbieder_nr", "bron_id", "versie_van", name="pk_contacten"),
    )
    op.create_index(
        "ix_contacten_nu",
        "contacten",
        ["gemeente_id", "datum", "aanbieder_nr", "bron_id"],
        unique=False,
        postgresql_where=sa.text("versie_tot IS NULL"),
    )
    op.create_table(
        "dataversies",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        sa.Column("tijdstip", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("oorzaak", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "versie", name="pk_dataversies"),
    )
    op.create_table(
        "gebieden",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("ouder_nr", sa.Integer(), nullable=True),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "nr", name="pk_gebieden"),
        sa.UniqueConstraint("gemeente_id", "code", name="uq_gebieden_gemeente_id_code"),
    )
    op.create_table(
        "gemeenten",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("drempel", sa.SmallInteger(), server_default="10", nullable=False),
        sa.Column("dataversie", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("drempel >= 5", name="ck_gemeenten_drempel"),
        sa.PrimaryKeyConstraint("id", name="pk_gemeenten"),
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
        "indicatoren",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("omschrijving", sa.Text(), nullable=False),
        sa.Column("pijler", sa.String(length=20), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("eenheid", sa.String(length=32), nullable=False),
        sa.Column("richting", sa.String(length=12), nullable=False),
        sa.Column("rekenwijze", sa.String(length=16), nullable=False),
        sa.Column("teller", sa.String(length=64), nullable=True),
        sa.Column("noemer", sa.String(length=64), nullable=True),
        sa.Column("factor", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("vragenlijst", sa.String(length=64), nullable=True),
        sa.Column("vraag", sa.String(length=64), nullable=True),
        sa.Column("maat", sa.String(length=16), nullable=True),
        sa.Column("functies", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("belang", sa.String(length=16), nullable=False),
        sa.Column("doelen", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("nulmeting", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("streefwaarde", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("signaalgrens", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("openbaar", sa.Boolean(), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "code", name="pk_indicatoren"),
    )
    op.create_table(
        "maatstaven",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("eenheid", sa.String(length=32), nullable=False),
        sa.Column("berekening", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", "code", name="pk_maatstaven"),
    )
    op.create_table(
        "sleutels",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("geheim_hash", sa.LargeBinary(), nullable=False),
        sa.Column("rol", sa.String(length=16), nullable=False),
        sa.Column("doel", sa.String(length=16), nullable=False),
        sa.Column("omschrijving", sa.String(length=200), nullable=False),
        sa.Column("aanbieder_nr", sa.SmallInteger(), nullable=True),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("verloopt_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ingetrokken_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("laatst_gebruikt_op", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_sleutels"),
    )
    op.create_table(
        "tellingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("aanbieder_nr", sa.SmallInteger(), nullable=False),
        sa.Column("maatstaf", sa.String(length=64), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("gebied_nr", sa.Integer(), nullable=False),
        sa.Column("doelgroep", sa.SmallInteger(), nullable=False),
        sa.Column("leefgebied", sa.SmallInteger(), nullable=False),
        sa.Column("vorm", sa.SmallInteger(), nullable=False),
        sa.Column("versie_van", sa.BigInteger(), nullable=False),
        sa.Column("versie_tot", sa.BigInteger(), nullable=True),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("waarde", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.PrimaryKeyConstraint(
            "gemeente_id",
            "aanbieder_nr",
            "maatstaf",
            "periode",
            "gebied_nr",
            "doelgroep",
            "leefgebied",
            "vorm",
            "versie_van",
            name="pk_tellingen",
        ),
    )
    op.create_table(
        "uitslagen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("resultaat_id", sa.Uuid(), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("vraag", sa.String(length=64), nullable=False),
        sa.Column("aanbieder_nr", sa.SmallInteger(), nullable=False),
        sa.Column("gebied_nr", sa.Integer(), nullable=False),
        sa.Column("antwoord", sa.String(length=64), nullable=False),
        sa.Column("versie_van", sa.BigInteger(), nullable=False),
        sa.Column("versie_tot", sa.BigInteger(), nullable=True),
        sa.Column("vragenlijst", sa.String(length=64), nullable=False),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("aantal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "gemeente_id",
            "resultaat_id",
            "variant",
            "vraag",
            "aanbieder_nr",
            "gebied_nr",
            "antwoord",
            "versie_van",
            name="pk_uitslagen",
        ),
    )
    op.create_index(
        "ix_uitslagen_gemeente_id_vragenlijst_vraag", "uitslagen", ["gemeente_id", "vragenlijst", "vraag"], unique=False
    )
    op.create_table(
        "vragenlijstresultaten",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("vragenlijst", sa.String(length=64), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("ontvangen", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("bijgewerkt_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_vragenlijstresultaten"),
    )
    create_service_role(ROLE)
    secure_tenant_table("gemeenten", ROLE, "SELECT, INSERT, UPDATE", column="id")
    for table, privileges in PRIVILEGES.items():
        secure_tenant_table(table, ROLE, privileges)
    op.execute(f"GRANT SELECT ON codes, alembic_version TO {ROLE}")
    codes = sa.table("codes", *(sa.column(name) for name in ("lijst", "nr", "code", "naam")))
    op.bulk_insert(
        codes,
        [
            {"lijst": lijst, "nr": nr, "code": code, "naam": naam}
            for lijst, members in LIJSTEN.items()
            for nr, (code, naam) in enumerate(members, start=1)
        ],
    )


def downgrade() -> None:
    op.drop_table("vragenlijstresultaten")
    op.drop_index("ix_uitslagen_gemeente_id_vragenlijst_vraag", table_name="uitslagen")
    op.drop_table("uitslagen")
    op.drop_table("tellingen")
    op.drop_table("sleutels")
    op.drop_table("maatstaven")
    op.drop_table("indicatoren")
    op.drop_table("idempotentiesleutels")
    op.drop_table("gemeenten")
    op.drop_table("gebieden")
    op.drop_table("dataversies")
    op.drop_index("ix_contacten_nu", table_name="contacten", postgresql_where=sa.text("versie_tot IS NULL"))
    op.drop_table("contacten")
    op.drop_table("codes")
    op.drop_table("auditregels")
    op.drop_table("aanleveringen")
    op.drop_table("aanleverfouten")
    op.drop_table("aanbieders")
