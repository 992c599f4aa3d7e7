"""Every figure over OData is the one that the API gives, and what is hidden there cannot be found here either."""

from typing import Any

import pytest

from tests.api.odata.cijfers import DIMENSIES, INDICATOREN, URL, ask, read, walk
from tests.gemeente import Gemeente

CIJFERS = ["Value", "Teller", "Noemer", "N", "Ondergrens", "Bovengrens", "Methode", "Status"]
# What is asked of the API besides: tests/api/waarnemingen holds every single figure against it.
VRAGEN = [
    *(("uren", dimensie, "2025..2026") for dimensie in DIMENSIES),
    *((code, dimensie, "2025-K1..2026-K4") for code in (*INDICATOREN, "leerpunt") for dimensie in (None, "gebied")),
    ("clienten-bereikt", "vorm", "2026-01..2026-12"),
]
KENMERKEN = {None: "None", "te-weinig": "Confidential", "geen-gegevens": "Missing", "noemer-nul": "Impossible"}


def as_row(code: str, waarde: dict[str, Any], dimensie: str | None) -> dict[str, Any]:
    """What OData must say of a figure of the API."""
    lid = "_T" if dimensie is None else (waarde[dimensie] or "_U")
    interval = waarde["interval"] or {"onder": None, "boven": None, "methode": None}
    return {
        "Id": f"{code}:{waarde['periode']}" + ("" if dimensie is None else f":{dimensie}={lid}"),
        "Measure": code,
        "ValueAttribute": KENMERKEN[waarde["reden"]],
        "Value": waarde["waarde"],
        "Teller": waarde["teller"],
        "Noemer": waarde["noemer"],
        "N": waarde["n"],
        "Ondergrens": interval["onder"],
        "Bovengrens": interval["boven"],
        "Methode": interval["methode"],
        "Status": waarde["status"],
        "Voorlopig": waarde["voorlopig"],
        "Perioden": waarde["periode"],
        **{kolom: lid if naam == dimensie else "_T" for naam, kolom in DIMENSIES.items()},
    }


@pytest.mark.parametrize("wie", ["bi", "aanbieder:wegwijs"])
async def test_every_row_is_the_figure_that_the_api_gives(cijfers: Gemeente, wie: str) -> None:
    client = cijfers.at_api(wie)
    rows = {row["Id"]: row for page in await walk(client, size=5_000) for row in page}
    seen = set()
    for code, dimensie, reeks in VRAGEN:
        params = {"periode": reeks} | ({} if dimensie is None else {"per": dimensie})
        for waarde in (await client.get(f"/v1/indicatoren/{code}/waarden", params=params)).json()["waarden"]:
            expected = as_row(code, waarde, dimensie)
            # A period that has yet to begin has no row.
            row = rows.get(expected["Id"], expected)
            assert {name: row[name] for name in expected} == expected
            seen |= {row["Id"]} & rows.keys()
    assert len(seen) > 250
    assert {row["Perioden"] for row in rows.values()} >= {"2025", "2026", "2025-K3", "2026-11"}
    assert {row["ValueAttribute"] for row in rows.values()} >= {"None", "Confidential", "Missing"}


async def test_a_hidden_figure_is_in_no_column_and_no_question_finds_it(cijfers: Gemeente) -> None:
    rows = [row for page in await walk(cijfers.bi, size=50_000) for row in page]
    hidden = [row for row in rows if row["ValueAttribute"] == "Confidential"]
    assert hidden
    assert all(row[name] is None for row in hidden for name in CIJFERS)

    verborgen = "ValueAttribute eq 'Confidential'"
    for name in ("Value", "Teller", "Noemer", "N", "Ondergrens", "Bovengrens"):
        anything = f"({name} ge -1000 or {name} lt 1000000 or {name} in (3,12) or {name} add 1 gt 0 or {name} ne null)"
        assert await read(cijfers.bi, filter=f"{verborgen} and {anything}") == []
    assert (await ask(cijfers.bi, "/Observations/$count", filter=f"{verborgen} and Value gt 0")).text == "0"
    # Sorted by their figures, those that have none stand together in the order that they have without figures.
    by_value = await read(cijfers.bi, filter=verborgen, orderby="Value desc,Teller,N desc", select="Id")
    assert [row["Id"] for row in by_value] == [row["Id"] for row in hidden]


