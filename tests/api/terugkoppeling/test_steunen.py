"""Which indicators rest on what was delivered, in a table."""

from collections.abc import Collection
from typing import Any

import pytest

from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.terugkoppeling.steunen import find_supported

MAATSTAVEN = {
    code: Maatstaf(code=code, berekening=berekening)
    for code, berekening in (("uren", "uren"), ("clienten", "clienten"), ("klachten", None))
}


def indicator(code: str, rekenwijze: str = "maatstaf", **fields: Any) -> Indicator:
    return Indicator(code=code, rekenwijze=rekenwijze, **{"teller": None, "noemer": None, "formule": None} | fields)


INDICATOREN = [
    indicator("bereik", "uniek", teller="clienten"),
    indicator("uren-per-client", "verhouding", teller="uren", noemer="clienten"),
    indicator("klachten", teller="klachten"),
    indicator("wachten", "doorlooptijd"),
    indicator("welkom", "vragenlijst"),
    indicator("hand", "handmatig"),
    indicator("som", "formule", formule="[klachten] / [welkom]"),
    indicator("som-van-som", "formule", formule="[som] * 2"),
    indicator("los", "formule", formule="[hand] * 2"),
]


@pytest.mark.parametrize(
    ("geleverd", "tellingen_voor", "beantwoord", "expected"),
    [
        (set(), set(), set(), {}),
        (
            {"contacten"},
            {"uren", "klachten"},
            set(),
            {"bereik": "contacten", "uren-per-client": "contacten", "wachten": "contacten"},
        ),
        (
            {"contacten", "uren"},
            {"uren"},
            set(),
            {"bereik": "contacten", "uren-per-client": "contacten tellingen", "wachten": "contacten"},
        ),
        # What comes as tellingen elsewhere, is not counted from tellingen here.
        ({"klachten"}, set(), set(), {}),
        ({"klachten"}, {"klachten"}, set(), {"klachten": "tellingen", "som": "formule", "som-van-som": "formule"}),
        (set(), set(), {"welkom"}, {"welkom": "vragenlijst", "som": "formule", "som-van-som": "formule"}),
    ],
)
def test_an_indicator_rests_on_what_it_is_counted_from(
    geleverd: Collection[str], tellingen_voor: Collection[str], beantwoord: Collection[str], expected: dict[str, str]
) -> None:
    found = find_supported(INDICATOREN, MAATSTAVEN, geleverd, tellingen_voor, beantwoord)
    assert {steun.indicator.code: " ".join(steun.bronnen) for steun in found} == expected


def test_of_a_ratio_it_says_which_side_was_counted_from_what_was_delivered() -> None:
    [_, verhouding, _] = find_supported(INDICATOREN[:4], MAATSTAVEN, {"contacten"}, {"uren"}, set())
    assert verhouding.indicator.code == "uren-per-client"
    assert verhouding.maatstaven == ["clienten"]
