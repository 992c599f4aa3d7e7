import asyncio
import json
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.gemeente import client_of
from tests.problemen import assert_probleem, faults_of
from tests.surveys.meting import answer_kort, day, invite, make_meting
from zicht_shared.auth import Doel, Principal, Rol
from zicht_surveys.outbox.bezorging import deliver
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.sleutels import Sleutelbos
from zicht_surveys.terugkoppeling.service import publish

NL = {
    "watWeHoorden": "U moest vaak lang wachten.\n- Bijna iedereen voelde zich welkom.\n- De brieven zijn moeilijk.",
    "watWeDoen": "Stichting Wegwijs belt u nu binnen drie dagen terug.",
}
GEGEVENS = {"teksten": {"nl": NL}, "geenPersonen": ["Stichting Wegwijs"]}


def today():
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date().isoformat()


def path_of(meting, rest=""):
    return f"/v1/metingen/{meting['id']}/terugkoppeling{rest}"


async def write(gemeente, meting, gegevens=GEGEVENS, etag='"0"', wie="beleid"):
    return await gemeente.at_surveys(wie).put(path_of(meting), json=gegevens, headers={"If-Match": etag})


async def step(gemeente, meting, what, etag="*"):
    return await gemeente.at_surveys("beheer").post(path_of(meting, f"/{what}"), headers={"If-Match": etag})


async def message_of(owner, meting):
    """What waits for the core about this meting."""
    row = await owner.fetchrow("SELECT versie, inhoud FROM outbox WHERE meting_id = $1", meting["id"])
    return row and (row["versie"], json.loads(row["inhoud"]))


async def test_from_a_first_text_to_a_page_for_everybody_and_back(gemeente, surveys, surveys_owner):
    meting = await make_meting(gemeente)
    client = gemeente.at_surveys("beleid")
    empty = await client.get(path_of(meting))
    assert (empty.status_code, empty.headers["etag"]) == (200, '"0"')
    assert empty.json() == {
        "metingId": meting["id"],
        "status": "concept",
        "adres": f"http://surveys.test/terugkoppeling/{gemeente.code[2:]}-{meting['id']}",
        "teksten": {},
        "verwachtOp": None,
        "geenPersonen": [],
        "gepubliceerdOp": None,
        "gewijzigdOp": None,
    }
    page = urlsplit(empty.json()["adres"]).path
    assert_probleem(await step(gemeente, meting, "publicatie"), 409, "terugkoppeling-leeg")

    written = await write(gemeente, meting)
    assert (written.status_code, written.headers["etag"], written.json()["status"]) == (200, '"1"', "concept")
    assert (await client.get(path_of(meting))).json() == written.json()
    assert "lang wachten" not in (await surveys.get(page)).text
    assert await message_of(surveys_owner, meting) is None

    published = await step(gemeente, meting, "publicatie", '"1"')
    assert (published.status_code, published.headers["etag"]) == (200, '"2"')
    assert (published.json()["status"], published.json()["gepubliceerdOp"]) == ("gepubliceerd", today())
    assert "lang wachten" in (await surveys.get(page)).text
    # Nobody answered yet, and the core hears of it all the same.
    versie, inhoud = await message_of(surveys_owner, meting)
    assert (versie, inhoud["teruggekoppeldOp"], inhoud["ontvangen"], inhoud["uitslagen"]) == (1, today(), {}, [])
    again = await step(gemeente, meting, "publicatie")
    assert again.json() == published.json()
    assert (await message_of(surveys_owner, meting))[0] == 1

    later = {"teksten": {"nl": NL | {"watErVeranderde": "De wachttijd is korter."}}, "geenPersonen": ["Wegwijs"]}
    assert (await write(gemeente, meting, later, '"2"')).status_code == 200
    assert "De wachttijd is korter." in (await surveys.get(page)).text
    assert_probleem(await write(gemeente, meting, {"teksten": {}}, '"3"'), 409, "terugkoppeling-leeg")

    withdrawn = await step(gemeente, meting, "intrekking", '"3"')
    assert (withdrawn.json()["status"], withdrawn.json()["teksten"]["nl"]["watWeDoen"]) == ("concept", NL["watWeDoen"])
    assert "wachttijd" not in (await surveys.get(page)).text
    versie, inhoud = await message_of(surveys_owner, meting)
    assert versie == 2
    assert "teruggekoppeldOp" not in inhoud
    actions = await surveys_owner.fetch(
        "SELECT actie FROM auditregels WHERE gemeente_id = $1 AND actie LIKE 'terugkoppeling.%' ORDER BY nr",
        gemeente.id,
    )
    assert [row["actie"].partition(".")[2] for row in actions] == [
        "gewijzigd", "gepubliceerd", "gewijzigd", "ingetrokken",
    ]  # fmt: skip


