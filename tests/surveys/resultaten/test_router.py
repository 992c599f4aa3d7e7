from functools import partial
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from tests.surveys.meting import answer_kort, at_once, fill_in, invite, make_meting
from zicht_shared.auth import Doel, Rol
from zicht_surveys.resultaten.vrijgave import release


@pytest.fixture
async def meting(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> dict[str, Any]:
    """Seven answers of wegwijs and five of buurvrouw, released."""
    made = await make_meting(gemeente, vragenlijst="nps")
    for aanbieder, scores in {"wegwijs": (9, 9, 9, 10, 10, 0, 5), "buurvrouw": (1, 2, 3, 4, 5)}.items():
        urls = await invite(gemeente, made, len(scores), aanbieder=aanbieder)
        await send_nps(surveys, dict(zip(urls, scores, strict=True)))
    # Nothing but a written question may be skipped in this questionnaire yet: four of buurvrouw skip the call-back.
    await surveys_owner.execute(
        "UPDATE stembus SET antwoorden = antwoorden - 'terugbellen'"
        " WHERE gemeente_id = $1 AND aanbieder = 'buurvrouw' AND antwoorden->>'score' < '5'",
        gemeente.id,
    )
    await release(surveys_app.state.db)
    return made


async def send_nps(surveys: httpx.AsyncClient, scores: dict[str, int]) -> None:
    await at_once(
        [
            partial(fill_in, surveys, url, {"score": str(score), "terugbellen": "nee"}, code="nps", variant="standaard")
            for url, score in scores.items()
        ]
    )


async def get(gemeente: Gemeente, meting: dict[str, Any], query: str = "", wie: str = "beleid") -> httpx.Response:
    return await gemeente.at_surveys(wie).get(f"/v1/metingen/{meting['id']}/resultaten{query}")


def of(body: dict[str, Any], vraag: str) -> dict[str | None, tuple[Any, Any, Any]]:
    return {
        uitslag["aanbieder"]: (uitslag["n"], uitslag["antwoorden"], uitslag["onderdrukt"])
        for uitslag in body["uitslagen"]
        if uitslag["vraag"] == vraag
    }


async def test_the_answers_to_each_question_are_counted(gemeente: Gemeente, meting: dict[str, Any]) -> None:
    body = (await get(gemeente, meting)).json()
    assert (body["uitgenodigd"], body["ontvangen"]) == (12, {"standaard": 12})
    counts = {"9": 3, "10": 2, "0": 1, "5": 2, "1": 1, "2": 1, "3": 1, "4": 1}
    assert of(body, "score") == {None: (12, counts, None)}


async def test_a_small_group_is_hidden_and_another_with_it_that_would_give_it_away(
    gemeente: Gemeente, meting: dict[str, Any]
) -> None:
    total = of((await get(gemeente, meting)).json(), "terugbellen")
    assert total == {None: (8, {"nee": 8}, None)}
    per_aanbieder = of((await get(gemeente, meting, "?per=aanbieder")).json(), "terugbellen")
    assert per_aanbieder == {
        "wegwijs": (None, None, "te-weinig"),
        "buurvrouw": (None, None, "te-weinig"),
    }


async def test_results_that_did_not_change_are_not_sent_again(
    gemeente: Gemeente, meting: dict[str, Any], surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    first = await get(gemeente, meting)
    assert first.headers["cache-control"] == "private, no-cache"
    beleid, path = gemeente.at_surveys("beleid"), f"/v1/metingen/{meting['id']}/resultaten"
    again = await beleid.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])

    await send_nps(surveys, dict.fromkeys(await invite(gemeente, meting, 5), 8))
    await release(surveys_app.state.db)
    changed = await beleid.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, changed.json()["ontvangen"]) == (200, {"standaard": 17})


@pytest.mark.parametrize("wie", ["bi", "aanbieder:wegwijs", "vragenlijsten"])
async def test_only_the_gemeente_itself_sees_results(gemeente: Gemeente, wie: str) -> None:
    meting = await make_meting(gemeente)
    assert_probleem(await get(gemeente, meting, wie=wie), 403, "niet-toegestaan")


async def test_who_must_account_does_not_see_what_is_meant_for_learning(
    gemeente: Gemeente, meting: dict[str, Any], surveys_app: Starlette
) -> None:
    sleutel = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    async with client_of(surveys_app, sleutel) as client:
        answer = await client.get(f"/v1/metingen/{meting['id']}/resultaten")
    assert_probleem(answer, 403, "alleen-om-te-leren")


