from typing import Any

import pytest

from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.berekeningen import BEREKENINGEN
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.registratiedruk.gebruik import fields_of, fields_of_berekening, unused

MAATSTAVEN = {code: Maatstaf(code=code, berekening=code) for code in BEREKENINGEN} | {
    "klachten": Maatstaf(code="klachten", berekening=None)
}


def indicator(code: str = "x", **fields: Any) -> Indicator:
    always = {"rekenwijze": "maatstaf", "belang": "nice-to-know", "teller": None, "noemer": None, "formule": None}
    return Indicator(**{"code": code, "signaalgrens": None, **always, **fields})


@pytest.mark.parametrize("naam", sorted(BEREKENINGEN))
def test_of_every_way_to_compute_it_is_known_which_fields_it_takes(naam: str) -> None:
    """A new column in a berekening must be thought about here; fields_of_berekening would raise."""
    fields_of_berekening(naam)


@pytest.mark.parametrize(
    ("fields", "tellingen_voor", "velden"),
    [
        ({"teller": "uren"}, [], {"duurMinuten", "clientPseudoniem"}),
        ({"teller": "uren"}, ["uren"], set()),
        ({"teller": "contacten"}, [], {"clientPseudoniem"}),
        ({"teller": "klachten"}, ["klachten"], set()),
        ({"rekenwijze": "uniek", "teller": "clienten"}, [], {"clientPseudoniem"}),
        (
            {"rekenwijze": "verhouding", "teller": "doorverwijzingen", "noemer": "leefgebiedvragen"},
            ["doorverwijzingen"],
            {"leefgebieden", "clientPseudoniem"},
        ),
        ({"rekenwijze": "doorlooptijd", "maat": "mediaan"}, [], {"afgesloten", "clientPseudoniem"}),
        ({"rekenwijze": "vragenlijst", "vragenlijst": "putten", "vraag": "helpend"}, [], set()),
        ({"rekenwijze": "formule", "formule": "[uren] * 2"}, [], set()),
        ({"rekenwijze": "handmatig"}, [], set()),
    ],
)
def test_which_fields_an_indicator_is_computed_with(
    fields: dict[str, Any], tellingen_voor: list[str], velden: set[str]
) -> None:
    assert fields_of(indicator(**fields), MAATSTAVEN, tellingen_voor) == velden


@pytest.mark.parametrize(
    ("fields", "in_bomen", "overbodig"),
    [
        ({}, set(), True),
        ({"belang": "need-to-know"}, set(), False),
        ({"signaalgrens": 0}, set(), False),
        ({}, {"x"}, False),
        ({}, {"y"}, True),
    ],
)
def test_nice_to_know_and_used_by_nothing(fields: dict[str, Any], in_bomen: set[str], overbodig: bool) -> None:
    assert unused([indicator(**fields)], in_bomen) == ({"x"} if overbodig else set())


def test_who_is_named_in_a_formula_is_used_unless_it_names_itself() -> None:
    assert unused([indicator(), indicator("y", formule="[x] + [y]")], set()) == {"y"}
