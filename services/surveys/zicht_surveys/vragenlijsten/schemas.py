"""The definition of a questionnaire: data, checked as a whole, never changed once published."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from zicht_shared.schemas import Invoer

Taal = Literal["nl", "en", "ar", "tr", "uk", "pl"]
Soort = Literal["likert5", "rapportcijfer", "nps", "ja-nee", "ja-nee-want", "enkel", "meer", "open", "telefoon"]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Tekst = dict[Taal, Annotated[str, Field(min_length=1, max_length=2000)]]

WEET_NIET: Final = "weet-niet"
WANT: Final = "-want"

_SCALES: Final[dict[Soort, tuple[str, ...]]] = {
    "likert5": ("1", "2", "3", "4", "5"),
    "rapportcijfer": tuple(str(cijfer) for cijfer in range(1, 11)),
    "nps": tuple(str(score) for score in range(11)),
    "ja-nee": ("ja", "nee"),
    "ja-nee-want": ("ja", "nee"),
}
_LABELS: Final[dict[Soort, int]] = {"likert5": 5, "rapportcijfer": 2, "nps": 2}
_WITH_OPTIONS: Final = ("enkel", "meer")
_FREE: Final = ("open", "telefoon")


class _Deel(Invoer):
    model_config = ConfigDict(frozen=True, strict=True)


class Optie(_Deel):
    code: Code
    tekst: Tekst


class Voorwaarde(_Deel):
    """Show the question only when the answer to an earlier question is one of these."""

    vraag: Code
    in_: tuple[str, ...] = Field(alias="in", min_length=1)


class Vraag(_Deel):
    code: Code
    soort: Soort
    tekst: Tekst
    toelichting: Tekst | None = None
    verplicht: bool = True
    opties: tuple[Optie, ...] = ()
    schaallabels: tuple[Tekst, ...] = ()
    als: Voorwaarde | None = None
    weet_niet: bool = False

    @cached_property
    def waarden(self) -> tuple[str, ...]:
        """Every value that a choice may have, in the order of the page; empty for a question that is written."""
        scale = _SCALES.get(self.soort) or tuple(optie.code for optie in self.opties)
        return (*scale, WEET_NIET) if self.weet_niet else scale

    @cached_property
    def velden(self) -> tuple[str, ...]:
        """The names under which this question's answers come in and are kept."""
        return (self.code, self.code + WANT) if self.soort == "ja-nee-want" else (self.code,)


class Onderdeel(_Deel):
    """One page."""

    titel: Tekst
    toelichting: Tekst | None = None
    vragen: tuple[Vraag, ...] = Field(min_length=1)


class Vragenlijst(_Deel):
    """A questionnaire as it is published.

    `bron` says where the wording comes from, and what in it is Zicht's own.
    Codes are stable: results are counted by them.
    """

    code: Code
    variant: Code
    versie: int = Field(ge=1)
    titel: Tekst
    inleiding: Tekst
    bron: str = Field(min_length=1)
    talen: tuple[Taal, ...] = Field(min_length=1)
    onderdelen: tuple[Onderdeel, ...] = Field(min_length=1)

    @cached_property
    def vragen(self) -> tuple[Vraag, ...]:
        return tuple(vraag for onderdeel in self.onderdelen for vraag in onderdeel.vragen)

    @cached_property
    def vertakt(self) -> bool:
        """Whether the answer to one question decides if another is asked."""
        return any(vraag.als for vraag in self.vragen)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = [*_language_faults(self), *_code_faults(self), *_branching_faults(self)]
        for vraag in self.vragen:
            faults += _shape_faults(vraag)
        if faults:
            raise ValueError(" ".join(faults))
        return self


def _texts(definition: Vragenlijst) -> Iterator[tuple[str, Tekst]]:
    yield "De titel", definition.titel
    yield "De inleiding", definition.inleiding
    for nummer, onderdeel in enumerate(definition.onderdelen, start=1):
        yield f"De titel van onderdeel {nummer}", onderdeel.titel
        if onderdeel.toelichting:
            yield f"De toelichting van onderdeel {nummer}", onderdeel.toelichting
    for vraag in definition.vragen:
        yield f"De tekst van vraag '{vraag.code}'", vraag.tekst
        if vraag.toelichting:
            yield f"De toelichting van vraag '{vraag.code}'", vraag.toelichting
        for optie in vraag.opties:
            yield f"Optie '{optie.code}' van vraag '{vraag.code}'", optie.tekst
        for nummer, label in enumerate(vraag.schaallabels, start=1):
            yield f"Schaallabel {nummer} van vraag '{vraag.code}'", label


def _language_faults(definition: Vragenlijst) -> Iterator[str]:
    talen = set(definition.talen)
    if len(talen) < len(definition.talen):
        yield "Een taal staat dubbel in 'talen'."
    for waar, tekst in _texts(definition):
        if missing := sorted(talen - set(tekst)):
            yield f"{waar} mist de taal {', '.join(missing)}."
        if extra := sorted(set(tekst) - talen):
            yield f"{waar} heeft een taal die niet in 'talen' staat: {', '.join(extra)}."


def _code_faults(definition: Vragenlijst) -> Iterator[str]:
    # By field and not by question: 'x' of kind ja-nee-want also uses the name 'x-want'.
    seen: set[str] = set()
    for vraag in definition.vragen:
        for veld in vraag.velden:
            if veld in seen:
                yield f"De code '{veld}' komt meer dan een keer voor; elke vraag heeft een eigen code."
            seen.add(veld)


def _branching_faults(definition: Vragenlijst) -> Iterator[str]:
    earlier: dict[str, Vraag] = {}
    for onderdeel in definition.onderdelen:
        for vraag in onderdeel.vragen:
            if vraag.als is None:
                continue
            # A page can't change while it is filled in (there is no script), so only an earlier page can decide.
            source = earlier.get(vraag.als.vraag)
            if source is None:
                yield (
                    f"Vraag '{vraag.code}' hangt af van '{vraag.als.vraag}', "
                    "maar dat is geen vraag op een eerdere pagina."
                )
            elif unknown := sorted(set(vraag.als.in_) - set(source.waarden)):
                yield (
                    f"Vraag '{vraag.code}' hangt af van een antwoord dat vraag '{source.code}' niet heeft: "
                    f"{', '.join(unknown)}."
                )
        earlier |= {vraag.code: vraag for vraag in onderdeel.vragen}


def _shape_faults(vraag: Vraag) -> Iterator[str]:
    codes = [optie.code for optie in vraag.opties]
    if vraag.soort in _WITH_OPTIONS:
        if len(codes) < 2:
            yield f"Vraag '{vraag.code}' van soort {vraag.soort} heeft ten minste twee opties nodig."
        if len(set(codes)) < len(codes):
            yield f"Vraag '{vraag.code}' heeft twee opties met dezelfde code."
        if WEET_NIET in codes:
            yield f"Vraag '{vraag.code}' heeft een optie '{WEET_NIET}'; gebruik daarvoor weetNiet."
    elif codes:
        yield f"Vraag '{vraag.code}' van soort {vraag.soort} kan geen opties hebben."
    if len(vraag.schaallabels) != (expected := _LABELS.get(vraag.soort, 0)):
        yield (
            f"Vraag '{vraag.code}' van soort {vraag.soort} heeft {expected} schaallabels nodig, "
            f"maar heeft er {len(vraag.schaallabels)}."
        )
    if vraag.weet_niet and vraag.soort in _FREE:
        yield (
            f"Vraag '{vraag.code}' van soort {vraag.soort} kan geen 'weet ik niet' hebben; "
            "maak de vraag niet verplicht."
        )
