"""What both Alembic environments share: running with timeouts, and the security that every tenant table gets."""

import asyncio
from pathlib import Path
from typing import Literal

from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

from zicht_shared.db import async_url

Service = Literal["api", "surveys"]
_LOCK_TIMEOUT = "5s"
_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def config_for(service: Service, url: str) -> Config:
    """Alembic's configuration for one service; url: the address of the database, logged in as its owner."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER / service).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(service: Service, url: str, revision: str = "head") -> None:
    command.upgrade(config_for(service, url), revision)


def downgrade(service: Service, url: str, revision: str) -> None:
    command.downgrade(config_for(service, url), revision)


def run(metadata: MetaData) -> None:
    """The body of an env.py."""
    asyncio.run(_run(context.config.attributes["url"], metadata))


async def _run(url: str, metadata: MetaData) -> None:
    engine = create_async_engine(async_url(url))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, metadata)
    finally:
        await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    # A migration that has to wait for a lock would make all who come after it wait too: rather fail and try again.
    connection.execute(text(f"SET lock_timeout = '{_LOCK_TIMEOUT}'"))
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.commit()
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def create_service_role(role: str) -> None:
    """The role that the service logs in as; it owns nothing. An operator or the demo gives it LOGIN and a password."""
    op.execute(f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'Ask your administrator to run first: CREATE ROLE {role} LOGIN PASSWORD ''...''';
        END $$
    """)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def secure_tenant_table(table: str, role: str, privileges: str, column: str = "gemeente_id") -> None:
    """Row-level security on a table of tenant rows, and what the service's role may do with it."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    # NULLIF: after a transaction the setting is '' rather than unset, and '' is no uuid. No tenant means no rows.
    tenant = "NULLIF(current_setting('zicht.gemeente', true), '')::uuid"
    op.execute(f"CREATE POLICY {table}_tenant ON {table} USING ({column} = {tenant}) WITH CHECK ({column} = {tenant})")
    op.execute(f"GRANT {privileges} ON {table} TO {role}")
