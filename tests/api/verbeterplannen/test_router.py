import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import httpx

from tests.api.doelenbomen.bomen import boom
from tests.api.doelenbomen.bomen import lay_down as lay_down_boom
from tests.api.signalen import gegevens
from tests.api.verbeterplannen.plannen import (
    DOEN,
    URL,
    actie,
    get,
    lay_down,
    meetpunt,
    plan,
    post,
    step,
    without,
)
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of


async def test_a_plan_is_laid_down_once_and_found_back(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    assert_probleem(await gemeente.beleid.post(URL, json=plan()), 400, "invoer-ongeldig")
    made = await gemeente.beleid.post(URL, json=plan(), headers=key)
    again = await gemeente.beleid.post(URL, json=plan(), headers=key)
    assert (made.status_code, made.headers["etag"], again.content) == (201, '"1"', made.content)
    body = made.json()
    assert body["ambities"] == [plan()["ambities"][0] | {"knoop": None}]
    assert (body["status"], body["doelen"], body["resultaten"]) == ("concept", ["leren"], plan()["resultaten"])
    here = f"{URL}/{body['id']}"
    assert await get(gemeente.beheer, here) == body
    [listed] = (await get(gemeente.beleid, URL))["items"]
    assert listed == {name: body[name] for name in listed}
    kept = await api_owner.fetch(
        "SELECT actie, na FROM auditregels WHERE gemeente_id = $1 AND object_id = $2", gemeente.id, body["id"]
    )
    assert [row["actie"] for row in kept] == ["verbeterplan.aangemaakt"]


async def test_a_plan_and_an_actie_are_changed_on_the_version_that_was_seen(gemeente: Gemeente) -> None:
    here = await lay_down(gemeente.beleid, actie())
    there, anders = f"{here}/acties/oefenen", without(actie(verantwoordelijke="Beleid, gemeente"), "code")
    for url, body in ((here, plan(naam="Anders")), (there, anders)):
        assert_probleem(await gemeente.beleid.put(url, json=body), 428, "if-match-ontbreekt")
        changed = await gemeente.beleid.put(url, json=body, headers={"If-Match": '"1"'})
        assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
        assert changed.json() == await get(gemeente.beleid, url)
        stale = await gemeente.beleid.put(url, json=body, headers={"If-Match": '"1"'})
        assert_probleem(stale, 412, "versie-verouderd")
        assert stale.headers["etag"] == '"2"'
    for url, body in (
        (f"{here}/overgangen", {"naar": "vastgesteld"}),
        (f"{there}/overgangen", {"naar": "vervallen", "reden": "Geen geld."}),
        (f"{there}/effectmeting", None),
    ):
        assert_probleem(await post(gemeente.beleid, url, body), 428, "if-match-ontbreekt")
        assert_probleem(await post(gemeente.beleid, url, body, '"1"'), 412, "versie-verouderd")


async def test_every_fault_in_a_plan_is_named_at_once(gemeente: Gemeente) -> None:
    onbekend = str(uuid4())
    fout = plan(
        eind="2025-03-31",
        monitorcyclus="bestaat-niet",
        aanleiding={"duidingssessies": [onbekend], "signalen": [onbekend]},
        ambities=[
            {"code": "a", "tekst": "Een.", "knoop": {"doelenboom": "geen", "knoop": "geen"}},
            {"code": "a", "tekst": "Twee."},
        ],
        resultaten=[{"code": "r", "ambitie": "b", "soort": "output", "tekst": "Iets."}],
    )
    answer = await post(gemeente.beleid, URL, fout)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/eind", "voor-het-begin"),
        ("/monitorcyclus", "onbekende-waarde"),
        ("/aanleiding/duidingssessies/0", "onbekende-waarde"),
        ("/aanleiding/signalen/0", "onbekende-waarde"),
        ("/ambities/0/knoop", "onbekende-waarde"),
        ("/ambities/1/code", "dubbel"),
        ("/resultaten/0/ambitie", "onbekende-waarde"),
    }
    bsn = await post(gemeente.beleid, URL, plan(naam="Voor 111222333"))
    assert faults_of(assert_probleem(bsn, 400, "invoer-ongeldig")) == {("/naam", "ongeldig")}


