"""From figures to signals, and what people do with them."""

import json
from datetime import UTC, datetime
from uuid import uuid4
from xml.etree import ElementTree

import asyncpg
import pytest

from tests.api.duiding.sessies import plan
from tests.api.signalen.gegevens import deliver, maanden, make_indicator, post, signaleer, signalen
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_api.aanbieders.schemas import NieuweAanbieder
from zicht_api.aanbieders.service import create_aanbieder
from zicht_api.gemeenten.werklijst import Gemeentecode
from zicht_api.perioden import Periode
from zicht_api.signalen.taak import signaleer_een, signaleer_overal
from zicht_api.sleutels.service import operator
from zicht_shared.auth import Credential, Doel, Rol

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def boven_de_grens(gemeente: Gemeente) -> Gemeente:
    """In the last month, and in that only, the figure lies over its signaalgrens."""
    await make_indicator(gemeente, signaalgrens=90, doelen=["leren", "verantwoorden"])
    await deliver(gemeente, dict(zip(maanden(3), (60, 60, 100), strict=True)))
    return gemeente


async def test_a_figure_over_its_grens_is_a_signal_with_the_figures_it_rests_on(boven_de_grens: Gemeente) -> None:
    found = await signaleer(boven_de_grens)
    assert (found["nieuw"], found["gebleven"], found["vervallen"]) == (1, 0, 0)
    [signaal] = await signalen(boven_de_grens)
    vorige, nu = maanden(2)
    assert (signaal["soort"], signaal["indicator"], signaal["periode"]) == ("grens", "aanvragen", nu)
    assert (signaal["status"], signaal["vervallenOp"], signaal["duidingssessie"]) == ("nieuw", None, None)
    assert signaal["regel"] == "De waarde 100 ligt boven de signaalgrens 90."
    assert [(waarde["periode"], waarde["waarde"]) for waarde in signaal["waarden"]] == [(vorige, 60), (nu, 100)]
    assert {"interval", "verschillen", "onderdrukt", "n"} <= set(signaal["waarden"][1])
    assert signaal["dataversie"] == found["dataversie"]
    one = await boven_de_grens.beheer.get(f"/v1/signalen/{signaal['id']}")
    assert (one.json(), one.headers["etag"]) == (signaal, '"1"')
    assert_probleem(await boven_de_grens.beheer.get(f"/v1/signalen/{uuid4()}"), 404, "niet-gevonden")


async def test_what_is_found_again_is_the_same_signal_and_what_no_longer_holds_lapses(
    boven_de_grens: Gemeente,
) -> None:
    await signaleer(boven_de_grens)
    [first] = await signalen(boven_de_grens)
    again = await signaleer(boven_de_grens)
    assert (again["nieuw"], again["gebleven"], again["vervallen"]) == (0, 1, 0)
    assert await signalen(boven_de_grens) == [first]

    await deliver(boven_de_grens, {maanden(1)[0]: 80})
    corrected = await signaleer(boven_de_grens)
    assert (corrected["nieuw"], corrected["gebleven"], corrected["vervallen"]) == (0, 0, 1)
    [lapsed] = await signalen(boven_de_grens)
    assert lapsed["vervallenOp"] is not None
    assert {**lapsed, "vervallenOp": None, "gewijzigdOp": ""} == {**first, "gewijzigdOp": ""}
    assert (await signaleer(boven_de_grens))["vervallen"] == 0

    await deliver(boven_de_grens, {maanden(1)[0]: 120})
    assert (await signaleer(boven_de_grens))["gebleven"] == 1
    [back] = await signalen(boven_de_grens)
    assert (back["id"], back["vervallenOp"]) == (first["id"], None)
    assert back["regel"] == "De waarde 120 ligt boven de signaalgrens 90."
    assert back["dataversie"] > first["dataversie"]


