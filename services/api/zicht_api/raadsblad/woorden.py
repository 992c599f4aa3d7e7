"""What the council's page says about a figure: one sentence a council member reads without knowing statistics. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from zicht_api.duiding.woorden import ONTBREEKT_UITLEG, in_getal, in_kort, in_periode, met_eenheid
from zicht_api.indicatoren.models import Indicator
from zicht_api.verbeterplannen.overgangen import Actiestatus
from zicht_api.verbeterplannen.schemas import Effect, VerbeteractieInLijst
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.vergelijken import OPTELLEND

# Shapes that differ in outline, so that they differ without colour too.
Teken = Literal["omhoog", "omlaag", "gelijk", "onbekend", "behaald", "op-weg", "niet-behaald", "geen-doel"]

PIJLERS: Final = {
    "bereik": "Wie bereikten we?",
    "tevredenheid": "Wat vonden zij ervan?",
    "doelrealisatie": "Wat bracht het?",
}
LEEG: Final = {
    "bereik": "Over hoeveel mensen we bereikten, zijn er geen cijfers die hiervoor bedoeld zijn.",
    "tevredenheid": "Over wat mensen ervan vonden, zijn er geen cijfers die hiervoor bedoeld zijn.",
    "doelrealisatie": "Over wat het bracht, zijn er geen cijfers die hiervoor bedoeld zijn.",
}
_BRON: Final = {
    "maatstaf": "registratie",
    "verhouding": "registratie",
    "uniek": "registratie",
    "doorlooptijd": "registratie",
    "vragenlijst": "vragenlijst",
    "formule": "berekend",
    "handmatig": "opgave van de gemeente",
}
_REGISTRATIE: Final = "de registratie van aanbieders"
# As they stand in one sentence.
BRONNEN: Final = {
    "maatstaf": _REGISTRATIE,
    "verhouding": _REGISTRATIE,
    "uniek": _REGISTRATIE,
    "doorlooptijd": _REGISTRATIE,
    "vragenlijst": "vragenlijsten onder inwoners",
    "formule": "berekening uit andere cijfers",
    "handmatig": "opgave van de gemeente",
}
_STAPPEN: Final = {
    Actiestatus.gepland: "Gepland",
    Actiestatus.bezig: "Bezig",
    Actiestatus.uitgevoerd: "Uitgevoerd",
    Actiestatus.afgesloten: "Afgesloten",
    Actiestatus.vervallen: "Vervallen",
}
# What fits on one sheet, together with everything else at its longest.
LANGSTE_NAAM: Final = 44
_LANGSTE_ZIN: Final = 84
_LANGSTE_ACTIE: Final = 110


@dataclass(frozen=True, slots=True)
class Oordeel:
    """A shape with the words that say the same."""

    teken: Teken
    tekst: str


@dataclass(frozen=True, slots=True)
class Cijferblok:
    """A figure on the page. getal: None where there is none, and then uitleg says why."""

    naam: str
    getal: str | None
    eenheid: str | None
    zin: str
    beweging: Oordeel
    doel: Oordeel
    onderbouwing: str


@dataclass(frozen=True, slots=True)
class Actieblok:
    stap: str
    tekst: str
    effect: Oordeel


def show_cijfer(indicator: Indicator, cijfer: Waarde) -> Cijferblok:
    eenheid = indicator.eenheid
    shown = cijfer.waarde is not None
    return Cijferblok(
        naam=shorten(indicator.naam, LANGSTE_NAAM),
        getal=None if cijfer.waarde is None else met_eenheid(cijfer.waarde, "%" if eenheid == "%" else ""),
        eenheid=eenheid if shown and eenheid not in ("%", "", "rapportcijfer", "NPS") else None,
        zin=shorten(indicator.omschrijving, _LANGSTE_ZIN)
        if shown
        else ONTBREEKT_UITLEG[cijfer.reden or "geen-gegevens"],
        beweging=beweging_of(indicator, cijfer),
        doel=doel_of(cijfer, eenheid),
        onderbouwing=_onderbouwing(indicator, cijfer),
    )


def beweging_of(indicator: Indicator, cijfer: Waarde) -> Oordeel:
    """Where a figure went since the period before: up or down only where chance is no likely explanation."""
    vorige = cijfer.verschillen.vorige
    if cijfer.waarde is None or vorige is None:
        return Oordeel("onbekend", "Niet te vergelijken met de periode ervoor.")
    if cijfer.voorlopig and indicator.rekenwijze in OPTELLEND:
        return Oordeel("onbekend", "Deze periode is nog niet voorbij.")
    toen = f"{in_kort(vorige.met)} ({met_eenheid(cijfer.waarde - vorige.verschil, _kort(indicator.eenheid))})"
    if in_getal(vorige.verschil) == "0":
        return Oordeel("gelijk", f"Even hoog als in {toen}.")
    if vorige.significant is False:
        return Oordeel("gelijk", f"Geen duidelijk verschil met {toen}.")
    omhoog = vorige.verschil > 0
    kant = "hoger" if omhoog else "lager"
    zin = f"{kant.capitalize()} dan in {toen}"
    if vorige.significant is None:
        zin = f"{zin}; misschien toeval."
    elif indicator.richting == "neutraal":
        zin = f"{zin}."
    else:
        zin = f"{zin}: {'beter' if indicator.richting == kant else 'minder goed'}."
    return Oordeel("omhoog" if omhoog else "omlaag", zin)


def doel_of(cijfer: Waarde, eenheid: str) -> Oordeel:
    doel = cijfer.verschillen.streefwaarde
    if cijfer.waarde is None or doel is None:
        return Oordeel("geen-doel", "Geen streefwaarde.")
    bedrag = met_eenheid(cijfer.waarde - doel.verschil, _kort(eenheid))
    match cijfer.status:
        case "behaald":
            return Oordeel("behaald", f"Streefwaarde {bedrag}: gehaald.")
        case "op-weg":
            return Oordeel("op-weg", f"Streefwaarde {bedrag}: op weg.")
        case "niet-behaald":
            return Oordeel("niet-behaald", f"Streefwaarde {bedrag}: niet gehaald.")
    return Oordeel("geen-doel", f"Streefwaarde {bedrag}.")


def _kort(eenheid: str) -> str:
    """The unit as far as it must stand behind every number: it was said with the figure itself."""
    return eenheid if eenheid == "%" else ""


def _onderbouwing(indicator: Indicator, cijfer: Waarde) -> str:
    bron = _BRON[indicator.rekenwijze]
    return bron.capitalize() if cijfer.n is None else f"n = {in_getal(Decimal(cijfer.n))}, {bron}"


def show_actie(actie: VerbeteractieInLijst, effect: Effect | None, eenheid: str) -> Actieblok:
    """effect: what the last measurement found, if there was one. eenheid: of the figure that it moves."""
    return Actieblok(
        _STAPPEN[actie.status], shorten(actie.omschrijving, _LANGSTE_ACTIE), effect_of(actie, effect, eenheid)
    )


def effect_of(actie: VerbeteractieInLijst, effect: Effect | None, eenheid: str) -> Oordeel:
    if actie.meetpunt is None:
        return Oordeel("onbekend", "Het effect meten we niet met een cijfer dat hier mag staan.")
    if effect is None:
        return Oordeel("onbekend", f"Het effect meten we over {in_periode(actie.meetpunt.periode_na)}.")
    voor, na = (_figure(each.cijfer, each.score) for each in (effect.voor, effect.na))
    if voor is None or na is None:
        return Oordeel("onbekend", "Het effect is niet te zeggen: er is geen cijfer van voor en na.")
    eenheid = _kort(eenheid) if effect.na.cijfer is not None else ""
    zin = (
        f"Van {met_eenheid(voor, eenheid)} in {in_kort(effect.voor.periode)} naar {met_eenheid(na, eenheid)} in "
        f"{in_kort(effect.na.periode)}"
    )
    verwacht = met_eenheid(effect.verwachting.verwachte_waarde, eenheid)
    match effect.verwachting.uitkomst:
        case "ja":
            return Oordeel("behaald", f"{zin}. Verwacht was {verwacht}: gehaald.")
        case "nee":
            return Oordeel("niet-behaald", f"{zin}. Verwacht was {verwacht}: niet gehaald.")
    return Oordeel("op-weg", f"{zin}. Of {verwacht} is gehaald, is nog niet zeker.")


def _figure(cijfer: Waarde | None, score: Decimal | None) -> Decimal | None:
    return score if cijfer is None else cijfer.waarde


def shorten(tekst: str, meest: int) -> str:
    """The first sentence, or as many words of it as fit."""
    zin = " ".join(tekst.split())
    if len(zin) <= meest:
        return zin
    eerste = zin[: meest + 1].rpartition(". ")[0]
    if eerste:
        return f"{eerste}."
    return zin[:meest].rpartition(" ")[0].rstrip(",;:") + "…"
