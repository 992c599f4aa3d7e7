"""The definition of a questionnaire: data, checked as a whole, never changed once published.

A draft has the same shape (`Inhoud`), but may have faults of the whole: a language that is missing, a branch that leads
nowhere. `faults_of` names them all; a `Vragenlijst` has none.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Final, Literal, NamedTuple, Self, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from zicht_shared.errors import Fout
from zicht_shared.schemas import Invoer

Taal = Literal["nl", "en", "ar", "tr", "uk", "pl"]
Soort = Literal[
    "likert5", "rapportcijfer", "nps", "ja-nee", "ja-nee-want", "enkel", "meer", "matrix", "open", "telefoon"
]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
_T = TypeVar("_T")


def _not_empty(values: tuple[_T, ...]) -> tuple[_T, ...]:
    # Field(min_length=1) would also say this of a list that is not empty, but in which something is wrong.
    if not values:
        raise PydanticCustomError("too_short", "empty")
    return values


# Never changed once read. Strict would refuse a list for it, where FastAPI has read the JSON already.
Reeks = Annotated[tuple[_T, ...], Strict(False)]
Gevuld = Annotated[Reeks[_T], AfterValidator(_not_empty), Field(json_schema_extra={"minItems": 1})]
Tekst = dict[Taal, Annotated[str, Field(min_length=1, max_length=2000)]]

WEET_NIET: Final = "weet-niet"
WANT: Final = "-want"

_SCALES: Final[dict[Soort, tuple[str, ...]]] = {
    "likert5": ("1", "2", "3", "4", "5"),
    "rapportcijfer": tuple(str(cijfer) for cijfer in range(1, 11)),
    "nps": tuple(str(score) for score in range(11)),
    "ja-nee": ("ja", "nee"),
    "ja-nee-want": ("ja", "nee"),
    "matrix": ("1", "2", "3", "4", "5"),
}
_LABELS: Final[dict[Soort, int]] = {"likert5": 5, "rapportcijfer": 2, "nps": 2, "matrix": 5}
_WITH_OPTIONS: Final = ("enkel", "meer")
_FREE: Final = ("open", "telefoon")
# More than anyone would answer: what is larger is a mistake, or meant to keep the service busy.
_MAX_QUESTIONS: Final = 500
_MAX_OPTIONS: Final = 500


class _Deel(Invoer):
    model_config = ConfigDict(frozen=True, strict=True)


class Optie(_Deel):
    code: Code
    tekst: Tekst


class Rij(_Deel):
    """A row of a matrix: answered and counted under its own code, as if it were a question of kind likert5."""

    code: Code
    tekst: Tekst


class Voorwaarde(_Deel):
    """Show the question only when the answer to an earlier question, or row of a matrix, is one of these."""

    vraag: Code
    in_: Gevuld[str] = Field(alias="in")


class Vraag(_Deel):
    code: Code
    soort: Soort
    tekst: Tekst
    toelichting: Tekst | None = None
    verplicht: bool = True
    opties: Reeks[Optie] = ()
    rijen: Reeks[Rij] = ()
    schaallabels: Reeks[Tekst] = ()
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
        if self.soort == "matrix":
            return tuple(rij.code for rij in self.rijen)
        return (self.code, self.code + WANT) if self.soort == "ja-nee-want" else (self.code,)


class Onderdeel(_Deel):
    """One page."""

    titel: Tekst
    toelichting: Tekst | None = None
    vragen: Gevuld[Vraag]


class Inhoud(_Deel):
    """What a questionnaire asks, whether or not it can be used as it stands.

    `bron` says where the wording comes from, and what in it is Zicht's own. `nagekeken`: the languages in which a
    person has read it; in the others the translation is a machine's. Codes are stable: results are counted by them.
    """

    variant: Code
    titel: Tekst
    inleiding: Tekst
    bron: str = Field(min_length=1)
    talen: Gevuld[Taal]
    nagekeken: Reeks[Taal] = ("nl",)
    onderdelen: Gevuld[Onderdeel]

    @cached_property
    def vragen(self) -> tuple[Vraag, ...]:
        return tuple(vraag for onderdeel in self.onderdelen for vraag in onderdeel.vragen)

    @cached_property
    def vertakt(self) -> bool:
        """Whether the answer to one question decides if another is asked."""
        return any(vraag.als for vraag in self.vragen)


class Vragenlijst(Inhoud):
    """A questionnaire as it is published: whole."""

    code: Code
    versie: int = Field(ge=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if faults := faults_of(self):
            raise ValueError(" ".join(fault.reason for fault in faults))
        return self


def faults_of(inhoud: Inhoud) -> list[Fout]:
    """Everything that stands in the way of using this questionnaire, with a JSON pointer to where it is."""
    faults = [*_language_faults(inhoud), *_code_faults(inhoud), *_branching_faults(inhoud)]
    # A row of a matrix is one thing to answer, as a question is.
    if sum(len(vraag.velden) for vraag in inhoud.vragen) > _MAX_QUESTIONS:
        faults.append(Fout("/onderdelen", "te-veel", f"Een vragenlijst heeft hoogstens {_MAX_QUESTIONS} vragen."))
    for pointer, vraag in _placed(inhoud):
        faults += _shape_faults(pointer, vraag)
    return faults


class Plaats(NamedTuple):
    """A text of a questionnaire: where it stands, and how a person would call it."""

    pointer: str
    naam: str
    tekst: Tekst


def _texts(inhoud: Inhoud) -> Iterator[Plaats]:
    """Every text that a resident can get to see, in the order of the questionnaire."""
    yield Plaats("/titel", "De titel", inhoud.titel)
    yield Plaats("/inleiding", "De inleiding", inhoud.inleiding)
    for index, onderdeel in enumerate(inhoud.onderdelen):
        pointer = f"/onderdelen/{index}"
        yield Plaats(f"{pointer}/titel", f"De titel van onderdeel {index + 1}", onderdeel.titel)
        if onderdeel.toelichting is not None:
            naam = f"De toelichting van onderdeel {index + 1}"
            yield Plaats(f"{pointer}/toelichting", naam, onderdeel.toelichting)
        for nummer, vraag in enumerate(onderdeel.vragen):
            yield from _question_texts(f"{pointer}/vragen/{nummer}", vraag)


def _question_texts(pointer: str, vraag: Vraag) -> Iterator[Plaats]:
    """The texts of one question, which stands at this pointer."""
    yield Plaats(f"{pointer}/tekst", f"De tekst van vraag '{vraag.code}'", vraag.tekst)
    if vraag.toelichting is not None:
        yield Plaats(f"{pointer}/toelichting", f"De toelichting van vraag '{vraag.code}'", vraag.toelichting)
    for index, optie in enumerate(vraag.opties):
        yield Plaats(f"{pointer}/opties/{index}/tekst", f"Optie '{optie.code}' van vraag '{vraag.code}'", optie.tekst)
    for index, rij in enumerate(vraag.rijen):
        yield Plaats(f"{pointer}/rijen/{index}/tekst", f"Rij '{rij.code}' van vraag '{vraag.code}'", rij.tekst)
    for index, label in enumerate(vraag.schaallabels):
        yield Plaats(f"{pointer}/schaallabels/{index}", f"Schaallabel {index + 1} van vraag '{vraag.code}'", label)


def _placed(inhoud: Inhoud) -> Iterator[tuple[str, Vraag]]:
    for index, onderdeel in enumerate(inhoud.onderdelen):
        for nummer, vraag in enumerate(onderdeel.vragen):
            yield f"/onderdelen/{index}/vragen/{nummer}", vraag


def _language_faults(inhoud: Inhoud) -> Iterator[Fout]:
    talen = set(inhoud.talen)
    if len(talen) < len(inhoud.talen):
        yield Fout("/talen", "dubbel", "Een taal staat dubbel in 'talen'.")
    for pointer, naam, tekst in _texts(inhoud):
        if missing := sorted(talen - set(tekst)):
            yield Fout(pointer, "taal-ontbreekt", f"{naam} mist de taal {', '.join(missing)}.")
        if extra := sorted(set(tekst) - talen):
            yield Fout(pointer, "taal-te-veel", f"{naam} heeft een taal die niet in 'talen' staat: {', '.join(extra)}.")


def _code_faults(inhoud: Inhoud) -> Iterator[Fout]:
    # By field and not only by question: 'x' of kind ja-nee-want also uses the name 'x-want'.
    seen: set[str] = set()
    for pointer, vraag in _placed(inhoud):
        places = {vraag.code: "/code"} | {rij.code: f"/rijen/{index}/code" for index, rij in enumerate(vraag.rijen)}
        for veld in _fields(vraag):
            if veld in seen:
                yield Fout(
                    pointer + places.get(veld, "/code"),
                    "dubbele-code",
                    f"De code '{veld}' komt meer dan een keer voor; elke vraag en elke rij heeft een eigen code.",
                )
            seen.add(veld)


def _fields(vraag: Vraag) -> tuple[str, ...]:
    """The names that this question takes, one by one: two rows with one code take it twice."""
    return (vraag.code, *vraag.velden) if vraag.soort == "matrix" else vraag.velden


def _branching_faults(inhoud: Inhoud) -> Iterator[Fout]:
    earlier: dict[str, Vraag] = {}
    for index, onderdeel in enumerate(inhoud.onderdelen):
        for nummer, vraag in enumerate(onderdeel.vragen):
            if vraag.als is None:
                continue
            pointer = f"/onderdelen/{index}/vragen/{nummer}/als"
            # A page can't change while it is filled in (there is no script), so only an earlier page can decide.
            source = earlier.get(vraag.als.vraag)
            if source is None:
                yield Fout(
                    f"{pointer}/vraag",
                    "geen-eerdere-vraag",
                    f"Vraag '{vraag.code}' hangt af van '{vraag.als.vraag}', "
                    "maar dat is geen vraag op een eerdere pagina.",
                )
            elif unknown := sorted(set(vraag.als.in_) - set(source.waarden)):
                yield Fout(
                    f"{pointer}/in",
                    "onbekend-antwoord",
                    f"Vraag '{vraag.code}' hangt af van een antwoord dat vraag '{source.code}' niet heeft: "
                    f"{', '.join(unknown)}.",
                )
        earlier |= {code: vraag for vraag in onderdeel.vragen for code in _deciding(vraag)}


def _deciding(vraag: Vraag) -> tuple[str, ...]:
    """The codes by which a condition can refer to the answers to this question."""
    return vraag.velden if vraag.soort == "matrix" else (vraag.code,)


def _shape_faults(pointer: str, vraag: Vraag) -> Iterator[Fout]:
    van_soort = f"Vraag '{vraag.code}' van soort {vraag.soort}"
    yield from _choice_faults(pointer, vraag, van_soort)
    if len(vraag.schaallabels) != (expected := _LABELS.get(vraag.soort, 0)):
        yield Fout(
            f"{pointer}/schaallabels",
            "verkeerd-aantal",
            f"{van_soort} heeft {expected} schaallabels nodig, maar heeft er {len(vraag.schaallabels)}.",
        )
    if vraag.soort == "matrix" and not vraag.rijen:
        yield Fout(f"{pointer}/rijen", "te-weinig", f"{van_soort} heeft ten minste een rij nodig.")
    elif vraag.rijen and vraag.soort != "matrix":
        yield Fout(f"{pointer}/rijen", "past-niet-bij-soort", f"{van_soort} kan geen rijen hebben.")
    if vraag.weet_niet and vraag.soort in _FREE:
        yield Fout(
            f"{pointer}/weetNiet",
            "past-niet-bij-soort",
            f"{van_soort} kan geen 'weet ik niet' hebben; maak de vraag niet verplicht.",
        )


def _choice_faults(pointer: str, vraag: Vraag, van_soort: str) -> Iterator[Fout]:
    place, codes = f"{pointer}/opties", [optie.code for optie in vraag.opties]
    if vraag.soort not in _WITH_OPTIONS:
        if codes:
            yield Fout(place, "past-niet-bij-soort", f"{van_soort} kan geen opties hebben.")
        return
    if len(codes) < 2:
        yield Fout(place, "te-weinig", f"{van_soort} heeft ten minste twee opties nodig.")
    if len(codes) > _MAX_OPTIONS:
        yield Fout(place, "te-veel", f"{van_soort} heeft hoogstens {_MAX_OPTIONS} opties.")
    if len(set(codes)) < len(codes):
        yield Fout(place, "dubbele-code", f"Vraag '{vraag.code}' heeft twee opties met dezelfde code.")
    if WEET_NIET in codes:
        reason = f"Vraag '{vraag.code}' heeft een optie '{WEET_NIET}'; gebruik daarvoor weetNiet."
        yield Fout(place, "gebruik-weet-niet", reason)
