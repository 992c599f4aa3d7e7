"""What changed between two versions, as data: a table of small changes and what is said of them."""

from typing import Any

import pytest
from tests.surveys.definities import LIKERT, als, definitie, vraag

from zicht_surveys.vragenlijsten.families import Familie
from zicht_surveys.vragenlijsten.verschil import VariantVerschil, compare

RIJEN = [{"code": code, "tekst": {"nl": f"rij {code}"}} for code in ("welkom", "gehoord")]


def familie(versie: int, *paginas: list[dict[str, Any]], **rest: Any) -> Familie:
    return Familie(code="proef", versie=versie, varianten=[definitie(*paginas, versie=versie, **rest)])


def between(oud: list[list[dict[str, Any]]], nieuw: list[list[dict[str, Any]]]) -> VariantVerschil:
    [variant] = compare(familie(1, *oud), familie(2, *nieuw)).varianten
    return variant


def comparable(variant: VariantVerschil) -> dict[str, str | bool]:
    """Per question why not, or else whether its words changed."""
    return {line.vraag: line.reden or line.tekst_gewijzigd for line in variant.uitkomsten}


def test_a_version_does_not_differ_from_itself() -> None:
    paginas = [[vraag("hulp", "likert5")], [vraag("keuze", "enkel"), vraag("vrij", "open")]]
    variant = between(paginas, paginas)
    assert variant.verandering == "gelijk"
    assert (variant.talen, variant.teksten, variant.vragen, variant.verplaatst, variant.gewijzigd) == (
        None,
        [],
        None,
        [],
        [],
    )
    assert comparable(variant) == {"hulp": False, "keuze": False}


def test_questions_that_came_and_went_are_named() -> None:
    variant = between([[vraag("hulp"), vraag("oud")]], [[vraag("nieuw"), vraag("hulp")]])
    assert variant.verandering == "gewijzigd"
    assert variant.vragen is not None
    assert (variant.vragen.toegevoegd, variant.vragen.verwijderd) == (["nieuw"], ["oud"])
    assert variant.verplaatst == []
    assert comparable(variant) == {"nieuw": "nieuw", "hulp": False, "oud": "vervallen"}


def test_of_questions_that_changed_places_the_fewest_are_named() -> None:
    codes = ("een", "twee", "drie", "vier")
    before = [[vraag(code) for code in codes]]
    after = [[vraag(code) for code in ("twee", "drie", "vier", "een")]]
    variant = between(before, after)
    assert variant.verplaatst == ["een"]
    assert variant.vragen is not None
    assert variant.vragen.volgorde_gewijzigd
    assert set(comparable(variant).values()) == {False}


@pytest.mark.parametrize(
    ("oud", "nieuw", "kenmerk", "wissel"),
    [
        ({}, {"verplicht": False}, "verplicht", ("true", "false")),
        ({}, {"weetNiet": True}, "weetNiet", ("false", "true")),
        ({"soort": "enkel"}, {"soort": "meer"}, "soort", ("enkel", "meer")),
        ({}, als("hulp", "ja"), "voorwaarde", (None, '{"vraag":"hulp","in":["ja"]}')),
    ],
)
def test_what_a_question_is_like_is_told_before_and_after(
    oud: dict[str, Any], nieuw: dict[str, Any], kenmerk: str, wissel: tuple[str | None, str | None]
) -> None:
    first = [vraag("hulp")]
    variant = between([first, [vraag("keuze", **oud)]], [first, [vraag("keuze", **nieuw)]])
    [changed] = variant.gewijzigd
    assert changed.vraag == "keuze"
    assert {name: (value.oud, value.nieuw) for name, value in changed.kenmerken.items()} == {kenmerk: wissel}


def test_a_question_on_another_page_says_so() -> None:
    variant = between([[vraag("een"), vraag("twee")]], [[vraag("een")], [vraag("twee")]])
    [changed] = variant.gewijzigd
    assert (changed.kenmerken["pagina"].oud, changed.kenmerken["pagina"].nieuw) == ("1", "2")


