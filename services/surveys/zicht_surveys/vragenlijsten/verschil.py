"""What changed between two versions of a questionnaire, and which results of both may stand side by side. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from pydantic import Field

from zicht_shared.schemas import Schema
from zicht_surveys.vragenlijsten.families import Familie
from zicht_surveys.vragenlijsten.schemas import Taal, Vraag, Vragenlijst

Reden = Literal["nieuw", "vervallen", "andere-soort", "andere-waarden"]


class TekstVerschil(Schema):
    """Een tekst die anders is, en in welke talen."""

    wat: str = Field(description="Bijvoorbeeld titel, tekst, toelichting, optie:ja, rij:welkom of schaallabel:1.")
    talen: list[Taal]


class Wissel(Schema):
    """Wat er eerst stond en wat er nu staat, als JSON-waarde in tekst."""

    oud: str | None
    nieuw: str | None


class CodesVerschil(Schema):
    toegevoegd: list[str]
    verwijderd: list[str]
    volgorde_gewijzigd: bool


class VraagVerschil(Schema):
    """Een vraag die in beide versies staat en niet meer dezelfde is. Wat gelijk bleef is leeg."""

    vraag: str
    teksten: list[TekstVerschil]
    opties: CodesVerschil | None
    rijen: CodesVerschil | None
    kenmerken: dict[str, Wissel] = Field(
        description="Van soort, verplicht, weetNiet, voorwaarde en pagina: wat er anders is."
    )


class Vergelijkbaarheid(Schema):
    """Of de uitkomsten van een vraag (of rij) in beide versies hetzelfde betekenen voor wie telt."""

    vraag: str
    vergelijkbaar: bool = Field(description="Dezelfde code, dezelfde soort en dezelfde waarden.")
    reden: Reden | None = Field(description="Waarom niet.")
    tekst_gewijzigd: bool = Field(description="De waarden zijn dezelfde, maar de vraag luidt anders: oordeel zelf.")


class VariantVerschil(Schema):
    variant: str
    verandering: Literal["toegevoegd", "verwijderd", "gewijzigd", "gelijk"]
    talen: CodesVerschil | None
    teksten: list[TekstVerschil] = Field(description="Titel, inleiding, bron en die van de pagina's.")
    vragen: CodesVerschil | None
    verplaatst: list[str] = Field(description="De vragen die ten opzichte van de andere van plaats veranderden.")
    gewijzigd: list[VraagVerschil]
    uitkomsten: list[Vergelijkbaarheid]


class Verschil(Schema):
    code: str
    oud: int
    nieuw: int
    varianten: list[VariantVerschil]


def compare(oud: Familie, nieuw: Familie) -> Verschil:
    """What is different in `nieuw`, per variant: those of `nieuw` first, in its order."""
    before = {variant.variant: variant for variant in oud.varianten}
    after = {variant.variant: variant for variant in nieuw.varianten}
    names = [*after, *(name for name in before if name not in after)]
    varianten = [_compare_variant(name, before.get(name), after.get(name)) for name in names]
    return Verschil(code=nieuw.code, oud=oud.versie, nieuw=nieuw.versie, varianten=varianten)


def _compare_variant(name: str, oud: Vragenlijst | None, nieuw: Vragenlijst | None) -> VariantVerschil:
    before, after = _questions(oud), _questions(nieuw)
    talen = _shared_languages(oud, nieuw) if oud and nieuw else []
    same = VariantVerschil(
        variant=name,
        verandering="gelijk",
        talen=_codes(oud.talen if oud else (), nieuw.talen if nieuw else ()),
        teksten=_changed_texts(_own_texts(oud), _own_texts(nieuw), talen) if oud and nieuw else [],
        vragen=_codes(list(before), list(after)),
        verplaatst=_moved(list(before), list(after)),
        gewijzigd=[
            question
            for code in after
            if code in before and (question := _compare_question(before[code], after[code], talen)) is not None
        ],
        uitkomsten=list(_comparable(oud, nieuw)),
    )
    if oud is None or nieuw is None:
        return same.model_copy(update={"verandering": "verwijderd" if oud else "toegevoegd"})
    changed = any((same.talen, same.teksten, same.vragen, same.gewijzigd))
    return same.model_copy(update={"verandering": "gewijzigd"}) if changed else same


_Placed = tuple[int, Vraag]


def _questions(definition: Vragenlijst | None) -> dict[str, _Placed]:
    """Every question by its code, with the number of its page."""
    onderdelen = definition.onderdelen if definition else ()
    return {
        vraag.code: (pagina, vraag)
        for pagina, onderdeel in enumerate(onderdelen, start=1)
        for vraag in onderdeel.vragen
    }


def _compare_question(oud: _Placed, nieuw: _Placed, talen: Collection[Taal]) -> VraagVerschil | None:
    """What is different; None when nothing is."""
    (_, before), (_, after) = oud, nieuw
    found = VraagVerschil(
        vraag=after.code,
        teksten=_changed_texts(_question_texts(before), _question_texts(after), talen),
        opties=_codes([optie.code for optie in before.opties], [optie.code for optie in after.opties]),
        rijen=_codes([rij.code for rij in before.rijen], [rij.code for rij in after.rijen]),
        kenmerken={
            name: Wissel(oud=value, nieuw=_traits(nieuw)[name])
            for name, value in _traits(oud).items()
            if value != _traits(nieuw)[name]
        },
    )
    return found if any((found.teksten, found.opties, found.rijen, found.kenmerken)) else None


def _traits(placed: _Placed) -> dict[str, str | None]:
    pagina, vraag = placed
    return {
        "soort": vraag.soort,
        "verplicht": "true" if vraag.verplicht else "false",
        "weetNiet": "true" if vraag.weet_niet else "false",
        "voorwaarde": vraag.als.model_dump_json(by_alias=True) if vraag.als else None,
        "pagina": str(pagina),
    }


_Texts = Mapping[str, Mapping[Taal, str]]


def _own_texts(definition: Vragenlijst) -> _Texts:
    texts: dict[str, Mapping[Taal, str]] = {
        "titel": definition.titel,
        "inleiding": definition.inleiding,
        "bron": dict.fromkeys(definition.talen, definition.bron),
    }
    for nummer, onderdeel in enumerate(definition.onderdelen, start=1):
        texts[f"pagina:{nummer}:titel"] = onderdeel.titel
        texts[f"pagina:{nummer}:toelichting"] = onderdeel.toelichting or {}
    return texts


def _question_texts(vraag: Vraag) -> _Texts:
    """By what a text is of: an option and a row by its code, so that moving one changes no text."""
    texts: dict[str, Mapping[Taal, str]] = {"tekst": vraag.tekst, "toelichting": vraag.toelichting or {}}
    texts |= {f"optie:{optie.code}": optie.tekst for optie in vraag.opties}
    texts |= {f"rij:{rij.code}": rij.tekst for rij in vraag.rijen}
    texts |= {f"schaallabel:{nummer}": label for nummer, label in enumerate(vraag.schaallabels, start=1)}
    return texts


def _changed_texts(oud: _Texts, nieuw: _Texts, talen: Collection[Taal]) -> list[TekstVerschil]:
    """The texts that both have and that are not the same in some of these languages."""
    changed = {
        wat: [taal for taal in talen if oud[wat].get(taal) != nieuw[wat].get(taal)] for wat in nieuw if wat in oud
    }
    return [TekstVerschil(wat=wat, talen=anders) for wat, anders in changed.items() if anders]


def _shared_languages(oud: Vragenlijst, nieuw: Vragenlijst) -> list[Taal]:
    """A language that came or went changes every text; it is said once, not for each of them."""
    return [taal for taal in nieuw.talen if taal in oud.talen]


def _codes(oud: Sequence[str], nieuw: Sequence[str]) -> CodesVerschil | None:
    """What came, what went, and whether what stayed changed places; None when nothing did."""
    found = CodesVerschil(
        toegevoegd=[code for code in nieuw if code not in oud],
        verwijderd=[code for code in oud if code not in nieuw],
        volgorde_gewijzigd=bool(_moved(oud, nieuw)),
    )
    return found if found.toegevoegd or found.verwijderd or found.volgorde_gewijzigd else None


def _moved(oud: Sequence[str], nieuw: Sequence[str]) -> list[str]:
    """Of what both have, the fewest that need to change places to go from the one order to the other."""
    before = [code for code in oud if code in nieuw]
    after = [code for code in nieuw if code in oud]
    stayed = {
        code
        for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        for code in after[block.b : block.b + block.size]
    }
    return [code for code in after if code not in stayed]


class _Counted(NamedTuple):
    """What is counted under one code."""

    soort: str
    waarden: frozenset[str]
    texts: _Texts


def _counted(definition: Vragenlijst | None) -> dict[str, _Counted]:
    counted: dict[str, _Counted] = {}
    for vraag in definition.vragen if definition else ():
        texts, waarden = _question_texts(vraag), frozenset(vraag.waarden)
        if vraag.soort == "matrix":
            shared = {wat: tekst for wat, tekst in texts.items() if not wat.startswith("rij:")}
            for rij in vraag.rijen:
                # Counted as if it were a question of its own.
                counted[rij.code] = _Counted("likert5", waarden, shared | {"rij": rij.tekst})
        elif waarden:
            counted[vraag.code] = _Counted(vraag.soort, waarden, texts)
    return counted


def _comparable(oud: Vragenlijst | None, nieuw: Vragenlijst | None) -> Iterator[Vergelijkbaarheid]:
    before, after = _counted(oud), _counted(nieuw)
    talen = _shared_languages(oud, nieuw) if oud and nieuw else []
    for code in [*after, *(code for code in before if code not in after)]:
        reden = _why_not(before.get(code), after.get(code))
        other_words = reden is None and bool(_changed_texts(before[code].texts, after[code].texts, talen))
        yield Vergelijkbaarheid(vraag=code, vergelijkbaar=reden is None, reden=reden, tekst_gewijzigd=other_words)


def _why_not(oud: _Counted | None, nieuw: _Counted | None) -> Reden | None:
    if oud is None:
        return "nieuw"
    if nieuw is None:
        return "vervallen"
    if oud.soort != nieuw.soort:
        return "andere-soort"
    return "andere-waarden" if oud.waarden != nieuw.waarden else None
