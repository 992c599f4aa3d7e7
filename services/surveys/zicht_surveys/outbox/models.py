"""The transactional outbox: what must reach the core, written in the transaction that made it true."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Integer, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base

WACHT: Final = "wacht"
BEZORGD: Final = "bezorgd"
ONBESTELBAAR: Final = "onbestelbaar"


class Bericht(Base):
    """The result of one meting at one version, whole. A newer version replaces an older one, delivered or not.

    verstuurd: the last version that was on its way to the core; none: as versie, of a row from before it was kept.
    volgende_poging_op: also the end of a lease: who takes a message moves this on, so that nobody else takes it
    meanwhile, and it comes free by itself if the taker dies. wacht_sinds: when it began to wait; a newer version of
    what waits does not begin anew.
    """

    __tablename__ = "outbox"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    meting_id: Mapped[UUID] = mapped_column(primary_key=True)
    versie: Mapped[int] = mapped_column(BigInteger)
    verstuurd: Mapped[int | None] = mapped_column(BigInteger)
    inhoud: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(String(16), server_default="wacht")
    pogingen: Mapped[int] = mapped_column(Integer, server_default="0")
    volgende_poging_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    laatste_fout: Mapped[str | None] = mapped_column(String(500))
    wacht_sinds: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
