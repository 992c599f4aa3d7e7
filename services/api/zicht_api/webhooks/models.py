"""Where events are sent, and the outbox of what is still to be sent."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Index, Integer, LargeBinary, SmallInteger, String, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base

WACHT: Final = "wacht"
BEZORGD: Final = "bezorgd"
ONBESTELBAAR: Final = "onbestelbaar"


class Webhook(Base):
    """gebeurtenissen: of which kinds. soorten: of which signals; none: of all. doel: that of the credential that made
    it: what that may not see is not sent. geheim: sealed, because every message is signed with it."""

    __tablename__ = "webhooks"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    omschrijving: Mapped[str] = mapped_column(String(200))
    gebeurtenissen: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{signaal.nieuw}")
    soorten: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    doel: Mapped[str] = mapped_column(String(16))
    geheim: Mapped[bytes] = mapped_column(LargeBinary)
    aangemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Bezorging(Base):
    """One message for one webhook, written in the transaction that made it true. id: that of the event, the same for
    every webhook. inhoud: the bytes that are signed.

    volgende_poging_op: also the end of a lease: who takes a message moves this on, so that nobody else takes it
    meanwhile, and it comes free by itself if the taker dies.
    """

    __tablename__ = "webhookbezorgingen"
    __table_args__ = (
        Index("ix_webhookbezorgingen_webhook", "gemeente_id", "webhook_id", "aangemaakt_op", "id"),
        Index(
            "ix_webhookbezorgingen_wacht",
            "gemeente_id",
            "volgende_poging_op",
            postgresql_where=text("status = 'wacht'"),
        ),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    webhook_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    soort: Mapped[str] = mapped_column(String(40), server_default="signaal.nieuw")
    onderwerp: Mapped[str] = mapped_column(String(64))
    inhoud: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), server_default=WACHT)
    pogingen: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    volgende_poging_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    laatste_fout: Mapped[str | None] = mapped_column(String(200))
    aangemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    bezorgd_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
