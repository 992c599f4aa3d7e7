import asyncio
import json

from tests.problemen import assert_probleem
from zicht_api.huisstijl.service import load_kleuren
from zicht_shared.huisstijl.kleuren import palette

PRIMARY = "utrecht-button-primary-action-background-color"
BLUE = {PRIMARY: "#154273", "utrecht-link-color": "rgb(21 66 115)"}


async def set_look(gemeente, tokens, etag):
    return await gemeente.beheer.put("/v1/huisstijl", json={"tokens": tokens}, headers={"If-Match": etag})


async def colours_of(gemeente):
    async with gemeente.db.transaction(gemeente.id) as db:
        return await load_kleuren(db, gemeente.id)


async def test_what_a_gemeente_sets_is_how_its_pages_look_until_it_sets_something_else(gemeente, api_owner):
    first = await gemeente.beleid.get("/v1/huisstijl")
    assert (first.status_code, first.headers["etag"]) == (200, '"0"')
    assert (first.json()["tokens"], first.json()["stijlblad"]) == ({}, None)
    assert all(paar["contrast"] >= paar["nodig"] for paar in first.json()["contrasten"])
    assert await colours_of(gemeente) == palette({}) == first.json()["kleuren"]

    answer = await set_look(gemeente, BLUE, '"0"')
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert answer.json()["stijlblad"] == f"/dashboard/{gemeente.code}/huisstijl.css"
    assert (await gemeente.beleid.get("/v1/huisstijl")).json() == answer.json()
    colours = await colours_of(gemeente)
    assert colours["utrecht-link-color"] == colours[PRIMARY] == "#154273"
    assert colours == palette(BLUE) == answer.json()["kleuren"]

    assert (await set_look(gemeente, {}, '"1"')).headers["etag"] == '"2"'
    assert await colours_of(gemeente) == palette({})
    rows = await api_owner.fetch(
        "SELECT voor, na FROM auditregels WHERE gemeente_id = $1 AND actie = 'huisstijl.gewijzigd' ORDER BY nr",
        gemeente.id,
    )
    assert [(json.loads(row["voor"]), json.loads(row["na"])) for row in rows] == [({}, BLUE), (BLUE, {})]


async def test_a_look_that_cannot_be_read_or_is_not_of_colours_is_refused(gemeente):
    answer = await set_look(gemeente, {"utrecht-link-color": "#9ad"}, '"0"')
    assert_probleem(answer, 400, "contrast-te-laag")
    assert answer.json()["invalidParams"][0]["pointer"] == "/tokens/utrecht-link-color"
    for tokens in ({PRIMARY: "groenig"}, {PRIMARY: "#0008"}, {"zicht-done-color": "#000"}, {PRIMARY: 7}):
        assert_probleem(await set_look(gemeente, tokens, '"0"'), 400, "invoer-ongeldig")
    assert (await gemeente.beleid.get("/v1/huisstijl")).headers["etag"] == '"0"'


async def test_of_two_who_change_the_look_at_once_one_is_told(gemeente):
    assert_probleem(await gemeente.beheer.put("/v1/huisstijl", json={"tokens": BLUE}), 428, "if-match-ontbreekt")
    answers = await asyncio.gather(*(set_look(gemeente, BLUE, '"0"') for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
