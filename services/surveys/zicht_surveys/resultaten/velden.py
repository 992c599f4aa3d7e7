"""What is counted of a questionnaire: one veld for each closed question, and one for each row of a matrix. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Taal, Tekst, Vraag, Vragenlijst

GeslotenSoort = Literal["likert5", "rapportcijfer", "nps", "ja-nee", "enkel", "meer"]

_KINDS: Final[Mapping[str, GeslotenSoort]] = {
    "likert5": "likert5",
    "matrix": "likert5",
    "rapportcijfer": "rapportcijfer",
    "nps": "nps",
    "ja-nee": "ja-nee",
    "ja-nee-want": "ja-nee",
    "enkel": "enkel",
    "meer": "meer",
}
# The words that the pages use for these are theirs; a codebook needs only to say what the values mean.
_FIXED: Final[Mapping[str, Tekst]] = {
    "ja": {"nl": "Ja"},
    "nee": {"nl": "Nee"},
    WEET_NIET: {"nl": "Weet ik niet of zeg ik liever niet"},
}


@dataclass(frozen=True, slots=True)
class Veld:
    """One thing that is counted. labels: what each value of the scale means, in order, without weet-niet."""

    code: str
    soort: GeslotenSoort
    tekst: Tekst
    labels: Mapping[str, Tekst]
    weet_niet: bool


def velden_of(definition: Vragenlijst) -> dict[str, Veld]:
    """Every veld of a questionnaire by its code, in the order of the pages."""
    return {veld.code: veld for vraag in definition.vragen for veld in _velden(vraag)}


def label_of(veld: Veld, waarde: str) -> Tekst:
    """What a value means; the value itself where the questionnaire does not name it."""
    return veld.labels.get(waarde) or _FIXED.get(waarde) or {"nl": waarde}


def in_dutch(tekst: Tekst) -> str:
    """The Dutch text, or the first one of a questionnaire that has no Dutch."""
    return tekst.get("nl") or next(iter(tekst.values()))


def _velden(vraag: Vraag) -> Iterator[Veld]:
    soort = _KINDS.get(vraag.soort)
    if soort is None:
        return
    labels = _labels(vraag)
    if vraag.soort == "matrix":
        for rij in vraag.rijen:
            yield Veld(rij.code, soort, _joined(vraag.tekst, rij.tekst), labels, vraag.weet_niet)
    else:
        yield Veld(vraag.code, soort, vraag.tekst, labels, vraag.weet_niet)


def _labels(vraag: Vraag) -> dict[str, Tekst]:
    if vraag.opties:
        return {optie.code: optie.tekst for optie in vraag.opties}
    scale = [waarde for waarde in vraag.waarden if waarde != WEET_NIET]
    if len(vraag.schaallabels) == len(scale):
        return dict(zip(scale, vraag.schaallabels, strict=True))
    labels = {waarde: _FIXED.get(waarde, {"nl": waarde}) for waarde in scale}
    if vraag.schaallabels:
        # Only the ends of the scale are named.
        for waarde, label in zip((scale[0], scale[-1]), vraag.schaallabels, strict=True):
            labels[waarde] = {taal: f"{waarde}: {tekst}" for taal, tekst in label.items()}
    return labels


def _joined(vraag: Tekst, rij: Tekst) -> Tekst:
    talen: list[Taal] = [taal for taal in vraag if taal in rij]
    return {taal: f"{vraag[taal]} {rij[taal]}" for taal in talen}
