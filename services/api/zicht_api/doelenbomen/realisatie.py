"""How far the goals of a doelenboom are reached: the score of each indicator, rolled up along the tree. Pure.

Only published figures go in, and every step uses the rounded outcome of the one before it: whoever recomputes an answer
from what stands in it finds the same scores, to the last digit.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from zicht_api.doelenbomen.boom import NIVEAUS, TOP
from zicht_api.doelenbomen.schemas import (
    Formule,
    IndicatorOntbreekt,
    IndicatorRealisatie,
    Knoop,
    KnoopIndicator,
    KnoopOntbreekt,
    KnoopRealisatie,
    Verbinding,
)
from zicht_api.getallen import divide, round_published
from zicht_api.indicatoren.models import Indicator
from zicht_api.perioden import Periode
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.vergelijken import is_comparable, target_of

# Below this part of the weight a score would say more about what was measured than about what was reached.
MINIMUM_DEKKING = Decimal("0.5")
GEDEELD = (
    "Aan dit maatschappelijk resultaat werken ook andere diensten, en inwoners zelf. "
    "Schrijf deze score nooit alleen aan cliëntondersteuning toe."
)
UITLEG = (
    "Score van een indicator, van 0 tot en met 100. voortgang: 100 × (waarde − nulmeting) / (streefwaarde − "
    "nulmeting), als de streefwaarde beter is dan de nulmeting. Anders aandeel: 100 × waarde / streefwaarde als hoger "
    "beter is, 100 × streefwaarde / waarde als lager beter is (100 als de waarde niet boven de streefwaarde ligt); "
    "alleen bij een streefwaarde boven 0. Wat onder 0 of boven 100 uitkomt, wordt 0 of 100. "
    "Score van een knoop: het gemiddelde van de scores van haar eigen indicatoren en van de knopen er direct onder, "
    "gewogen met hun gewicht; wat geen score heeft, telt niet in het gemiddelde. "
    "Dekking van een knoop: de som van gewicht × dekking van wat een score heeft, gedeeld door de som van alle "
    "gewichten; de dekking van een indicator met een score is 1. Onder de minimumDekking heeft een knoop geen score. "
    "Een indicator zonder richting, en een knoop waar nergens een indicator met richting onder hangt, tellen in geen "
    "van beide mee. Elke uitkomst is afgerond op 4 decimalen, de helft naar even; er wordt verder gerekend met wat is "
    "afgerond."
)


class Deel(NamedTuple):
    """What a score is made of: an indicator, or a knoop below. score: None where it is missing."""

    gewicht: Decimal
    score: Decimal | None
    dekking: Decimal


def choose_formule(
    richting: str, nulmeting: Decimal | None, streefwaarde: Decimal | None
) -> tuple[Formule | None, IndicatorOntbreekt | None]:
    """How an indicator is scored, or why it cannot be, whatever its figure is."""
    if richting == "neutraal":
        return None, "geen-richting"
    if streefwaarde is None:
        return None, "geen-streefwaarde"
    if nulmeting is not None and _is_better(streefwaarde, nulmeting, richting):
        return "voortgang", None
    if streefwaarde > 0:
        return "aandeel", None
    return None, "geen-nulmeting"


def compute_score(
    formule: Formule, richting: str, waarde: Decimal, nulmeting: Decimal | None, streefwaarde: Decimal
) -> Decimal:
    """The score, 0-100. formule: as choose_formule gave it for the rest."""
    if formule == "voortgang":
        assert nulmeting is not None
        score = divide(100 * (waarde - nulmeting), streefwaarde - nulmeting)
    elif richting == "hoger":
        score = divide(100 * waarde, streefwaarde)
    else:
        score = divide(100 * streefwaarde, max(waarde, streefwaarde))
    return round_published(min(max(score, Decimal(0)), Decimal(100)))


def find_missing(cijfer: Waarde) -> IndicatorOntbreekt | None:
    """Why there is no figure to score, if there is none."""
    if cijfer.waarde is not None:
        return None
    if cijfer.onderdrukt:
        return "onderdrukt"
    return "noemer-nul" if cijfer.reden == "noemer-nul" else "geen-gegevens"


def score_indicator(
    eigen: KnoopIndicator, indicator: Indicator, cijfer: Waarde, periode: Periode, *, heel: bool
) -> IndicatorRealisatie:
    """An indicator on a knoop with its score, or why it has none.

    cijfer: its published figure over the period. heel: that figure is about the whole gemeente. What the tree says
    about target and baseline goes before what the indicator says.
    """
    holds = is_comparable(indicator, periode, heel=heel)
    nulmeting = _nulmeting(eigen, indicator, cijfer, holds=holds)
    streefwaarde = _streefwaarde(eigen, indicator, periode, heel=heel, holds=holds)
    formule, ontbreekt = choose_formule(indicator.richting, nulmeting, streefwaarde)
    ontbreekt = ontbreekt or find_missing(cijfer)
    score = None
    if formule is not None and streefwaarde is not None and cijfer.waarde is not None:
        score = compute_score(formule, indicator.richting, cijfer.waarde, nulmeting, streefwaarde)
    return IndicatorRealisatie(
        code=indicator.code,
        naam=indicator.naam,
        eenheid=indicator.eenheid,
        richting=indicator.richting,
        gewicht=eigen.gewicht,
        nulmeting=nulmeting,
        streefwaarde=streefwaarde,
        formule=formule,
        score=score,
        ontbreekt=ontbreekt,
        cijfer=cijfer,
    )


def roll_up(
    knopen: Sequence[Knoop],
    verbindingen: Iterable[Verbinding],
    indicatoren: Mapping[str, list[IndicatorRealisatie]],
) -> list[KnoopRealisatie]:
    """Every knoop with its score, in the order in which they come. indicatoren: those of each knoop, by its code."""
    naar_boven = {verbinding.kind: verbinding for verbinding in verbindingen}
    delen = {knoop.code: [_deel(found) for found in indicatoren[knoop.code] if _counts(found)] for knoop in knopen}
    gedaan: dict[str, KnoopRealisatie] = {}
    for knoop in sorted(knopen, key=lambda knoop: NIVEAUS.index(knoop.soort), reverse=True):
        verbinding = naar_boven.get(knoop.code)
        score, dekking, ontbreekt = _mean(delen[knoop.code])
        if verbinding is not None and dekking is not None:
            delen[verbinding.ouder].append(Deel(verbinding.gewicht, score, dekking))
        gedaan[knoop.code] = KnoopRealisatie(
            code=knoop.code,
            soort=knoop.soort,
            naam=knoop.naam,
            ouder=verbinding.ouder if verbinding else None,
            gewicht=verbinding.gewicht if verbinding else None,
            score=score,
            dekking=dekking,
            ontbreekt=ontbreekt,
            gedeelde_verantwoordelijkheid=knoop.soort == TOP,
            toelichting=GEDEELD if knoop.soort == TOP else None,
            indicatoren=indicatoren[knoop.code],
        )
    return [gedaan[knoop.code] for knoop in knopen]


def _nulmeting(eigen: KnoopIndicator, indicator: Indicator, cijfer: Waarde, *, holds: bool) -> Decimal | None:
    fixed = indicator.nulmeting if eigen.nulmeting is None else eigen.nulmeting
    if fixed is not None:
        return fixed if holds else None
    # A nulmeting that is the figure of a period: what the published difference with it says.
    verschil = cijfer.verschillen.nulmeting
    return None if cijfer.waarde is None or verschil is None else cijfer.waarde - verschil.verschil


def _streefwaarde(
    eigen: KnoopIndicator, indicator: Indicator, periode: Periode, *, heel: bool, holds: bool
) -> Decimal | None:
    if holds and eigen.streefwaarde is not None:
        return eigen.streefwaarde
    return target_of(indicator, periode, heel=heel)


def _is_better(waarde: Decimal, than: Decimal, richting: str) -> bool:
    return waarde > than if richting == "hoger" else waarde < than


def _counts(indicator: IndicatorRealisatie) -> bool:
    return indicator.ontbreekt != "geen-richting"


def _deel(indicator: IndicatorRealisatie) -> Deel:
    return Deel(indicator.gewicht, indicator.score, Decimal(1))


def _mean(delen: Sequence[Deel]) -> tuple[Decimal | None, Decimal | None, KnoopOntbreekt | None]:
    """The score, the dekking, and why there is no score."""
    if not delen:
        return None, None, "geen-indicatoren"
    scored = [(deel.gewicht, deel.score, deel.dekking) for deel in delen if deel.score is not None]
    covered = sum((gewicht * dekking for gewicht, _, dekking in scored), Decimal(0))
    dekking = round_published(divide(covered, sum((deel.gewicht for deel in delen), Decimal(0))))
    if dekking < MINIMUM_DEKKING:
        return None, dekking, "te-weinig-dekking"
    total = sum((gewicht * score for gewicht, score, _ in scored), Decimal(0))
    return round_published(divide(total, sum((gewicht for gewicht, _, _ in scored), Decimal(0)))), dekking, None
