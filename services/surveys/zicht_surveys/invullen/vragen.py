"""One question as its page shows it: names, ids, choices and what describes them to a screen reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from zicht_surveys.invullen.antwoorden import Answers, Fault, is_choice
from zicht_surveys.invullen.teksten import TEKSTEN, getal
from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Rij, Soort, Taal, Vraag

# How a kind of question looks; what is not here is a plain list of choices.
_FORMS: Final[dict[Soort, str]] = {
    "likert5": "likert",
    "nps": "schaal",
    "rapportcijfer": "schaal cijfer",
    "meer": "meer",
    "matrix": "matrix",
    "open": "open",
    "telefoon": "telefoon",
}


@dataclass(frozen=True, slots=True)
class OptieView:
    id: str
    waarde: str
    tekst: str
    gekozen: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class VraagView:
    """`doel` is the id of the first thing to fill in: where a fault in the summary leads.

    rijen: the rows of a matrix, each a question of its own; kolommen: what its columns mean, for those who see them.
    """

    id: str
    doel: str
    veld: str
    vorm: str
    tekst: str
    hint: str | None
    fout: str | None
    verplicht: bool
    waarde: str = ""
    regels: int = 5
    schaal: str | None = None
    opties: list[OptieView] = field(default_factory=list)
    want: "VraagView | None" = None
    rijen: "list[VraagView]" = field(default_factory=list)
    kolommen: list[str] = field(default_factory=list)

    @property
    def beschreven_door(self) -> str:
        # No code holds an underscore, so no id of another question is the same.
        parts = {"hint": self.hint, "schaal": self.schaal, "fout": self.fout}
        return " ".join(f"{self.id}_{name}" for name, text in parts.items() if text)

    @property
    def met_fout(self) -> bool:
        return bool(self.fout or (self.want and self.want.fout))


@dataclass(frozen=True, slots=True)
class FoutView:
    doel: str
    tekst: str
    vraag: str


def question_view(
    vraag: Vraag, filled: Mapping[str, Sequence[str]], faults: Mapping[str, str], taal: Taal
) -> VraagView:
    """A question with what was filled in (per field, as in a form) and the fault per field."""
    t = TEKSTEN[taal]
    hints = [vraag.toelichting[taal]] if vraag.toelichting else []
    if not vraag.verplicht:
        hints.append(t["mag_overslaan_rijen"] if vraag.rijen else t["mag_overslaan"])
    written = not vraag.waarden
    return VraagView(
        id=f"v-{vraag.code}",
        doel=f"i-{vraag.code}" if written else _option_id(vraag.code, vraag.waarden[0]),
        veld=vraag.code,
        vorm=_FORMS.get(vraag.soort, "lijst"),
        tekst=vraag.tekst[taal],
        hint=" ".join(hints) or None,
        fout=faults.get(vraag.code),
        verplicht=vraag.verplicht,
        waarde="\n".join(filled.get(vraag.code, ())),
        schaal=_scale_text(vraag, taal),
        opties=[] if vraag.rijen else _options(vraag, vraag.code, filled, taal),
        want=_want_view(vraag, filled, faults, taal),
        rijen=[_row_view(vraag, rij, filled, faults, taal) for rij in vraag.rijen],
        kolommen=[value_text(vraag, waarde, taal) for waarde in vraag.waarden] if vraag.rijen else [],
    )


def fault_text(fault: Fault, taal: Taal) -> str:
    """What is wrong, in words for the one who filled it in."""
    numbers = {name: getal(number, taal) for name, number in fault.getallen.items()}
    return TEKSTEN[taal][fault.tekst].format(**numbers)


def fault_lines(vragen: Sequence[VraagView]) -> list[FoutView]:
    """The lines of the summary above the page: each leads to the field with the fault, in the order of the page."""
    lines: list[FoutView] = []
    for vraag in vragen:
        places = [(vraag, vraag.tekst), *((rij, rij.tekst) for rij in vraag.rijen)]
        if vraag.want:
            places.append((vraag.want, vraag.tekst))
        lines += [FoutView(place.doel, place.fout, tekst) for place, tekst in places if place.fout]
    return lines


def value_text(vraag: Vraag, waarde: str, taal: Taal) -> str:
    """A choice in words."""
    t = TEKSTEN[taal]
    if waarde == WEET_NIET:
        return t["weet_niet"]
    match vraag.soort:
        case "likert5" | "matrix":
            return vraag.schaallabels[int(waarde) - 1][taal]
        case "ja-nee" | "ja-nee-want":
            return t[waarde]
        case "enkel" | "meer":
            return next(optie.tekst[taal] for optie in vraag.opties if optie.code == waarde)
        case _:
            return waarde


def value_texts(vraag: Vraag, veld: str, answers: Answers, taal: Taal) -> list[str]:
    """What was answered under this field, in words; empty when nothing was."""
    given = answers.get(veld, [])
    values = [given] if isinstance(given, str) else given
    return [value_text(vraag, value, taal) for value in values] if is_choice(vraag, veld) else values


def _option_id(veld: str, waarde: str) -> str:
    return f"i-{veld}_{waarde}"


def _options(vraag: Vraag, veld: str, filled: Mapping[str, Sequence[str]], taal: Taal) -> list[OptieView]:
    given = filled.get(veld, ())
    return [
        OptieView(
            _option_id(veld, waarde), waarde, value_text(vraag, waarde, taal), waarde in given, waarde == WEET_NIET
        )
        for waarde in vraag.waarden
    ]


def _row_view(
    vraag: Vraag, rij: Rij, filled: Mapping[str, Sequence[str]], faults: Mapping[str, str], taal: Taal
) -> VraagView:
    return VraagView(
        id=f"v-{rij.code}",
        doel=_option_id(rij.code, vraag.waarden[0]),
        veld=rij.code,
        vorm="rij",
        tekst=rij.tekst[taal],
        hint=None,
        fout=faults.get(rij.code),
        verplicht=vraag.verplicht,
        opties=_options(vraag, rij.code, filled, taal),
    )


def _scale_text(vraag: Vraag, taal: Taal) -> str | None:
    if vraag.soort not in ("nps", "rapportcijfer"):
        return None
    scale = [waarde for waarde in vraag.waarden if waarde != WEET_NIET]
    low, high = vraag.schaallabels
    return TEKSTEN[taal]["schaal"].format(laag=scale[0], laagtekst=low[taal], hoog=scale[-1], hoogtekst=high[taal])


def _want_view(
    vraag: Vraag, filled: Mapping[str, Sequence[str]], faults: Mapping[str, str], taal: Taal
) -> VraagView | None:
    if vraag.soort != "ja-nee-want":
        return None
    t, veld = TEKSTEN[taal], vraag.velden[1]
    return VraagView(
        id=f"v-{veld}",
        doel=f"i-{veld}",
        veld=veld,
        vorm="open",
        tekst=t["want"],
        hint=t["want_hint"],
        fout=faults.get(veld),
        verplicht=False,
        waarde="\n".join(filled.get(veld, ())),
        regels=4,
    )
