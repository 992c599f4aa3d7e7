"""The delivery calendar: what is expected of an aanbieder, and when."""

from uuid import UUID

from sqlalchemy import Integer, SmallInteger, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class Leverafspraak(Revisie, Base):
    """maatstaven: which tellingen; none for contacten. vanaf, tot: the first and the last period, both included.

    termijn: days after the end of a period. minstens: rows a period, of tellingen for each maatstaf.
    """

    __tablename__ = "leverafspraken"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    aanbieder_nr: Mapped[int] = mapped_column(SmallInteger)
    soort: Mapped[str] = mapped_column(String(16))
    maatstaven: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    periodesoort: Mapped[str] = mapped_column(String(8))
    termijn: Mapped[int] = mapped_column(SmallInteger)
    vanaf: Mapped[str] = mapped_column(String(8))
    tot: Mapped[str | None] = mapped_column(String(8))
    minstens: Mapped[int] = mapped_column(Integer)
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
