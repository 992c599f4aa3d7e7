from typing import Any

import httpx
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from tests.surveys.meting import answer_kort, invite, make_meting
from zicht_shared.auth import Doel, Rol
from zicht_surveys.resultaten.vrijgave import release


async def respons_of(gemeente: Gemeente, meting: dict[str, Any]) -> dict[str, Any]:
    answer = await gemeente.at_surveys("beleid").get(f"/v1/metingen/{meting['id']}/respons")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_the_response_is_told_by_group_and_small_groups_are_not(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    meting = await make_meting(gemeente)
    many = await invite(gemeente, meting, 30)
    few = await invite(gemeente, meting, 12, aanbieder="buurvrouw")
    await answer_kort(surveys, many[:12] + few[:3])
    beheer = gemeente.at_surveys("beheer")
    [withdrawn] = (await beheer.get(f"/v1/uitnodigingen?metingId={meting['id']}&limit=1")).json()["items"]
    await beheer.post(f"/v1/uitnodigingen/{withdrawn['id']}/intrekking")

    before = await respons_of(gemeente, meting)
    assert [groep["geantwoord"] for groep in before["groepen"]] == [None, None]
    await release(surveys_app.state.db)
    after = await respons_of(gemeente, meting)
    assert sum(groep["ingetrokken"] for groep in after["groepen"]) == 1
    [totaal] = after["varianten"]
    assert (totaal["variant"], totaal["uitgenodigd"], totaal["geantwoord"]) == ("kort", 41, 12)
    assert totaal["responspercentage"] == "29.3"
    # Of one aanbieder nobody's answers were released, so both are hidden: else it would follow from the total.
    assert [(groep["geantwoord"], groep["onderdrukt"]) for groep in after["groepen"]] == [(None, True)] * 2


async def test_two_large_groups_are_both_told(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    meting = await make_meting(gemeente)
    urls = [await invite(gemeente, meting, 20, aanbieder=aanbieder) for aanbieder in ("wegwijs", "buurvrouw")]
    await answer_kort(surveys, urls[0][:6] + urls[1][:10])
    await release(surveys_app.state.db)
    found = (await respons_of(gemeente, meting))["groepen"]
    assert [(groep["aanbieder"], groep["geantwoord"], groep["responspercentage"]) for groep in found] == [
        ("buurvrouw", 10, "50.0"),
        ("wegwijs", 6, "30.0"),
    ]


async def test_a_credential_for_accounting_and_another_gemeente_get_no_response(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente, surveys_app: Starlette
) -> None:
    path = f"/v1/metingen/{(await make_meting(gemeente))['id']}/respons"
    credential = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    async with client_of(surveys_app, credential) as accounting:
        assert_probleem(await accounting.get(path), 403, "alleen-om-te-leren")
    assert_probleem(await (await nieuwe_gemeente()).at_surveys("beleid").get(path), 404, "niet-gevonden")
    assert_probleem(await gemeente.at_surveys("aanbieder:wegwijs").get(path), 403, "niet-toegestaan")