async def test_every_fault_in_an_actie_is_named_at_once(gemeente: Gemeente) -> None:
    here = await lay_down(gemeente.beleid, actie("eerst"), actie("daarna", hangtAfVan=["eerst"]))
    fout = actie(
        resultaten=["geen"],
        aanbieder="niemand",
        deadline="2025-03-01",
        hangtAfVan=["weg", "oefenen"],
        meetpunt=meetpunt(
            indicator="bestaat-niet", gebied="WK99", periodeVoor="2025", periodeNa="2025-K4", meetdatum="2025-12-31"
        ),
    )
    answer = await post(gemeente.beleid, f"{here}/acties", fout)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/resultaten/0", "onbekende-waarde"),
        ("/aanbieder", "onbekende-waarde"),
        ("/deadline", "voor-het-begin"),
        ("/hangtAfVan/0", "onbekende-waarde"),
        ("/hangtAfVan", "kring"),
        ("/meetpunt/indicator", "onbekende-waarde"),
        ("/meetpunt/gebied", "onbekende-waarde"),
        ("/meetpunt/periodeNa", "andere-soort"),
        ("/meetpunt/periodeNa", "niet-later"),
        ("/meetpunt/meetdatum", "te-vroeg"),
    }
    for wrong, expected in (
        (meetpunt(indicator=None), {("/meetpunt/doelenboom", "verplicht"), ("/meetpunt/knoop", "verplicht")}),
        (meetpunt(knoop="top"), {("/meetpunt/knoop", "past-niet")}),
        (
            meetpunt(indicator=None, doelenboom="d", knoop="k", aanbieder="wegwijs"),
            {("/meetpunt/knoop", "onbekende-waarde"), ("/meetpunt/aanbieder", "past-niet")},
        ),
    ):
        answer = await post(gemeente.beleid, f"{here}/acties", actie(meetpunt=wrong))
        assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == expected
    kring = without(actie("eerst", hangtAfVan=["daarna"]), "code")
    answer = await gemeente.beleid.put(f"{here}/acties/eerst", json=kring, headers={"If-Match": "*"})
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/hangtAfVan", "kring")}
    assert_probleem(await post(gemeente.beleid, f"{here}/acties", actie("eerst")), 409, "bestaat-al")
    leeg = await gemeente.beleid.put(here, json=plan(resultaten=[]), headers={"If-Match": "*"})
    assert faults_of(assert_probleem(leeg, 400, "invoer-ongeldig")) == {("/resultaten", "in-gebruik")}


async def refuse(client: httpx.AsyncClient, url: str, code: str, naar: str, **fields: str) -> str:
    """The step is refused with this code, and nothing moved; what is said of it."""
    before = await get(client, url)
    refused = await post(client, f"{url}/overgangen", {"naar": naar} | fields, "*")
    body = assert_probleem(refused, 400 if code == "invoer-ongeldig" else 409, code)
    assert await get(client, url) == before
    detail: str = body["detail"]
    return detail


async def test_steps_that_do_not_follow_are_refused_and_say_what_would(gemeente: Gemeente) -> None:
    beleid = gemeente.beleid
    here = await lay_down(beleid, actie("eerst"), actie("daarna", hangtAfVan=["eerst"]))
    eerst, daarna = f"{here}/acties/eerst", f"{here}/acties/daarna"
    assert "vastgesteld" in await refuse(beleid, here, "overgang-kan-niet", "afgerond")
    assert "in-uitvoering" in await refuse(beleid, eerst, "plan-niet-zo-ver", "bezig")
    assert "bezig of vervallen" in await refuse(beleid, eerst, "overgang-kan-niet", "uitgevoerd")
    await step(beleid, here, "vastgesteld", "in-uitvoering")
    assert "eerst" in await refuse(beleid, daarna, "actie-wacht", "bezig")
    await refuse(beleid, here, "invoer-ongeldig", "gestopt")
    await refuse(beleid, eerst, "invoer-ongeldig", "vervallen")
    not_yet = await post(beleid, f"{eerst}/effectmeting", None, "*")
    assert_probleem(not_yet, 409, "niet-uitgevoerd")
    await step(beleid, eerst, *DOEN)
    await refuse(beleid, eerst, "effect-ontbreekt", "afgesloten")
    await refuse(beleid, eerst, "overgang-kan-niet", "vervallen", reden="Toch maar niet.")
    await step(beleid, daarna, "bezig")
    assert "daarna, eerst" in await refuse(beleid, here, "plan-niet-af", "afgerond")
    await step(beleid, daarna, "vervallen", reden="De zaal was weg.")
    closed = await step(beleid, eerst, "afgesloten", reden="De vragenlijst ging dit jaar niet uit.")
    assert [stap["naar"] for stap in closed["verloop"]] == ["gepland", "bezig", "uitgevoerd", "afgesloten"]
    assert closed["verloop"][-1]["reden"] == "De vragenlijst ging dit jaar niet uit."
    done = await step(beleid, here, "afgerond")
    assert len(done["verloop"]) == 4 + 4 + 3
    for url, body in ((here, plan()), (eerst, without(actie("eerst"), "code"))):
        assert_probleem(await beleid.put(url, json=body, headers={"If-Match": "*"}), 409, "plan-staat-vast")
    assert_probleem(await post(beleid, f"{here}/acties", actie("nog-een")), 409, "plan-staat-vast")
    assert "niets meer" in await refuse(beleid, here, "overgang-kan-niet", "gestopt", reden="Te laat.")


