"""Machine keys: an id that may be known, and a secret of which only a hash is kept.

scopes: what the key was narrowed to; none: all that its role may. vervangen_door: the id of the key that follows it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Sleutel(Base):
    __tablename__ = "sleutels"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    geheim_hash: Mapped[bytes] = mapped_column(LargeBinary)
    rol: Mapped[str] = mapped_column(String(16))
    doel: Mapped[str] = mapped_column(String(16))
    omschrijving: Mapped[str] = mapped_column(String(200))
    aanbieder_nr: Mapped[int | None] = mapped_column(SmallInteger)
    aangemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    verloopt_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ingetrokken_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    laatst_gebruikt_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    scopes: Mapped[list[str] | None] = mapped_column(ARRAY(String(16)))
    vervangen_door: Mapped[str | None] = mapped_column(String(64))
