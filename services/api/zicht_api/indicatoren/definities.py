"""What an indicator is, in words: for who reads its figures in a spreadsheet, a catalogue or on a page. Pure."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from zicht_api.formaten.tabel import Definitie
from zicht_api.formules.taal import parse
from zicht_api.getallen import as_number
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.berekeningen import BEREKENINGEN
from zicht_api.maatstaven.models import Maatstaf

GEEN_INTERVAL = "geen interval"

_POISSON = "exact Poisson-interval (Garwood 1936)"
_QUOTIENT = "exact Poisson-interval van de teller (Garwood 1936), gedeeld door de noemer"
_STUDENT = "t-interval (Student 1908)"
_WILSON = "Wilson-score-interval (Wilson 1927)"
_REGISTRATIES, _TELLINGEN = "registraties van aanbieders", "tellingen van aanbieders"

# By maat: what is worked out, and how certain that is.
_ANTWOORDEN = {
    "top2": ("Hoeveel procent een 4 of 5 gaf, van wie een 1 tot en met 5 gaf", _WILSON),
    "gemiddelde": ("Het gemiddelde van de gegeven cijfers", _STUDENT),
    "nps": (
        "Hoeveel procent een 9 of 10 gaf, min hoeveel procent een 0 tot en met 6 gaf, van wie een 0 tot en met 10 gaf",
        "aangepast Wald-interval (Rocks 2016)",
    ),
    "ja": ("Hoeveel procent ja antwoordde, van wie ja of nee antwoordde", _WILSON),
}
_DOORLOOPTIJDEN = {
    "mediaan": ("De middelste", "rangorde van de waarnemingen (Conover 1999)"),
    "gemiddelde": ("Het gemiddelde", _STUDENT),
}


def definitie_of(indicator: Indicator, maatstaven: Mapping[str, Maatstaf], zichtbaar: Collection[str]) -> Definitie:
    """The definition of an indicator. maatstaven: all of the gemeente, by code.

    zichtbaar: codes of the indicators that the reader sees. A formula over any other does not say what it rests on.
    """
    rekenwijze, methode, bron = _reckoning(indicator, maatstaven, zichtbaar)
    return Definitie(
        code=indicator.code,
        naam=indicator.naam,
        eenheid=indicator.eenheid,
        omschrijving=indicator.omschrijving,
        rekenwijze=rekenwijze,
        methode=methode,
        bron=bron,
        richting=indicator.richting,
        streefwaarde=indicator.streefwaarde,
        nulmeting=indicator.nulmeting,
    )


def _reckoning(
    indicator: Indicator, maatstaven: Mapping[str, Maatstaf], zichtbaar: Collection[str]
) -> tuple[str, str, str]:
    """How it is worked out, with which interval, and where it comes from."""
    kanten = [maatstaven[code] for code in (indicator.teller, indicator.noemer) if code is not None]
    match indicator.rekenwijze:
        case "maatstaf":
            return f"Opgeteld: {kanten[0].naam}.", _method(kanten[0], _POISSON), _bron(kanten)
        case "uniek":
            how = f"Geteld: {kanten[0].naam}. Wie in een periode vaker komt, telt een keer; tellingen worden opgeteld."
            return how, _method(kanten[0], _POISSON), _bron(kanten)
        case "verhouding":
            how = f"{kanten[0].naam} gedeeld door {kanten[1].naam}{_times(indicator.factor)}."
            return how, _method(kanten[0], _QUOTIENT), _bron(kanten)
        case "doorlooptijd":
            which, methode = _DOORLOOPTIJDEN[indicator.maat or ""]
            return f"{which} van alle doorlooptijden, in dagen van contact tot afsluiting.", methode, _REGISTRATIES
        case "vragenlijst":
            what, methode = _ANTWOORDEN[indicator.maat or ""]
            return f"{what}, op de vraag {indicator.vraag}.", methode, f"vragenlijst {indicator.vragenlijst}"
        case "formule":
            return _formula(indicator.formule or "", zichtbaar)
        case _:
            return "De gemeente voert de waarde zelf in.", GEEN_INTERVAL, "handmatig ingevoerd"


def _formula(tekst: str, zichtbaar: Collection[str]) -> tuple[str, str, str]:
    verwijzingen = parse(tekst).verwijzingen
    if not verwijzingen <= set(zichtbaar):
        return "Volgt met een formule uit andere cijfers.", GEEN_INTERVAL, "formule over andere cijfers"
    return f"Formule: {tekst}", GEEN_INTERVAL, f"formule over {', '.join(sorted(verwijzingen))}"


def _times(factor: Decimal | None) -> str:
    if factor is None or factor == 1:
        return ""
    return f", maal {as_number(factor)}".replace(".", ",")


def _method(teller: Maatstaf, methode: str) -> str:
    """Chance only says something of a number of things that happened."""
    return methode if teller.berekening is not None and BEREKENINGEN[teller.berekening].telt else GEEN_INTERVAL


def _bron(kanten: Sequence[Maatstaf]) -> str:
    if all(kant.berekening is None for kant in kanten):
        return _TELLINGEN
    return f"{_REGISTRATIES}; {_TELLINGEN} waar zij die leveren"
