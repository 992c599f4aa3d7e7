"""Definitions are kept by revision too, each version says which years it touched, and what was added up is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_22_revisies"
down_revision = "2026_11_21_begin"
branch_labels = None
depends_on = None

ROLE = "zicht_api"
NU = sa.text("versie_tot IS NULL")
# Table: the key within the gemeente, and what was unique and is now unique among what holds.
TABLES = {
    "aanbieders": ("nr", ("id", "code")),
    "gebieden": ("nr", ("code",)),
    "maatstaven": ("code", ()),
    "indicatoren": ("code", ("code",)),
    "vragenlijstresultaten": ("id", ()),
}


@contextmanager
def _all_rows(*tables: str) -> Iterator[None]:
    """Row-level security is forced on the owner too; a migration works for all gemeenten at once."""
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def upgrade() -> None:
    for table, (key, unique) in TABLES.items():
        # What is there was there from the first version on: when it really came is not known any more.
        op.add_column(table, sa.Column("versie_van", sa.BigInteger(), server_default="1", nullable=False))
        op.add_column(table, sa.Column("versie_tot", sa.BigInteger(), nullable=True))
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.create_primary_key(f"pk_{table}", table, ["gemeente_id", key, "versie_van"])
        for column in unique:
            op.create_index(f"uq_{table}_{column}", table, ["gemeente_id", column], unique=True, postgresql_where=NU)
    op.drop_constraint("uq_aanbieders_gemeente_id_id", "aanbieders", type_="unique")
    op.drop_constraint("uq_aanbieders_gemeente_id_code", "aanbieders", type_="unique")
    op.drop_constraint("uq_gebieden_gemeente_id_code", "gebieden", type_="unique")
    op.add_column("indicatoren", sa.Column("formule", sa.Text(), nullable=True))
    op.add_column("indicatoren", sa.Column("nulmeting_periode", sa.String(length=8), nullable=True))
    op.add_column("indicatoren", sa.Column("streefwaarden", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("gemeenten", sa.Column("versie", sa.Integer(), server_default="1", nullable=False))
    op.add_column("dataversies", sa.Column("drempel", sa.SmallInteger(), server_default="10", nullable=False))
    with _all_rows("dataversies", "gemeenten"):
        op.execute("UPDATE dataversies d SET drempel = g.drempel FROM gemeenten g WHERE g.id = d.gemeente_id")
    op.create_table(
        "geraakt",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "jaar", "versie", name="pk_geraakt"),
    )
    with _all_rows("dataversies"):
        op.execute("INSERT INTO geraakt (gemeente_id, jaar, versie) SELECT gemeente_id, 0, versie FROM dataversies")
    op.create_table(
        "kubussen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("sleutel", sa.String(length=300), nullable=False),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cellen", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "jaar", "sleutel", "versie", "id", name="pk_kubussen"),
    )
    op.create_table(
        "handmatige_waarden",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("versie_van", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("versie_tot", sa.BigInteger(), nullable=True),
        sa.Column("waarde", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("toelichting", sa.String(length=500), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "indicator", "periode", "versie_van", name="pk_handmatige_waarden"),
    )
    secure_tenant_table("geraakt", ROLE, "SELECT, INSERT")
    secure_tenant_table("kubussen", ROLE, "SELECT, INSERT, DELETE")
    secure_tenant_table("handmatige_waarden", ROLE, "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("handmatige_waarden")
    op.drop_table("kubussen")
    op.drop_table("geraakt")
    op.drop_column("dataversies", "drempel")
    op.drop_column("gemeenten", "versie")
    op.drop_column("indicatoren", "streefwaarden")
    op.drop_column("indicatoren", "nulmeting_periode")
    op.drop_column("indicatoren", "formule")
    for table, (key, unique) in TABLES.items():
        with _all_rows(table):
            op.execute(f"DELETE FROM {table} WHERE versie_tot IS NOT NULL")
        for column in unique:
            op.drop_index(f"uq_{table}_{column}", table_name=table)
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.drop_column(table, "versie_tot")
        op.drop_column(table, "versie_van")
        op.create_primary_key(f"pk_{table}", table, ["gemeente_id", key])
    op.create_unique_constraint("uq_aanbieders_gemeente_id_id", "aanbieders", ["gemeente_id", "id"])
    op.create_unique_constraint("uq_aanbieders_gemeente_id_code", "aanbieders", ["gemeente_id", "code"])
    op.create_unique_constraint("uq_gebieden_gemeente_id_code", "gebieden", ["gemeente_id", "code"])
