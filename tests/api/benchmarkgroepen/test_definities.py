"""What can be compared between gemeenten, and when two of them mean the same."""

from decimal import Decimal
from typing import Any

import pytest

from zicht_api.benchmarkgroepen.definities import Definities
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.models import Maatstaf

MAATSTAVEN: dict[str, dict[str, Any]] = {
    "uren": {"naam": "Uren", "eenheid": "uren", "berekening": "uren"},
    "clienten": {"naam": "Cliënten", "eenheid": "cliënten", "berekening": "clienten"},
    "klachten": {"naam": "Klachten", "eenheid": "klachten", "berekening": None},
}
INDICATOREN: dict[str, dict[str, Any]] = {
    "uren": {"rekenwijze": "maatstaf", "teller": "uren"},
    "klachten": {"rekenwijze": "maatstaf", "teller": "klachten"},
    "clienten": {"rekenwijze": "uniek", "teller": "clienten"},
    "geteld": {"rekenwijze": "handmatig"},
    "per-client": {"rekenwijze": "verhouding", "teller": "uren", "noemer": "clienten"},
    "klachten-per-client": {
        "rekenwijze": "verhouding",
        "teller": "klachten",
        "noemer": "clienten",
        "factor": Decimal(100),
    },
    "tijd": {"rekenwijze": "doorlooptijd", "maat": "mediaan"},
    "helpend": {"rekenwijze": "vragenlijst", "vragenlijst": "putten", "vraag": "helpend", "maat": "top2"},
    "formule": {"rekenwijze": "formule", "formule": "[uren] / [clienten]"},
    "hoger": {"rekenwijze": "formule", "formule": "[formule] * 2"},
}


def definities(
    indicatoren: dict[str, dict[str, Any]] | None = None,
    maatstaven: dict[str, dict[str, Any]] | None = None,
) -> Definities:
    """Those above, with some of them otherwise."""
    given = {code: values | (indicatoren or {}).get(code, {}) for code, values in INDICATOREN.items()}
    given |= {code: dict(values) for code, values in (indicatoren or {}).items() if code not in given}
    return Definities(
        {code: Indicator(code=code, **{"doelen": ["leren"], **values}) for code, values in given.items()},
        {
            code: Maatstaf(code=code, **(values | (maatstaven or {}).get(code, {})))
            for code, values in MAATSTAVEN.items()
        },
    )


@pytest.mark.parametrize(
    ("formule", "comparable"),
    [
        ("[uren] / [clienten]", True),
        ("rond([uren] / [clienten] * 100, 1)", True),
        ("[per-client] + [tijd]", True),
        ("max([uren], [klachten]) / ([clienten] + [clienten])", True),
        ("[hoger] - [per-client]", True),
        ("als([uren] > [clienten], [helpend], 0)", True),
        ("[uren]", False),
        ("[uren] + [clienten]", False),
        ("[uren] * [per-client]", False),
        ("[helpend] / [clienten]", False),
        ("als([uren] > 100, 1, 0)", False),
        ("[uren] / ([clienten] + 1)", False),
        ("[geteld] / [clienten]", False),
        ("[tijd] / ([uren] - [uren])", False),
    ],
)
def test_a_formula_can_be_compared_when_it_does_not_grow_with_the_gemeente(formule: str, comparable: bool) -> None:
    known = definities({"nieuw": {"rekenwijze": "formule", "formule": formule}})
    assert (known.find_obstacle("nieuw") is None) == comparable


def test_what_grows_with_the_gemeente_or_is_entered_by_hand_is_not_compared() -> None:
    known = definities()
    obstacles = {code: known.find_obstacle(code) for code in INDICATOREN}
    assert {code for code, obstacle in obstacles.items() if obstacle} == {"uren", "klachten", "clienten", "geteld"}
    assert "1.000 inwoners" in (obstacles["clienten"] or "")
    assert "met de hand" in (obstacles["geteld"] or "")


@pytest.mark.parametrize(
    ("code", "otherwise"),
    [
        ("per-client", {"per-client": {"teller": "klachten"}}),
        ("per-client", {"per-client": {"noemer": "klachten"}}),
        ("per-client", {"per-client": {"factor": Decimal(100)}}),
        ("per-client", {"per-client": {"doelen": ["leren", "verantwoorden"]}}),
        ("per-client", {"per-client": {"rekenwijze": "formule", "formule": "[uren] / [clienten]"}}),
        ("tijd", {"tijd": {"maat": "gemiddelde"}}),
        ("helpend", {"helpend": {"vragenlijst": "hoewijzer"}}),
        ("helpend", {"helpend": {"vraag": "aanraden"}}),
        ("helpend", {"helpend": {"maat": "ja"}}),
        ("formule", {"formule": {"formule": "[uren] / [clienten] * 1"}}),
        ("formule", {"uren": {"teller": "klachten"}}),
        ("hoger", {"uren": {"teller": "klachten"}}),
    ],
)
def test_another_way_of_reckoning_is_another_meaning(code: str, otherwise: dict[str, Any]) -> None:
    assert definities(otherwise).compute(code) != definities().compute(code)


@pytest.mark.parametrize(
    ("code", "otherwise"),
    [
        ("per-client", {"per-client": {"naam": "Anders", "streefwaarde": Decimal(4), "richting": "lager"}}),
        ("per-client", {"per-client": {"factor": Decimal("1.0000")}}),
        ("formule", {"formule": {"formule": "[uren]/[clienten]"}}),
        ("formule", {"klachten": {"teller": "uren"}}),
    ],
)
def test_another_name_or_target_is_the_same_meaning(code: str, otherwise: dict[str, Any]) -> None:
    assert definities(otherwise).compute(code) == definities().compute(code)


def test_of_what_is_only_told_the_name_says_what_is_counted() -> None:
    anders = {"klachten": {"naam": "Klachten en vragen"}, "uren": {"naam": "Tijd"}}
    assert definities(maatstaven=anders).compute("klachten-per-client") != definities().compute("klachten-per-client")
    assert definities(maatstaven=anders).compute("per-client") == definities().compute("per-client")


def test_many_formulas_that_rest_on_each_other_are_looked_at_once() -> None:
    layers = {
        f"f{layer}-{place}": {
            "rekenwijze": "formule",
            "formule": " + ".join(f"[f{layer - 1}-{below}]" for below in range(8)) if layer else "[per-client]",
        }
        for layer in range(10)
        for place in range(8)
    }
    known = definities(layers)
    # Eight to the ninth, if each were looked at for every formula above it.
    assert known.find_obstacle("f9-0") is None
    assert known.compute("f9-0") == definities(layers).compute("f9-1")
