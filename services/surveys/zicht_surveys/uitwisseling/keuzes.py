"""Which kind of ours a question with choices is, and what its choices are then called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zicht_surveys.invullen.teksten import TALEN, TEKSTEN
from zicht_surveys.uitwisseling.namen import code_of, quoted, unused
from zicht_surveys.uitwisseling.ontwerp import Ontwerp, RuweKeuze, RuweVraag
from zicht_surveys.uitwisseling.talen import Talen
from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Soort, Taal

_LIKERT: Final = ["1", "2", "3", "4", "5"]
_SCALES: Final[Mapping[Soort, list[str]]] = {
    "nps": [str(score) for score in range(11)],
    "rapportcijfer": [str(cijfer) for cijfer in range(1, 11)],
}
# How other formats call our ja and nee.
JA_NEE: Final[Mapping[str, str]] = {"ja": "ja", "nee": "nee", "yes": "ja", "no": "nee", "true": "ja", "false": "nee"}
_JA: Final = {TEKSTEN[taal]["ja"].casefold() for taal in TALEN}
_NEE: Final = {TEKSTEN[taal]["nee"].casefold() for taal in TALEN}
_WEET_NIET: Final = {TEKSTEN[taal]["weet_niet"] for taal in TALEN}
Labels = dict[str, dict[Taal, str]]


@dataclass(slots=True)
class Gekend:
    """A question as Zicht has it: its kind, what belongs to the kind, and its value for each name of a choice."""

    soort: Soort
    velden: dict[str, Any] = field(default_factory=dict)
    waarden: dict[str, str] = field(default_factory=dict)


def recognise(vraag: RuweVraag, plaats: str, talen: Talen, ontwerp: Ontwerp) -> Gekend | None:
    """The kind of a question with choices; None, said in the list of what was left out, when it can't be one."""
    if vraag.vorm == "ja-nee":
        return Gekend("ja-nee-want" if vraag.merk == "ja-nee-want" else "ja-nee", waarden=dict(JA_NEE))
    labels = _labels(vraag.keuzes, plaats, talen, ontwerp)
    weet_niet = [naam for naam in labels if code_of(naam) == WEET_NIET]
    for naam in weet_niet:
        if not set(labels.pop(naam).values()) <= _WEET_NIET:
            ontwerp.leave_out(plaats, f"De keuze {quoted(naam)} staat er nu met de woorden die Zicht daarvoor heeft.")
    known = _fixed(vraag, labels, plaats, talen) or _free(vraag, labels, plaats, ontwerp)
    if known is not None and weet_niet:
        known.velden["weetNiet"] = True
        known.waarden |= dict.fromkeys(weet_niet, WEET_NIET)
    return known


def is_likert(vraag: RuweVraag) -> bool:
    """Whether the choices are a scale of five, numbered: what the columns of a matrix must be."""
    return [keuze.naam for keuze in vraag.keuzes if code_of(keuze.naam) != WEET_NIET] == _LIKERT


def _labels(keuzes: Sequence[RuweKeuze], plaats: str, talen: Talen, ontwerp: Ontwerp) -> Labels:
    """The text of each choice by its name, each name once."""
    labels: Labels = {}
    nameless = 0
    for keuze in keuzes:
        if keuze.naam in labels:
            ontwerp.leave_out(plaats, f"De keuze {quoted(keuze.naam)} staat er meer dan een keer.")
            continue
        tekst = talen.tekst(plaats, keuze.tekst)
        if not tekst:
            nameless += 1
            tekst = dict.fromkeys(talen.alle, keuze.naam.strip()[:200] or "-")
        labels[keuze.naam] = tekst
    if nameless:
        ontwerp.leave_out(plaats, f"Bij {nameless} keuzes staat geen tekst; daar staat nu de naam van de keuze.")
    return labels


def _fixed(vraag: RuweVraag, labels: Labels, plaats: str, talen: Talen) -> Gekend | None:
    """One of the kinds of which Zicht has the choices itself, when the file says so or it can't be anything else."""
    names = list(labels)
    same = {naam: naam for naam in names}
    if vraag.vorm == "meer":
        return None
    if names == _LIKERT and (vraag.merk == "likert5" or vraag.vorm == "matrix"):
        soort: Soort = "matrix" if vraag.vorm == "matrix" else "likert5"
        return Gekend(soort, {"schaallabels": list(labels.values())}, same)
    for soort, scale in _SCALES.items():
        if names == scale and vraag.eindlabels and vraag.merk in (soort, None):
            ends = [talen.tekst(plaats, ruw) for ruw in vraag.eindlabels]
            if all(ends):
                return Gekend(soort, {"schaallabels": ends}, same)
    if vraag.merk in ("ja-nee", "ja-nee-want") and names == ["ja", "nee"]:
        return Gekend("ja-nee" if vraag.merk == "ja-nee" else "ja-nee-want", waarden=same)
    if vraag.merk is None and _says_yes_no(labels):
        return Gekend("ja-nee", waarden={naam: JA_NEE[naam] for naam in names})
    return None


def _says_yes_no(labels: Labels) -> bool:
    """Yes and no, and nothing else in words: other words would be lost."""
    if [JA_NEE.get(naam) for naam in labels] != ["ja", "nee"]:
        return False
    ja, nee = labels.values()
    return {tekst.strip().casefold() for tekst in ja.values()} <= _JA and {
        tekst.strip().casefold() for tekst in nee.values()
    } <= _NEE


def _free(vraag: RuweVraag, labels: Labels, plaats: str, ontwerp: Ontwerp) -> Gekend | None:
    """A question with choices of its own."""
    if len(labels) < 2:
        ontwerp.leave_out(plaats, "De vraag heeft minder dan twee keuzes.")
        return None
    if vraag.merk not in (None, "enkel", "meer"):
        ontwerp.leave_out(
            plaats, f"Het bestand noemt deze vraag {quoted(vraag.merk)}, maar dat past niet; het is een keuzevraag."
        )
    codes: dict[str, str] = {}
    for naam in labels:
        codes[naam] = unused(code_of(naam) or "keuze", {*codes.values(), WEET_NIET})
    if changed := [f"{quoted(naam)} is {code}" for naam, code in codes.items() if code != naam]:
        more = " en meer" if len(changed) > 5 else ""
        ontwerp.leave_out(plaats, f"Keuzes hebben een andere code gekregen: {', '.join(changed[:5])}{more}.")
    opties = [{"code": codes[naam], "tekst": tekst} for naam, tekst in labels.items()]
    return Gekend("meer" if vraag.vorm == "meer" else "enkel", {"opties": opties}, codes)
