"""Contacten, kept by revision: a row holds from data version `versie_van` until (not including) `versie_tot`."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Contact(Base):
    """Dimensions are small numbers without foreign keys: a check per row would halve the speed of a delivery, and the
    lists they point into only grow. versie_tot is None for what holds now."""

    __tablename__ = "contacten"
    __table_args__ = (
        Index(
            "ix_contacten_nu",
            "gemeente_id",
            "datum",
            "aanbieder_nr",
            "bron_id",
            postgresql_where=text("versie_tot IS NULL"),
        ),
        # What was replaced: few rows, looked for when the state at an earlier moment is asked for.
        Index("ix_contacten_was", "gemeente_id", "datum", postgresql_where=text("versie_tot IS NOT NULL")),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    aanbieder_nr: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bron_id: Mapped[str] = mapped_column(String(64, collation="C"), primary_key=True)
    versie_van: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    versie_tot: Mapped[int | None] = mapped_column(BigInteger)
    datum: Mapped[date]
    soort: Mapped[int] = mapped_column(SmallInteger)
    client: Mapped[bytes | None] = mapped_column(LargeBinary)
    duur_minuten: Mapped[int | None] = mapped_column(Integer)
    leefgebieden: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    doelgroep: Mapped[int | None] = mapped_column(SmallInteger)
    gebied_nr: Mapped[int | None] = mapped_column(Integer)
    vorm: Mapped[int] = mapped_column(SmallInteger)
    verwijzer: Mapped[int | None] = mapped_column(SmallInteger)
    doorverwezen_naar: Mapped[int | None] = mapped_column(SmallInteger)
    afgesloten: Mapped[date | None]
