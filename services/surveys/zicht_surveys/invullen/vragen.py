"""One question as its page shows it: names, ids, choices and what describes them to a screen reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from zicht_surveys.invullen.antwoorden import Answers, Fault
from zicht_surveys.invullen.teksten import TEKSTEN
from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Soort, Taal, Vraag

# How a kind of question looks; what is not here is a plain list of choices.
_FORMS: Final[dict[Soort, str]] = {
    "likert5": "likert",
    "nps": "schaal",
    "rapportcijfer": "schaal cijfer",
    "meer": "meer",
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
    """`doel` is the id of the first thing to fill in: where a fault in the summary leads."""

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

    @property
    def beschreven_door(self) -> str:
        parts = {"hint": self.hint, "schaal": self.schaal, "fout": self.fout}
        return " ".join(f"{self.id}-{name}" for name, text in parts.items() if text)

    @property
    def velden(self) -> list[str]:
        return [self.veld, self.want.veld] if self.want else [self.veld]


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
        hints.append(t["mag_overslaan"])
    given = filled.get(vraag.code, ())
    return VraagView(
        id=f"v-{vraag.code}",
        doel=_option_id(vraag, vraag.waarden[0]) if vraag.waarden else f"i-{vraag.code}",
        veld=vraag.code,
        vorm=_FORMS.get(vraag.soort, "lijst"),
        tekst=vraag.tekst[taal],
        hint=" ".join(hints) or None,
        fout=faults.get(vraag.code),
        verplicht=vraag.verplicht,
        waarde="\n".join(given),
        schaal=_scale_text(vraag, taal),
        opties=[
            OptieView(
                _option_id(vraag, waarde), waarde, value_text(vraag, waarde, taal), waarde in given, waarde == WEET_NIET
            )
            for waarde in vraag.waarden
        ],
        want=_want_view(vraag, filled, faults, taal),
    )


def fault_line(vraag: VraagView, fault: Fault) -> FoutView:
    """A line of the summary above the page, that leads to the field."""
    place = vraag.want if vraag.want and fault.veld == vraag.want.veld else vraag
    return FoutView(place.doel, fault.tekst, vraag.tekst)


def value_text(vraag: Vraag, waarde: str, taal: Taal) -> str:
    """A choice in words."""
    t = TEKSTEN[taal]
    if waarde == WEET_NIET:
        return t["weet_niet"]
    match vraag.soort:
        case "likert5":
            return vraag.schaallabels[int(waarde) - 1][taal]
        case "ja-nee" | "ja-nee-want":
            return t[waarde]
        case "enkel" | "meer":
            return next(optie.tekst[taal] for optie in vraag.opties if optie.code == waarde)
        case _:
            return waarde


def value_texts(vraag: Vraag, answers: Answers, taal: Taal) -> list[str]:
    """What was answered, in words; empty when nothing was."""
    texts: list[str] = []
    for veld in vraag.velden:
        given = answers.get(veld, [])
        values = [given] if isinstance(given, str) else given
        if veld == vraag.code and vraag.waarden:
            values = [value_text(vraag, value, taal) for value in values]
        texts += values
    return texts


def _option_id(vraag: Vraag, waarde: str) -> str:
    return f"i-{vraag.code}_{waarde}"


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
