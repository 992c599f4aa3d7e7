"""Duidingssessies: what people talked about, on which figures, and what each perspective said."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Duidingssessie(Base):
    """dataversie, dag: the state of the figures that the session is bound to; the figures themselves are not kept.

    onderwerpen, deelnemers, uitkomst, stemmen: as they go over the wire. indicatoren: every indicator that one of the
    onderwerpen is about, also through a knoop or a signaal. versie: rises with every change of the session or of a
    bijdrage to it, so that of two writers at once the second has to look again.
    """

    __tablename__ = "duidingssessies"
    __table_args__ = (Index("ix_duidingssessies_datum", "gemeente_id", "datum", "id"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    datum: Mapped[date] = mapped_column(Date)
    periode: Mapped[str] = mapped_column(String(8))
    dataversie: Mapped[int] = mapped_column(BigInteger)
    dag: Mapped[date] = mapped_column(Date)
    monitorcyclus: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16), server_default="voorbereiding")
    onderwerpen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    deelnemers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    indicatoren: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    uitkomst: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    stemmen: Mapped[dict[str, dict[str, int]]] = mapped_column(JSONB, server_default=text("'{}'"))
    aangemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    gewijzigd_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    vastgesteld_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Duidingsbijdrage(Base):
    """What one perspective answered about one onderwerp. antwoorden: as they go over the wire."""

    __tablename__ = "duidingsbijdragen"
    __table_args__ = (
        ForeignKeyConstraint(["gemeente_id", "sessie_id"], ["duidingssessies.gemeente_id", "duidingssessies.id"]),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    sessie_id: Mapped[UUID] = mapped_column(primary_key=True)
    onderwerp: Mapped[str] = mapped_column(String(64), primary_key=True)
    perspectief: Mapped[str] = mapped_column(String(24), primary_key=True)
    antwoorden: Mapped[dict[str, Any]] = mapped_column(JSONB)