async def test_what_says_who_somebody_is_is_refused_text_by_text(gemeente):
    meting = await make_meting(gemeente)
    wrong = {
        "nl": NL | {"watWeHoorden": "U moest wachten.\nBel mevrouw Jansen op 06 12345678."},
        "en": {"watWeHoorden": "Write to j.jansen@example.org", "watWeDoen": "We call back."},
    }
    refused = await write(gemeente, meting, {"teksten": wrong})
    body = assert_probleem(refused, 400, "invoer-ongeldig")
    assert faults_of(body) == {
        ("/teksten/nl/watWeHoorden", "herleidbaar"),
        ("/teksten/nl/watWeDoen", "herleidbaar"),
        ("/teksten/en/watWeHoorden", "herleidbaar"),
    }
    reasons = {fault["pointer"]: fault["reason"] for fault in body["invalidParams"]}
    assert "(regel 2): telefoonnummer, naam." in reasons["/teksten/nl/watWeHoorden"]
    assert "geenPersonen" in reasons["/teksten/nl/watWeDoen"]
    assert "Jansen" not in refused.text
    # A name that is declared to be no person's does not take a person along.
    wrong = {"nl": NL | {"watWeDoen": "Wegwijs is blij met Anna de Wegwijs en met mevrouw Pietersen."}}
    body = assert_probleem(
        await write(gemeente, meting, {"teksten": wrong, "geenPersonen": ["Wegwijs"]}), 400, "invoer-ongeldig"
    )
    assert faults_of(body) == {("/teksten/nl/watWeDoen", "herleidbaar")}
    for teksten, pointer in (
        ({"nl": NL | {"watWeDoen": "Nummer 111222333 is geholpen."}}, "/teksten/nl/watWeDoen"),
        ({"en": {"watWeHoorden": "It took long.", "watWeDoen": "We call back."}}, "/teksten/nl"),
    ):
        body = assert_probleem(await write(gemeente, meting, {"teksten": teksten}), 400, "invoer-ongeldig")
        assert {fault["pointer"] for fault in body["invalidParams"]} == {pointer}
    ordinary = {
        "nl": {"watWeHoorden": "De folder is er in het Turks.\n- Elke dinsdag", "watWeDoen": "Kom naar de inloop."},
        "en": {"watWeHoorden": "It is there in English and Dutch.", "watWeDoen": "We start on Monday 1 March."},
        "uk": {"watWeHoorden": "Ми чули від Вас багато.", "watWeDoen": "Ми телефонуємо Вам у вівторок."},
        "pl": {"watWeHoorden": "Słyszeliśmy od Państwa wiele.", "watWeDoen": "Dzwonimy do Pana i do Pani."},
    }
    gemeente_self = {
        "nl": NL | {"watWeDoen": f"Bij de Gemeente {gemeente.code} en in {gemeente.code} gaat het sneller."}
    }
    other = await make_meting(gemeente)
    assert (await write(gemeente, other, {"teksten": ordinary})).status_code == 200
    assert (await write(gemeente, other, {"teksten": gemeente_self}, '"1"')).status_code == 200
    for naam in ("06 12345678", "a@b", "wegwijs.nl"):
        answer = await write(gemeente, meting, GEGEVENS | {"geenPersonen": [naam]})
        assert_probleem(answer, 400, "invoer-ongeldig")
    assert (await gemeente.at_surveys("beleid").get(path_of(meting))).headers["etag"] == '"0"'


async def test_who_changes_says_on_what_and_only_to_learn(nieuwe_gemeente):
    gemeente, ander = await nieuwe_gemeente(), await nieuwe_gemeente()
    meting = await make_meting(gemeente)
    client = gemeente.at_surveys("beheer")
    assert_probleem(await client.put(path_of(meting), json=GEGEVENS), 428, "if-match-ontbreekt")
    assert_probleem(await client.post(path_of(meting, "/publicatie")), 428, "if-match-ontbreekt")
    answers = await asyncio.gather(*(write(gemeente, meting) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    stale = next(answer for answer in answers if answer.status_code == 412)
    assert (assert_probleem(stale, 412, "versie-verouderd") and stale.headers["etag"]) == '"1"'
    assert_probleem(await write(ander, meting), 404, "niet-gevonden")

    key = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    async with client_of(gemeente.surveys_app, key) as verantwoorder:
        for method, rest in (("GET", ""), ("PUT", ""), ("POST", "/publicatie"), ("POST", "/intrekking")):
            json_ = {"json": GEGEVENS} if method == "PUT" else {}
            answer = await verantwoorder.request(method, path_of(meting, rest), headers={"If-Match": "*"}, **json_)
            assert_probleem(answer, 403, "alleen-om-te-leren")


async def test_a_release_that_waits_for_a_publication_sends_it_along(gemeente, surveys, surveys_app, surveys_owner):
    meting = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, meting, 5))
    await write(gemeente, meting)
    db = surveys_app.state.db
    who = Principal(gemeente.id, gemeente.code, gemeente.code, "proef", Rol.beheer, Doel.leren)
    async with db.transaction(gemeente.id) as first:
        await publish(first, who, UUID(meting["id"]), "*")
        releasing = asyncio.create_task(release(db))
        while not await surveys_owner.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await releasing
    versie, inhoud = await message_of(surveys_owner, meting)
    assert (versie, inhoud["ontvangen"], inhoud["teruggekoppeldOp"]) == (2, {"kort": 5}, today())


async def test_a_meting_of_which_the_core_only_hears_that_it_was_told_arrives_there(
    gemeente, surveys_app, api_app, sleutels_file
):
    meting = await make_meting(gemeente, periode="2026-K4")
    await write(gemeente, meting, {"teksten": {"nl": NL}, "verwachtOp": day(30), "geenPersonen": ["Stichting Wegwijs"]})
    await step(gemeente, meting, "publicatie")
    await deliver_all(surveys_app, api_app, sleutels_file)
    known = await gemeente.beleid.get(f"/v1/vragenlijstresultaten/{meting['id']}")
    assert known.json()["teruggekoppeldOp"] == today()
    await step(gemeente, meting, "intrekking")
    await deliver_all(surveys_app, api_app, sleutels_file)
    known = await gemeente.beleid.get(f"/v1/vragenlijstresultaten/{meting['id']}")
    assert known.json()["teruggekoppeldOp"] is None


async def deliver_all(surveys_app, api_app, sleutels_file):
    async with client_of(api_app) as core:
        await deliver(surveys_app.state.db, core, Sleutelbos(sleutels_file))
