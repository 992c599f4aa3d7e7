"""What Power Query, Excel and Tableau send is answered so that they can go on."""

import httpx
import pytest

from tests.end_to_end.bi.bron import Bron
from tests.end_to_end.bi.kopregels import ALLES, KOPREGELS

_VERSION = "odata-version"


@pytest.mark.parametrize("wie", KOPREGELS)
def test_a_tool_finds_its_way_from_the_address_to_the_rows(bron: Bron, wie: str) -> None:
    headers = KOPREGELS[wie]
    root = bron.odata

    for address in ("", "/"):
        document = bron.get(address, **headers)
        assert_odata(document, "application/json")
        assert document.json()["@odata.context"] == f"{root}/$metadata"
        listed = {each["name"]: each["url"] for each in document.json()["value"]}
        assert listed["Observations"] == "Observations"

    assert_odata(bron.get("/$metadata", **headers), "application/xml")

    page = bron.get("/Observations?$top=200&$select=Measure,Value", **headers)
    assert_odata(page, "application/json")
    assert page.json()["@odata.context"] == f"{root}/$metadata#Observations(Measure,Value)"
    assert len(page.json()["value"]) == 200

    preview = bron.get("/Observations?%24filter=Perioden%20eq%20%272025%27&%24orderby=Gebieden&%24top=1000", **headers)
    assert_odata(preview, "application/json")
    assert {row["Perioden"] for row in preview.json()["value"]} == {"2025"}

    count = bron.get("/Observations/$count?$filter=Perioden+eq+'2025'", **headers)
    assert_odata(count, "text/plain")
    assert int(count.text) == len(preview.json()["value"])


def assert_odata(answer: httpx.Response, media_type: str) -> None:
    assert answer.status_code == 200, answer.text
    # Two of them Power Query reads as "4.0,4.0", and asks no further.
    assert answer.headers.get_list(_VERSION) == ["4.0"]
    assert answer.headers["content-type"].split(";")[0] == media_type


def test_power_query_first_asks_without_a_key_and_hears_how_to_sign_in(bron: Bron) -> None:
    headers = KOPREGELS["Power Query, eerste vraag"]
    answer = httpx.get(bron.odata, headers=headers)
    assert answer.status_code == 401
    assert any(each.startswith("Basic ") for each in answer.headers.get_list("www-authenticate"))
    assert answer.headers.get_list(_VERSION) == ["4.0"]
    error = answer.json()["error"]
    assert isinstance(error["code"], str)
    assert isinstance(error["message"], str)


def test_what_power_query_cannot_have_it_is_told_so_that_it_does_it_itself(bron: Bron) -> None:
    answer = bron.get("/Observations?$apply=groupby((Measure))", Accept=ALLES)
    assert answer.status_code == 501
    assert answer.headers["content-type"].split(";")[0] == "application/json"
    assert answer.json()["error"]["code"]


@pytest.mark.parametrize(
    "step",
    [
        "$filter=Periodesoort eq 'maand' and Perioden ge '2025-03'&$orderby=Perioden desc,Measure",
        "$filter=Gebieden ne '_T' and (Value gt 10 or Value eq null)&$select=Gebieden,Value",
        "$filter=startswith(Gebieden,'WK') and not contains(Measure,'per')&$count=true",
        "$filter=tolower(Measure) eq 'uren' and length(Perioden) eq 4",
        "$top=10&$skip=300&$orderby=Value",
        "$filter=ValueAttribute eq 'Confidential'&$select=Id",
    ],
)
def test_the_steps_that_power_query_leaves_to_the_service_are_done_here(bron: Bron, step: str) -> None:
    answer = bron.get(f"/Observations?{step}", Accept=ALLES)
    assert_odata(answer, "application/json")
    assert answer.json()["value"]


def test_a_join_of_power_query_fits_in_a_filter(bron: Bron) -> None:
    """It asks for the rows of many codes at once, up to 1400 characters of address."""
    codes = [f"WK{number:04d}" for number in range(48)]
    chain = " or ".join(f"Gebieden eq '{code}'" for code in ["WK02", *codes])
    answer = bron.get(f"/Observations?$filter={chain}", Accept=ALLES)
    assert answer.status_code == 200, answer.text
    assert {row["Gebieden"] for row in answer.json()["value"]} == {"WK02"}
