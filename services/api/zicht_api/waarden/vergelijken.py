"""Numbers speak through difference: a figure beside the one before, that of a year ago, the nulmeting and the target.

Pure; works on figures that are shown.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from zicht_api.getallen import divide, round_published
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.streefwaarden import streefwaarde_voor
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.waarden import statistiek
from zicht_api.waarden.meten import Getal
from zicht_api.waarden.statistiek import NIET_TE_SCHATTEN, Gemiddelde, Nps, Proportie, Telling, Verschil

Status = Literal["behaald", "op-weg", "niet-behaald"]

# Kinds that add up: more time or more people makes more of it, so that a target is one for the whole gemeente.
OPTELLEND = frozenset({"maatstaf", "uniek"})


@dataclass(frozen=True, slots=True)
class Oordeel:
    """A difference, and with what."""

    met: str
    verschil: Verschil


@dataclass(frozen=True, slots=True)
class Vergelijking:
    vorige: Oordeel | None = None
    vorig_jaar: Oordeel | None = None
    nulmeting: Oordeel | None = None
    streefwaarde: Oordeel | None = None
    tegenover: Oordeel | None = None
    status: Status | None = None


def comparison_periods(indicator: Indicator, periode: Periode, tegenover: Periode | None) -> dict[str, Periode]:
    """The periods that a figure is held against, by name; those that do not exist are left out.

    tegenover: one that was asked for besides.
    """
    found = {} if tegenover is None else {"tegenover": tegenover}
    for name, find in (("vorige", periode.previous), ("vorig_jaar", periode.year_before)):
        try:
            found[name] = find()
        except ValueError:
            continue
    nulmeting = nulmeting_periode_of(indicator)
    return found if nulmeting is None else found | {"nulmeting": nulmeting}


def compare(
    indicator: Indicator,
    factor: Decimal,
    periode: Periode,
    getal: Getal,
    *,
    tegenover: Periode | None,
    eerder: Callable[[Periode], Getal],
    dagen: int,
    heel: bool,
) -> Vergelijking:
    """Hold a figure against others. eerder: the shown figure of the same cell over another period.

    dagen: how many days of the period are over. heel: the figure is about the whole gemeente.
    """
    if getal.waarde is None:
        return Vergelijking()
    anders = {
        name: ander for name, ander in comparison_periods(indicator, periode, tegenover).items() if ander != periode
    }
    tijd = {
        name: _oordeel(factor, periode, getal, dagen, ander, eerder(ander))
        for name, ander in anders.items()
        if name != "nulmeting" or ander.soort is periode.soort or indicator.rekenwijze not in OPTELLEND
    }
    nulmeting = tijd.get("nulmeting")
    nul = getal.waarde - nulmeting.verschil.verschil if nulmeting is not None else None
    if indicator.nulmeting is not None and is_comparable(indicator, periode, heel=heel):
        nul = indicator.nulmeting
        nulmeting = Oordeel("nulmeting", statistiek.compare_with_fixed(getal.waarde, getal.interval, nul))
    doel = target_of(indicator, periode, heel=heel)
    return Vergelijking(
        vorige=tijd.get("vorige"),
        vorig_jaar=tijd.get("vorig_jaar"),
        nulmeting=nulmeting,
        streefwaarde=None
        if doel is None
        else Oordeel("streefwaarde", statistiek.compare_with_fixed(getal.waarde, getal.interval, doel)),
        tegenover=tijd.get("tegenover"),
        status=None if doel is None else judge(indicator.richting, getal.waarde, doel, nul),
    )


def hold_against_target(
    indicator: Indicator, periode: Periode, getal: Getal, *, eerder: Callable[[Periode], Getal], heel: bool
) -> tuple[Decimal | None, Status | None]:
    """The streefwaarde of a cell, and whether it is reached. eerder, heel: as for `compare`."""
    doel = target_of(indicator, periode, heel=heel)
    if doel is None or getal.waarde is None:
        return doel, None
    return doel, judge(indicator.richting, getal.waarde, doel, _nul(indicator, periode, eerder, heel=heel))


def _nul(indicator: Indicator, periode: Periode, eerder: Callable[[Periode], Getal], *, heel: bool) -> Decimal | None:
    """What the nulmeting of a cell was."""
    if indicator.nulmeting is not None:
        return indicator.nulmeting if is_comparable(indicator, periode, heel=heel) else None
    ander = nulmeting_periode_of(indicator)
    if ander is None or ander == periode:
        return None
    same_kind = ander.soort is periode.soort or indicator.rekenwijze not in OPTELLEND
    return eerder(ander).waarde if same_kind else None


def nulmeting_periode_of(indicator: Indicator) -> Periode | None:
    """The period of the nulmeting, where Zicht knows its figure."""
    return None if indicator.nulmeting_periode is None else Periode.parse(indicator.nulmeting_periode)


def judge(richting: str, waarde: Decimal, doel: Decimal, nul: Decimal | None) -> Status | None:
    """behaald: at the target or past it; op-weg: not yet, but better than the nulmeting. None: there is no better."""
    if richting == "neutraal":
        return None
    teken = 1 if richting == "hoger" else -1
    if teken * (waarde - doel) >= 0:
        return "behaald"
    return "op-weg" if nul is not None and teken * (waarde - nul) > 0 else "niet-behaald"


def target_of(indicator: Indicator, periode: Periode, *, heel: bool) -> Decimal | None:
    """The streefwaarde that a figure over this period is held against. heel: it is about the whole gemeente."""
    if not heel and indicator.rekenwijze in OPTELLEND:
        return None
    if indicator.rekenwijze in OPTELLEND and periode.code not in indicator.streefwaarden:
        return indicator.streefwaarde if periode.soort is PeriodeSoort.jaar else None
    return streefwaarde_voor(indicator, periode)


def is_comparable(indicator: Indicator, periode: Periode, *, heel: bool) -> bool:
    """Whether a nulmeting that is a bare number can be held against this figure: one that adds up is about a year."""
    return indicator.rekenwijze not in OPTELLEND or (heel and periode.soort is PeriodeSoort.jaar)


def _oordeel(
    factor: Decimal, periode: Periode, getal: Getal, dagen: int, ander: Periode, toen: Getal
) -> Oordeel | None:
    if getal.waarde is None or toen.waarde is None:
        return None
    verschil = getal.waarde - toen.waarde
    match getal.steekproef, toen.steekproef:
        case Proportie() as een, Proportie() as twee:
            uitkomst = statistiek.compare_proportions(een, twee, factor)
        case Nps() as een, Nps() as twee:
            uitkomst = statistiek.compare_nps(een, twee)
        case Gemiddelde() as een, Gemiddelde() as twee:
            uitkomst = statistiek.compare_means(een, twee, factor)
        case Telling() as een, Telling() as twee if getal.noemer is not None:
            uitkomst = _compare_quotients(een, twee, factor)
        case Telling() as een, Telling() as twee if dagen < periode.dagen:
            uitkomst = _compare_running(een, twee, dagen, ander.dagen)
        case Telling() as een, Telling() as twee:
            uitkomst = statistiek.compare_counts(een, twee)
        case _:
            uitkomst = Verschil(verschil, None, None, None, NIET_TE_SCHATTEN)
    return Oordeel(ander.code, replace(uitkomst, verschil=verschil))


def _compare_quotients(nu: Telling, toen: Telling, factor: Decimal) -> Verschil:
    """Two counts over what each is counted per, in the unit of the quotient."""
    uitkomst = statistiek.compare_counts(nu, toen)
    schaal = divide(factor, nu.blootstelling)

    def rescaled(grens: Decimal | None) -> Decimal | None:
        return None if grens is None else round_published(grens * schaal)

    return replace(uitkomst, onder=rescaled(uitkomst.onder), boven=rescaled(uitkomst.boven))


def _compare_running(nu: Telling, toen: Telling, dagen: int, dagen_toen: int) -> Verschil:
    """A period that is not over yet, beside a whole one: only whether the pace differs can be said."""
    nu, toen = Telling(nu.aantal, Decimal(max(1, dagen))), Telling(toen.aantal, Decimal(dagen_toen))
    return replace(statistiek.compare_counts(nu, toen), onder=None, boven=None)
