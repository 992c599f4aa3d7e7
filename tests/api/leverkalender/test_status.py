"""The rules of a delivery as a table: what came when, seen on which day."""

from datetime import date, datetime

import pytest

from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.leverkalender.status import (
    Leveringsstatus,
    Omvang,
    Stuk,
    Verwachting,
    expected_perioden,
    judge,
)
from zicht_api.perioden import Periode

# March, to be there on April 14th at the latest, with at least two rows.
MAART = Verwachting(Periode.parse("2026-03"), 14, ["contacten"], 2)
LOPEND, OP_DE_DAG, TE_LAAT = date(2026, 3, 20), date(2026, 4, 14), date(2026, 4, 15)


def moment(dag: str) -> datetime:
    return datetime.fromisoformat(dag).replace(tzinfo=NEDERLAND)


def stuk(van: str, rijen: int, tot: str | None = None, wat: str = "contacten") -> Stuk:
    return Stuk(wat, moment(van), None if tot is None else moment(tot), rijen)


@pytest.mark.parametrize(
    ("stukken", "dag", "status", "omvang"),
    [
        ([], LOPEND, "verwacht", "geen"),
        ([stuk("2026-03-10", 5)], LOPEND, "verwacht", "genoeg"),
        ([], OP_DE_DAG, "verwacht", "geen"),
        ([stuk("2026-04-01", 1)], OP_DE_DAG, "verwacht", "te-weinig"),
        ([stuk("2026-04-01", 2)], OP_DE_DAG, "volledig", "genoeg"),
        ([], TE_LAAT, "ontbreekt", "geen"),
        ([stuk("2026-04-01", 1)], TE_LAAT, "onvolledig", "te-weinig"),
        ([stuk("2026-04-14T23:59:59", 2)], TE_LAAT, "volledig", "genoeg"),
        ([stuk("2026-04-15T00:00:00", 2)], TE_LAAT, "te-laat", "genoeg"),
        # One row in time and the second too late: what was agreed came too late.
        ([stuk("2026-04-01", 1), stuk("2026-04-15", 1)], TE_LAAT, "te-laat", "genoeg"),
        # Corrected after the deadline, or the day before it: it was there in time.
        ([stuk("2026-04-01", 2, tot="2026-04-15"), stuk("2026-04-15", 2)], TE_LAAT, "volledig", "genoeg"),
        ([stuk("2026-04-01", 2, tot="2026-04-14"), stuk("2026-04-14", 2)], TE_LAAT, "volledig", "genoeg"),
        # Taken back before the deadline, and brought again after it.
        ([stuk("2026-04-01", 2, tot="2026-04-14"), stuk("2026-04-20", 2)], TE_LAAT, "te-laat", "genoeg"),
        # Taken back after the deadline: it was in time, and now there is nothing.
        ([stuk("2026-04-01", 2, tot="2026-04-20")], TE_LAAT, "ontbreekt", "geen"),
    ],
)
def test_what_became_of_a_delivery(stukken: list[Stuk], dag: date, status: str, omvang: str) -> None:
    oordeel = judge(MAART, stukken, dag)
    assert (oordeel.status, oordeel.omvang) == (Leveringsstatus(status), Omvang(omvang))
    assert oordeel.eerste == min((een.van for een in stukken), default=None)
    assert oordeel.laatste == max((een.van for een in stukken), default=None)


def test_of_tellingen_every_maatstaf_that_was_agreed_must_be_there() -> None:
    kwartaal = Verwachting(Periode.parse("2026-K1"), 0, ["uren", "klachten"], 1)
    uren, ander = stuk("2026-03-31", 3, wat="uren"), stuk("2026-03-31", 3, wat="iets-anders")
    oordeel = judge(kwartaal, [uren, ander], date(2026, 4, 1))
    assert (oordeel.status, oordeel.tekort) == (Leveringsstatus.onvolledig, ("klachten",))
    klachten = stuk("2026-03-31", 1, wat="klachten")
    assert judge(kwartaal, [uren, klachten], date(2026, 4, 1)).status is Leveringsstatus.volledig


@pytest.mark.parametrize(
    ("vanaf", "tot", "gevraagd", "expected"),
    [
        ("2025-01", None, "2025-K1", ["2025-01", "2025-02", "2025-03"]),
        ("2025-02", "2025-03", "2025", ["2025-02", "2025-03"]),
        ("2025-K1", None, "2025-03", ["2025-K1"]),
        ("2024", None, "2025-W10", ["2025"]),
        ("2026-01", None, "2025", []),
        ("2024-01", "2024-12", "2025", []),
        ("2199", None, "2199-12", ["2199"]),
    ],
)
def test_only_periods_of_the_agreement_that_share_a_day_are_expected(
    vanaf: str, tot: str | None, gevraagd: str, expected: list[str]
) -> None:
    asked = Periode.parse(gevraagd)
    found = expected_perioden(Periode.parse(vanaf), Periode.parse(tot) if tot else None, asked.begin, asked.eind)
    assert [periode.code for periode in found] == expected
