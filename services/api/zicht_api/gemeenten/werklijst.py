"""Which gemeenten there are, for the jobs: they belong to none, so `gemeenten` is closed to them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import String, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base

_ADD = text("INSERT INTO werklijst (id, code) VALUES (:id, :code) ON CONFLICT DO NOTHING")
_ALL = text("SELECT id, code FROM werklijst ORDER BY code")


class Werklijst(Base):
    """Not tenant data: only that the gemeente with this code uses Zicht."""

    __tablename__ = "werklijst"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6))


@dataclass(frozen=True, slots=True)
class Gemeentecode:
    id: UUID
    code: str


async def add_to_werklijst(db: AsyncSession, gemeente_id: UUID, code: str) -> None:
    await db.execute(_ADD, {"id": gemeente_id, "code": code})


async def load_werklijst(db: AsyncSession) -> list[Gemeentecode]:
    """Every gemeente, in a transaction that belongs to none of them."""
    return [Gemeentecode(row.id, row.code) for row in await db.execute(_ALL)]
