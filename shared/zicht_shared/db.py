"""One service's database: every transaction belongs to one gemeente, and PostgreSQL itself refuses rows of another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from uuid import UUID

import asyncpg
from sqlalchemy import AdaptedConnection, Connection, MetaData, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from zicht_shared.storingen import ONBEREIKBAAR, storing_of
from zicht_shared.wisregister import REGISTER, Wisregister

_CONNECT_SECONDS = 5
# How long to wait for a connection when all of them are in use.
_POOL_SECONDS = 5
# Connections beside the pool, that only look.
_LOOKERS = 2

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
    """The pool of one service, logged in as a role that owns nothing. wisregister: where it says what it erases."""

    def __init__(
        self, url: str, *, pool_size: int = 10, application: str = "zicht", wisregister: Wisregister | None = None
    ) -> None:
        self._url = url
        self.wisregister = wisregister
        self._server_settings = {
            "application_name": application,
            "timezone": "UTC",
            # Every statement here is short: compiling one would take longer than running it.
            "jit": "off",
            "statement_timeout": "60000",
            "lock_timeout": "30000",
            "idle_in_transaction_session_timeout": "60000",
        }
        self._lookers: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self.engine = create_async_engine(
            async_url(url),
            hide_parameters=True,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_POOL_SECONDS,
            pool_pre_ping=False,
            connect_args={"timeout": _CONNECT_SECONDS, "server_settings": self._server_settings},
        )
        # "begin" fires for sessions and for bare Core connections alike: no way to the tables goes round it.
        event.listen(self.engine.sync_engine, "begin", _set_tenant)
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)

    @asynccontextmanager
    async def transaction(self, gemeente: UUID | None) -> AsyncIterator[AsyncSession]:
        """A transaction that sees one gemeente; without one it sees no tenant rows at all. Commits unless it raises."""
        engine = self.engine.execution_options(gemeente=gemeente)
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            session.info[REGISTER] = self.wisregister
            try:
                await session.connection()
            except DBAPIError as fault:
                # It died a moment ago, and nothing was asked of it yet.
                if storing_of(fault) is not ONBEREIKBAAR:
                    raise
                await session.connection()
            yield session

    async def look(self, gemeente: UUID, statement: str, *values: object) -> asyncpg.Record | None:
        """One row, in a transaction of its own that sees one gemeente; statement: with $1, $2 for the values.

        Past SQLAlchemy, over connections of its own: for what is asked thousands of times a second.
        """
        async with (await self._open_lookers()).acquire(timeout=_POOL_SECONDS) as connection:
            await connection.execute(f"BEGIN READ ONLY; {set_tenant_statement(gemeente)}")
            try:
                return await connection.fetchrow(statement, *values)
            finally:
                if not connection.is_closed():
                    await connection.execute("COMMIT")

    async def _open_lookers(self) -> asyncpg.Pool:
        async with self._opening:
            if self._lookers is None:
                self._lookers = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=_LOOKERS,
                    timeout=_CONNECT_SECONDS,
                    server_settings=self._server_settings,
                    # Nothing outlives the transaction.
                    reset=_leave_as_it_is,
                )
            return self._lookers

    async def close(self) -> None:
        if self._lookers is not None:
            await self._lookers.close()
        await self.engine.dispose()


async def _leave_as_it_is(_: asyncpg.Connection) -> None:
    pass


def _refuse_closed(connection: DBAPIConnection, *_: object) -> None:
    """Not what the server closed while it lay in the pool: then the pool makes another. Nothing is sent to find out."""
    driver = cast("AdaptedConnection", connection).driver_connection
    if driver is not None and driver.is_closed():
        raise DisconnectionError


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