def test_texts_are_named_with_the_languages_in_which_they_changed() -> None:
    def lijst(versie: int, *, pools: str, titel: str) -> Familie:
        talen = ("nl", "pl")
        tekst = {"nl": "Hulp?", "pl": pools}
        both = {name: dict.fromkeys(talen, titel) for name in ("titel", "inleiding")}
        onderdelen = [{"titel": dict.fromkeys(talen, "Deel"), "vragen": [vraag("hulp", tekst=tekst)]}]
        return familie(versie, talen=talen, onderdelen=onderdelen, **both)

    [variant] = compare(lijst(1, pools="Pomoc?", titel="A"), lijst(2, pools="Czy pomoc?", titel="B")).varianten
    assert [(text.wat, text.talen) for text in variant.teksten] == [
        ("titel", ["nl", "pl"]),
        ("inleiding", ["nl", "pl"]),
    ]
    [changed] = variant.gewijzigd
    assert [(text.wat, text.talen) for text in changed.teksten] == [("tekst", ["pl"])]
    assert comparable(variant) == {"hulp": True}


def test_a_language_that_came_is_told_once() -> None:
    english = {"nl": "Hulp?", "en": "Help?"}
    both = {name: {"nl": "Proef", "en": "Trial"} for name in ("titel", "inleiding")} | {"talen": ["nl", "en"]}
    after = familie(
        2, onderdelen=[{"titel": {"nl": "Deel 1", "en": "Part 1"}, "vragen": [vraag("hulp", tekst=english)]}], **both
    )
    before = familie(1, [vraag("hulp", tekst={"nl": "Hulp?"})], inleiding={"nl": "Proef"})
    [variant] = compare(before, after).varianten
    assert variant.talen is not None
    assert variant.talen.toegevoegd == ["en"]
    assert (variant.teksten, variant.gewijzigd) == ([], [])


def test_options_and_rows_that_came_went_or_moved_are_named_and_their_results_weighed() -> None:
    opties = [{"code": code, "tekst": {"nl": code}} for code in ("a", "b", "c")]
    raster = vraag("raster", "matrix", rijen=RIJEN, schaallabels=LIKERT)
    variant = between(
        [[vraag("keuze", "enkel", opties=opties), vraag("zelfde", "meer", opties=opties), raster]],
        [
            [
                vraag("keuze", "enkel", opties=opties[:2]),
                vraag("zelfde", "meer", opties=opties[::-1]),
                raster | {"rijen": [RIJEN[0] | {"tekst": {"nl": "anders"}}]},
            ]
        ],
    )
    changed = {question.vraag: question for question in variant.gewijzigd}
    assert changed["keuze"].opties is not None
    assert changed["keuze"].opties.verwijderd == ["c"]
    assert changed["zelfde"].opties is not None
    assert changed["zelfde"].opties.volgorde_gewijzigd
    assert changed["raster"].rijen is not None
    assert changed["raster"].rijen.verwijderd == ["gehoord"]
    assert [text.wat for text in changed["raster"].teksten] == ["rij:welkom"]
    assert comparable(variant) == {"keuze": "andere-waarden", "zelfde": False, "welkom": True, "gehoord": "vervallen"}


def test_another_kind_or_other_values_cannot_be_compared() -> None:
    variant = between(
        [[vraag("een", "likert5"), vraag("twee", "ja-nee"), vraag("drie", "nps")]],
        [[vraag("een", "rapportcijfer"), vraag("twee", "ja-nee", weetNiet=True), vraag("drie", "open")]],
    )
    assert comparable(variant) == {"een": "andere-soort", "twee": "andere-waarden", "drie": "vervallen"}


def test_a_row_of_a_matrix_may_stand_beside_the_question_it_was_before() -> None:
    variant = between(
        [[vraag("welkom", "likert5", tekst={"nl": "Welkom?"})]],
        [[vraag("raster", "matrix", rijen=RIJEN[:1], schaallabels=LIKERT)]],
    )
    [line] = variant.uitkomsten
    assert (line.vraag, line.vergelijkbaar) == ("welkom", True)


def test_variants_that_came_or_went_are_named() -> None:
    def variants(versie: int, *names: str) -> Familie:
        definitions = [definitie([vraag("hulp")], variant=name, versie=versie) for name in names]
        return Familie(code="proef", versie=versie, varianten=definitions)

    found = compare(variants(1, "standaard"), variants(2, "kort", "uitgebreid")).varianten
    assert [(variant.variant, variant.verandering) for variant in found] == [
        ("kort", "toegevoegd"),
        ("uitgebreid", "toegevoegd"),
        ("standaard", "verwijderd"),
    ]
    assert comparable(found[0]) == {"hulp": "nieuw"}
    assert comparable(found[2]) == {"hulp": "vervallen"}
