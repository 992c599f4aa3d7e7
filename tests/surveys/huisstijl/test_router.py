import asyncio
import json
from urllib.parse import urlsplit

from tests.problemen import assert_probleem
from tests.surveys.meting import invite, make_meting

PRIMARY = "utrecht-button-primary-action-background-color"
BLUE = {PRIMARY: "#154273", "utrecht-link-color": "#154273", "utrecht-page-header-background-color": "#154273"}


async def set_look(gemeente, tokens, etag):
    client = gemeente.at_surveys("beheer")
    return await client.put("/v1/huisstijl", json={"tokens": tokens}, headers={"If-Match": etag})


async def test_a_gemeente_starts_with_the_look_of_zicht(gemeente):
    answer = await gemeente.at_surveys("beleid").get("/v1/huisstijl")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"0"')
    assert (answer.json()["tokens"], answer.json()["stijlblad"]) == ({}, None)
    assert all(paar["contrast"] >= paar["nodig"] for paar in answer.json()["contrasten"])


async def test_beheer_sets_the_colours_and_every_change_is_kept_in_the_audit(gemeente, surveys_owner):
    answer = await set_look(gemeente, BLUE, '"0"')
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    shown = await gemeente.at_surveys("beleid").get("/v1/huisstijl")
    assert shown.json() == answer.json()
    assert shown.json()["tokens"] == BLUE
    assert (await set_look(gemeente, {}, '"1"')).headers["etag"] == '"2"'
    rows = await surveys_owner.fetch(
        "SELECT actie, voor, na FROM auditregels WHERE gemeente_id = $1 ORDER BY nr", gemeente.id
    )
    assert [(row["actie"], json.loads(row["voor"]), json.loads(row["na"])) for row in rows] == [
        ("huisstijl.gewijzigd", {}, BLUE),
        ("huisstijl.gewijzigd", BLUE, {}),
    ]


async def test_who_changes_says_on_what_and_who_reads_may_not_change(gemeente):
    body = {"tokens": BLUE}
    assert_probleem(await gemeente.at_surveys("beheer").put("/v1/huisstijl", json=body), 428, "if-match-ontbreekt")
    assert_probleem(await set_look(gemeente, BLUE, '"7"'), 412, "versie-verouderd")
    refused = await gemeente.at_surveys("beleid").put("/v1/huisstijl", json=body, headers={"If-Match": '"0"'})
    assert_probleem(refused, 403, "niet-toegestaan")
    answers = await asyncio.gather(*(set_look(gemeente, BLUE, '"0"') for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]


async def test_colours_that_cannot_be_read_are_refused_pair_by_pair(gemeente):
    answer = await set_look(gemeente, {"utrecht-link-color": "#9ad", "utrecht-focus-outline-color": "white"}, '"0"')
    assert_probleem(answer, 400, "contrast-te-laag")
    faults = answer.json()["invalidParams"]
    assert {fault["pointer"] for fault in faults} == {
        "/tokens/utrecht-link-color", "/tokens/utrecht-link-hover-color", "/tokens/utrecht-focus-outline-color",
    }  # fmt: skip
    assert faults[0]["reason"] == (
        "utrecht-link-color op utrecht-document-background-color: het contrast is 2,29, nodig is 4,50."
    )
    assert (await gemeente.at_surveys("beleid").get("/v1/huisstijl")).headers["etag"] == '"0"'


async def test_what_is_no_colour_or_no_name_of_ours_is_refused(gemeente):
    for tokens in ({PRIMARY: "groenig"}, {PRIMARY: "#0008"}, {"kleur": "#000"}, {PRIMARY: 7}):
        assert_probleem(await set_look(gemeente, tokens, '"0"'), 400, "invoer-ongeldig")


async def test_the_pages_of_the_gemeente_get_its_look_and_those_of_others_do_not(nieuwe_gemeente, surveys):
    eigen, ander = await nieuwe_gemeente(), await nieuwe_gemeente()
    stijlblad = (await set_look(eigen, BLUE, '"0"')).json()["stijlblad"]
    pages = [await page_of(gemeente, surveys) for gemeente in (eigen, ander)]
    assert [f'href="{stijlblad}"' in page.text for page in pages] == [True, False]
    assert pages[0].text.count('rel="stylesheet"') == 2
    assert pages[1].text.count('rel="stylesheet"') == 1

    css = await surveys.get(stijlblad)
    assert css.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in css.headers["cache-control"]
    assert f"--{PRIMARY}:#154273;" in css.text

    # A page that lay open while the look changed shows what holds now, and does not keep it under the old name.
    changed = await set_look(eigen, BLUE | {PRIMARY: "#003300"}, '"1"')
    old = await surveys.get(stijlblad)
    assert old.headers["cache-control"] == "no-store"
    assert f"--{PRIMARY}:#003300;" in old.text
    assert changed.json()["stijlblad"] != stijlblad
    await set_look(eigen, {}, '"2"')
    assert (await surveys.get(stijlblad)).status_code == 404
    assert (await page_of(eigen, surveys)).text.count('rel="stylesheet"') == 1


async def test_an_address_that_is_no_stylesheet_of_ours_is_not_found(surveys):
    for name in ("9999-abc.css", "abcd-abc.css", "٠٠٠١-abc.css", "0001.css", "-.css"):
        assert (await surveys.get(f"/stijl/{name}")).status_code == 404


async def page_of(gemeente, client):
    """The first page of someone who was invited by this gemeente."""
    (url,) = await invite(gemeente, await make_meting(gemeente), 1)
    return await client.get(urlsplit(url).path)
