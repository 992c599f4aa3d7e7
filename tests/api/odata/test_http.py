"""The protocol around the figures: versions, forms, headers, and faults that both OData and the gemeente understand."""

import asyncio
import base64
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import func, text

from tests.api.odata.cijfers import URL, ask
from tests.gemeente import Gemeente, client_of
from zicht_api.odata import lezen, queries
from zicht_api.odata.csdl import WORTEL

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def assert_fault(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """OData's form, with what RFC 9457 has beside it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json;odata.metadata=minimal"
    assert answer.headers.get_list("odata-version") == ["4.0"]
    body: dict[str, Any] = answer.json()
    assert (body["error"]["code"], body["code"], body["status"]) == (code, code, status)
    assert body["error"]["message"].startswith(body["title"])
    assert body["type"].endswith(code)
    assert body["instance"].startswith("urn:uuid:")
    assert {each["message"] for each in body["error"].get("details", [])} == {
        each["reason"] for each in body.get("invalidParams", [])
    }
    return body


async def test_the_service_and_its_metadata_say_which_sets_there_are(cijfers: Gemeente) -> None:
    bare, slashed = await cijfers.bi.get(URL), await cijfers.bi.get(f"{URL}/")
    assert bare.json() == slashed.json()
    assert bare.json()["@odata.context"] == "http://api.test/odata/v4/$metadata"
    listed = [each["name"] for each in bare.json()["value"]]
    metadata = await cijfers.bi.get(f"{URL}/$metadata", headers={"Accept": "application/json"})
    assert metadata.headers["content-type"] == "application/xml"
    container = ElementTree.fromstring(metadata.content).find(f".//{EDM}EntityContainer")
    assert container is not None
    assert [each.get("Name") for each in container] == listed == [each.naam for each in WORTEL]
    types = {each.get("Name"): each for each in ElementTree.fromstring(metadata.content).iter(f"{EDM}EntityType")}
    for verzameling in WORTEL:
        body = (await ask(cijfers.bi, f"/{verzameling.naam}")).json()
        row = body if verzameling.enkel else body["value"][0]
        declared = [each.get("Name") for each in types[verzameling.soort].findall(f"{EDM}Property")]
        assert [name for name in row if not name.startswith("@")] == declared
        if not verzameling.enkel:
            one = (await ask(cijfers.bi, f"/{verzameling.naam}('{row[verzameling.sleutel]}')")).json()
            assert one.items() - {("@odata.context", one["@odata.context"])} == row.items()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"OData-MaxVersion": "4.0"}, 200),
        ({"OData-MaxVersion": "4.01", "OData-Version": "4.01"}, 200),
        ({"OData-MaxVersion": "5.0"}, 200),
        ({"MaxDataServiceVersion": "3.0", "OData-MaxVersion": "4.0"}, 200),
        ({"OData-MaxVersion": "3.0"}, 400),
        ({"OData-MaxVersion": "vier"}, 400),
        ({"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, 200),
        ({"Accept": "application/json;odata=minimalmetadata;q=1,application/json;q=0.9"}, 200),
        ({"Accept": "application/json;odata=verbose"}, 406),
        ({"Accept": "application/atom+xml, text/csv"}, 406),
        ({"Accept": "application/json;q=0"}, 406),
    ],
)  # fmt: skip
async def test_the_version_and_the_form_are_settled_first(
    cijfers: Gemeente, headers: dict[str, str], status: int
) -> None:
    answer = await cijfers.bi.get(f"{URL}/Dimensions", headers=headers)
    assert answer.status_code == status
    assert answer.headers.get_list("odata-version") == ["4.0"]
    if status == 200:
        assert answer.headers["content-type"] == "application/json;odata.metadata=minimal"
    else:
        assert_fault(answer, status, "odata-versie-onbekend" if status == 400 else "niet-aanvaardbaar")


async def test_as_much_is_said_around_the_figures_as_is_asked(cijfers: Gemeente) -> None:
    url = f"{URL}/Observations('clienten-bereikt:2025')?$select=Value,N,Perioden"
    key = "http://api.test/odata/v4/Observations('clienten-bereikt:2025')"
    plain = {"Value": 105, "N": 105, "Perioden": "2025"}
    context = {"@odata.context": "http://api.test/odata/v4/$metadata#Observations(Value,N,Perioden)/$entity"}
    full = {"@odata.type": "#Zicht.Observation", "@odata.id": key}
    types = {"Value@odata.type": "#Decimal", "N@odata.type": "#Int64"}
    for formaat, expected in [
        ("json", context | plain),
        ("application/json;odata.metadata=none", plain),
        ("application/json;odata.metadata=full", context | full | types | plain),
        ("application/json;IEEE754Compatible=true", context | {"Value": "105", "N": "105", "Perioden": "2025"}),
    ]:
        by_option = await cijfers.bi.get(url, params={"$format": formaat, "$select": "Value,N,Perioden"})
        assert by_option.json() == expected
        if formaat != "json":
            by_header = await cijfers.bi.get(url, headers={"Accept": formaat})
            assert (by_header.json(), by_header.headers["content-type"]) == (
                expected, by_option.headers["content-type"]
            )  # fmt: skip
    counted = await ask(
        cijfers.bi, "/Dimensions", count="true", top=0, format="application/json;IEEE754Compatible=true"
    )
    assert counted.json()["@odata.count"] == "6"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/Observations?$apply=aggregate(N with sum as T)", 501, "odata-niet-ondersteund"),
        ("/Observations?$search=a", 501, "odata-niet-ondersteund"),
        ("/Observations?$expand=Measure", 501, "odata-niet-ondersteund"),
        ("/Observations?$onbekend=1", 501, "odata-niet-ondersteund"),
        ("/Observations?$filter=now() gt 3", 501, "odata-niet-ondersteund"),
        ("/Observations?$orderby=length(Id)", 501, "odata-niet-ondersteund"),
        ("/Observations?$select=Measure/Title", 501, "odata-niet-ondersteund"),
        ("/Observations('uren:2025')/Value", 501, "odata-niet-ondersteund"),
        ("/$batch", 501, "odata-niet-ondersteund"),
        ("/Observations?$filter=Value gt '3'", 400, "odata-vraag-ongeldig"),
        ("/Observations?$select=Waarde", 400, "odata-vraag-ongeldig"),
        ("/Observations?$orderby=Waarde", 400, "odata-vraag-ongeldig"),
        ("/Observations?$top=-1", 400, "odata-vraag-ongeldig"),
        ("/Observations?$top=veel", 400, "odata-vraag-ongeldig"),
        ("/Observations?$skip=1.5", 400, "odata-vraag-ongeldig"),
        ("/Observations?$count=ja", 400, "odata-vraag-ongeldig"),
        ("/Observations?$top=1&$top=2", 400, "odata-vraag-ongeldig"),
        ("/Observations('uren:2025')?$filter=Value gt 3", 400, "odata-vraag-ongeldig"),
        ("/Observations(5)", 400, "odata-vraag-ongeldig"),
        ("/Observations(Measure='uren')", 400, "odata-vraag-ongeldig"),
        ("/?$top=1", 400, "odata-vraag-ongeldig"),
        ("/Waarden", 404, "niet-gevonden"),
        ("/observations", 404, "niet-gevonden"),
        ("/Observations/", 404, "niet-gevonden"),
        ("/MeasureCodes('bestaat-niet')", 404, "niet-gevonden"),
        ("/MeasureCodes('uren%00')", 404, "niet-gevonden"),
        ("/$metadata?$format=json", 406, "niet-aanvaardbaar"),
        ("/Observations?$format=atom", 406, "niet-aanvaardbaar"),
        ("/Observations?peildatum=gisteren", 400, "invoer-ongeldig"),
        ("/Observations?sleutel=0001-x.y", 400, "sleutel-in-query"),
    ],
)  # fmt: skip
async def test_what_cannot_be_answered_is_refused_in_both_forms(
    cijfers: Gemeente, path: str, status: int, code: str
) -> None:
    assert_fault(await cijfers.bi.get(URL + path), status, code)


async def test_what_is_no_option_of_odata_means_nothing(cijfers: Gemeente) -> None:
    plain = await cijfers.bi.get(f"{URL}/Dimensions")
    assert (await cijfers.bi.get(f"{URL}/Dimensions?top=1&kleur=blauw")).json() == plain.json()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["", "/Observations", "/Observations('uren:2025')", "/$batch"])
async def test_there_is_nothing_to_write(cijfers: Gemeente, method: str, path: str) -> None:
    answer = await cijfers.beheer.request(method, URL + path, json={})
    assert_fault(answer, 405, "methode-niet-toegestaan")
    assert answer.headers["allow"] == "GET, HEAD"


async def test_excel_is_asked_for_a_key_and_can_send_one(cijfers: Gemeente) -> None:
    async with client_of(cijfers.api_app) as nobody:
        for path in ("", "/$metadata", "/Observations", "/Waarden"):
            answer = await nobody.get(URL + path)
            assert_fault(answer, 401, "niet-aangemeld")
            basic, bearer = answer.headers.get_list("www-authenticate")
            assert basic.startswith('Basic realm="Zicht"')
            assert bearer == 'Bearer realm="Zicht"'
        sleutel = cijfers.sleutels["bi"]
        pair = base64.b64encode(f"{sleutel.sleutel_id}:{sleutel.geheim}".encode()).decode()
        for headers in (
            {"Authorization": f"Basic {pair}"},
            {"X-Api-Key": f"{sleutel.sleutel_id}.{sleutel.geheim}"},
        ):
            assert (await nobody.get(f"{URL}/Dimensions", headers=headers)).status_code == 200
    assert_fault(await cijfers.at_api("vragenlijsten").get(URL), 403, "niet-toegestaan")


async def test_nothing_is_sent_twice(cijfers: Gemeente) -> None:
    for path in ("", "/$metadata", "/Observations?$top=3", "/Observations/$count", "/Properties"):
        answer = await cijfers.bi.get(URL + path)
        etag = answer.headers["etag"]
        again = await cijfers.bi.get(URL + path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == "private, no-cache"
        assert again.headers.get_list("odata-version") == ["4.0"]
        other = await cijfers.at_api("verantwoorder").get(URL + path, headers={"If-None-Match": etag})
        assert other.status_code == 200
        head = await cijfers.bi.head(URL + path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)
    smaller = await cijfers.bi.get(
        f"{URL}/Observations?$top=3",
        headers={"If-None-Match": etag, "Prefer": "respond-async, odata.maxpagesize=2"},
    )
    assert (smaller.status_code, len(smaller.json()["value"])) == (200, 2)
    assert smaller.headers["preference-applied"] == "odata.maxpagesize=2"
    for nonsense in ("odata.maxpagesize=0", "odata.maxpagesize=veel"):
        answer = await cijfers.bi.get(f"{URL}/Dimensions", headers={"Prefer": nonsense})
        assert (answer.status_code, "preference-applied" in answer.headers) == (200, False)


async def test_a_question_that_takes_too_long_is_refused(cijfers: Gemeente, monkeypatch: pytest.MonkeyPatch) -> None:
    """No filter that we know of does: this one sleeps, against a limit that is as short as a test."""
    monkeypatch.setattr(queries, "_LIMIT", text("SET LOCAL statement_timeout = '50ms'"))
    monkeypatch.setattr(lezen, "translate", lambda *_: func.pg_sleep(3).is_not(None))
    body = assert_fault(await cijfers.bi.get(f"{URL}/Dimensions?$filter=Index gt 0"), 400, "odata-vraag-te-zwaar")
    assert "Measure" in body["detail"]


async def test_a_filter_that_reckons_too_far_is_the_callers_fault(cijfers: Gemeente) -> None:
    groot = " mul ".join(["1e29"] * 25)
    for voorwaarde in (
        f"Index mul {groot} gt 0",
        "Index div (Index sub Index) gt 0",
        "substring(Title,99999999999) eq ''",
    ):
        assert (await cijfers.bi.get(f"{URL}/Dimensions", params={"$filter": voorwaarde})).status_code in {200, 400}


async def test_a_question_at_the_same_time_gets_the_same_answer(cijfers: Gemeente) -> None:
    answers = await asyncio.gather(*(cijfers.bi.get(f"{URL}/Observations?$top=50") for _ in range(6)))
    assert len({answer.text for answer in answers}) == 1
