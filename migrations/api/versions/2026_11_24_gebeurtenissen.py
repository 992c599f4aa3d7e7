"""What happened, in order of commit; and webhooks for all of it, where they were for signals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zicht_shared.migrations import secure_tenant_table

revision = "2026_11_24_gebeurtenissen"
down_revision = "2026_11_22_benchmark"
branch_labels = None
depends_on = None

ROLE = "zicht_api"


def upgrade() -> None:
    op.create_table(
        "gebeurtenissen",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=40), nullable=False),
        sa.Column("tijdstip", sa.DateTime(timezone=True), nullable=False),
        sa.Column("onderwerp", sa.String(length=64), nullable=False),
        sa.Column("pad", sa.String(length=300), nullable=False),
        sa.Column("alleen_leren", sa.Boolean(), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=True),
        sa.Column("aanbieder", sa.String(length=64), nullable=True),
        sa.Column("gegevens", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", "nr", name="pk_gebeurtenissen"),
    )
    op.create_index("ix_gebeurtenissen_tijdstip", "gebeurtenissen", ["gemeente_id", "tijdstip"])
    op.create_table(
        "gebeurtenistellers",
        sa.Column("gemeente_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente_id", name="pk_gebeurtenistellers"),
    )
    secure_tenant_table("gebeurtenissen", ROLE, "SELECT, INSERT, DELETE")
    secure_tenant_table("gebeurtenistellers", ROLE, "SELECT, INSERT, UPDATE")
    # What was sent until now were signals, and a webhook that says nothing else still gets those.
    only_signals = sa.text("'{signaal.nieuw}'")
    op.add_column(
        "webhooks",
        sa.Column(
            "gebeurtenissen", postgresql.ARRAY(sa.String(length=40)), server_default=only_signals, nullable=False
        ),
    )
    op.add_column(
        "webhookbezorgingen",
        sa.Column("soort", sa.String(length=40), server_default="signaal.nieuw", nullable=False),
    )
    op.alter_column(
        "webhookbezorgingen",
        "signaal_id",
        new_column_name="onderwerp",
        type_=sa.String(length=64),
        postgresql_using="signaal_id::text",
    )
    # One event goes to several webhooks under the same id.
    op.drop_constraint("pk_webhookbezorgingen", "webhookbezorgingen")
    op.create_primary_key("pk_webhookbezorgingen", "webhookbezorgingen", ["gemeente_id", "webhook_id", "id"])
    op.create_index(
        "ix_webhookbezorgingen_wacht",
        "webhookbezorgingen",
        ["gemeente_id", "volgende_poging_op"],
        postgresql_where=sa.text("status = 'wacht'"),
    )


def downgrade() -> None:
    op.drop_index("ix_webhookbezorgingen_wacht", "webhookbezorgingen")
    op.drop_constraint("pk_webhookbezorgingen", "webhookbezorgingen")
    # Row-level security is forced on the owner too; a migration works for all gemeenten at once.
    op.execute("ALTER TABLE webhookbezorgingen NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM webhookbezorgingen WHERE soort <> 'signaal.nieuw'")
    op.execute("UPDATE webhookbezorgingen SET id = gen_random_uuid()")
    op.execute("ALTER TABLE webhookbezorgingen FORCE ROW LEVEL SECURITY")
    op.create_primary_key("pk_webhookbezorgingen", "webhookbezorgingen", ["gemeente_id", "id"])
    op.alter_column(
        "webhookbezorgingen",
        "onderwerp",
        new_column_name="signaal_id",
        type_=sa.Uuid(),
        postgresql_using="onderwerp::uuid",
    )
    op.drop_column("webhookbezorgingen", "soort")
    op.drop_column("webhooks", "gebeurtenissen")
    op.drop_table("gebeurtenistellers")
    op.drop_table("gebeurtenissen")