async def test_each_of_several_chosen_options_is_counted(
    gemeente: Gemeente, surveys_owner: asyncpg.Connection, surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    made = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, made, 5))
    # No questionnaire in the library has such a question yet: put one beside the answers that are in the box.
    await surveys_owner.execute(
        """UPDATE stembus SET antwoorden = antwoorden || '{"hulp": ["wmo", "wonen"]}' WHERE gemeente_id = $1""",
        gemeente.id,
    )
    await release(surveys_app.state.db)
    assert of((await get(gemeente, made)).json(), "hulp") == {None: (5, {"wmo": 5, "wonen": 5}, None)}
    sent = await surveys_owner.fetchval(
        """SELECT jsonb_path_query(inhoud, '$.uitslagen[*] ? (@.vraag == "hulp").antwoorden') = '{"wmo": 5, "wonen": 5}'
        FROM outbox WHERE gemeente_id = $1""",
        gemeente.id,
    )
    assert sent


async def test_each_question_has_its_distribution_and_its_figure_with_an_interval(
    gemeente: Gemeente, meting: dict[str, Any]
) -> None:
    [score] = [uitslag for uitslag in (await get(gemeente, meting)).json()["uitslagen"] if uitslag["vraag"] == "score"]
    assert (score["soort"], score["n"], score["weetNiet"]) == ("nps", 12, 0)
    assert score["tekst"]
    assert [deel["antwoord"] for deel in score["verdeling"]] == [str(value) for value in range(11)]
    nine = score["verdeling"][9]
    assert (nine["aantal"], nine["percentage"], nine["interval"]["methode"]) == (
        3, 25.0, "Wilson-score-interval (Wilson 1927)",
    )  # fmt: skip
    # Five promotors and seven critics of twelve.
    [nps] = score["cijfers"]
    assert (nps["maat"], nps["waarde"]) == ("nps", -16.6667)
    assert nps["interval"]["onder"] < -16.6667 < nps["interval"]["boven"]


async def test_who_does_not_know_is_counted_apart_and_left_out_of_the_figures(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    made = await make_meting(gemeente)
    urls = await invite(gemeente, made, 12)
    await answer_kort(surveys, urls[:6], "4")
    await answer_kort(surveys, urls[6:8], "2")
    await answer_kort(surveys, urls[8:12], "weet-niet")
    await release(surveys_app.state.db)
    [uitslag] = [one for one in (await get(gemeente, made)).json()["uitslagen"] if one["vraag"] == "tevreden"]
    assert (uitslag["n"], uitslag["weetNiet"]) == (8, 4)
    assert {cijfer["maat"]: cijfer["waarde"] for cijfer in uitslag["cijfers"]} == {"top2": 75.0, "gemiddelde": 3.5}
    assert [deel["aantal"] for deel in uitslag["verdeling"]] == [0, 2, 0, 6, 0]


async def test_a_figure_of_too_few_who_know_is_left_out(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    made = await make_meting(gemeente)
    urls = await invite(gemeente, made, 6)
    await answer_kort(surveys, urls[:2], "4")
    await answer_kort(surveys, urls[2:], "weet-niet")
    await release(surveys_app.state.db)
    [uitslag] = [one for one in (await get(gemeente, made)).json()["uitslagen"] if one["vraag"] == "tevreden"]
    assert (uitslag["n"], uitslag["weetNiet"], uitslag["cijfers"], uitslag["verdeling"]) == (2, 4, [], None)


async def test_the_response_is_known_for_all_and_for_each_group_that_is_shown(
    gemeente: Gemeente, meting: dict[str, Any]
) -> None:
    await invite(gemeente, meting, 8, aanbieder="wegwijs")
    [total] = (await get(gemeente, meting)).json()["respons"]
    assert (total["variant"], total["uitgenodigd"], total["ontvangen"], total["respons"]["waarde"]) == (
        "standaard", 20, 12, 60.0,
    )  # fmt: skip
    per_aanbieder = (await get(gemeente, meting, "?per=aanbieder")).json()["respons"]
    assert {one["aanbieder"]: (one["uitgenodigd"], one["ontvangen"]) for one in per_aanbieder} == {
        "wegwijs": (15, 7), "buurvrouw": (5, 5),
    }  # fmt: skip


async def test_answers_are_counted_per_gebied_where_the_meting_asks_for_it(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    made = await make_meting(gemeente, perGebied=True)
    await answer_kort(surveys, await invite(gemeente, made, 6, gebied="WK01"), "4")
    await answer_kort(surveys, await invite(gemeente, made, 3, gebied="WK02"), "5")
    await answer_kort(surveys, await invite(gemeente, made, 7, gebied="BU0102"), "5")
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{made['id']}/sluiting")
    await release(surveys_app.state.db)
    body = (await get(gemeente, made, "?per=gebied")).json()
    tevreden = {u["gebied"]: (u["n"], u["onderdrukt"]) for u in body["uitslagen"] if u["vraag"] == "tevreden"}
    # The three are hidden, and with them the smallest of the others.
    assert tevreden == {None: (None, "te-weinig"), "WK01": (None, "te-weinig"), "BU0102": (7, None)}
    hidden = {one["gebied"]: one["ontvangen"] for one in body["respons"]}
    assert hidden == {None: None, "WK01": None, "BU0102": 7, "WK02": 0}
    assert body["ontvangen"] == {"kort": 16}
