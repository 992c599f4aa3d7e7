"""Verbeterplannen with their acties, every step that they took, and when their effect was measured."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Verbeterplan(Base):
    """doelen: which purposes (doelbinding) it may serve. duidingssessies, signalen: what gave rise to it.

    ambities, resultaten: as they go over the wire; they are only ever written whole. Who changes anything in a plan
    holds the lock of this row.
    """

    __tablename__ = "verbeterplannen"
    __table_args__ = (Index("ix_verbeterplannen_aangemaakt", "gemeente_id", "aangemaakt_op", "id"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    doelen: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    duidingssessies: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    signalen: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    begin: Mapped[date] = mapped_column(Date)
    eind: Mapped[date] = mapped_column(Date)
    monitorcyclus: Mapped[str | None] = mapped_column(String(64))
    ambities: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    resultaten: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(String(16), server_default="concept")
    aangemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Verbeteractie(Base):
    """What is done to reach results, and what it should move.

    indicator, or doelenboom and knoop: what it should move, within `filters` (codes by dimensie), from periode_voor to
    periode_na. dataversie, dag: the state of the data when that was laid down; the value before follows from it.
    """

    __tablename__ = "verbeteracties"
    __table_args__ = (
        ForeignKeyConstraint(["gemeente_id", "plan_id"], ["verbeterplannen.gemeente_id", "verbeterplannen.id"]),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    omschrijving: Mapped[str] = mapped_column(Text)
    resultaten: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    stappen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    verantwoordelijke: Mapped[str] = mapped_column(String(200))
    aanbieder: Mapped[str | None] = mapped_column(String(64))
    begin: Mapped[date] = mapped_column(Date)
    deadline: Mapped[date] = mapped_column(Date)
    randvoorwaarden: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    begroot: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    besteed: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    hangt_af_van: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    indicator: Mapped[str | None] = mapped_column(String(64))
    doelenboom: Mapped[str | None] = mapped_column(String(64))
    knoop: Mapped[str | None] = mapped_column(String(64))
    filters: Mapped[dict[str, str]] = mapped_column(JSONB)
    periode_voor: Mapped[str] = mapped_column(String(8))
    periode_na: Mapped[str] = mapped_column(String(8))
    verwachte_waarde: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    meetdatum: Mapped[date] = mapped_column(Date)
    dataversie: Mapped[int] = mapped_column(BigInteger)
    dag: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16), server_default="gepland")
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Verbeterovergang(Base):
    """One step of a plan (actie None) or of an actie; van None: it was made. The service's role can only add them."""

    __tablename__ = "verbeterovergangen"
    __table_args__ = (
        ForeignKeyConstraint(["gemeente_id", "plan_id"], ["verbeterplannen.gemeente_id", "verbeterplannen.id"]),
        Index("ix_verbeterovergangen_plan", "gemeente_id", "plan_id", "nr"),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    plan_id: Mapped[UUID]
    actie: Mapped[str | None] = mapped_column(String(64))
    van: Mapped[str | None] = mapped_column(String(16))
    naar: Mapped[str] = mapped_column(String(16))
    reden: Mapped[str | None] = mapped_column(Text)
    sleutel_id: Mapped[str] = mapped_column(String(64))
    tijdstip: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Effectmeting(Base):
    """That the effect of an actie was measured, and in which state of the data: its figures follow from that.

    vergeleken: there were two figures to compare, and the later period was over. The service's role can only add them.
    """

    __tablename__ = "effectmetingen"
    __table_args__ = (
        ForeignKeyConstraint(
            ["gemeente_id", "plan_id", "actie"],
            ["verbeteracties.gemeente_id", "verbeteracties.plan_id", "verbeteracties.code"],
        ),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(primary_key=True)
    actie: Mapped[str] = mapped_column(String(64), primary_key=True)
    nr: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    dataversie: Mapped[int] = mapped_column(BigInteger)
    dag: Mapped[date] = mapped_column(Date)
    vergeleken: Mapped[bool]
    sleutel_id: Mapped[str] = mapped_column(String(64))
    gemeten_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