async def test_a_conversation_goes_from_new_to_discussed_to_dealt_with_and_is_audited(
    boven_de_grens: Gemeente, api_owner: asyncpg.Connection
) -> None:
    await signaleer(boven_de_grens)
    [signaal] = await signalen(boven_de_grens)
    beleid, url = boven_de_grens.beleid, f"/v1/signalen/{signaal['id']}"
    about = {"code": "signaal", "soort": "signaal", "signaal": signaal["id"]}
    sessie = (await plan(beleid, onderwerpen=[about]))["id"]
    besproken = {"status": "besproken", "duidingssessie": sessie}

    assert_probleem(await beleid.patch(url, json=besproken), 428, "if-match-ontbreekt")
    assert_probleem(await beleid.patch(url, json=besproken, headers={"If-Match": '"9"'}), 412, "versie-verouderd")
    skipped = await beleid.patch(url, json={"status": "afgehandeld"}, headers={"If-Match": '"1"'})
    assert_probleem(skipped, 409, "stap-kan-niet")
    nothing = await beleid.patch(url, json={}, headers={"If-Match": '"1"'})
    assert_probleem(nothing, 400, "invoer-ongeldig")
    wrong = await beleid.patch(url, json={"duidingssessie": "elders"}, headers={"If-Match": '"1"'})
    assert faults_of(assert_probleem(wrong, 400, "invoer-ongeldig")) == {("/duidingssessie", "geen-uuid")}
    unknown = await beleid.patch(url, json={"duidingssessie": str(uuid4())}, headers={"If-Match": '"1"'})
    assert faults_of(assert_probleem(unknown, 400, "invoer-ongeldig")) == {("/duidingssessie", "onbekende-waarde")}

    changed = await beleid.patch(url, json=besproken, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["status"], changed.json()["duidingssessie"]) == ("besproken", sessie)
    bare = await beleid.patch(url, json={"status": "afgehandeld"}, headers={"If-Match": '"2"'})
    assert faults_of(assert_probleem(bare, 400, "invoer-ongeldig")) == {("/toelichting", "verplicht")}
    done = await beleid.patch(
        url, json={"status": "afgehandeld", "toelichting": "Er was een open dag."}, headers={"If-Match": '"2"'}
    )
    assert (done.json()["status"], done.json()["toelichting"]) == ("afgehandeld", "Er was een open dag.")
    back = await beleid.patch(url, json={"status": "nieuw"}, headers={"If-Match": '"3"'})
    assert_probleem(back, 409, "stap-kan-niet")
    # Found again, it stays dealt with.
    await signaleer(boven_de_grens)
    assert (await signalen(boven_de_grens))[0]["status"] == "afgehandeld"

    rows = await api_owner.fetch(
        "SELECT actie, na FROM auditregels WHERE gemeente_id = $1 AND object_id = $2 ORDER BY nr",
        boven_de_grens.id,
        signaal["id"],
    )
    assert [row["actie"] for row in rows] == ["signaal.gevonden", "signaal.gewijzigd", "signaal.gewijzigd"]
    assert json.loads(rows[-1]["na"])["status"] == "afgehandeld"


async def test_signals_are_chosen_by_what_they_are_about_and_come_in_pages(gemeente: Gemeente) -> None:
    await make_indicator(gemeente, signaalgrens=90)
    reeks = maanden(40)
    usual = dict.fromkeys(reeks, 40)
    await deliver(gemeente, {**usual, reeks[-1]: 0, reeks[-2]: 0}, gebied="BU0101")
    await deliver(gemeente, usual, gebied="WK02")
    await deliver(gemeente, {**usual, reeks[-1]: 900}, aanbieder="buurvrouw", gebied="WK02")
    await signaleer(gemeente)
    alle = await signalen(gemeente)
    stilte = await signalen(gemeente, soort="stilte", gebied="BU0101")
    assert [(signaal["periode"], signaal["waarden"][-1]["waarde"]) for signaal in stilte] == [(reeks[-2], 0)]
    uitschieters = [(each["aanbieder"], each["periode"]) for each in await signalen(gemeente, soort="uitschieter")]
    assert ("buurvrouw", reeks[-1]) in uitschieters
    assert {signaal["soort"] for signaal in alle} == {"grens", "stilte", "uitschieter", "verandering"}
    assert await signalen(gemeente, indicator="aanvragen") == alle
    assert await signalen(gemeente, status="besproken") == []
    assert await signalen(gemeente, periode=f"{reeks[0]}..{reeks[-3]}") == []
    by_periode = [signaal for signaal in alle if signaal["periode"] == reeks[-2]]
    assert await signalen(gemeente, periode=reeks[-2]) == by_periode

    paged, url = [], "/v1/signalen?limit=2"
    while url:
        page = (await gemeente.beleid.get(url)).json()
        paged += page["items"]
        url = page["volgende"]
    assert paged == alle
    for query in ("soort=ruis", "status=vervallen", "periode=gisteren", "cursor=x"):
        assert_probleem(await gemeente.beleid.get(f"/v1/signalen?{query}"), 400, "invoer-ongeldig")


