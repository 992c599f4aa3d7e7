"""A filter says the same in SQL as in OData, and nothing that is sent becomes a part of the SQL."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette

from tests.api.odata.narekenen import FILTERS, VREEMD, holds, quoted
from zicht_api.odata.csdl import OBSERVATIONS, WORTEL
from zicht_api.odata.filter import MAX_DIEPTE, MAX_LENGTE, MAX_LITERALEN, parse_filter, translate
from zicht_api.odata.fouten import NietOndersteund, VraagOngeldig
from zicht_api.odata.queries import tafel_of_rows
from zicht_api.odata.snoeien import Behalve, Bekend, Tussen, may_match
from zicht_shared.errors import Probleem

DIMENSIES = ["Gebieden", "Aanbieders", "Doelgroepen", "Leefgebieden", "Vormen"]
PERIODEN = ["2025", "2025-K1", "2025-03", "2025-12", "2026", "2026-K4", "2026-01"]
GETALLEN = [None, Decimal(0), Decimal(3), Decimal("3.5"), Decimal("-2.25"), Decimal(11), Decimal("1e20")]


def rij(nr: int, vreemd: str) -> dict[str, Any]:
    """A row of which each property goes its own round."""
    kolom = DIMENSIES[nr % 3]
    dimensies = dict.fromkeys(DIMENSIES, "_T") | ({} if nr % 4 == 0 else {kolom: ["WK01", "_U", "a"][nr % 3]})
    return {
        "Id": f"{nr}",
        "Measure": ["uren", "bereik", "a", "null"][nr % 4],
        "ValueAttribute": "None",
        "Value": GETALLEN[nr % len(GETALLEN)],
        "N": None if nr % 5 == 0 else nr - 9,
        "Status": None if nr % 6 == 0 else vreemd + ["", " ", "x"][nr % 3],
        "Voorlopig": nr % 2 == 0,
        "Perioden": PERIODEN[nr % len(PERIODEN)],
        "Periodesoort": "jaar",
        **dimensies,
    }


RIJEN = [{**dict.fromkeys(OBSERVATIONS.eigenschappen), **rij(nr, vreemd)} for nr, vreemd in enumerate(VREEMD * 2)]


async def found_by(db: AsyncSession, text: str) -> set[str]:
    """The rows for which the filter holds, as PostgreSQL finds them."""
    tafel = tafel_of_rows(OBSERVATIONS, RIJEN)
    waar = translate(parse_filter(text), tafel.velden)
    return set(await db.scalars(select(tafel.velden["Id"].sql).where(waar)))


@settings(max_examples=40)
@given(filters=st.lists(FILTERS, min_size=8, max_size=8))
async def test_a_filter_holds_in_sql_for_what_it_holds_for_in_odata(api_app: Starlette, filters: list[str]) -> None:
    async with api_app.state.db.transaction(None) as db:
        for text in filters:
            tree = parse_filter(text)
            assert await found_by(db, text) == {each["Id"] for each in RIJEN if holds(tree, each)}, text


def known_of(each: Mapping[str, Any]) -> Bekend:
    """What the service knows of a row before it reads it."""
    jaar = each["Perioden"][:4]
    broken_down = [naam for naam in DIMENSIES if each[naam] != "_T"]
    return {
        "Measure": Tussen.precies(each["Measure"]),
        "Perioden": Tussen(jaar, f"{jaar}-W53"),
        **{naam: Behalve("_T") if naam in broken_down else Tussen.precies("_T") for naam in DIMENSIES},
    }


@settings(max_examples=300)
@given(text=FILTERS)
def test_what_is_not_looked_at_is_never_what_the_filter_holds_for(text: str) -> None:
    tree = parse_filter(text)
    for each in RIJEN:
        assert may_match(tree, known_of(each)) or not holds(tree, each), (text, each)


@pytest.mark.parametrize(
    ("text", "measure", "jaar"),
    [
        ("Measure eq 'uren' and Perioden ge '2026'", True, True),
        ("Measure eq 'bereik' and Value gt 3", False, True),
        ("not (Measure ne 'bereik')", False, True),
        ("(Measure eq 'a' or Measure eq 'b') and N gt 1", False, True),
        ("Measure in ('a','uren')", True, True),
        ("startswith(Perioden,'2025')", True, False),
        ("Perioden lt '2026' or Perioden eq '2025-03'", True, False),
        ("Id eq 'uren:2026-03:gebied=WK01'", True, True),
        ("Id eq 'uren-anders:2025-03'", False, False),
        ("Id in ('a','bereik:2026')", False, True),
        ("Value gt 3", True, True),
    ],
)
def test_a_filter_on_one_indicator_or_year_passes_over_the_others(text: str, measure: bool, jaar: bool) -> None:
    tree = parse_filter(text)
    assert may_match(tree, {"Measure": Tussen.precies("uren")}) is measure
    assert may_match(tree, {"Perioden": Tussen("2026", "2026-W53")}) is jaar


def test_the_key_of_a_row_says_in_which_breakdown_it_is() -> None:
    per_gebied: Bekend = {"Gebieden": Behalve("_T"), "Aanbieders": Tussen.precies("_T")}
    per_aanbieder: Bekend = {"Gebieden": Tussen.precies("_T"), "Aanbieders": Behalve("_T")}
    tree = parse_filter("Id eq 'uren:2025:gebied=WK01'")
    assert (may_match(tree, per_gebied), may_match(tree, per_aanbieder)) == (True, False)
    for key in ("uren:2025", "uren", "", ":::", "uren:2025:aanbieder", "uren:2025:kleur=rood"):
        assert not may_match(parse_filter(f"Id eq '{key}'"), per_gebied)


async def test_no_sign_in_a_text_is_a_pattern(api_app: Starlette) -> None:
    async with api_app.state.db.transaction(None) as db:
        for vreemd in VREEMD:
            found = await found_by(db, f"contains(Status,{quoted(vreemd)})")
            assert found == {each["Id"] for each in RIJEN if each["Status"] and vreemd in each["Status"]}, vreemd


@pytest.mark.parametrize("vreemd", ["'; DROP TABLE waarnemingen; --", "%_\\", "x' OR '1'='1", "😀\u202e"])
def test_what_is_sent_is_bound_and_never_written_into_the_sql(vreemd: str) -> None:
    tafel = tafel_of_rows(OBSERVATIONS, [])
    waar = translate(parse_filter(f"Measure eq {quoted(vreemd)} or Status in ({quoted(vreemd)},'x')"), tafel.velden)
    compiled = waar.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    assert vreemd not in str(compiled)
    assert vreemd in compiled.params.values()


def test_every_property_can_be_filtered_on() -> None:
    """The library's grammar has words that a name may not begin with."""
    for verzameling in WORTEL:
        tafel = tafel_of_rows(verzameling, [])
        for naam in verzameling.eigenschappen:
            translate(parse_filter(f"{naam} eq null and not ({naam} ne null)"), tafel.velden)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400),
        ("Value", 400),
        ("Value gt", 400),
        ("Value gt '3'", 400),
        ("Measure eq 3", 400),
        ("Voorlopig gt false", 400),
        ("not Value", 400),
        ("contains(Value,'3')", 400),
        ("contains(Measure)", 400),
        ("substring(Measure,1.5) eq 'a'", 400),
        ("Waarde gt 3", 400),
        ("Measure in ('a',3)", 400),
        ("Value gt 1e40", 400),
        ("Value gt " + "9" * 5000, 400),
        ("Value gt INF", 400),
        ("Measure eq 'a\x00'", 400),
        ("Measure eq '\ud800'", 400),
        ("Measure eq 'a' ; drop table x", 400),
        ("Measure eq 'a' union select 1", 400),
        ("not (" * (MAX_DIEPTE + 1) + "Voorlopig" + ")" * (MAX_DIEPTE + 1), 400),
        ("1" + " add 1" * (MAX_DIEPTE + 1) + " gt 0", 400),
        (" or ".join(["N eq 1"] * (MAX_LITERALEN + 1)), 400),
        (f"N in ({','.join(['1'] * (MAX_LITERALEN + 1))})", 400),
        ("(" * MAX_LENGTE + "N eq 1", 400),
        ("matchesPattern(Measure,'(a+)+$')", 501),
        ("now() gt 2026-01-01T00:00:00Z", 501),
        ("geo.distance(Value,Value) gt 1", 501),
        ("onbekend(Measure)", 501),
        ("Measure/Naam eq 'a'", 501),
        ("Metingen/any(x:x eq 1)", 501),
        ("N in (1,null)", 501),
        ("N in (1,Value)", 501),
        ("Value gt duration'PT1S'", 501),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_and_not_repeated(text: str, status: int) -> None:
    with pytest.raises(Probleem) as refusal:
        translate(parse_filter(text), tafel_of_rows(OBSERVATIONS, []).velden)
    assert refusal.value.status == status
    assert all(
        fout.pointer == "?$filter" and (len(text) < 5 or text not in fout.reason) for fout in refusal.value.fouten
    )


@settings(max_examples=200)
@given(text=st.text(alphabet=st.sampled_from("Value() '-1,/:.eqandorinotgt_%0"), max_size=40) | st.text(max_size=20))
def test_no_text_at_all_is_more_than_refused(text: str) -> None:
    with suppress(VraagOngeldig, NietOndersteund):
        translate(parse_filter(text), tafel_of_rows(OBSERVATIONS, []).velden)


def test_a_long_row_of_alternatives_is_no_depth() -> None:
    """As cbsodata4 asks for a list of codes."""
    text = " or ".join(f"Measure eq 'm{nr}'" for nr in range(300))
    translate(parse_filter(f"({text})"), tafel_of_rows(OBSERVATIONS, []).velden)
