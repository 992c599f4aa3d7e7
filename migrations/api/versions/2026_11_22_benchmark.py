"""Groups of gemeenten that are compared: which there are, who takes part, and what was settled. None is of a tenant."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_benchmark"
down_revision = "2026_11_22_doelenbomen"
branch_labels = None
depends_on = None

ROLE = "zicht_api"
# No UPDATE anywhere: what was settled stays, and the groups are the operator's.
PRIVILEGES = {
    "benchmarkgroepen": "SELECT",
    "benchmarkdeelnames": "SELECT, INSERT, DELETE",
    "benchmarkrondes": "SELECT, INSERT",
    "benchmarkuitkomsten": "SELECT, INSERT",
}


def _groep() -> sa.Column[str]:
    return sa.Column("groep", sa.String(length=64), nullable=False)


def _of_groep(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["groep"], ["benchmarkgroepen.code"], name=f"fk_{table}_benchmarkgroepen")


def upgrade() -> None:
    op.create_table(
        "benchmarkgroepen",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("omschrijving", sa.Text(), nullable=False),
        sa.Column("vanaf", sa.Date(), nullable=False),
        sa.Column("aangemaakt_op", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_benchmarkgroepen"),
    )
    op.create_table(
        "benchmarkdeelnames",
        _groep(),
        sa.Column("deelnemer", sa.String(length=6), nullable=False),
        sa.Column("sinds", sa.Date(), nullable=False),
        sa.CheckConstraint("deelnemer ~ '^GM[0-9]{4}$'", name="deelnemer"),
        _of_groep("benchmarkdeelnames"),
        sa.PrimaryKeyConstraint("groep", "deelnemer", name="pk_benchmarkdeelnames"),
    )
    op.create_table(
        "benchmarkrondes",
        _groep(),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("vastgesteld_op", sa.Date(), nullable=False),
        _of_groep("benchmarkrondes"),
        sa.PrimaryKeyConstraint("groep", "periode", name="pk_benchmarkrondes"),
    )
    op.create_table(
        "benchmarkuitkomsten",
        _groep(),
        sa.Column("periode", sa.String(length=8), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("definitie", sa.String(length=64), nullable=False),
        sa.Column("gemeenten", sa.SmallInteger(), nullable=True),
        sa.Column("gemiddelde", sa.Numeric(), nullable=True),
        sa.Column("kwartiel1", sa.Numeric(), nullable=True),
        sa.Column("mediaan", sa.Numeric(), nullable=True),
        sa.Column("kwartiel3", sa.Numeric(), nullable=True),
        sa.Column("stap", sa.Numeric(), nullable=True),
        sa.Column("andere_definitie", sa.SmallInteger(), nullable=False),
        sa.Column("zonder_waarde", sa.SmallInteger(), nullable=False),
        _of_groep("benchmarkuitkomsten"),
        sa.PrimaryKeyConstraint("groep", "periode", "indicator", "definitie", name="pk_benchmarkuitkomsten"),
    )
    for table, privileges in PRIVILEGES.items():
        op.execute(f"GRANT {privileges} ON {table} TO {ROLE}")


def downgrade() -> None:
    for table in reversed(PRIVILEGES):
        op.drop_table(table)
