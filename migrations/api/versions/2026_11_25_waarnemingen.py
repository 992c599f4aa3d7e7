"""Published figures, kept in rows; and which data versions changed what is said of figures."""

import sqlalchemy as sa
from alembic import op

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_25_waarnemingen"
down_revision = "2026_11_24_terugkoppeling"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "publicaties",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("soort", sa.String(length=8), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("dimensie", sa.String(length=12), nullable=False),
        sa.Column("basis", sa.SmallInteger(), nullable=False),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("aantal", sa.Integer(), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint(
            "gemeente_id", "jaar", "soort", "indicator", "dimensie", "basis", "versie", "dag", "id",
            name="pk_publicaties",
        ),
    )  # fmt: skip
    op.create_table(
        "waarnemingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("publicatie", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("periodesoort", sa.String(length=8), nullable=False),
        sa.Column("gebied", sa.String(length=64), nullable=False),
        sa.Column("aanbieder", sa.String(length=64), nullable=False),
        sa.Column("doelgroep", sa.String(length=64), nullable=False),
        sa.Column("leefgebied", sa.String(length=64), nullable=False),
        sa.Column("vorm", sa.String(length=64), nullable=False),
        sa.Column("waarde", sa.Numeric(), nullable=True),
        sa.Column("teller", sa.Numeric(), nullable=True),
        sa.Column("noemer", sa.Numeric(), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("onderdrukt", sa.Boolean(), nullable=False),
        sa.Column("reden", sa.String(length=16), nullable=True),
        sa.Column("voorlopig", sa.Boolean(), nullable=False),
        sa.Column("onder", sa.Numeric(), nullable=True),
        sa.Column("boven", sa.Numeric(), nullable=True),
        sa.Column("methode", sa.String(length=100), nullable=True),
        sa.Column("streefwaarde", sa.Numeric(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("gemeente_id", "publicatie", "nr", name="pk_waarnemingen"),
    )
    for table in ("publicaties", "waarnemingen"):
        secure_tenant_table(table, ROLE, "SELECT, INSERT, DELETE")
    # -1 is DEFINITIES in gemeenten/queries.py. Of what was before, nobody wrote down which versions changed them.
    # An owner that is no superuser sees no tenant's rows while the rules hold for it too.
    for table in ("dataversies", "geraakt"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("""
        INSERT INTO geraakt (gemeente_id, jaar, versie)
        SELECT d.gemeente_id, -1, d.versie FROM dataversies d
        WHERE NOT EXISTS (SELECT FROM geraakt g WHERE g.gemeente_id = d.gemeente_id AND g.versie = d.versie)
    """)
    for table in ("dataversies", "geraakt"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_table("waarnemingen")
    op.drop_table("publicaties")