async def test_a_key_for_accounting_finds_nothing_that_is_there_to_learn_from(cijfers: Gemeente) -> None:
    verantwoorder = cijfers.at_api("verantwoorder")
    assert await read(cijfers.bi, filter="Measure eq 'leerpunt'", top=1)
    assert await read(verantwoorder, filter="Measure eq 'leerpunt'") == []
    assert {row["Measure"] for row in await read(verantwoorder)} == INDICATOREN
    assert {row["Identifier"] for row in await read(verantwoorder, "/MeasureCodes")} == INDICATOREN
    for path in ("/Observations('leerpunt:2025')", "/MeasureCodes('leerpunt')"):
        assert (await cijfers.bi.get(URL + path)).status_code == 200
        assert (await verantwoorder.get(URL + path)).status_code == 404


async def test_an_aanbieder_finds_itself_and_no_other(cijfers: Gemeente) -> None:
    buurvrouw = cijfers.aanbieder("buurvrouw")
    assert {row["Aanbieders"] for row in await read(buurvrouw)} == {"_T", "buurvrouw"}
    assert [row["Identifier"] for row in await read(buurvrouw, "/AanbiedersCodes")] == ["_T", "buurvrouw", "_U"]
    [eigen] = await read(buurvrouw, filter="Id eq 'clienten-bereikt:2025'")
    assert eigen["Value"] == 45


async def test_a_row_is_found_by_its_key_and_stays_what_it_is_called(cijfers: Gemeente) -> None:
    for key in ("uren:2025", "uren:2025-03:gebied=WK01", "clienten-bereikt:2026-02:doelgroep=_U"):
        answer = await ask(cijfers.bi, f"/Observations('{key}')", select="Id,Value")
        assert answer.json()["@odata.context"] == "http://api.test/odata/v4/$metadata#Observations(Id,Value)/$entity"
        assert answer.json()["Id"] == key
        named = await ask(cijfers.bi, f"/Observations(Id='{key}')")
        assert named.json()["Value"] == answer.json()["Value"]
    for key in ("uren:1999", "uren:2025:gebied=_T", "uren:2025:gebied=ZZ", "uren", "it''s", "UREN:2025"):
        assert (await cijfers.bi.get(f"{URL}/Observations('{key}')")).status_code == 404


async def test_columns_and_order_are_as_asked(cijfers: Gemeente) -> None:
    rows = await read(cijfers.bi, select="Measure, Value", orderby="Measure desc,Value", top=3000)
    assert all(set(row) == {"Measure", "Value"} for row in rows)
    # null comes before every number.
    order = [(row["Value"] is not None, row["Value"] or 0) for row in rows if row["Measure"] == "uren"]
    assert order == sorted(order)
    assert [row["Measure"] for row in rows] == sorted((row["Measure"] for row in rows), reverse=True)
    assert await read(cijfers.bi, select="*", top=1) == await read(cijfers.bi, top=1)


async def test_counting_is_of_what_the_filter_leaves_whatever_is_shown(cijfers: Gemeente) -> None:
    rows = [row for page in await walk(cijfers.bi, size=50_000) for row in page]
    weg = [row for row in rows if row["Gebieden"] != "_T" and row["Value"] is not None]
    assert weg
    filters = "Gebieden ne '_T' and Value ne null"
    assert (await ask(cijfers.bi, "/Observations/$count", filter=filters, top=1)).text == f"{len(weg)}"
    assert (await ask(cijfers.bi, "/Observations/$count")).text == f"{len(rows)}"
    page = (await ask(cijfers.bi, "/Observations", filter=filters, count="true", top=2, skip=1)).json()
    assert page["@odata.count"] == len(weg)
    assert page["value"] == weg[1:3]
    assert (await ask(cijfers.bi, "/Observations", count="true", top=0)).json() == {
        "@odata.context": "http://api.test/odata/v4/$metadata#Observations", "@odata.count": len(rows), "value": []
    }  # fmt: skip


