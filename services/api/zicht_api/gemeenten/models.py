"""The gemeente: the tenant. Made by the operator with `zicht gemeente`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Integer, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_shared.citus import VERDEELD_OP


class Gemeente(Base):
    """dataversie rises with every change of figures or definitions; writers take this row's lock, so versions are in
    order of commit. drempel: a cell with fewer people is hidden."""

    __tablename__ = "gemeenten"
    __table_args__ = (CheckConstraint("drempel >= 5", name="drempel"), {"info": {VERDEELD_OP: "id"}})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6))
    naam: Mapped[str] = mapped_column(String(200))
    drempel: Mapped[int] = mapped_column(SmallInteger, server_default="10")
    dataversie: Mapped[int] = mapped_column(BigInteger, server_default="0")
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
    aangemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Dataversie(Base):
    """When each version came to be, why, and which drempel held."""

    __tablename__ = "dataversies"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    versie: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    tijdstip: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    oorzaak: Mapped[str] = mapped_column(String(100))
    drempel: Mapped[int] = mapped_column(SmallInteger, server_default="10")


class Geraakt(Base):
    """Of which years a version changed the facts; jaar 0: what all years rest on."""

    __tablename__ = "geraakt"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    jaar: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    versie: Mapped[int] = mapped_column(BigInteger, primary_key=True)
