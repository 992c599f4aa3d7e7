"""Indicators: how a figure is made, what it is for, and against what it is held."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Dialect, Index, Integer, Numeric, String, Text, TypeDecorator, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class Bedragen(TypeDecorator[Mapping[str, Decimal]]):
    """Amounts by code. Kept as text within the JSON, because its numbers come back as binary fractions."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Decimal] | None, dialect: Dialect) -> dict[str, str]:
        return {code: str(bedrag) for code, bedrag in (value or {}).items()}

    def process_result_value(self, value: Mapping[str, str] | None, dialect: Dialect) -> dict[str, Decimal]:
        return {code: Decimal(bedrag) for code, bedrag in (value or {}).items()}


class Indicator(Revisie, Base):
    """rekenwijze: maatstaf | verhouding | uniek | doorlooptijd | vragenlijst | formule | handmatig. teller, noemer:
    codes of maatstaven; factor: what their quotient is multiplied by, only for a verhouding (None: 1).

    vragenlijst, vraag, maat (top2 | gemiddelde | nps | ja): for rekenwijze vragenlijst; maat (mediaan | gemiddelde)
    also for doorlooptijd. formule: its text, see formules/taal.py. doelen: which purposes (doelbinding) it may serve.
    nulmeting: the figure before; nulmeting_periode: the period that it is the figure of, when Zicht knows it.
    streefwaarden: targets by period code, for periods in which `streefwaarde` does not hold.
    """

    __tablename__ = "indicatoren"
    __table_args__ = (
        Index("uq_indicatoren_code", "gemeente_id", "code", unique=True, postgresql_where=text("versie_tot IS NULL")),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    omschrijving: Mapped[str] = mapped_column(Text)
    pijler: Mapped[str] = mapped_column(String(20))
    soort: Mapped[str] = mapped_column(String(12))
    eenheid: Mapped[str] = mapped_column(String(32))
    richting: Mapped[str] = mapped_column(String(12))
    rekenwijze: Mapped[str] = mapped_column(String(16))
    teller: Mapped[str | None] = mapped_column(String(64))
    noemer: Mapped[str | None] = mapped_column(String(64))
    factor: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    vragenlijst: Mapped[str | None] = mapped_column(String(64))
    vraag: Mapped[str | None] = mapped_column(String(64))
    maat: Mapped[str | None] = mapped_column(String(16))
    formule: Mapped[str | None] = mapped_column(Text)
    functies: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    belang: Mapped[str] = mapped_column(String(16))
    doelen: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    nulmeting: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    nulmeting_periode: Mapped[str | None] = mapped_column(String(8))
    streefwaarde: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    streefwaarden: Mapped[dict[str, Decimal]] = mapped_column(Bedragen, server_default="{}")
    signaalgrens: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    openbaar: Mapped[bool]
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
