import asyncio
import random
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.waarden.figuren import Uitslag
from zicht_api.waarden.uitslagen import compose
from zicht_shared.auth import Rol

URL = "/v1/vragenlijstresultaten"


def uitslag(**fields: Any) -> dict[str, Any]:
    return {
        "variant": "kort",
        "vraag": "welkom",
        "aanbieder": "wegwijs",
        "gebied": None,
        "antwoorden": {"5": 12, "weet-niet": 1},
    } | fields


def resultaat(*uitslagen: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "versie": 1,
        "naam": "HOEWijzer voorjaar",
        "vragenlijst": "hoewijzer",
        "periode": "2026-K1",
        "ontvangen": {"kort": 13, "uitgebreid": 2},
        "uitslagen": list(uitslagen) or [uitslag()],
    } | fields


@pytest.fixture
def vragenlijsten(gemeente: Gemeente) -> httpx.AsyncClient:
    return gemeente.at_api("vragenlijsten")


@pytest.fixture
def url() -> str:
    return f"{URL}/{uuid4()}"


async def welkom(gemeente: Gemeente, periode: str = "2026") -> tuple[int, Any, Any]:
    """The data version, and what the figure is now: teller and noemer."""
    answer = (await gemeente.bi.get(f"/v1/indicatoren/hoewijzer-welkom/waarden?periode={periode}")).json()
    [waarde] = answer["waarden"]
    return answer["dataversie"], waarde["teller"], waarde["noemer"]


