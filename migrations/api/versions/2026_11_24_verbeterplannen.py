"""Verbeterplannen, their acties, every step that they took, and when their effect was measured."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_24_verbeterplannen"
down_revision = "2026_11_24_duiding"
branch_labels = None
depends_on = None

ROLE = "zicht_api"
# What was done and what was measured can only be added to.
PRIVILEGES = {
    "verbeterplannen": "SELECT, INSERT, UPDATE",
    "verbeteracties": "SELECT, INSERT, UPDATE",
    "verbeterovergangen": "SELECT, INSERT",
    "effectmetingen": "SELECT, INSERT",
}


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _code(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=64), nullable=nullable)


def _status(default: str) -> sa.Column[str]:
    return sa.Column("status", sa.String(length=16), server_default=default, nullable=False)


def _of_plan(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["gemeente_id", "plan_id"],
        ["verbeterplannen.gemeente_id", "verbeterplannen.id"],
        name=f"fk_{table}_verbeterplannen",
    )


def upgrade() -> None:
    op.create_table(
        "verbeterplannen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("doelen", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("duidingssessies", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("signalen", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        _code("monitorcyclus", nullable=True),
        sa.Column("ambities", postgresql.JSONB(), nullable=False),
        sa.Column("resultaten", postgresql.JSONB(), nullable=False),
        _status("concept"),
        _now("aangemaakt_op"),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "id", name="pk_verbeterplannen"),
    )
    op.create_index("ix_verbeterplannen_aangemaakt", "verbeterplannen", ["gemeente_id", "aangemaakt_op", "id"])
    op.create_table(
        "verbeteracties",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        _code("code"),
        sa.Column("omschrijving", sa.Text(), nullable=False),
        sa.Column("resultaten", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("stappen", postgresql.JSONB(), nullable=False),
        sa.Column("verantwoordelijke", sa.String(length=200), nullable=False),
        _code("aanbieder", nullable=True),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("randvoorwaarden", postgresql.JSONB(), nullable=False),
        sa.Column("begroot", sa.Numeric(12, 2), nullable=False),
        sa.Column("besteed", sa.Numeric(12, 2), nullable=False),
        sa.Column("hangt_af_van", postgresql.ARRAY(sa.String(length=64)), nullable=False),
        _code("indicator", nullable=True),
        _code("doelenboom", nullable=True),
        _code("knoop", nullable=True),
        sa.Column("filters", postgresql.JSONB(), nullable=False),
        sa.Column("periode_voor", sa.String(length=8), nullable=False),
        sa.Column("periode_na", sa.String(length=8), nullable=False),
        sa.Column("verwachte_waarde", sa.Numeric(14, 4), nullable=False),
        sa.Column("meetdatum", sa.Date(), nullable=False),
        sa.Column("dataversie", sa.BigInteger(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        _status("gepland"),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        _of_plan("verbeteracties"),
        sa.PrimaryKeyConstraint("gemeente_id", "plan_id", "code", name="pk_verbeteracties"),
    )
    op.create_table(
        "verbeterovergangen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        _code("actie", nullable=True),
        sa.Column("van", sa.String(length=16), nullable=True),
        sa.Column("naar", sa.String(length=16), nullable=False),
        sa.Column("reden", sa.Text(), nullable=True),
        _code("sleutel_id"),
        _now("tijdstip"),
        _of_plan("verbeterovergangen"),
        sa.PrimaryKeyConstraint("gemeente_id", "nr", name="pk_verbeterovergangen"),
    )
    op.create_index("ix_verbeterovergangen_plan", "verbeterovergangen", ["gemeente_id", "plan_id", "nr"])
    op.create_table(
        "effectmetingen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        _code("actie"),
        sa.Column("nr", sa.SmallInteger(), nullable=False),
        sa.Column("dataversie", sa.BigInteger(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("vergeleken", sa.Boolean(), nullable=False),
        _code("sleutel_id"),
        _now("gemeten_op"),
        sa.ForeignKeyConstraint(
            ["gemeente_id", "plan_id", "actie"],
            ["verbeteracties.gemeente_id", "verbeteracties.plan_id", "verbeteracties.code"],
            name="fk_effectmetingen_verbeteracties",
        ),
        sa.PrimaryKeyConstraint("gemeente_id", "plan_id", "actie", "nr", name="pk_effectmetingen"),
    )
    for table, privileges in PRIVILEGES.items():
        secure_tenant_table(table, ROLE, privileges)


def downgrade() -> None:
    for table in reversed(PRIVILEGES):
        op.drop_table(table)
