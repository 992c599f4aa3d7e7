"""What is there to learn from is not there for who must account, and an aanbieder sees what it does itself."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from starlette.applications import Starlette

from tests.api.duiding.sessies import opzet
from tests.api.verbeterplannen.plannen import (
    DOEN,
    NA,
    URL,
    VOOR,
    actie,
    answer_survey,
    get,
    lay_down,
    measure,
    meetpunt,
    plan,
    post,
    step,
    without,
)
from tests.contacten import contact
from tests.gemeente import Gemeente, make_gemeente
from tests.problemen import assert_probleem
from zicht_api.verbeterplannen.queries import load_acties_over, plannen_uit_sessie
from zicht_shared.auth import Doel, Principal, Rol

BEIDE = ["leren", "verantwoorden"]


async def deliver(gemeente: Gemeente, aanbieder: str, datum: str, aantal: int) -> None:
    """So many hours, each of another client."""
    rijen = [
        contact(nummer, bronId=f"{datum}c{nummer}", datum=datum, clientPseudoniem=f"client {nummer}", duurMinuten=60)
        for nummer in range(aantal)
    ]
    answer = await gemeente.aanbieder(aanbieder).post("/v1/aanleveringen?soort=contacten", json=rijen)
    assert answer.status_code == 201, answer.text


@pytest.fixture(scope="module")
async def geleerd(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[tuple[Gemeente, str, str]]:
    """A gemeente with a plan that serves both purposes and came from a session, and one only to learn from; and their
    addresses. In the first one actie aims at what serves learning only. The tests leave it as it is."""
    async with AsyncExitStack() as clients:
        gemeente = await make_gemeente(api_app, surveys_app, clients)
        yield gemeente, *await learn(gemeente)


async def add_verantwoorders(gemeente: Gemeente) -> None:
    for wie in ("beleid", "beheer"):
        gemeente.sleutels[f"verantwoorder {wie}"] = await gemeente.add_sleutel(Rol(wie), Doel.verantwoorden)


async def learn(gemeente: Gemeente) -> tuple[str, str]:
    """The addresses of the plan for both, and of the one to learn from."""
    await add_verantwoorders(gemeente)
    await answer_survey(gemeente, VOOR, 40, 100)
    await deliver(gemeente, "wegwijs", "2025-03-10", 20)
    await deliver(gemeente, "buurvrouw", "2025-03-11", 30)
    sessie = (await post(gemeente.beleid, "/v1/duidingssessies", opzet())).json()["id"]
    uren = meetpunt(indicator="uren", verwachteWaarde=70)
    beide = await lay_down(
        gemeente.beleid,
        actie("leert"),
        actie("telt", meetpunt=uren, aanbieder="wegwijs", hangtAfVan=["leert"], kosten={"begroot": 100.5}),
        actie("telt-elders", meetpunt=uren | {"aanbieder": "buurvrouw"}, aanbieder="wegwijs"),
        doelen=BEIDE,
        aanleiding={"duidingssessies": [sessie]},
    )
    alleen = await lay_down(gemeente.beleid, actie("stil", aanbieder="wegwijs"), naam="Alleen om te leren")
    await step(gemeente.beleid, beide, "vastgesteld", "in-uitvoering")
    for code in ("leert", "telt", "telt-elders"):
        await step(gemeente.beleid, f"{beide}/acties/{code}", *DOEN)
    await answer_survey(gemeente, NA, 75, 100)
    await deliver(gemeente, "wegwijs", "2026-03-10", 50)
    await deliver(gemeente, "buurvrouw", "2026-03-11", 30)
    for code in ("leert", "telt", "telt-elders"):
        await measure(gemeente.beleid, f"{beide}/acties/{code}")
    reden = "Het cijfer van de vragenlijst wordt verborgen."
    await step(gemeente.beleid, f"{beide}/acties/leert", "afgesloten", reden=reden)
    return beide, alleen


async def test_who_accounts_sees_plans_for_that_without_what_is_to_learn_from(
    geleerd: tuple[Gemeente, str, str],
) -> None:
    gemeente, beide, alleen = geleerd
    leert, verantwoordt = gemeente.beleid, gemeente.at_api("verantwoorder beleid")
    seen = await get(leert, beide)
    assert len(seen["aanleiding"]["duidingssessies"]) == 1
    assert seen["voortgang"]["effectGemeten"] == ["leert", "telt", "telt-elders"]

    found = await get(verantwoordt, beide)
    assert found["aanleiding"] == {"duidingssessies": [], "signalen": []}
    assert found["voortgang"]["effectGemeten"] == ["telt", "telt-elders"]
    assert {stap["reden"] for stap in found["verloop"]} == {None}
    assert found["budget"]["begroot"] == 100.5
    assert {warning["soort"] for warning in found["waarschuwingen"]} == set()
    hidden = await get(verantwoordt, f"{beide}/acties/leert")
    assert (hidden["meetpunt"], hidden["effectmetingen"], hidden["uitgangspunt"]) == (None, [], None)
    assert hidden["verloop"][-1]["reden"] is None
    assert_probleem(await verantwoordt.get(f"{beide}/acties/leert/effect"), 404, "niet-gevonden")
    assert (await get(verantwoordt, f"{beide}/acties/telt/effect"))["na"]["cijfer"]["waarde"] == 80

    assert [item["naam"] for item in (await get(verantwoordt, URL))["items"]] == [plan()["naam"]]
    for url in (alleen, f"{alleen}/acties", f"{alleen}/acties/stil", f"{alleen}/acties/stil/effect"):
        assert_probleem(await verantwoordt.get(url), 404, "niet-gevonden")
    sessie = seen["aanleiding"]["duidingssessies"][0]
    for query in ("indicator=putten-helpend", f"duidingssessie={sessie}"):
        assert len((await get(leert, f"{URL}?{query}"))["items"]) >= 1
        assert (await get(verantwoordt, f"{URL}?{query}"))["items"] == []
    for query, codes in (("", ["leert", "telt", "telt-elders"]), ("?indicator=putten-helpend", [])):
        items = (await get(verantwoordt, f"/v1/verbeteracties{query}"))["items"]
        assert [item["code"] for item in items] == codes
    events = (await get(verantwoordt, "/v1/gebeurtenissen"))["items"]
    told = [(event["soort"], event["onderwerp"]) for event in events if "verbeterplannen" in event["pad"]]
    assert ("effect.gemeten", "telt") in told
    assert not {("effect.gemeten", "leert"), ("actie.status", "stil")} & set(told)


async def test_that_an_indicator_is_removed_makes_it_visible_to_nobody(gemeente: Gemeente) -> None:
    await add_verantwoorders(gemeente)
    there = f"{await lay_down(gemeente.beleid, actie(), doelen=BEIDE)}/acties/oefenen"
    gone = await gemeente.beheer.delete("/v1/indicatoren/putten-helpend", headers={"If-Match": "*"})
    assert gone.status_code == 204, gone.text
    assert (await get(gemeente.beleid, there))["meetpunt"]["verwijderd"] is True
    assert (await get(gemeente.at_api("verantwoorder beleid"), there))["meetpunt"] is None


async def test_who_accounts_lays_down_no_plans(geleerd: tuple[Gemeente, str, str]) -> None:
    gemeente, beide, _ = geleerd
    client = gemeente.at_api("verantwoorder beheer")
    telt, any_version = f"{beide}/acties/telt", {"If-Match": "*"}
    for answer in (
        await post(client, URL, plan(doelen=BEIDE)),
        await client.put(beide, json=plan(doelen=BEIDE), headers=any_version),
        await post(client, f"{beide}/overgangen", {"naar": "gestopt", "reden": "x"}, "*"),
        await post(client, f"{beide}/acties", actie("nieuw")),
        await client.put(telt, json=without(actie(), "code"), headers=any_version),
        await post(client, f"{telt}/overgangen", {"naar": "afgesloten"}, "*"),
        await post(client, f"{telt}/effectmeting", None, "*"),
    ):
        assert_probleem(answer, 403, "alleen-om-te-leren")


async def test_an_aanbieder_sees_the_acties_that_it_does_with_its_own_figures(
    geleerd: tuple[Gemeente, str, str],
) -> None:
    gemeente, beide, alleen = geleerd
    wegwijs, buurvrouw = gemeente.aanbieder("wegwijs"), gemeente.aanbieder("buurvrouw")
    assert {item["code"] for item in (await get(wegwijs, "/v1/verbeteracties"))["items"]} == {
        "telt", "telt-elders", "stil"
    }  # fmt: skip
    assert [item["code"] for item in (await get(wegwijs, f"{beide}/acties"))["items"]] == ["telt", "telt-elders"]
    telt = await get(wegwijs, f"{beide}/acties/telt")
    # Of what others do it sees nothing: neither what an actie waits for, nor which plans run.
    assert (telt["hangtAfVan"], telt["waarschuwingen"], telt["verloop"][0]["sleutelId"]) == ([], [], None)
    assert telt["uitgangspunt"]["cijfer"]["waarde"] == 20
    effect = await get(wegwijs, f"{beide}/acties/telt/effect")
    assert [effect[when]["cijfer"]["waarde"] for when in ("voor", "na")] == [20, 50]
    assert "uw eigen cijfers" in effect["verwachting"]["toelichting"]
    assert "hele gemeente" in effect["geenGroepen"]
    elders = await get(wegwijs, f"{beide}/acties/telt-elders")
    assert (elders["meetpunt"], elders["uitgangspunt"]) == (None, None)
    assert_probleem(await wegwijs.get(f"{beide}/acties/telt-elders/effect"), 404, "niet-gevonden")
    assert_probleem(await wegwijs.get(f"{beide}/acties/leert"), 404, "niet-gevonden")
    assert_probleem(await wegwijs.get(beide), 403, "niet-toegestaan")
    for url in (f"{beide}/acties", f"{beide}/acties/telt", f"{alleen}/acties/stil/effect"):
        assert_probleem(await buurvrouw.get(url), 404, "niet-gevonden")
    assert (await get(buurvrouw, "/v1/verbeteracties"))["items"] == []


async def test_others_find_the_plans_of_a_session_and_the_acties_about_an_indicator(
    geleerd: tuple[Gemeente, str, str],
) -> None:
    gemeente, beide, _ = geleerd
    [sessie] = (await get(gemeente.beleid, beide))["aanleiding"]["duidingssessies"]

    def caller(rol: Rol, doel: Doel, **fields: Any) -> Principal:
        return Principal(gemeente.id, gemeente.code, "Gemeente", "sleutel", rol, doel, **fields)

    async with gemeente.db.transaction(gemeente.id) as db:

        async def over(wie: Principal, *args: Any) -> list[tuple[str, str | None, bool]]:
            return [(found.code, found.indicator, found.gemeten) for found in await load_acties_over(db, wie, *args)]

        leert, verantwoordt = caller(Rol.beleid, Doel.leren), caller(Rol.beleid, Doel.verantwoorden)
        assert [row.naam for row in await plannen_uit_sessie(db, leert, sessie)] == [plan()["naam"]]
        assert await plannen_uit_sessie(db, verantwoordt, sessie) == []
        assert await over(leert, ["uren"]) == [("telt", "uren", True), ("telt-elders", "uren", True)]
        assert ("stil", "putten-helpend", False) in await over(leert, [], "wegwijs")
        assert await over(verantwoordt, ["putten-helpend"]) == []
        assert await over(verantwoordt, ["uren"], "wegwijs") == await over(leert, ["uren"])
        buurvrouw = caller(Rol.aanbieder, Doel.leren, aanbieder="buurvrouw")
        # That another aanbieder does something about it, is between the gemeente and that aanbieder.
        assert await over(buurvrouw, ["uren", "putten-helpend"], "buurvrouw") == [("leert", "putten-helpend", True)]
