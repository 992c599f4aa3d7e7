"""The rules of the tree, without a database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.doelenbomen.bomen import boom, knoop, verbinding
from zicht_api.doelenbomen.boom import NIVEAUS, find_faults
from zicht_api.doelenbomen.schemas import DoelenboomDocument
from zicht_api.doelenbomen.sjabloon import alle_sjablonen
from zicht_api.indicatoren.starterset import STARTINDICATOREN

INDICATOREN = {"uren", "nps"}


def faults(**fields: Any) -> set[tuple[str, str]]:
    tree = DoelenboomDocument.model_validate(boom(**fields))
    return {(fault.pointer, fault.code) for fault in find_faults(tree.knopen, tree.verbindingen, INDICATOREN)}


def test_a_sound_tree_has_no_faults() -> None:
    assert faults() == set()


def test_a_tree_may_be_no_more_than_its_top() -> None:
    assert faults(knopen=[knoop("top", "maatschappelijk-resultaat", "uren")], verbindingen=[]) == set()


@pytest.mark.parametrize(
    ("knopen", "verbindingen", "expected"),
    [
        ([], [], {("/knopen", "geen-top")}),
        (
            [knoop("a", "maatschappelijk-resultaat"), knoop("b", "maatschappelijk-resultaat")],
            [],
            {("/knopen/1/soort", "tweede-top")},
        ),
        (
            [knoop("a", "maatschappelijk-resultaat"), knoop("b", "factor"), knoop("b", "factor")],
            [verbinding("b", "a")],
            {("/knopen/2/code", "dubbel")},
        ),
        ([knoop("a", "maatschappelijk-resultaat"), knoop("b", "factor")], [], {("/knopen/1", "los")}),
        (
            [knoop("a", "maatschappelijk-resultaat"), knoop("b", "subdoel")],
            [verbinding("b", "a")],
            {("/verbindingen/0/ouder", "verkeerd-niveau")},
        ),
        (
            [knoop("a", "maatschappelijk-resultaat"), knoop("b", "factor")],
            [verbinding("b", "a"), verbinding("a", "b")],
            {("/verbindingen/1/kind", "verkeerd-niveau"), ("/verbindingen/0", "kring"), ("/verbindingen/1", "kring")},
        ),
        (
            [knoop("a", "maatschappelijk-resultaat"), knoop("b", "factor")],
            [verbinding("b", "b")],
            {("/verbindingen/0/ouder", "verkeerd-niveau"), ("/verbindingen/0", "kring")},
        ),
        (
            [
                knoop("a", "maatschappelijk-resultaat"),
                knoop("b", "factor"),
                knoop("c", "factor"),
                knoop("d", "subdoel"),
            ],
            [verbinding("b", "a"), verbinding("c", "a"), verbinding("d", "b"), verbinding("d", "c")],
            {("/verbindingen/3/kind", "dubbel")},
        ),
        (
            [knoop("a", "maatschappelijk-resultaat")],
            [verbinding("x", "a"), verbinding("y", "z")],
            {
                ("/verbindingen/0/kind", "onbekende-waarde"),
                ("/verbindingen/1/kind", "onbekende-waarde"),
                ("/verbindingen/1/ouder", "onbekende-waarde"),
            },
        ),
        (
            [knoop("a", "maatschappelijk-resultaat", "uren", "geluk", {"code": "uren", "gewicht": -1})],
            [],
            {
                ("/knopen/0/indicatoren/1/code", "onbekende-waarde"),
                ("/knopen/0/indicatoren/2/code", "dubbel"),
                ("/knopen/0/indicatoren/2/gewicht", "te-klein"),
            },
        ),
        (
            [knoop("a", "maatschappelijk-resultaat"), knoop("b", "factor")],
            [verbinding("b", "a", gewicht=0)],
            {("/verbindingen/0/gewicht", "te-klein")},
        ),
    ],
)
def test_what_is_no_doelenboom_says_where_and_why(
    knopen: list[Any], verbindingen: list[Any], expected: set[tuple[str, str]]
) -> None:
    assert faults(knopen=knopen, verbindingen=verbindingen) == expected


def test_a_cycle_is_named_on_what_makes_it_and_nowhere_else() -> None:
    knopen = [knoop("top", "maatschappelijk-resultaat")] + [knoop(code, "factor") for code in "abcd"]
    chain = [verbinding("a", "b"), verbinding("b", "c"), verbinding("c", "a"), verbinding("d", "a")]
    found = faults(knopen=knopen, verbindingen=chain)
    assert {pointer for pointer, code in found if code == "kring"} == {f"/verbindingen/{place}" for place in range(3)}


CODES = st.sampled_from([f"k{nummer}" for nummer in range(6)])


@given(
    soorten=st.lists(st.tuples(CODES, st.sampled_from(NIVEAUS)), max_size=7),
    takken=st.lists(st.tuples(CODES, CODES), max_size=8),
)
def test_what_has_no_faults_is_a_tree_in_the_right_order(
    soorten: list[tuple[str, str]], takken: list[tuple[str, str]]
) -> None:
    found = faults(
        knopen=[knoop(code, soort) for code, soort in soorten],
        verbindingen=[verbinding(kind, ouder) for kind, ouder in takken],
    )
    assert (not found) == is_doelenboom(soorten, takken)


def is_doelenboom(soorten: list[tuple[str, str]], takken: list[tuple[str, str]]) -> bool:
    """By walking down from the top: each knoop is met once, one level below its ouder, and no tak is left over."""
    soort_van = dict(soorten)
    tops = [code for code, soort in soorten if soort == NIVEAUS[0]]
    if len(soort_van) < len(soorten) or len(tops) != 1:
        return False
    met, level = list(tops), tops
    for soort in NIVEAUS[1:]:
        level = [kind for kind, ouder in takken if ouder in level]
        if any(soort_van.get(kind) != soort for kind in level):
            return False
        met += level
    return sorted(met) == sorted(soort_van) and len(takken) == len(soorten) - 1


def test_every_template_is_a_sound_tree_on_indicators_of_the_starter_set() -> None:
    codes = {row["code"] for row in STARTINDICATOREN}
    for sjabloon in alle_sjablonen().values():
        assert find_faults(sjabloon.knopen, sjabloon.verbindingen, codes) == []


def test_the_template_says_which_knopen_are_the_guides_and_which_are_our_own_example() -> None:
    """Those of the guide: figure 1 as far as we know it."""
    knopen = alle_sjablonen()["zelfregie"].knopen
    assert {knoop.code for knoop in knopen if not knoop.eigen_voorbeeld} == {
        "zelfregie", "kunnen", "willen", "mogen", "toegang-tot-informatie", "zicht-op-de-hulpvraag", "voldoende-keuze",
        "weloverwogen-keuze", "informatie-en-advies-geven", "hulpvraag-verhelderen",
        "meegaan-naar-het-keukentafelgesprek", "doorverwijzen", "netwerk-betrekken",
    }  # fmt: skip
    assert {knoop.code for knoop in knopen if knoop.eigen_voorbeeld} == {"eerste-contact", "steun-bij-zelf-kiezen"}
