"""A meting: one instrument, one period, the aanbieders whose clients are asked."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Integer, SmallInteger, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base
from zicht_surveys.gemeenten.models import Gemeente


class Meting(Base):
    """versie: of the resource, for If-Match. resultaat_versie: rises with each release of answers.

    opgeruimd: some time after closing, what is left of it in the ballot box was destroyed (resultaten/vrijgave.py).
    vervolg: when it ends, the next one is made by itself. vorige_id: the one that this one follows.
    teruggekoppeld_op: since when residents can read what was done with their answers, if they can.
    teruggezet: the core knows more of it than was known here after a backup was put back: what goes there since may not
    be less than what the core has (outbox/vergelijking.py).
    """

    __tablename__ = "metingen"
    # One follows another at most once, whichever copy of the service makes it.
    __table_args__ = (UniqueConstraint("gemeente_id", "vorige_id"),)

    gemeente_id: Mapped[UUID] = mapped_column(ForeignKey(Gemeente.id), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    vragenlijst: Mapped[str] = mapped_column(String(64))
    vragenlijst_versie: Mapped[int] = mapped_column(Integer)
    periode: Mapped[str] = mapped_column(String(8))
    begint_op: Mapped[date]
    eindigt_op: Mapped[date]
    aanbieders: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    kort_tot_en_met: Mapped[int] = mapped_column(SmallInteger)
    per_gebied: Mapped[bool]
    drempel: Mapped[int] = mapped_column(SmallInteger)
    gesloten_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    aangemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
    opgeruimd: Mapped[bool] = mapped_column(server_default="false")
    resultaat_versie: Mapped[int] = mapped_column(BigInteger, server_default="0")
    vervolg: Mapped[bool] = mapped_column(server_default="false")
    vorige_id: Mapped[UUID | None]
    teruggekoppeld_op: Mapped[date | None]
    teruggezet: Mapped[bool] = mapped_column(server_default="false")
