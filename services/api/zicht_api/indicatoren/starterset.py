"""The maatstaven and indicators that every gemeente begins with."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


async def insert_starterset(db: AsyncSession, gemeente_id: UUID) -> None:
    pass