async def test_a_plan_without_one_actie_that_came_to_its_end_is_not_done_but_stopped(gemeente: Gemeente) -> None:
    here = await lay_down(gemeente.beleid, actie())
    await step(gemeente.beleid, here, "vastgesteld", "in-uitvoering")
    await step(gemeente.beleid, f"{here}/acties/oefenen", "vervallen", reden="Geen geld.")
    changed = without(actie(), "code")
    lapsed = await gemeente.beleid.put(f"{here}/acties/oefenen", json=changed, headers={"If-Match": "*"})
    assert_probleem(lapsed, 409, "actie-staat-vast")
    assert "Stop het plan" in await refuse(gemeente.beleid, here, "plan-niet-af", "afgerond")
    stopped = await step(gemeente.beleid, here, "gestopt", reden="Geen geld.")
    assert (stopped["status"], stopped["verloop"][-1]["reden"]) == ("gestopt", "Geen geld.")


async def test_of_a_plan_that_stops_what_was_done_can_still_be_closed_and_the_rest_lapses(gemeente: Gemeente) -> None:
    here = await lay_down(gemeente.beleid, actie("gedaan"), actie("bezig"), actie("gepland"))
    await step(gemeente.beleid, here, "vastgesteld", "in-uitvoering")
    await step(gemeente.beleid, f"{here}/acties/gedaan", *DOEN)
    await step(gemeente.beleid, f"{here}/acties/bezig", "bezig")
    stopped = await step(gemeente.beleid, here, "gestopt", reden="De raad koos anders.")
    assert stopped["voortgang"]["acties"] == {
        "gepland": 0, "bezig": 0, "uitgevoerd": 1, "afgesloten": 0, "vervallen": 2
    }  # fmt: skip
    for code in ("bezig", "gepland"):
        found = await get(gemeente.beleid, f"{here}/acties/{code}")
        assert (found["status"], found["verloop"][-1]["reden"]) == ("vervallen", "De raad koos anders.")
    await step(gemeente.beleid, f"{here}/acties/gedaan", "afgesloten", reden="Niet meer gemeten.")
    events = (await get(gemeente.beleid, "/v1/gebeurtenissen?soort=actie.status"))["items"]
    told = [(event["onderwerp"], event["gegevens"]["van"], event["gegevens"]["naar"]) for event in events]
    assert told[-4:] == [
        ("bezig", "gepland", "bezig"), ("bezig", "bezig", "vervallen"), ("gepland", "gepland", "vervallen"),
        ("gedaan", "uitgevoerd", "afgesloten"),
    ]  # fmt: skip


