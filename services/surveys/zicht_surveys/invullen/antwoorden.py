"""Reading answers: from a form, through branching, to what may be counted. Pure; no database, no HTTP.

Answers are a flat mapping of field to value, as in a draft: `{"tevreden": "4", "tip": "...", "hulp": ["a", "b"]}`.
A field is the code of a question, or of a row of a matrix, or a code with `-want` for the reason behind a ja-nee-want.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from zicht_surveys.vragenlijsten.schemas import WANT, WEET_NIET, Onderdeel, Vraag, Vragenlijst

Answer = str | list[str]
Answers = Mapping[str, Answer]

MAX_TEXT: Final = 2000
_PHONE: Final = re.compile(r"[0-9+ -]{8,20}")
_MIN_DIGITS: Final = 8
# Control characters other than the line end, and lone surrogates, which no UTF-8 can hold.
_UNREADABLE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Fault(NamedTuple):
    """What is wrong with one field: the key of the text that says it (teksten/), and the numbers that it names."""

    veld: str
    tekst: str
    getallen: Mapping[str, int] = MappingProxyType({})


class Split(NamedTuple):
    """One person's answers, taken apart by who may ever see them together."""

    gesloten: dict[str, Answer]
    open: dict[str, str]
    contact: dict[str, str]


class _Unusable(Exception):
    """Carries the key of the text that tells what is wrong, and the numbers that it names."""

    def __init__(self, tekst: str, **getallen: int) -> None:
        super().__init__(tekst)
        self.tekst = tekst
        self.getallen = getallen


def read_answers(
    onderdeel: Onderdeel, form: Mapping[str, Sequence[str]], earlier: Answers
) -> tuple[dict[str, Answer], list[Fault]]:
    """Read one page.

    form: every value per field as it was sent. earlier: the answers to the pages before, which decide what is visible.
    Returns the sound answers of this page, and every fault; fields that are no question of this page are ignored.
    """
    answers: dict[str, Answer] = {}
    faults: list[Fault] = []
    for vraag in onderdeel.vragen:
        if not is_visible(vraag, earlier):
            continue
        for veld in vraag.velden:
            try:
                answer = _read(vraag, veld, form.get(veld, ()))
            except _Unusable as fault:
                faults.append(Fault(veld, fault.tekst, fault.getallen))
            else:
                if answer:
                    answers[veld] = answer
    return answers, faults


def is_visible(vraag: Vraag, answers: Answers) -> bool:
    """Whether this question is asked, given the answers to the pages before it."""
    if vraag.als is None:
        return True
    given = answers.get(vraag.als.vraag, [])
    return not set(vraag.als.in_).isdisjoint([given] if isinstance(given, str) else given)


def is_choice(vraag: Vraag, veld: str) -> bool:
    """Whether what is given under this field is one of the question's choices, and not a text of someone's own."""
    return bool(vraag.waarden) and veld != vraag.code + WANT


def visible_questions(definition: Vragenlijst, answers: Answers) -> Sequence[Vraag]:
    """The questions that are asked of someone with these answers, in order.

    An answer to a question that is not asked decides nothing: a branch under a closed branch is closed too.
    """
    if not definition.vertakt:
        return definition.vragen
    asked: list[Vraag] = []
    valid: dict[str, Answer] = {}
    for vraag in definition.vragen:
        if is_visible(vraag, valid):
            asked.append(vraag)
            valid |= {veld: answers[veld] for veld in vraag.velden if veld in answers}
    return asked


def keep_visible(definition: Vragenlijst, answers: Answers) -> dict[str, Answer]:
    """The answers without those to questions that are not (or no longer) asked."""
    velden = [veld for vraag in visible_questions(definition, answers) for veld in vraag.velden]
    return {veld: answers[veld] for veld in velden if veld in answers}


def complete(definition: Vragenlijst, answers: Answers) -> list[Fault]:
    """What still stands in the way of sending these answers: nothing, or every fault in the order of the pages."""
    form = {veld: [given] if isinstance(given, str) else given for veld, given in answers.items()}
    valid = keep_visible(definition, answers)
    return [fault for onderdeel in definition.onderdelen for fault in read_answers(onderdeel, form, valid)[1]]


def split(definition: Vragenlijst, answers: Answers) -> Split:
    """Take complete answers apart into what is counted, what is read, and how to reach someone."""
    parts = Split({}, {}, {})
    for vraag in visible_questions(definition, answers):
        for veld in vraag.velden:
            given = answers.get(veld)
            if not given:
                continue
            if isinstance(given, list) or is_choice(vraag, veld):
                parts.gesloten[veld] = given
            elif vraag.soort == "telefoon":
                parts.contact[veld] = given
            else:
                parts.open[veld] = given
    return parts


def _read(vraag: Vraag, veld: str, values: Sequence[str]) -> Answer:
    """The answer in these values, empty when there is none and none is needed. Raises _Unusable."""
    if veld == vraag.code + WANT:
        return _read_text(values, verplicht=False)
    match vraag.soort:
        case "open":
            return _read_text(values, verplicht=vraag.verplicht)
        case "telefoon":
            return _read_phone(values, verplicht=vraag.verplicht)
        case _:
            return _read_choice(vraag, values)


def _read_choice(vraag: Vraag, values: Sequence[str]) -> Answer:
    chosen = [value for value in values if value]
    if not chosen:
        if vraag.verplicht:
            raise _Unusable("fout_kies")
        return ""
    if not set(chosen).issubset(vraag.waarden):
        raise _Unusable("fout_onbekend")
    if vraag.soort == "meer":
        if WEET_NIET in chosen and set(chosen) != {WEET_NIET}:
            raise _Unusable("fout_kies_eenmalig")
        return [waarde for waarde in vraag.waarden if waarde in chosen]
    if len(chosen) > 1:
        raise _Unusable("fout_kies_een")
    return chosen[0]


def _read_text(values: Sequence[str], *, verplicht: bool) -> str:
    text = _clean("\n".join(values))
    if not text and verplicht:
        raise _Unusable("fout_schrijf")
    if len(text) > MAX_TEXT:
        raise _Unusable("fout_lang", aantal=len(text), ruimte=MAX_TEXT)
    return text


def _read_phone(values: Sequence[str], *, verplicht: bool) -> str:
    number = _clean(" ".join(values))
    if not number and verplicht:
        raise _Unusable("fout_telefoon_leeg")
    if number and not (_PHONE.fullmatch(number) and sum(sign.isdigit() for sign in number) >= _MIN_DIGITS):
        raise _Unusable("fout_telefoon")
    return number


def _clean(text: str) -> str:
    # Browsers send line ends as CR LF.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNREADABLE.sub("", lines).strip()