async def test_every_code_in_the_figures_is_explained(cijfers: Gemeente) -> None:
    rows = [row for page in await walk(cijfers.bi, size=50_000) for row in page]
    for kolom in ("Perioden", *DIMENSIES.values()):
        codes = await read(cijfers.bi, f"/{kolom}Codes")
        assert all(row["Title"] for row in codes)
        assert {row[kolom] for row in rows} <= {row["Identifier"] for row in codes}
    assert {row["Measure"] for row in rows} == {row["Identifier"] for row in await read(cijfers.bi, "/MeasureCodes")}
    groups = {row["Id"] for row in await read(cijfers.bi, "/MeasureGroups")}
    assert {row["MeasureGroupId"] for row in await read(cijfers.bi, "/MeasureCodes")} <= groups
    [kwartaal] = await read(cijfers.bi, "/PeriodenCodes", filter="CbsCode eq '2025KW02' and year(Begindatum) eq 2025")
    assert (kwartaal["Identifier"], kwartaal["Begindatum"]) == ("2025-K2", "2025-04-01")
    assert (kwartaal["Einddatum"], kwartaal["Status"]) == ("2025-06-30", "Definitief")
    buurt = (await ask(cijfers.bi, "/GebiedenCodes('BU0101')")).json()
    assert (buurt["Soort"], buurt["Ouder"]) == ("buurt", "WK01")


async def test_the_figures_can_be_read_as_they_were(cijfers: Gemeente) -> None:
    """As every answer can; and in the path, for tools that cannot send an option."""
    now = (await ask(cijfers.bi, "/Properties")).json()
    assert now["Dataversie"] > 0
    for url in (f"{URL}/Properties?peildatum=2026-01-01", f"{URL}/{cijfers.code}/cijfers-2026-01-01/Properties"):
        answer = await cijfers.bi.get(url)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["Dataversie"], answer.json()["Peildatum"]) == (0, "2026-01-01")
    assert (await cijfers.bi.get(f"{URL}/Properties?peildatum=gisteren")).status_code == 400


async def test_it_reads_as_a_table_of_cbs(cijfers: Gemeente) -> None:
    """What cbsodata4 asks for, with its base URL turned here."""
    [catalog] = await read(cijfers.bi, "/Catalogs")
    [dataset] = await read(cijfers.bi, "/Datasets")
    assert (catalog["Identifier"], dataset["Catalog"]) == (cijfers.code, cijfers.code)
    table = f"/{dataset['Catalog']}/{dataset['Identifier']}"
    names = {each["name"] for each in await read(cijfers.bi, table)}
    dimensions = [each["Identifier"] for each in await read(cijfers.bi, f"{table}/Dimensions")]
    assert {f"{dimension}Codes" for dimension in dimensions} <= names
    assert (await ask(cijfers.bi, f"{table}/Properties")).json()["Identifier"] == "cijfers"
    page = (await ask(cijfers.bi, f"{table}/Observations", filter="(Measure eq 'uren' or Measure eq 'x')")).json()
    assert page["@odata.context"] == f"http://api.test/odata/v4{table}/$metadata#Observations"
    assert {tuple(row[each] for each in ("Measure", *dimensions)) for row in page["value"]}
    assert len({tuple(row[each] for each in ("Measure", *dimensions)) for row in page["value"]}) == len(page["value"])
    assert (await cijfers.bi.get(f"{URL}/GM9999/cijfers/Observations")).status_code == 404
