"""From published figures to what a picture is made of."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from zicht_api.beelden.cijfers import Antwoord, Beeldcijfer, Groep, Npsverdeling, Punt, Reeks, Staaf, Stelling
from zicht_api.indicatoren.models import Indicator
from zicht_api.perioden import Periode
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.verdeling import Antwoordgroep, Verdeling
from zicht_api.waarden.vergelijken import OPTELLEND, is_comparable, target_of

ZONDER: Final = "niet bekend"
_LIKERT: Final = {"1": "1 (laagste)", "2": "2", "3": "3", "4": "4", "5": "5 (hoogste)"}
_KLEUR: Final = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "nee": 1, "ja": 4}


def reeks_of(indicator: Indicator, waarden: Sequence[Waarde], *, heel: bool = True) -> Reeks:
    """The figures of one cell over periods that follow each other. heel: of the whole gemeente, without a filter."""
    punten = tuple(
        Punt(waarde.periode, Beeldcijfer.of(waarde), target_of(indicator, Periode.parse(waarde.periode), heel=heel))
        for waarde in waarden
    )
    telt = indicator.rekenwijze in OPTELLEND
    return Reeks(indicator.naam, indicator.eenheid, punten, _nulmeting(indicator, waarden, heel=heel), telt=telt)


def groep_of(
    indicator: Indicator,
    waarden: Sequence[Waarde],
    dimensie: Dimensie,
    namen: Mapping[str, str],
    totaal: Waarde | None = None,
) -> Groep:
    """The figures of one period, broken down by one dimensie. namen: of its members, by code.

    totaal: the figure that is not broken down; of what adds up it would make every bar short, and it is left out.
    """
    staven = tuple(Staaf(_naam(getattr(waarde, dimensie), namen), Beeldcijfer.of(waarde)) for waarde in waarden)
    telt = indicator.rekenwijze in OPTELLEND
    return Groep(
        titel=f"{indicator.naam} per {dimensie}",
        eenheid=indicator.eenheid,
        periode=waarden[0].periode if waarden else "",
        staven=staven,
        totaal=None if totaal is None or telt else Beeldcijfer.of(totaal),
        streefwaarde=target_of(indicator, Periode.parse(waarden[0].periode), heel=False) if waarden else None,
    )


def stelling_of(verdeling: Verdeling, tekst: str) -> Stelling:
    """The answers to a statement (1 to 5), or to a question with yes or no."""
    groepen = verdeling.groepen
    antwoorden = tuple(Antwoord(_answer(groep), groep.aantal.aantal or 0) for groep in groepen)
    return Stelling(tekst, antwoorden, tuple(map(_colour, groepen)), verdeling.reden)


def npsverdeling_of(verdeling: Verdeling, tekst: str, score: Waarde) -> Npsverdeling | None:
    """None: it is not shown."""
    if not verdeling.groepen or score.waarde is None:
        return None
    geteld = {antwoord: groep.aantal.aantal or 0 for groep in verdeling.groepen for antwoord in groep.antwoorden[:1]}
    promotors = sum(aantal for antwoord, aantal in geteld.items() if int(antwoord) >= 9)
    passief = sum(aantal for antwoord, aantal in geteld.items() if int(antwoord) in (7, 8))
    criticasters = sum(aantal for antwoord, aantal in geteld.items() if int(antwoord) < 7)
    return Npsverdeling(tekst, promotors, passief, criticasters, Beeldcijfer.of(score))


def antwoordstaven_of(verdeling: Verdeling, titel: str) -> Groep:
    """How often each answer was given, as bars: for grades, of which there are too many for one bar."""
    staven = tuple(Staaf(_answer(groep), Beeldcijfer(Decimal(groep.aantal.aantal or 0))) for groep in verdeling.groepen)
    if verdeling.reden is not None:
        staven = (Staaf("alle antwoorden", Beeldcijfer(None, verdeling.reden)),)
    return Groep(titel, "antwoorden", verdeling.periode, staven)


def _nulmeting(indicator: Indicator, waarden: Iterable[Waarde], *, heel: bool) -> Decimal | None:
    """The one line that holds for all periods: entered, or what the published differences with it say."""
    perioden = [Periode.parse(waarde.periode) for waarde in waarden]
    if indicator.nulmeting is not None:
        comparable = all(is_comparable(indicator, periode, heel=heel) for periode in perioden)
        return indicator.nulmeting if comparable else None
    eigen = {
        waarde.waarde - verschil.verschil
        for waarde in waarden
        if waarde.waarde is not None and (verschil := waarde.verschillen.nulmeting) is not None
    }
    return next(iter(eigen)) if len(eigen) == 1 else None


def _naam(code: str | None, namen: Mapping[str, str]) -> str:
    return ZONDER if code is None else namen.get(code, code)


def _answer(groep: Antwoordgroep) -> str:
    first, last = groep.antwoorden[0], groep.antwoorden[-1]
    if first == last:
        return _LIKERT.get(first, first)
    return f"{first} en {last}" if len(groep.antwoorden) == 2 else f"{first} tot en met {last}"


def _colour(groep: Antwoordgroep) -> int:
    """Several answers together have the colour of the one furthest from the middle but one."""
    if len(groep.antwoorden) == 1:
        return _KLEUR.get(groep.antwoorden[0], 2)
    return 1 if "1" in groep.antwoorden else 3