async def test_twenty_late_or_absent_aanbieders_are_twenty_signals_and_the_others_none(gemeente: Gemeente) -> None:
    """Of thirty who agreed to deliver contacten over one month: ten did in time, ten too late, ten not at all."""
    maand = Periode.parse(maanden(2)[0])
    caller = operator(gemeente.code, gemeente.code)
    async with gemeente.db.transaction(gemeente.id) as db:
        for nummer in range(30):
            aanbieder = {"code": f"a{nummer:02}", "naam": f"Aanbieder {nummer}", "vorm": "formeel"}
            await create_aanbieder(db, caller, NieuweAanbieder.model_validate(aanbieder))
    today = datetime.now(UTC).date()
    afspraak = {"soort": "contacten", "periodesoort": "maand", "vanaf": maand.code, "tot": maand.code}
    for nummer in range(30):
        termijn = (today - maand.eind).days + 1 if nummer < 10 else 1
        await post(gemeente.beheer, "/v1/leverafspraken", afspraak | {"aanbieder": f"a{nummer:02}", "termijn": termijn})
    for nummer in range(20):
        contact = {
            "bronId": f"b{nummer}", "aanbieder": f"a{nummer:02}", "datum": f"{maand.begin}", "soort": "gesprek",
        }  # fmt: skip
        await post(gemeente.beheer, "/v1/aanleveringen?soort=contacten", [contact])
    await signaleer(gemeente)
    found = await signalen(gemeente, soort="aanlevering")
    assert sorted(signaal["aanbieder"] for signaal in found) == [f"a{nummer:02}" for nummer in range(10, 30)]
    words = {signaal["aanbieder"]: signaal["regel"] for signaal in found}
    assert "kwam te laat" in words["a10"]
    assert "ontbreekt" in words["a29"]
    assert {signaal["periode"] for signaal in found} == {maand.code}


async def test_an_aanbieder_sees_the_signals_about_itself_and_bi_sees_none(gemeente: Gemeente) -> None:
    await make_indicator(gemeente, signaalgrens=90)
    reeks = maanden(30)
    await deliver(gemeente, {**dict.fromkeys(reeks, 40), reeks[-1]: 900})
    await signaleer(gemeente)
    [own] = await signalen(gemeente, "aanbieder:wegwijs")
    assert (own["soort"], own["aanbieder"]) == ("uitschieter", "wegwijs")
    assert await signalen(gemeente, "aanbieder:buurvrouw") == []
    theirs = next(signaal for signaal in await signalen(gemeente) if signaal["aanbieder"] is None)
    wegwijs = gemeente.aanbieder("wegwijs")
    assert_probleem(await wegwijs.get(f"/v1/signalen/{theirs['id']}"), 404, "niet-gevonden")
    patch = await wegwijs.patch(f"/v1/signalen/{own['id']}", json={"status": "besproken"}, headers={"If-Match": "*"})
    assert_probleem(patch, 403, "niet-toegestaan")
    for path in ("/v1/signalen", "/v1/signalen/feed", f"/v1/signalen/{own['id']}"):
        assert_probleem(await gemeente.bi.get(path), 403, "niet-toegestaan")
    assert_probleem(await wegwijs.post("/v1/signaleringen"), 403, "niet-toegestaan")


async def test_for_verantwoorden_a_signal_about_an_indicator_for_leren_is_not_there(gemeente: Gemeente) -> None:
    await make_indicator(gemeente, signaalgrens=90, doelen=["leren"])
    await deliver(gemeente, dict(zip(maanden(2), (60, 100), strict=True)))
    credential = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    async with client_of(gemeente.api_app, credential) as verantwoorden:
        made = await post(verantwoorden, "/v1/signaleringen")
        assert (made["nieuw"], made["gebleven"], made["vervallen"]) == (0, 0, 0)
        [signaal] = await signalen(gemeente)
        assert (await verantwoorden.get("/v1/signalen")).json()["items"] == []
        assert_probleem(await verantwoorden.get(f"/v1/signalen/{signaal['id']}"), 404, "niet-gevonden")
        assert "aanvragen" not in (await verantwoorden.get("/v1/signalen/feed")).text
        change = await verantwoorden.patch(
            f"/v1/signalen/{signaal['id']}", json={"status": "besproken"}, headers={"If-Match": "*"}
        )
        assert_probleem(change, 404, "niet-gevonden")


