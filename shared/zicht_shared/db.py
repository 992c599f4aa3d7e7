"""One service's database: every transaction belongs to one gemeente, and PostgreSQL itself refuses rows of another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from sqlalchemy import Connection, MetaData, event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

NAMING = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def set_tenant_statement(gemeente: UUID) -> str:
    """`SET LOCAL` for one gemeente. The literal is formatted from a UUID, so nothing else can get in.

    Not `set_config()`: on Citus that stays on the coordinator, and the workers would refuse every row.
    """
    return f"SET LOCAL zicht.gemeente = '{UUID(int=gemeente.int)}'"


def async_url(url: str) -> str:
    """The same PostgreSQL address for SQLAlchemy's asyncpg dialect."""
    return url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+asyncpg://", 1)


class Database:
    """The pool of one service, logged in as a role that owns nothing."""

    def __init__(self, url: str, *, pool_size: int = 10, application: str = "zicht") -> None:
        self.engine = create_async_engine(
            async_url(url),
            hide_parameters=True,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=False,
            connect_args={
                "timeout": 5,
                "server_settings": {
                    "application_name": application,
                    "timezone": "UTC",
                    # Every statement here is short: compiling one would take longer than running it.
                    "jit": "off",
                    "statement_timeout": "60000",
                    "lock_timeout": "30000",
                    "idle_in_transaction_session_timeout": "60000",
                },
            },
        )
        # "begin" fires for sessions and for bare Core connections alike: no way to the tables goes round it.
        event.listen(self.engine.sync_engine, "begin", _set_tenant)

    @asynccontextmanager
    async def transaction(self, gemeente: UUID | None) -> AsyncIterator[AsyncSession]:
        """A transaction that sees one gemeente; without one it sees no tenant rows at all. Commits unless it raises."""
        engine = self.engine.execution_options(gemeente=gemeente)
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


def _set_tenant(connection: Connection) -> None:
    gemeente = connection.get_execution_options().get("gemeente")
    if gemeente is not None:
        connection.exec_driver_sql(set_tenant_statement(gemeente))


async def driver_connection(session: AsyncSession) -> asyncpg.Connection:
    """The asyncpg connection under a session, inside its transaction: for COPY and for statements on a hot path.

    SQLAlchemy sends BEGIN with the first statement that goes through it: setting the tenant is one. In a transaction
    without a tenant the caller sends one through the session first.
    """
    connection = await session.connection()
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    return driver
