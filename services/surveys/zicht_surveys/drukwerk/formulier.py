"""A questionnaire on paper: numbered questions with boxes to tick, and branching as instructions. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from zicht_surveys.drukwerk.sjablonen import sjablonen
from zicht_surveys.drukwerk.teksten import datum, gemeente_naam, richting, teksten
from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Taal, Vraag, Vragenlijst

_FORMULIER: Final = sjablonen.get_template("formulier.html")
_SCALES: Final = ("nps", "rapportcijfer")


@dataclass(frozen=True, slots=True)
class Keuze:
    """One box. verder: where to go on after ticking it, in words, when that is not the next question."""

    tekst: str
    verder: str | None = None


@dataclass(frozen=True, slots=True)
class VraagOpPapier:
    nummer: int
    soort: str
    tekst: str
    hints: list[str]
    alleen: str | None
    keuzes: list[Keuze]
    rijen: list[str]


def form_page(definition: Vragenlijst, taal: Taal, gemeente: str, tot: date, papier: str) -> str:
    """The whole form as an HTML page. gemeente: its name; tot: the last day; papier: a4 or a5."""
    numbers = {vraag.code: nummer for nummer, vraag in enumerate(definition.vragen, start=1)}
    onderdelen = [
        {
            "titel": onderdeel.titel[taal],
            "toelichting": onderdeel.toelichting[taal] if onderdeel.toelichting else None,
            "vragen": [_on_paper(definition, vraag, numbers[vraag.code], taal) for vraag in onderdeel.vragen],
        }
        for onderdeel in definition.onderdelen
    ]
    return _FORMULIER.render(
        taal=taal,
        richting=richting(taal),
        t=teksten(taal),
        papier=papier,
        gemeente=gemeente_naam(gemeente),
        titel=definition.titel[taal],
        inleiding=definition.inleiding[taal],
        tot=teksten(taal)["tot"].format(datum=datum(tot, taal)),
        onderdelen=onderdelen,
    )


def _on_paper(definition: Vragenlijst, vraag: Vraag, nummer: int, taal: Taal) -> VraagOpPapier:
    return VraagOpPapier(
        nummer=nummer,
        soort=vraag.soort,
        tekst=vraag.tekst[taal],
        hints=list(_hints(vraag, taal)),
        alleen=_condition(definition, vraag, taal),
        keuzes=[
            Keuze(_choice(vraag, waarde, taal), _go_on(definition, vraag, nummer, waarde, taal))
            for waarde in vraag.waarden
        ],
        rijen=[rij.tekst[taal] for rij in vraag.rijen],
    )


def _hints(vraag: Vraag, taal: Taal) -> Iterator[str]:
    t = teksten(taal)
    if vraag.toelichting:
        yield vraag.toelichting[taal]
    if vraag.soort in _SCALES:
        scale = [waarde for waarde in vraag.waarden if waarde != WEET_NIET]
        low, high = vraag.schaallabels
        yield f"{scale[0]} = {low[taal]}, {scale[-1]} = {high[taal]}"
    if vraag.soort == "matrix":
        yield t["kies_rij"]
    elif vraag.waarden:
        yield t["kies_meer"] if vraag.soort == "meer" else t["kies_een"]
    if not vraag.verplicht:
        yield t["overslaan"]


def _choice(vraag: Vraag, waarde: str, taal: Taal) -> str:
    """A choice in words."""
    if waarde == WEET_NIET:
        return teksten(taal)["weet_niet"]
    match vraag.soort:
        case "likert5" | "matrix":
            return vraag.schaallabels[int(waarde) - 1][taal]
        case "ja-nee" | "ja-nee-want":
            return teksten(taal)[waarde]
        case "enkel" | "meer":
            return next(optie.tekst[taal] for optie in vraag.opties if optie.code == waarde)
        case _:
            return waarde


def _condition(definition: Vragenlijst, vraag: Vraag, taal: Taal) -> str | None:
    """For whom a question is, in words; None when it is for everybody."""
    if vraag.als is None:
        return None
    t = teksten(taal)
    nummer, source, rij = _source(definition, vraag.als.vraag)
    place = t["vraag"].format(nummer=nummer)
    if rij is not None:
        place = t["vraag_rij"].format(nummer=nummer, rij=source.rijen[rij].tekst[taal])
    keuze = t["of"].join(f"‘{_choice(source, waarde, taal)}’" for waarde in vraag.als.in_)
    return t["alleen_als"].format(vraag=place, keuze=keuze)


def _source(definition: Vragenlijst, code: str) -> tuple[int, Vraag, int | None]:
    """The question that a condition refers to: its number, itself, and which row of it when it is a matrix."""
    for nummer, vraag in enumerate(definition.vragen, start=1):
        for index, rij in enumerate(vraag.rijen):
            if rij.code == code:
                return nummer, vraag, index
        if vraag.code == code:
            return nummer, vraag, None
    raise LookupError(code)


def _go_on(definition: Vragenlijst, vraag: Vraag, nummer: int, waarde: str, taal: Taal) -> str | None:
    """Where someone with this answer goes on, when that is not the next question.

    Only where one box decides: with more boxes ticked, or a row of a matrix, the next question itself says for whom
    it is. Of a question that hangs on something else that cannot be told here either, so there the way goes on.
    """
    if vraag.soort in ("meer", "matrix"):
        return None
    following = definition.vragen[nummer:]
    skipped = 0
    for later in following:
        if later.als is None or later.als.vraag != vraag.code or waarde in later.als.in_:
            break
        skipped += 1
    if not skipped:
        return None
    t = teksten(taal)
    return t["ga_einde"] if skipped == len(following) else t["ga_verder"].format(nummer=nummer + skipped + 1)