async def test_a_hidden_figure_is_no_silence_and_in_no_signal(gemeente: Gemeente) -> None:
    await make_indicator(gemeente)
    reeks = maanden(30)
    await deliver(gemeente, {**dict.fromkeys(reeks, 40), reeks[-1]: 4, reeks[-2]: 3}, gebied="BU0101")
    await deliver(gemeente, dict.fromkeys(reeks, 100), gebied="WK02")
    await signaleer(gemeente)
    for signaal in await signalen(gemeente):
        shown = [waarde["waarde"] for waarde in signaal["waarden"]]
        assert {3, 4, 7} & set(shown) == set()
        assert not (signaal["soort"] == "stilte" and signaal["periode"] in reeks[-2:])


async def test_the_service_looks_by_itself_when_figures_have_changed(boven_de_grens: Gemeente) -> None:
    code = Gemeentecode(boven_de_grens.id, boven_de_grens.code)
    assert await signaleer_een(boven_de_grens.db, code)
    [signaal] = await signalen(boven_de_grens)
    assert signaal["soort"] == "grens"
    assert not await signaleer_een(boven_de_grens.db, code)
    await deliver(boven_de_grens, {maanden(1)[0]: 80})
    assert await signaleer_een(boven_de_grens.db, code)
    assert (await signalen(boven_de_grens))[0]["vervallenOp"] is not None


async def test_the_round_comes_to_every_gemeente(boven_de_grens: Gemeente, api_owner: asyncpg.Connection) -> None:
    # Those of other tests have been looked at: there may be hundreds of them.
    await api_owner.execute(
        "INSERT INTO signaleringen (gemeente_id, dataversie, dag) "
        "SELECT id, dataversie, (now() AT TIME ZONE 'Europe/Amsterdam')::date FROM gemeenten WHERE id <> $1 "
        "ON CONFLICT (gemeente_id) DO UPDATE SET dataversie = excluded.dataversie, dag = excluded.dag",
        boven_de_grens.id,
    )
    await signaleer_overal(boven_de_grens.db)
    assert len(await signalen(boven_de_grens)) == 1


async def test_two_processes_never_look_at_one_gemeente_at_once(
    boven_de_grens: Gemeente, api_owner: asyncpg.Connection
) -> None:
    code = Gemeentecode(boven_de_grens.id, boven_de_grens.code)
    await signaleer(boven_de_grens)
    await deliver(boven_de_grens, {maanden(1)[0]: 80})
    async with api_owner.transaction():
        await api_owner.execute("SELECT FROM signaleringen WHERE gemeente_id = $1 FOR UPDATE", boven_de_grens.id)
        assert not await signaleer_een(boven_de_grens.db, code)
    assert await signaleer_een(boven_de_grens.db, code)


async def test_the_feed_is_atom_that_a_reader_follows_with_basic(boven_de_grens: Gemeente) -> None:
    gevaarlijk = "<script>&]]>"
    await boven_de_grens.beheer.post("/v1/gebieden", json={"code": "BU9", "naam": gevaarlijk, "soort": "wijk"})
    empty = await boven_de_grens.beleid.get("/v1/signalen/feed")
    assert ElementTree.fromstring(empty.content).findall(f"{ATOM}entry") == []
    await signaleer(boven_de_grens)
    credential: Credential = boven_de_grens.sleutels["beleid"]
    async with client_of(boven_de_grens.api_app) as reader:
        basic = (credential.sleutel_id, credential.geheim)
        answer = await reader.get("/v1/signalen/feed", auth=basic)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
        feed = ElementTree.fromstring(answer.content)
        [entry] = feed.findall(f"{ATOM}entry")
        [signaal] = await signalen(boven_de_grens)
        assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{signaal['id']}"
        assert entry.findtext(f"{ATOM}summary") == signaal["regel"]
        assert entry.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated") == signaal["gewijzigdOp"]
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == f"http://api.test/v1/signalen/{signaal['id']}"

        same = await reader.get("/v1/signalen/feed", auth=basic, headers={"If-None-Match": answer.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        await deliver(boven_de_grens, {maanden(1)[0]: 80})
        await signaleer(boven_de_grens)
        other = await reader.get("/v1/signalen/feed", auth=basic, headers={"If-None-Match": answer.headers["etag"]})
        assert other.status_code == 200
        assert "volgt niet meer uit de cijfers" in other.text


async def test_another_gemeente_has_its_own_signals(boven_de_grens: Gemeente, nieuwe_gemeente: MakeGemeente) -> None:
    await signaleer(boven_de_grens)
    [signaal] = await signalen(boven_de_grens)
    other = await nieuwe_gemeente()
    assert await signalen(other) == []
    assert_probleem(await other.beheer.get(f"/v1/signalen/{signaal['id']}"), 404, "niet-gevonden")
