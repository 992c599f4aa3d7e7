"""Pictures over HTTP: the same figures as elsewhere, hidden where they are, and nobody sees more in them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from tests.api.beelden.gegevens import parse, words
from tests.contacten import contact
from tests.gemeente import Gemeente, client_of, make_gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol

UREN = "/v1/indicatoren/uren/beeld"
WELKOM = "/v1/indicatoren/hoewijzer-welkom/beeld"
BOOM: dict[str, Any] = {
    "code": "boom",
    "naam": "Zelfregie",
    "knopen": [
        {"code": "top", "soort": "maatschappelijk-resultaat", "naam": "Zelfregie", "indicatoren": []},
        {"code": "kunnen", "soort": "factor", "naam": "Kunnen kiezen", "indicatoren": [{"code": "hoewijzer-welkom"}]},
    ],
    "verbindingen": [
        {"kind": "kunnen", "ouder": "top", "verandertheorie": {"als": "als", "dan": "dan", "omdat": "omdat"}}
    ],
}


@pytest.fixture(scope="module")
async def gevuld(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    """Contacten of twenty in one wijk and three in another, answers to some questions, and a tree. Only to look at."""
    async with AsyncExitStack() as clients:
        gemeente = await make_gemeente(api_app, surveys_app, clients)
        await fill(gemeente)
        yield gemeente


async def fill(gemeente: Gemeente) -> None:
    await deliver(gemeente, range(20), "WK01")
    await deliver(gemeente, range(20, 23), "WK02")
    await answer(gemeente, "2025-K1", "welkom", {"1": 2, "2": 3, "3": 6, "4": 30, "5": 21, "weet-niet": 4})
    await answer(gemeente, "2022-K2", "welkom", {"4": 3, "5": 2})
    await answer(gemeente, "2025-K1", "score", {"0": 1, "6": 4, "7": 12, "8": 11, "9": 13, "10": 17}, "nps")
    await answer(gemeente, "2023-K1", "geluisterd", {"1": 11, "2": 10, "4": 40, "5": 30})
    await answer(gemeente, "2024-K1", "geluisterd", {"1": 11, "2": 10, "4": 40, "5": 30})
    await answer(gemeente, "2024-K2", "geluisterd", {"1": 3, "2": 10, "4": 40, "5": 30})
    url = "/v1/indicatoren/hoewijzer-welkom"
    known = (await gemeente.beheer.get(url)).json()
    body = {name: value for name, value in known.items() if name not in ("code", "versie")}
    put = await gemeente.beheer.put(url, json=body | {"streefwaarde": 90, "nulmeting": 70}, headers={"If-Match": "*"})
    assert put.is_success, put.text
    made = await gemeente.beheer.post("/v1/doelenbomen", json=BOOM)
    assert made.is_success, made.text


async def deliver(gemeente: Gemeente, wie: Iterable[int], gebied: str) -> None:
    alike = {"aanbieder": "wegwijs", "datum": "2025-03-10", "duurMinuten": 60, "gebied": gebied}
    rijen = [contact(nr, clientPseudoniem=f"p{nr}", **alike) for nr in wie]
    posted = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen)
    assert posted.is_success, posted.text


async def answer(
    gemeente: Gemeente, periode: str, vraag: str, antwoorden: dict[str, int], vragenlijst: str = "hoewijzer"
) -> None:
    uitslag = {"variant": "kort", "vraag": vraag, "aanbieder": None, "gebied": None, "antwoorden": antwoorden}
    resultaat = {
        "versie": 1,
        "naam": "meting",
        "vragenlijst": vragenlijst,
        "periode": periode,
        "ontvangen": {"kort": sum(antwoorden.values())},
        "uitslagen": [uitslag],
    }
    put = await gemeente.at_api("vragenlijsten").put(f"/v1/vragenlijstresultaten/{uuid4()}", json=resultaat)
    assert put.is_success, put.text


async def look(client: httpx.AsyncClient, url: str, **query: Any) -> str:
    got = await client.get(url, params=query)
    assert got.status_code == 200, got.text
    assert got.headers["content-type"] == "image/svg+xml"
    return got.text


def told(svg: str) -> str:
    return parse(svg)[1].text or ""


async def test_a_trend_says_what_the_figures_say_with_source_and_peildatum(gevuld: Gemeente) -> None:
    svg = await look(gevuld.bi, UREN, periode="2025-K1..2025-K3")
    answer = (await gevuld.bi.get("/v1/indicatoren/uren/waarden?periode=2025-K1")).json()
    assert answer["waarden"][0]["waarde"] == 23
    assert "Het eerste getoonde cijfer is 23 uren" in told(svg)
    assert "Geen gegevens: K2" in told(svg).replace("\xa0", " ")
    last = words(svg)[-1]
    assert last.startswith("Bron: registraties van aanbieders")
    assert f"dataversie {answer['dataversie']}." in last


async def test_a_small_gebied_is_a_padlock_and_never_a_number(gevuld: Gemeente) -> None:
    svg = await look(gevuld.bi, "/v1/indicatoren/clienten-bereikt/beeld", periode="2025", per="gebied")
    assert "Noord: verborgen." in told(svg)
    # With the small one so much is hidden that it does not follow from the rest.
    assert told(svg).count("verborgen") >= 2
    assert "3 " not in told(svg).replace("2025", "")
    assert "verborgen" in words(svg)


async def test_who_learns_sees_every_answer_and_others_only_what_the_figure_tells(gevuld: Gemeente) -> None:
    svg = await look(gevuld.beleid, WELKOM, soort="verdeling", periode="2025-K1")
    assert "(n = 62): 1 (laagste) 3%, 2 5%, 3 10%, 4 48%, 5 (hoogste) 34%." in told(svg)
    svg = await look(gevuld.bi, WELKOM, soort="verdeling", periode="2025-K1")
    assert "(n = 62): 1 tot en met 3 18%, 4 en 5 82%." in told(svg)
    # Of a quarter in which five answered nothing is shown, and of one without answers there is nothing.
    for client in (gevuld.bi, gevuld.beleid):
        assert "verborgen" in words(await look(client, WELKOM, soort="verdeling", periode="2022-K2"))
        assert "geen gegevens" in words(await look(client, WELKOM, soort="verdeling", periode="2025-K3"))


async def test_answers_that_enough_gave_are_for_all(gevuld: Gemeente) -> None:
    url = "/v1/indicatoren/hoewijzer-geluisterd/beeld"
    svg = await look(gevuld.bi, url, soort="verdeling", periode="2023-K1")
    assert "(n = 91): 1 (laagste) 12%, 2 11%, 3 0%, 4 44%, 5 (hoogste) 33%." in told(svg)
    # In 2024 one of them is small in the second quarter: then none of that year's quarters, for they make the year.
    for periode in ("2024-K1", "2024-K2"):
        assert "1 tot en met 3" in told(await look(gevuld.bi, url, soort="verdeling", periode=periode))
    assert "1 (laagste) 8%" in told(await look(gevuld.bi, url, soort="verdeling", periode="2024"))


async def test_a_nps_is_its_score_and_three_groups_for_everybody(gevuld: Gemeente) -> None:
    for client in (gevuld.bi, gevuld.beleid):
        svg = await look(client, "/v1/indicatoren/nps/beeld", soort="verdeling", periode="2025-K1")
        assert "De score is 43,1 (n = 58" in told(svg)
        assert "criticasters 9%, passief 40%, promotors 52%." in told(svg)


async def test_who_must_account_sees_no_picture_of_what_is_there_to_learn_from(gevuld: Gemeente) -> None:
    sleutel = await gevuld.add_sleutel(Rol.beleid, Doel.verantwoorden)
    async with client_of(gevuld.api_app, sleutel) as verantwoorder:
        for soort in ("trend", "verdeling"):
            got = await verantwoorder.get(WELKOM, params={"periode": "2025", "soort": soort})
            assert_probleem(got, 404, "niet-gevonden")
        svg = await look(verantwoorder, "/v1/doelenbomen/boom/beeld", periode="2025-K1")
    # The knoop is there, as if nothing were measured of it.
    assert told(svg).endswith("Kunnen kiezen: geen score: geen indicatoren.")


async def test_an_aanbieder_sees_its_own_and_no_tree(gevuld: Gemeente) -> None:
    assert "Geen gegevens" in told(await look(gevuld.aanbieder("buurvrouw"), UREN, periode="2025-03"))
    got = await gevuld.aanbieder("wegwijs").get("/v1/doelenbomen/boom/beeld?periode=2025")
    assert_probleem(got, 403, "niet-toegestaan")


async def test_a_tree_is_drawn_with_its_scores(gevuld: Gemeente) -> None:
    svg = await look(gevuld.bi, "/v1/doelenbomen/boom/beeld", periode="2025-K1", breedte="800")
    # 51 of 62, where 70 % was the nulmeting and 90 % is the target: 61.29.
    assert told(svg).endswith("Daaronder Kunnen kiezen: op weg, score 61,2.")
    assert "61,2" in words(svg)


async def test_the_form_is_chosen_by_name_or_by_accept(gevuld: Gemeente) -> None:
    query = {"periode": "2025", "breedte": "320"}
    for png in (
        await gevuld.bi.get(UREN, params=query | {"formaat": "png"}),
        await gevuld.bi.get(UREN, params=query, headers={"Accept": "image/png"}),
    ):
        assert png.headers["content-type"] == "image/png"
        assert png.content[:8] == b"\x89PNG\r\n\x1a\n"
        # Two pixels for each, and a margin for the title.
        assert int.from_bytes(png.content[16:20]) == 2 * (320 + 32)
        assert png.headers["content-length"] == str(len(png.content))
    assert_probleem(await gevuld.bi.get(UREN, params=query, headers={"Accept": "text/csv"}), 406, "niet-aanvaardbaar")
    refused = assert_probleem(await gevuld.bi.get(UREN, params=query | {"formaat": "gif"}), 400, "invoer-ongeldig")
    assert faults_of(refused) == {("?formaat", "onbekende-waarde")}


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"periode": "2025", "soort": "staven"}, ("?per", "verplicht")),
        ({"periode": "2025-01..2025-03", "per": "gebied"}, ("?periode", "past-niet")),
        ({"periode": "2025", "soort": "trend", "per": "gebied"}, ("?per", "past-niet")),
        ({"periode": "2025", "soort": "verdeling"}, ("?soort", "past-niet")),
    ],
)
async def test_a_picture_that_cannot_be_made_is_refused_with_the_reason(
    gevuld: Gemeente, query: dict[str, str], fault: tuple[str, str]
) -> None:
    got = await gevuld.bi.get(UREN, params=query)
    assert faults_of(assert_probleem(got, 400, "invoer-ongeldig")) == {fault}


async def test_a_picture_stays_until_figures_or_colours_change_and_can_be_had_as_it_was(gemeente: Gemeente) -> None:
    await deliver(gemeente, range(20), "WK01")
    query = {"periode": "2025"}
    first = await gemeente.bi.get(UREN, params=query)
    toen = datetime.now(UTC).isoformat()
    assert first.headers["cache-control"] == "private, no-cache"
    etag = {"If-None-Match": first.headers["etag"]}
    assert (await gemeente.bi.get(UREN, params=query, headers=etag)).status_code == 304
    tokens = {"utrecht-button-primary-action-background-color": "#5a2a82"}
    put = await gemeente.beheer.put("/v1/huisstijl", json={"tokens": tokens}, headers={"If-Match": "*"})
    assert put.is_success, put.text
    second = await gemeente.bi.get(UREN, params=query, headers=etag)
    assert second.status_code == 200
    assert "#5a2a82" in second.text
    await deliver(gemeente, [99], "WK01")
    third = await gemeente.bi.get(UREN, params=query, headers={"If-None-Match": second.headers["etag"]})
    assert "21 uren" in told(third.text)
    assert "20 uren" in told(await look(gemeente.bi, UREN, periode="2025", peildatum=toen))
