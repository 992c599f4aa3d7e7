"""What became of one expected delivery. Pure: its test is a table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.perioden import Periode


class Leveringsstatus(StrEnum):
    """verwacht: may still come. volledig, te-laat: what was agreed is there, and came in time or not. onvolledig: after
    the deadline there is too little. ontbreekt: after the deadline there is nothing."""

    verwacht = "verwacht"
    volledig = "volledig"
    onvolledig = "onvolledig"
    te_laat = "te-laat"
    ontbreekt = "ontbreekt"


class Omvang(StrEnum):
    """How much holds now, against what was agreed. Not a number: how many contacten an aanbieder had in a month, held
    against figures that are published, would uncover a cell that is hidden there."""

    geen = "geen"
    te_weinig = "te-weinig"
    genoeg = "genoeg"


@dataclass(frozen=True, slots=True)
class Verwachting:
    """What is expected over one period. wat: `contacten`, or the maatstaven; minstens: rows of each."""

    periode: Periode
    termijn: int
    wat: Collection[str]
    minstens: int

    @property
    def uiterlijk(self) -> date:
        """The last day on which a delivery is in time."""
        return self.periode.eind + timedelta(days=self.termijn)


@dataclass(frozen=True, slots=True)
class Stuk:
    """Rows that came at one moment, and were replaced or taken back at another; tot None: they hold."""

    wat: str
    van: datetime
    tot: datetime | None
    rijen: int


@dataclass(frozen=True, slots=True)
class Oordeel:
    """eerste, laatste: when the first and the last rows came, whether they hold or not. tekort: of what there is too
    little."""

    status: Leveringsstatus
    omvang: Omvang
    tekort: tuple[str, ...]
    eerste: datetime | None
    laatste: datetime | None


def judge(verwachting: Verwachting, stukken: Sequence[Stuk], dag: date) -> Oordeel:
    """The state on a day. stukken: all that came over the period up to that day, also what no longer holds."""
    nu = {wat: sum(stuk.rijen for stuk in stukken if stuk.wat == wat and stuk.tot is None) for wat in verwachting.wat}
    tekort = tuple(wat for wat, rijen in nu.items() if rijen < verwachting.minstens)
    omvang = Omvang.geen if not any(nu.values()) else Omvang.te_weinig if tekort else Omvang.genoeg
    momenten = [stuk.van for stuk in stukken if stuk.wat in nu]
    return Oordeel(
        status=_status(verwachting, stukken, dag, omvang),
        omvang=omvang,
        tekort=tekort,
        eerste=min(momenten, default=None),
        laatste=max(momenten, default=None),
    )


def _status(verwachting: Verwachting, stukken: Sequence[Stuk], dag: date, omvang: Omvang) -> Leveringsstatus:
    if dag <= verwachting.periode.eind:
        # What came may be all of it, but more is bound to follow.
        return Leveringsstatus.verwacht
    if omvang is Omvang.genoeg:
        return (
            Leveringsstatus.volledig
            if dag <= verwachting.uiterlijk or _was_in_time(verwachting, stukken)
            else Leveringsstatus.te_laat
        )
    if dag <= verwachting.uiterlijk:
        return Leveringsstatus.verwacht
    return Leveringsstatus.ontbreekt if omvang is Omvang.geen else Leveringsstatus.onvolledig


def _was_in_time(verwachting: Verwachting, stukken: Sequence[Stuk]) -> bool:
    """Whether there was enough at the end of the last day, in the Netherlands, whatever was corrected since."""
    grens = datetime.combine(verwachting.uiterlijk + timedelta(days=1), time(), NEDERLAND)
    toen = [stuk for stuk in stukken if stuk.van < grens and (stuk.tot is None or stuk.tot >= grens)]
    return all(sum(stuk.rijen for stuk in toen if stuk.wat == wat) >= verwachting.minstens for wat in verwachting.wat)


def expected_perioden(vanaf: Periode, tot: Periode | None, begin: date, eind: date) -> list[Periode]:
    """The periods of an agreement that share a day with the stretch from begin up to and including eind, in order."""
    eerste, laatste = max(begin, vanaf.begin), eind if tot is None else min(eind, tot.eind)
    if eerste > laatste:
        return []
    perioden = [Periode.containing(vanaf.soort, eerste)]
    while perioden[-1].eind < laatste:
        perioden.append(perioden[-1].next())
    return perioden
