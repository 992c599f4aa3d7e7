"""The trend of an indicator drawn through, from what is shown of it."""

import pytest

from tests.api.signalen.gegevens import deliver, maanden, make_indicator
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from zicht_api.perioden import Periode
from zicht_shared.auth import Doel, Rol

URL = "/v1/indicatoren/aanvragen/prognose"


@pytest.fixture
async def dertig_maanden(gemeente: Gemeente) -> Gemeente:
    """A figure that rises, with a season in it."""
    await make_indicator(gemeente)
    reeks = maanden(30)
    await deliver(gemeente, {maand: 60 + nummer + 5 * (int(maand[-2:]) % 4) for nummer, maand in enumerate(reeks)})
    return gemeente


async def test_a_forecast_says_what_to_expect_how_surely_and_from_what(dertig_maanden: Gemeente) -> None:
    answer = await dertig_maanden.bi.get(URL, params={"stappen": 3})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    reeks = maanden(30)
    assert (body["indicator"], body["periodesoort"]) == ("aanvragen", "maand")
    assert [waarde["periode"] for waarde in body["historie"]] == reeks
    assert body["methode"]
    assert isinstance(body["dataversie"], int)
    following = Periode.parse(reeks[-1]).next()
    assert [stap["periode"] for stap in body["stappen"]] == [
        following.code, following.next().code, following.next().next().code,
    ]  # fmt: skip
    for stap in body["stappen"]:
        smal, wijd = stap["marges"]
        assert (smal["zekerheid"], wijd["zekerheid"]) == (80, 95)
        assert wijd["onder"] < smal["onder"] < stap["verwachting"] < smal["boven"] < wijd["boven"]
    assert 70 < body["stappen"][0]["verwachting"] < 130
    assert (await dertig_maanden.bi.get(URL, params={"stappen": 3})).content == answer.content


async def test_a_forecast_by_quarter_follows_from_quarters(dertig_maanden: Gemeente) -> None:
    body = (await dertig_maanden.beleid.get(URL, params={"periodesoort": "kwartaal", "perioden": 9})).json()
    assert len(body["historie"]) == 9
    assert all("-K" in item["periode"] for item in (*body["historie"], *body["stappen"]))


async def test_a_period_that_is_hidden_or_missing_is_named_and_not_guessed(dertig_maanden: Gemeente) -> None:
    reeks = maanden(30)
    jaar = int(reeks[-1][:4])
    await deliver(dertig_maanden, {f"{jaar}-02": 4})
    answer = await dertig_maanden.beleid.get(URL)
    assert f"{jaar}-02" in assert_probleem(answer, 409, "reeks-onvolledig")["detail"]


async def test_what_was_not_yet_delivered_at_either_end_is_no_gap(gemeente: Gemeente) -> None:
    await make_indicator(gemeente)
    reeks = maanden(14)[:-2]
    await deliver(gemeente, {maand: 50 + nummer % 3 for nummer, maand in enumerate(reeks)})
    body = (await gemeente.beleid.get(URL, params={"perioden": 40})).json()
    assert [waarde["periode"] for waarde in body["historie"]] == reeks
    assert body["stappen"][0]["periode"] == Periode.parse(reeks[-1]).next().code


async def test_a_short_series_says_how_long_it_must_be(gemeente: Gemeente) -> None:
    await make_indicator(gemeente)
    nothing = await gemeente.beleid.get(URL)
    assert "het zijn er 0" in assert_probleem(nothing, 409, "reeks-te-kort")["detail"]
    await deliver(gemeente, dict.fromkeys(maanden(7), 50))
    short = await gemeente.beleid.get(URL)
    assert "minstens 8" in assert_probleem(short, 409, "reeks-te-kort")["detail"]


async def test_a_forecast_is_for_who_may_see_the_indicator(dertig_maanden: Gemeente) -> None:
    credential = await dertig_maanden.add_sleutel(Rol.bi, Doel.verantwoorden)
    async with client_of(dertig_maanden.api_app, credential) as verantwoorden:
        assert_probleem(await verantwoorden.get(URL), 404, "niet-gevonden")
    assert_probleem(await dertig_maanden.bi.get("/v1/indicatoren/bestaat-niet/prognose"), 404, "niet-gevonden")
    for query in ({"stappen": "0"}, {"stappen": "25"}, {"perioden": "7"}, {"periodesoort": "week"}):
        assert_probleem(await dertig_maanden.bi.get(URL, params=query), 400, "invoer-ongeldig")
