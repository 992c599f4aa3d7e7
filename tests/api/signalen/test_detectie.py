"""The rules over published figures: what they call, and how often they call without a reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import numpy as np
import pytest

from tests.api.signalen.reeksen import SEIZOEN, draw, mensen, perioden, proporties
from zicht_api.aanleveringen.schemas import Soort as SoortAanlevering
from zicht_api.leverkalender.aanleverstatus import Leverstatus
from zicht_api.leverkalender.status import Leveringsstatus, Omvang, Oordeel, Verwachting
from zicht_api.perioden import Periode
from zicht_api.signalen.bevindingen import Signaalsoort
from zicht_api.signalen.detectie import (
    MENSEN,
    MIN_HISTORIE,
    PROPORTIE,
    Cijfer,
    find_aanlevering,
    find_grens,
    find_overheersing,
    find_stiltes,
    find_uitschieters,
    find_verandering,
)


def grens_at(aantallen: list[int | None], richting: str, laatste: int = 3) -> list[str]:
    reeks = mensen(aantallen)
    gezien = [waarde.periode for waarde in reeks[-laatste:]]
    return [bevinding.periode for bevinding in find_grens("i", richting, Decimal(50), reeks, gezien)]


@pytest.mark.parametrize(
    ("aantallen", "richting", "verwacht"),
    [
        ([40, 45, 60], "lager", ["2023-03"]),
        ([40, 45, 60], "neutraal", ["2023-03"]),
        ([40, 45, 60], "hoger", ["2023-01"]),  # below it from the first figure on
        ([60, 55, 40], "hoger", ["2023-03"]),
        ([60, 50, 50], "hoger", []),  # on it is not over it
        ([40, 60, 70, 80], "lager", ["2023-02"]),  # it came over it once
        ([60, 70, 80, 90], "lager", []),  # longer ago than what is looked at
        ([60, 40, 60], "lager", ["2023-01", "2023-03"]),
        ([40, None, 60], "lager", ["2023-03"]),
        ([60, None, 60], "lager", ["2023-01"]),
        ([60, 4, 60], "hoger", []),  # hidden is not low
        ([], "lager", []),
    ],
)
def test_a_signaalgrens_is_crossed_in_the_direction_that_is_not_wanted(
    aantallen: list[int | None], richting: str, verwacht: list[str]
) -> None:
    assert grens_at(aantallen, richting) == verwacht


def test_a_crossed_grens_shows_the_figures_before_and_after() -> None:
    reeks = mensen([40, 61])
    [bevinding] = find_grens("bereik", "lager", Decimal("50.5"), reeks, ["2023-02"])
    assert bevinding.regel == "De waarde 61 ligt boven de signaalgrens 50,5."
    assert bevinding.waarden == tuple(reeks)


def changes_in(aantallen: list[int | None]) -> list[str]:
    reeks = mensen(aantallen)
    gezien = [waarde.periode for waarde in reeks[-3:]]
    return [bevinding.periode for bevinding in find_verandering("i", MENSEN, reeks, gezien)]


def test_a_sudden_rise_is_a_change_and_a_season_or_a_slow_trend_is_not() -> None:
    rustig = [100] * 14
    assert changes_in([*rustig, 160]) == ["2024-03"]
    assert changes_in([*rustig, 50]) == ["2024-03"]
    seizoen = [round(200 * maand) for maand in SEIZOEN]
    assert changes_in(seizoen + seizoen) == []
    assert changes_in([100 + 4 * maand for maand in range(15)]) == []
    # Certain, but small.
    assert changes_in([*[10_000] * 14, 11_000]) == []
    # Large, but it may be chance.
    assert changes_in([*[12] * 14, 16]) == []
    assert changes_in([*rustig[:-1], None, 160]) == []
    assert changes_in([*rustig[:-1], 4, 160]) == []
    assert changes_in([100] * 5 + [160]) == []


def test_a_change_names_what_it_is_held_against() -> None:
    reeks = mensen([100] * 14 + [160])
    [bevinding] = find_verandering("i", MENSEN, reeks, ["2024-03"], {"gebied": "BU01"})
    assert bevinding.regel == "Mensen achter dit cijfer: 160, tegen 100 in 2024-02 en 100 in 2023-03."
    assert [waarde.periode for waarde in bevinding.waarden] == ["2023-03", "2024-02", "2024-03"]
    assert "Przyborowski" in bevinding.methode
    assert bevinding.plaats == {"gebied": "BU01"}


def test_a_percentage_changes_when_it_surely_lies_ten_points_from_both() -> None:
    def found(now: tuple[int, int]) -> list[str]:
        reeks = proporties([(150, 200)] * 4 + [now])
        return [bevinding.periode for bevinding in find_verandering("i", PROPORTIE, reeks, ["2025-K1"])]

    assert found((110, 200)) == ["2025-K1"]
    assert found((140, 200)) == []
    assert found((8, 20)) == ["2025-K1"]
    assert found((12, 20)) == []


def test_without_a_change_at_most_five_percent_of_a_thousand_series_is_called_changed_in_two_years() -> None:
    rng = np.random.default_rng(7)
    called = 0
    for number in range(1000):
        reeks = mensen(draw(rng, (20, 60, 200, 600)[number % 4], 36))
        called += bool(find_verandering("i", MENSEN, reeks, [waarde.periode for waarde in reeks[12:]]))
    print(f"changes called without a change: {called / 1000:.1%} of 1,000 series in 24 months")
    assert called / 1000 <= 0.05


def test_a_leefgebied_dominates_when_it_surely_has_more_than_half_and_more_than_before() -> None:
    geheel = mensen([200] * 5, "2024-K1")

    def found(*delen: int | None) -> list[str]:
        deel = mensen(list(delen), "2024-K1", leefgebied="wonen")
        bevindingen = find_overheersing("i", {"leefgebied": "wonen"}, deel, [geheel], ["2025-K1"])
        return [bevinding.regel for bevinding in bevindingen]

    assert found(60, 60, 60, 60, 150) == ["75 % van de mensen achter dit cijfer, tegen 30 % in het jaar ervoor."]
    assert found(150, 150, 150, 150, 150) == []  # it always did
    assert found(60, 60, 60, 60, 108) == []  # perhaps more than half
    assert found(20, 20, 20, 20, 80) == []  # more than before, not dominating
    assert found(60, 60, 4, 60, 150) == []
    assert found(60, 60, None, 60, 150) == []


def test_one_law_dominates_when_nearly_all_requests_come_from_it() -> None:
    wmo, wlz = mensen([80, 80, 80, 80, 190], "2024-K1"), mensen([90, 90, 90, 90, 10], "2024-K1")
    found = [find_overheersing(code, {}, reeks, [wmo, wlz], ["2025-K1"]) for code, reeks in (("a", wmo), ("b", wlz))]
    assert [len(bevindingen) for bevindingen in found] == [1, 0]
    assert found[0][0].waarden == (wmo[4], wlz[4])


def outliers_in(aantallen: list[int | None], laatste: int = 1) -> list[str]:
    reeks = mensen(aantallen, aanbieder="wegwijs")
    gezien = [waarde.periode for waarde in reeks[-laatste:]]
    return [bevinding.periode for bevinding in find_uitschieters("i", {"aanbieder": "wegwijs"}, reeks, gezien)]


def test_a_figure_far_outside_what_was_delivered_before_is_an_outlier() -> None:
    usual = [40, 44, 38, 41, 47, 39, 42, 36, 45, 40, 43, 41]
    assert outliers_in([*usual, 410]) == ["2024-01"]
    assert outliers_in([*usual, 0]) == ["2024-01"]
    assert outliers_in([*usual, 52]) == []
    assert outliers_in([*usual, 4]) == []  # hidden: nothing is known of it
    assert outliers_in([*usual[1:], 410]) == []
    # One earlier mistake does not make the next one usual, unless it is as large.
    assert outliers_in([*usual[:-1], 400, 41, 800]) == ["2024-02"]
    assert len(usual) == MIN_HISTORIE


def test_without_outliers_at_most_five_percent_of_a_thousand_series_has_one_in_two_years() -> None:
    rng = np.random.default_rng(11)
    called = 0
    for number in range(1000):
        aantallen: list[int | None] = [*draw(rng, (12, 40, 150, 800)[number % 4], 48, (1.0, 2.0)[number % 2])]
        called += bool(outliers_in(aantallen, 24))
    print(f"outliers called without one: {called / 1000:.1%} of 1,000 series in 24 months")
    assert called / 1000 <= 0.05


def test_a_silent_gebied_is_named_with_the_month_since_when_and_its_figures() -> None:
    geheel = mensen([150] * 30)

    def cijfers(*aantallen: int | None, open_maanden: int = 0) -> list[Cijfer]:
        deel = mensen(list(aantallen))
        return [
            Cijfer(cel, alles, place < 30 - open_maanden)
            for place, (cel, alles) in enumerate(zip(deel, geheel, strict=True))
        ]

    delen = {
        "BU01": cijfers(*[20] * 27, *[0] * 3),
        "BU02": cijfers(*[20] * 30),
        "BU03": cijfers(*[20] * 27, *[5] * 3),
        "BU04": cijfers(*[20] * 27, *[None] * 3),
        # Of these months a delivery is still to come.
        "BU05": cijfers(*[20] * 27, *[0] * 3, open_maanden=3),
    }
    [bevinding] = find_stiltes("contacten", "gebied", delen, reeksen=4)
    assert (bevinding.soort, bevinding.periode, bevinding.plaats) == (
        Signaalsoort.stilte,
        "2025-04",
        {"gebied": "BU01"},
    )
    assert "60 verwacht" in bevinding.regel
    assert [waarde.waarde for waarde in bevinding.waarden] == [20] * 12 + [0] * 3


def leverstatus(nummer: int, status: Leveringsstatus, afspraak: UUID | None = None) -> Leverstatus:
    return Leverstatus(
        aanbieder=f"aanbieder-{nummer}",
        leverafspraak=afspraak or uuid4(),
        soort=SoortAanlevering.contacten,
        verwachting=Verwachting(Periode.parse("2026-09"), 14, ["contacten"], 1),
        oordeel=Oordeel(status, Omvang.geen, (), None, None),
        volledigheid=None,
        aanleveringen=(),
    )


def test_every_late_or_absent_delivery_is_a_signal_and_no_other() -> None:
    wrong = [
        leverstatus(
            nummer, (Leveringsstatus.ontbreekt, Leveringsstatus.te_laat, Leveringsstatus.onvolledig)[nummer % 3]
        )
        for nummer in range(20)
    ]
    right = [
        leverstatus(100 + nummer, (Leveringsstatus.volledig, Leveringsstatus.verwacht)[nummer % 2])
        for nummer in range(30)
    ]
    found = find_aanlevering([*wrong, *right])
    assert [bevinding.plaats["aanbieder"] for bevinding in found] == [f"aanbieder-{nummer}" for nummer in range(20)]
    assert len({bevinding.sleutel for bevinding in found}) == 20
    assert found[0].regel == (
        "De aanlevering van contacten over 2026-09 ontbreekt. Zij werd verwacht uiterlijk op 14-10-2026."
    )
    assert Periode.parse("2026-09").eind == date(2026, 9, 30)


def test_what_was_absent_and_then_comes_late_stays_the_same_signal() -> None:
    absent = leverstatus(1, Leveringsstatus.ontbreekt)
    late = replace(absent, oordeel=replace(absent.oordeel, status=Leveringsstatus.te_laat))
    [first], [then] = find_aanlevering([absent]), find_aanlevering([late])
    assert first.sleutel == then.sleutel
    assert first.regel != then.regel
    [other] = find_aanlevering([leverstatus(1, Leveringsstatus.ontbreekt)])
    assert other.sleutel != first.sleutel


def test_series_of_the_tests_are_what_they_say() -> None:
    assert perioden("2023-12", 2) == ["2023-12", "2024-01"]
    assert [(waarde.waarde, waarde.onderdrukt) for waarde in mensen([None, 4, 0, 10])] == [
        (None, False), (None, True), (0, False), (10, False),
    ]  # fmt: skip
