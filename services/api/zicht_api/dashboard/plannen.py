"""What is done about it, in words: plans with how far they are, and what they brought about. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zicht_api.dashboard.gesprek import Gemeten, PlanMetActies
from zicht_api.duiding.woorden import PLANNEN, in_dag, in_getal, in_periode, met_eenheid
from zicht_api.verbeterplannen.overgangen import Actiestatus
from zicht_api.verbeterplannen.schemas import VerbeteractieInLijst

_ACTIES: Final[Mapping[Actiestatus, str]] = {
    Actiestatus.gepland: "Gepland",
    Actiestatus.bezig: "Bezig",
    Actiestatus.uitgevoerd: "Uitgevoerd",
    Actiestatus.afgesloten: "Afgesloten",
    Actiestatus.vervallen: "Vervallen",
}
_VERWACHTING: Final = {
    "ja": "De verwachting is gehaald.",
    "nee": "De verwachting is niet gehaald.",
    "niet-te-zeggen": "Of de verwachting is gehaald, is niet te zeggen.",
}


@dataclass(frozen=True, slots=True)
class Actieblok:
    """effect: what was measured before and after, and how certain the difference is."""

    omschrijving: str
    status: str
    wie: str
    deadline: str
    doel: str | None
    effect: str | None


@dataclass(frozen=True, slots=True)
class Planblok:
    """gedaan, stappen: how far it is. kanttekeningen: how to read the effects, each said once."""

    naam: str
    status: str
    looptijd: str
    ambities: tuple[str, ...]
    gedaan: int
    stappen: int
    acties: tuple[Actieblok, ...]
    kanttekeningen: tuple[str, ...]


def make_plannen(
    plannen: Sequence[PlanMetActies], eenheden: Mapping[str, str], namen: Mapping[str, str]
) -> tuple[Planblok, ...]:
    """eenheden, namen: of the indicators that the visitor sees, by code."""
    return tuple(
        Planblok(
            naam=een.plan.naam,
            status=PLANNEN[een.plan.status],
            looptijd=f"{in_dag(een.plan.begin)} tot en met {in_dag(een.plan.eind)}",
            ambities=tuple(ambitie.tekst for ambitie in een.plan.ambities),
            gedaan=een.plan.voortgang.stappen_gedaan,
            stappen=een.plan.voortgang.stappen,
            acties=tuple(
                _make_actie(actie, een.gemeten.get(actie.code), eenheden, namen)
                for actie in een.acties
                if actie.status is not Actiestatus.vervallen
            ),
            kanttekeningen=tuple(
                dict.fromkeys(zin for gemeten in een.gemeten.values() for zin in gemeten.kanttekeningen)
            ),
        )
        for een in plannen
    )


def _make_actie(
    actie: VerbeteractieInLijst, gemeten: Gemeten | None, eenheden: Mapping[str, str], namen: Mapping[str, str]
) -> Actieblok:
    meetpunt = actie.meetpunt
    eenheid = eenheden.get(meetpunt.indicator or "", "") if meetpunt is not None else ""
    doel = None
    if meetpunt is not None and meetpunt.indicator is not None and meetpunt.indicator in namen:
        verwacht = met_eenheid(meetpunt.verwachte_waarde, eenheid)
        doel = f"{namen[meetpunt.indicator]}: {verwacht} in {in_periode(meetpunt.periode_na)}"
    return Actieblok(
        omschrijving=actie.omschrijving,
        status=_ACTIES[actie.status],
        wie=actie.verantwoordelijke,
        deadline=in_dag(actie.deadline),
        doel=doel,
        effect=None if gemeten is None else effect_in_woorden(gemeten, eenheid),
    )


def effect_in_woorden(gemeten: Gemeten, eenheid: str) -> str:
    """What was before and after, how certain the difference is, and whether it is what was expected. eenheid: of the
    indicator; of a knoop it is a score."""
    na, verwachting = gemeten.na, _VERWACHTING[gemeten.verwachting.uitkomst]
    if na.cijfer is None:
        voor = "geen score" if gemeten.voor is None or gemeten.voor.score is None else in_getal(gemeten.voor.score)
        later = "geen score" if na.score is None else in_getal(na.score)
        waar = "" if gemeten.voor is None else f" in {in_periode(gemeten.voor.periode)}"
        return f"De score ging van {voor}{waar} naar {later} in {in_periode(na.periode)}. {verwachting}"
    verschil = na.cijfer.verschillen.tegenover
    if na.cijfer.waarde is None or verschil is None:
        return f"Het cijfer over {in_periode(na.periode)} is niet te vergelijken. {verwachting}"
    eerst = met_eenheid(na.cijfer.waarde - verschil.verschil, eenheid)
    later = met_eenheid(na.cijfer.waarde, eenheid)
    n = "" if na.cijfer.n is None else f" (n = {in_getal(Decimal(na.cijfer.n))})"
    ging = f"Van {eerst} in {in_periode(verschil.met)} naar {later}{n} in {in_periode(na.periode)}."
    return f"{ging} {_zekerheid(verschil.verschil, verschil.significant)} {verwachting}"


def _zekerheid(verschil: Decimal, significant: bool | None) -> str:
    match significant:
        case True:
            return f"Dat is {'hoger' if verschil > 0 else 'lager'}, en waarschijnlijk geen toeval."
        case False:
            return "Dat kan ook toeval zijn."
    return "Of dat toeval is, is niet te zeggen."