async def test_a_newer_result_takes_the_place_of_the_former(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    first = await vragenlijsten.put(url, json=resultaat())
    assert (first.status_code, first.json()) == (
        200,
        {"id": url.removeprefix(f"{URL}/"), "versie": 1, "overgenomen": True},
    )
    assert (await welkom(gemeente))[1:] == (12, 12)
    newer = resultaat(uitslag(antwoorden={"5": 12, "4": 3, "1": 5}), versie=3)
    assert (await vragenlijsten.put(url, json=newer)).json()["versie"] == 3
    assert (await welkom(gemeente))[1:] == (15, 20)


async def test_a_message_that_comes_twice_late_or_changed_has_no_second_effect(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    await vragenlijsten.put(url, json=resultaat(versie=2))
    before = await welkom(gemeente)
    for late in (
        resultaat(versie=2),
        resultaat(uitslag(antwoorden={"1": 50}), versie=2),
        resultaat(versie=1, naam="X"),
    ):
        again = await vragenlijsten.put(url, json=late)
        assert (again.status_code, again.json()["versie"]) == (200, 2)
    assert await welkom(gemeente) == before
    assert (await gemeente.beheer.get(url)).json()["naam"] == "HOEWijzer voorjaar"


async def test_messages_in_any_order_and_at_once_end_at_the_newest(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    bodies = [resultaat(uitslag(antwoorden={"5": 10 + versie}), versie=versie) for versie in range(1, 9)]
    random.Random(1).shuffle(bodies)
    answers = await asyncio.gather(*(vragenlijsten.put(url, json=body) for body in bodies))
    assert {answer.status_code for answer in answers} == {200}
    assert (await welkom(gemeente))[1:] == (18, 18)


async def test_a_newer_result_makes_a_data_version_also_when_no_figure_changed(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    await vragenlijsten.put(url, json=resultaat(versie=2))
    versie, *figures = await welkom(gemeente)
    before = datetime.now(UTC).isoformat()
    # What is known of the meting is told as of a data version too: its name, how many came in.
    await vragenlijsten.put(url, json=resultaat(versie=3, naam="Andere naam", ontvangen={"kort": 99}))
    assert await welkom(gemeente) == (versie + 1, *figures)
    assert (await gemeente.beheer.get(url)).json()["naam"] == "Andere naam"
    assert (await gemeente.beheer.get(url, params={"peildatum": before})).json()["naam"] == "HOEWijzer voorjaar"
    for late in (2, 3):
        await vragenlijsten.put(url, json=resultaat(uitslag(antwoorden={"5": 50}), versie=late))
    assert await welkom(gemeente) == (versie + 1, *figures)


async def test_figures_are_closed_and_followed_never_overwritten(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str, api_owner: asyncpg.Connection
) -> None:
    await vragenlijsten.put(url, json=resultaat(uitslag(antwoorden={"5": 12, "4": 3})))
    van = (await welkom(gemeente))[0]
    await vragenlijsten.put(url, json=resultaat(uitslag(antwoorden={"5": 12, "2": 7}), versie=2))
    rows = await api_owner.fetch(
        "SELECT antwoord, aantal, versie_van, versie_tot FROM uitslagen WHERE gemeente_id = $1 ORDER BY antwoord",
        gemeente.id,
    )
    assert [tuple(row) for row in rows] == [("2", 7, van + 1, None), ("4", 3, van, van + 1), ("5", 12, van, None)]


async def test_a_meting_that_moves_to_another_period_takes_its_answers_along(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    await vragenlijsten.put(url, json=resultaat())
    await vragenlijsten.put(url, json=resultaat(versie=2, periode="2025-12"))
    assert (await welkom(gemeente, "2026"))[1:] == (None, None)
    assert (await welkom(gemeente, "2025"))[1:] == (12, 12)


async def test_a_result_without_answers_empties_the_figure(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    await vragenlijsten.put(url, json=resultaat())
    assert (await vragenlijsten.put(url, json=resultaat(versie=2, uitslagen=[]))).status_code == 200
    assert (await welkom(gemeente))[1:] == (None, None)


async def test_every_part_that_cannot_be_placed_is_named_and_nothing_is_kept(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    body = resultaat(
        uitslag(aanbieder="niemand"), uitslag(gebied="WK99"), uitslag(), uitslag(variant="lang"), uitslag()
    )
    answer = await vragenlijsten.put(url, json=body)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/uitslagen/0/aanbieder", "onbekende-waarde"),
        ("/uitslagen/1/gebied", "onbekende-waarde"),
        ("/uitslagen/4", "dubbel"),
    }
    assert_probleem(await gemeente.beheer.get(url), 404, "niet-gevonden")
    assert (await welkom(gemeente))[1:] == (None, None)


async def people_who_answered(gemeente: Gemeente) -> int:
    """What the suppression of this questionnaire rests on."""
    values = {
        "gemeente_id": gemeente.id, "begin": [date(2026, 1, 1)], "eind": [date(2026, 12, 31)],
        "vragenlijst": "hoewijzer", "vraag": None, "basis": None,
    }  # fmt: skip
    async with gemeente.db.transaction(gemeente.id) as db:
        row = (await db.execute(text(compose(Uitslag("hoewijzer", None, ""), (), None)), values)).one()
    return int(row.n)


async def test_somebody_who_gave_three_answers_counts_as_one_person(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    hulp = uitslag(vraag="hulp", antwoorden={"wmo": 12, "wonen": 12, "werk": 10})
    known = resultaat(uitslag(), hulp | {"beantwoord": 12})
    assert (await vragenlijsten.put(url, json=known)).status_code == 200
    assert await people_who_answered(gemeente) == 13
    assert (await welkom(gemeente))[1:] == (12, 12)
    # A survey service of before this was said is still understood, as it was.
    assert (await vragenlijsten.put(url, json=resultaat(uitslag(), hulp, versie=2))).status_code == 200
    assert await people_who_answered(gemeente) == 34


@pytest.mark.parametrize("beantwoord", [11, 35])
async def test_no_fewer_people_answered_than_gave_one_answer_and_no_more_than_there_are_answers(
    vragenlijsten: httpx.AsyncClient, url: str, beantwoord: int
) -> None:
    hulp = uitslag(vraag="hulp", antwoorden={"wmo": 12, "wonen": 12, "werk": 10}, beantwoord=beantwoord)
    answer = await vragenlijsten.put(url, json=resultaat(hulp))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/uitslagen/0/beantwoord", "past-niet")}


async def test_what_is_no_result_is_refused_with_every_fault(vragenlijsten: httpx.AsyncClient, url: str) -> None:
    body = resultaat(uitslag(antwoorden={"5": -1}), versie=0, periode="2026-K9", ontvangen={"kort": 1.5}, extra=1)
    answer = await vragenlijsten.put(url, json=body)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/versie", "te-klein"),
        ("/periode", "ongeldig"),
        ("/ontvangen/kort", "geen-geheel-getal"),
        ("/uitslagen/0/antwoorden/5", "te-klein"),
        ("/extra", "onbekend-veld"),
    }


async def test_what_is_known_of_a_meting_hides_small_numbers(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    await vragenlijsten.put(url, json=resultaat())
    found = (await gemeente.beleid.get(url)).json()
    assert found.pop("bijgewerktOp").endswith("Z")
    assert found == {
        "id": url.removeprefix(f"{URL}/"),
        "naam": "HOEWijzer voorjaar",
        "vragenlijst": "hoewijzer",
        "periode": "2026-K1",
        "versie": 1,
        "ontvangen": {
            # Not small itself, but who knows how many answered in all would know the other.
            "kort": {"aantal": None, "onderdrukt": True},
            "uitgebreid": {"aantal": None, "onderdrukt": True},
        },
        "teruggekoppeldOp": None,
    }
    listed = (await gemeente.beheer.get(URL)).json()["items"]
    assert [item["id"] for item in listed] == [found["id"]]


async def test_the_list_comes_in_pages_that_miss_nothing(gemeente: Gemeente, vragenlijsten: httpx.AsyncClient) -> None:
    ids = sorted(str(uuid4()) for _ in range(5))
    for each in ids:
        await vragenlijsten.put(f"{URL}/{each}", json=resultaat())
    seen, url = [], f"{URL}?limit=2"
    while url:
        page = (await gemeente.beheer.get(url)).json()
        seen += [item["id"] for item in page["items"]]
        url = (page["volgende"] or "").removeprefix("http://api.test")
    assert seen == ids


async def test_only_the_survey_service_brings_results_and_only_the_gemeente_reads_of_them(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str
) -> None:
    for client in (gemeente.beheer, gemeente.beleid, gemeente.bi, gemeente.aanbieder("wegwijs")):
        assert_probleem(await client.put(url, json=resultaat()), 403, "niet-toegestaan")
    for client in (vragenlijsten, gemeente.bi, gemeente.aanbieder("wegwijs")):
        assert_probleem(await client.get(url), 403, "niet-toegestaan")
    for client in (gemeente.bi, gemeente.aanbieder("wegwijs")):
        assert_probleem(await client.get(URL), 403, "niet-toegestaan")


async def test_the_same_meting_in_two_gemeenten_is_two_metingen(nieuwe_gemeente: MakeGemeente, url: str) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    await mine.at_api(Rol.vragenlijsten).put(url, json=resultaat(versie=5))
    assert_probleem(await other.beheer.get(url), 404, "niet-gevonden")
    answer = await other.at_api(Rol.vragenlijsten).put(url, json=resultaat(uitslag(antwoorden={"1": 30})))
    assert answer.json()["versie"] == 1
    assert (await welkom(mine))[1:] == (12, 12)
    assert (await welkom(other))[1:] == (0, 30)


async def test_that_residents_were_told_changes_no_figure_and_is_known_in_a_closed_period_too(
    gemeente: Gemeente, vragenlijsten: httpx.AsyncClient, url: str, api_owner: asyncpg.Connection
) -> None:
    await vragenlijsten.put(url, json=resultaat())
    touched = "SELECT max(versie) FROM geraakt WHERE gemeente_id = $1 AND jaar = 2026"
    before, versie = await welkom(gemeente), await api_owner.fetchval(touched, gemeente.id)
    closed = await gemeente.beheer.put("/v1/perioden/2026-K1/afsluiting", json={"reden": "vastgesteld"})
    assert closed.status_code == 200, closed.text
    for nr, told in ((2, "2026-11-01"), (3, "2026-11-01"), (4, None), (5, "2026-11-20")):
        sent = await vragenlijsten.put(url, json=resultaat(versie=nr, naam=f"Naam {nr}", teruggekoppeldOp=told))
        assert sent.status_code == 200, sent.text
        known = (await gemeente.beleid.get(url)).json()
        assert (known["teruggekoppeldOp"], known["naam"], known["versie"]) == (told, f"Naam {nr}", nr)
    assert (await welkom(gemeente))[1:] == before[1:]
    assert await api_owner.fetchval(touched, gemeente.id) == versie
    for changed in (resultaat(uitslag(antwoorden={"5": 13}), versie=6), resultaat(versie=6, ontvangen={"kort": 99})):
        assert_probleem(await vragenlijsten.put(url, json=changed), 409, "periode-afgesloten")
    # Of a meting that nobody answered, too; and each time that it was not known yet, it is told on.
    empty = resultaat(versie=1, ontvangen={}, teruggekoppeldOp="2026-11-02") | {"uitslagen": []}
    other = f"{URL}/{uuid4()}"
    assert (await vragenlijsten.put(other, json=empty)).status_code == 200
    assert (await gemeente.beleid.get(other)).json()["ontvangen"] == {}
    events = (await gemeente.beleid.get("/v1/gebeurtenissen")).json()["items"]
    assert [(event["soort"], event["pad"]) for event in events] == [
        ("resultaat.ontvangen", url),
        ("meting.teruggekoppeld", url),
        ("meting.teruggekoppeld", url),
        ("meting.teruggekoppeld", other),
    ]
