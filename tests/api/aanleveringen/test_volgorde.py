"""A few of the sequences that `python -m tests.chaos.volgorde` plays by the thousand."""

import pytest

from tests.chaos.levermodel import Bestand, deliver
from tests.chaos.volgorde import play
from tests.conftest import Databases


def test_deliveries_in_any_order_leave_what_a_dict_would_hold(databases: Databases) -> None:
    played = play(databases.api, databases.api_owner, 0, 20, dezelfde=True)
    assert played["volgorden"] >= 20
    assert min(played[what] for what in ("nieuw", "gewijzigd", "ongewijzigd", "verwijderd", "opnieuw")) > 0


def rij(bron_id: str, **fields: object) -> dict[str, object]:
    return {"bronId": bron_id, "datum": "2025-03-01", "soort": "gesprek", **fields}


@pytest.mark.parametrize(
    ("rijen", "bij_fouten", "expected", "left"),
    [
        ([rij("a"), rij("b")], "alles-of-niets", "nieuw 1, ongewijzigd 1", "ab"),
        ([rij("a", duurMinuten=5)], "alles-of-niets", "gewijzigd 1", "a"),
        ([rij("a"), rij("a", duurMinuten=5)], "goede-regels", "ongewijzigd 1, afgekeurd 1", "a"),
        ([rij("b"), rij("b")], "alles-of-niets", "afgekeurd 2", "a"),
        ([rij("b", fout=True), rij("b")], "goede-regels", "nieuw 1, afgekeurd 1", "ab"),
        ([{"bronId": "a", "verwijderd": True}, {"bronId": "b", "verwijderd": True}], "alles-of-niets",
         "ongewijzigd 1, verwijderd 1", ""),
    ],
)  # fmt: skip
def test_the_model_says_what_the_guide_says(
    rijen: list[dict[str, object]], bij_fouten: str, expected: str, left: str
) -> None:
    bestand = Bestand()
    deliver(bestand, "contacten", [rij("a")], bij_fouten="alles-of-niets", droogloop=False)
    counts = deliver(bestand, "contacten", rijen, bij_fouten=bij_fouten, droogloop=False)
    assert ", ".join(f"{naam} {number}" for naam, number in counts.items() if number) == expected
    assert set(bestand.rijen) == set(left)
