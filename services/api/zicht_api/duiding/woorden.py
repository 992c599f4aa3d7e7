"""Figures, periods and differences as people say them at a table: short, in Dutch at level B1. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from zicht_api.duiding.schemas import Perspectief, Vraag
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.waarden.onderdrukking import Verschil, Waarde

_PERIODE: Final = re.compile(r"\b\d{4}-(?:K[1-4]|W\d\d|(?:0[1-9]|1[0-2]))\b(?!-)", re.ASCII)
_KWARTALEN: Final = ("eerste", "tweede", "derde", "vierde")
_PERSPECTIEVEN: Final[Mapping[Perspectief, tuple[str, str]]] = {
    "inwoner": ("inwoner", "inwoners"),
    "professional": ("professional", "professionals"),
    "beleid": ("beleidsmedewerker", "beleidsmedewerkers"),
    "management": ("manager", "managers"),
    "ervaringsdeskundige": ("ervaringsdeskundige", "ervaringsdeskundigen"),
}
VRAGEN: Final[Mapping[Vraag, tuple[str, str]]] = {
    "herkennen": ("Herkennen we dit?", "Ziet u dit ook om u heen? Wat ziet u anders?"),
    "verklaren": ("Kunnen we dit verklaren?", "Hoe komt het? Wat is er veranderd, en voor wie?"),
    "waarderen": ("Wat vinden we ervan?", "Waar zijn we blij mee? Waar maken we ons zorgen over?"),
    "verbeteren": ("Moet er iets beter?", "Zo ja: wat kunnen we doen, en wie doet dat?"),
}
ANTWOORDEN: Final[Mapping[Vraag, tuple[str, ...]]] = {
    "herkennen": ("ja", "deels", "nee"),
    "verklaren": ("ja", "deels", "nee"),
    "waarderen": ("goed", "wisselend", "zorgelijk"),
    "verbeteren": ("nodig", "misschien", "niet nodig"),
}
SIGNALEN: Final[Mapping[str, str]] = {
    "grens": "Een cijfer ging over de grens",
    "verandering": "Een cijfer veranderde sterk",
    "stilte": "Het is stil geworden",
    "overheersing": "Een deel overheerst",
    "aanlevering": "Er is iets met de aanlevering",
    "uitschieter": "Een cijfer wijkt af",
}
# The parts of a story.
DELEN: Final[Mapping[str, str]] = {
    "eerste-contact": "Het eerste contact",
    "informatie-en-advies": "Informatie en advies",
    "opbrengst": "Wat het opleverde",
    "bejegening": "De omgang",
    "communicatie-en-informatie": "De uitleg",
    "expertise": "De kennis",
}
PLANNEN: Final[Mapping[str, str]] = {
    "concept": "in voorbereiding",
    "vastgesteld": "vastgesteld",
    "in-uitvoering": "in uitvoering",
    "afgerond": "afgerond",
    "gestopt": "gestopt",
}
_ONTBREEKT: Final[Mapping[str, str]] = {
    "te-weinig": "niet getoond",
    "geen-gegevens": "geen gegevens",
    "noemer-nul": "niets om te delen",
}
ONTBREEKT_UITLEG: Final[Mapping[str, str]] = {
    "te-weinig": "We tonen dit cijfer niet: zo beschermen we de mensen erachter.",
    "geen-gegevens": "Over deze periode zijn er geen gegevens.",
    "noemer-nul": "Over deze periode valt er niets te delen.",
}
_STATUS: Final[Mapping[str, str]] = {
    "behaald": "Streefwaarde gehaald",
    "op-weg": "Op weg naar de streefwaarde",
    "niet-behaald": "Streefwaarde nog niet gehaald",
}
_BETER: Final[Mapping[str, str]] = {"hoger": "Hoger is beter.", "lager": "Lager is beter."}


def in_getal(value: Decimal) -> str:
    """1.250 or 33,3: at most one decimal, which is as fine as a conversation needs."""
    text: str = format_decimal(value, format="#,##0.#", locale="nl")
    return "0" if text == "-0" else text


def met_eenheid(value: Decimal, eenheid: str) -> str:
    match eenheid:
        case "%":
            return f"{in_getal(value)}%"
        case "" | "rapportcijfer" | "NPS":
            return in_getal(value)
    return f"{in_getal(value)} {eenheid}"


def in_dag(dag: date) -> str:
    """12 mei 2025."""
    return format_date(dag, "d MMMM y", locale="nl")


def in_periode(code: str) -> str:
    """As it stands in a sentence: het eerste kwartaal van 2025."""
    periode = Periode.parse(code)
    match periode.soort:
        case PeriodeSoort.kwartaal:
            return f"het {_KWARTALEN[int(code[-1]) - 1]} kwartaal van {code[:4]}"
        case PeriodeSoort.maand:
            return format_date(periode.begin, "MMMM y", locale="nl")
        case PeriodeSoort.week:
            return f"week {int(code[-2:])} van {code[:4]}"
    return code


def in_kort(code: str) -> str:
    """As it stands in a table: 1e kwartaal 2025, mrt 2025."""
    periode = Periode.parse(code)
    match periode.soort:
        case PeriodeSoort.kwartaal:
            return f"{code[-1]}e kwartaal {code[:4]}"
        case PeriodeSoort.maand:
            return format_date(periode.begin, "MMM y", locale="nl")
        case PeriodeSoort.week:
            return f"week {int(code[-2:])}, {code[:4]}"
    return code


def in_zin(tekst: str) -> str:
    """A text in which every period is written as people say it."""
    return _PERIODE.sub(lambda found: in_periode(found[0]), tekst)


def in_mensen(perspectief: Perspectief, deelnemers: int) -> str:
    """4 inwoners."""
    een, meer = _PERSPECTIEVEN[perspectief]
    return f"{deelnemers} {een if deelnemers == 1 else meer}"


def in_groep(perspectief: Perspectief) -> str:
    """Inwoners."""
    return _PERSPECTIEVEN[perspectief][1].capitalize()


def in_figuur(waarde: Waarde, eenheid: str) -> str:
    """The figure, or in a word why there is none."""
    return _ONTBREEKT[waarde.reden or "geen-gegevens"] if waarde.waarde is None else met_eenheid(waarde.waarde, eenheid)


def in_cel(waarde: Waarde, eenheid: str) -> str:
    """As in_figuur, where the unit stands above or below it; only % stays."""
    return in_figuur(waarde, "%" if eenheid == "%" else "")


def in_status(waarde: Waarde) -> str | None:
    return None if waarde.status is None else _STATUS[waarde.status]


def vergelijkingen(waarde: Waarde, eenheid: str) -> list[str]:
    """Each difference of a figure in a sentence of its own, with how certain it is."""
    if waarde.waarde is None:
        return []
    tijd = [waarde.verschillen.vorige, waarde.verschillen.vorig_jaar]
    found = [_zin(waarde.waarde, verschil, eenheid, f"in {in_periode(verschil.met)}") for verschil in tijd if verschil]
    if nul := waarde.verschillen.nulmeting:
        found.append(_zin(waarde.waarde, nul, eenheid, "bij de nulmeting, de eerste meting"))
    if doel := waarde.verschillen.streefwaarde:
        found.append(_doel(waarde.waarde, doel, eenheid))
    return found


def _zin(waarde: Decimal, verschil: Verschil, eenheid: str, waar: str) -> str:
    eerder = met_eenheid(waarde - verschil.verschil, eenheid)
    if in_getal(verschil.verschil) == "0":
        return f"Even hoog als {waar} ({eerder})."
    kant = "hoger" if verschil.verschil > 0 else "lager"
    return f"{_stap(verschil.verschil, eenheid)} {kant} dan {waar} ({eerder}). {_zekerheid(verschil)}"


def _doel(waarde: Decimal, verschil: Verschil, eenheid: str) -> str:
    doel = met_eenheid(waarde - verschil.verschil, eenheid)
    if in_getal(verschil.verschil) == "0":
        return f"Precies op de streefwaarde van {doel}."
    kant = "boven" if verschil.verschil > 0 else "onder"
    return f"{_stap(verschil.verschil, eenheid)} {kant} de streefwaarde van {doel}."


def _stap(verschil: Decimal, eenheid: str) -> str:
    """How large a difference is. Of a percentage it is in points: 10% more of 50% would be 55%."""
    groot = abs(verschil)
    if eenheid in ("%", "rapportcijfer", "NPS"):
        return f"{in_getal(groot)} {'punt' if in_getal(groot) == '1' else 'punten'}"
    return met_eenheid(groot, eenheid)


def _zekerheid(verschil: Verschil) -> str:
    if verschil.significant is None:
        return "We kunnen niet zeggen of dit toeval is."
    return "Dit is waarschijnlijk geen toeval." if verschil.significant else "Dit kan ook toeval zijn."


def toelichtingen(waarde: Waarde, eenheid: str, richting: str | None) -> list[str]:
    """What there is to know about a figure before talking about it."""
    found = [_BETER[richting]] if richting is not None and richting in _BETER else []
    # Of a count it is the figure itself.
    if waarde.n is not None and waarde.n != waarde.waarde:
        found.append(f"Achter dit cijfer staan {in_getal(Decimal(waarde.n))} mensen.")
    if waarde.interval is not None:
        onder, boven = met_eenheid(waarde.interval.onder, eenheid), met_eenheid(waarde.interval.boven, eenheid)
        found.append(f"De werkelijke waarde ligt bijna zeker tussen {onder} en {boven}.")
    if waarde.voorlopig:
        found.append("Deze periode is nog niet voorbij: het cijfer kan nog veranderen.")
    return found