async def test_what_is_removed_later_stays_referred_to_and_the_plan_can_still_be_changed(gemeente: Gemeente) -> None:
    await lay_down_boom(gemeente.beleid, boom())
    await gegevens.post(
        gemeente.beheer, "/v1/indicatoren", gegevens.INDICATOR | {"teller": "uren", "code": "tijdelijk"}
    )
    knoop = {"doelenboom": "regie", "knoop": "weten"}
    given = plan(ambities=[{"code": "kiezen", "tekst": "Inwoners kiezen zelf.", "knoop": knoop}])
    here = await lay_down(
        gemeente.beleid,
        actie("een", meetpunt=meetpunt(indicator="tijdelijk")),
        actie("twee", meetpunt=meetpunt(indicator=None, **knoop)),
        **given,
    )
    assert (await get(gemeente.beleid, here))["verwijderd"] == []
    for url in ("/v1/doelenbomen/regie", "/v1/indicatoren/tijdelijk"):
        gone = await gemeente.beheer.delete(url, headers={"If-Match": "*"})
        assert gone.status_code == 204, gone.text
    changed = await gemeente.beleid.put(here, json=given | {"naam": "Later"}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    assert changed.json()["verwijderd"] == [{"soort": "knoop", "sleutel": "regie/weten"}]
    acties = (await get(gemeente.beleid, f"{here}/acties"))["items"]
    assert [found["meetpunt"]["verwijderd"] for found in acties] == [True, True]
    own = {
        name: value for name, value in acties[0]["meetpunt"].items() if name not in {"dataversie", "dag", "verwijderd"}
    }
    again = await gemeente.beleid.put(
        f"{here}/acties/een", json=without(actie(meetpunt=own), "code"), headers={"If-Match": "*"}
    )
    assert again.status_code == 200, again.text
    new = await post(gemeente.beleid, f"{here}/acties", actie("drie", meetpunt=meetpunt(indicator="tijdelijk")))
    assert faults_of(assert_probleem(new, 400, "invoer-ongeldig")) == {("/meetpunt/indicator", "onbekende-waarde")}


async def test_lists_are_paged_and_filtered(gemeente: Gemeente) -> None:
    first = await lay_down(gemeente.beleid, actie("a"), actie("b", aanbieder="wegwijs"), naam="Eerste")
    second = await lay_down(gemeente.beleid, actie("c", meetpunt=meetpunt(indicator="uren")), naam="Tweede")
    await step(gemeente.beleid, second, "vastgesteld")
    found, url = [], f"{URL}?limit=1"
    while url:
        page = await get(gemeente.beleid, url)
        found += [item["naam"] for item in page["items"]]
        url = page["volgende"]
    assert found == ["Tweede", "Eerste"]
    for query, expected in (
        ("status=concept", ["Eerste"]),
        ("status=vastgesteld", ["Tweede"]),
        ("indicator=uren", ["Tweede"]),
        ("indicator=bestaat-niet", []),
        (f"duidingssessie={uuid4()}", []),
        ("monitorcyclus=geen", []),
    ):
        assert [item["naam"] for item in (await get(gemeente.beleid, f"{URL}?{query}"))["items"]] == expected, query
    everywhere, url = [], "/v1/verbeteracties?limit=1"
    while url:
        page = await get(gemeente.beleid, url)
        everywhere += [(item["plan"], item["code"]) for item in page["items"]]
        url = page["volgende"]
    ids = {name: url.rpartition("/")[2] for name, url in (("first", first), ("second", second))}
    assert everywhere == sorted([(ids["first"], "a"), (ids["first"], "b"), (ids["second"], "c")])
    for query, expected in (("aanbieder=wegwijs", ["b"]), ("indicator=uren", ["c"]), ("status=bezig", [])):
        items = (await get(gemeente.beleid, f"/v1/verbeteracties?{query}"))["items"]
        assert [item["code"] for item in items] == expected, query
    page = await get(gemeente.beleid, f"{first}/acties?limit=1")
    assert [item["code"] for item in (page["items"] + (await get(gemeente.beleid, page["volgende"]))["items"])] == [
        "a",
        "b",
    ]
    assert_probleem(await gemeente.beleid.get(f"{URL}/{uuid4()}/acties"), 404, "niet-gevonden")


async def test_new_acties_are_warned_about_while_earlier_ones_wait(gemeente: Gemeente) -> None:
    codes = ["a", "b", "c", "d"]
    first = await lay_down(gemeente.beleid, *map(actie, codes[:3]), naam="Eerste")
    assert (await get(gemeente.beleid, first))["waarschuwingen"] == []
    await step(gemeente.beleid, first, "vastgesteld")
    second = await lay_down(gemeente.beleid, begin="2025-05-01")
    [open_plan] = (await get(gemeente.beleid, second))["waarschuwingen"]
    assert (open_plan["soort"], [found["naam"] for found in open_plan["plannen"]]) == ("eerder-plan-open", ["Eerste"])
    added = (await post(gemeente.beleid, f"{second}/acties", actie("d"))).json()
    waiting = {warning["soort"]: warning for warning in added["waarschuwingen"]}
    assert [found["actie"] for found in waiting["effect-niet-gemeten"]["acties"]] == codes
    assert set(waiting) == {"effect-niet-gemeten", "eerder-plan-open"}
    later = (datetime.now(UTC).date() + timedelta(days=400)).isoformat()
    changed = without(actie("d", meetpunt=meetpunt(meetdatum=later)), "code")
    after = await gemeente.beleid.put(f"{second}/acties/d", json=changed, headers={"If-Match": "*"})
    assert [warning["soort"] for warning in after.json()["waarschuwingen"]] == ["eerder-plan-open"]


async def test_no_actie_slips_into_a_plan_that_is_being_finished(gemeente: Gemeente) -> None:
    here = await lay_down(gemeente.beleid, actie())
    await step(gemeente.beleid, here, "vastgesteld", "in-uitvoering")
    await step(gemeente.beleid, f"{here}/acties/oefenen", *DOEN)
    await step(gemeente.beleid, f"{here}/acties/oefenen", "afgesloten", reden="Geen cijfers.")
    calls = [
        post(gemeente.beleid, f"{here}/overgangen", {"naar": "afgerond"}, "*"),
        *(post(gemeente.beheer, f"{here}/acties", actie(f"nog-{nummer}")) for nummer in range(4)),
    ]
    finished, *added = await asyncio.gather(*calls)
    found = await get(gemeente.beleid, here)
    statussen = {item["status"] for item in (await get(gemeente.beleid, f"{here}/acties"))["items"]}
    if finished.status_code == 201:
        assert (found["status"], statussen) == ("afgerond", {"afgesloten"})
        assert {answer.status_code for answer in added} == {409}
    else:
        assert_probleem(finished, 409, "plan-niet-af")
        assert found["status"] == "in-uitvoering"
    assert {answer.status_code for answer in added} <= {201, 409}
