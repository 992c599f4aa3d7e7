"""Who may read a story, for as long as the one who told it says so."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import structlog
from structlog.processors import KeyValueRenderer
from structlog.testing import CapturingLogger

from tests.api.doelenbomen.bomen import boom, lay_down
from tests.api.verhalen.gegevens import (
    URL,
    all_rows,
    enter,
    enter_released,
    ids_seen,
    let_expire,
    send,
    toestemming,
    verhaal,
)
from tests.conftest import SECRET
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.verhalen.queries import bestaande_verhalen, tel_verhalen
from zicht_api.verhalen.schemas import Gebruik
from zicht_api.verhalen.service import load_leesbaar
from zicht_api.verhalen.taak import purge_verhalen
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.crypto import Keyring

GEHEIM = "Zonneveld"
OVER = "kanarievogel"


def principal(gemeente: Gemeente, rol: Rol, doel: Doel = Doel.leren) -> Principal:
    return Principal(gemeente.id, gemeente.code, gemeente.code, "test", rol, doel)


@pytest.fixture
async def verantwoorden(gemeente: Gemeente) -> Gemeente:
    """With keys to account with, for every role that can have one."""
    for rol in (Rol.beheer, Rol.beleid, Rol.bi):
        gemeente.sleutels[f"{rol}-v"] = await gemeente.add_sleutel(rol, Doel.verantwoorden)
    gemeente.sleutels["wegwijs-v"] = await gemeente.add_sleutel(Rol.aanbieder, Doel.verantwoorden, aanbieder="wegwijs")
    return gemeente


async def withdraw(client: httpx.AsyncClient, verhaal_id: str) -> httpx.Response:
    return await client.post(f"{URL}/{verhaal_id}/intrekking")


async def test_each_reads_what_the_consent_lets_them_read(verantwoorden: Gemeente) -> None:
    gemeente, over = verantwoorden, {"aanbieder": "wegwijs"}
    concept = str((await enter(gemeente, verhaal("duiding", "aanbieder", "openbaar", **over)))["id"])
    leren = await enter_released(gemeente, verhaal(**over))
    voor_aanbieder = await enter_released(gemeente, verhaal("aanbieder", **over))
    voor_ander = await enter_released(gemeente, verhaal("aanbieder", aanbieder="buurvrouw"))
    openbaar = await enter_released(gemeente, verhaal("openbaar", **over))
    van_niemand = await enter_released(gemeente, verhaal("openbaar", "aanbieder"))

    vrij = {leren, voor_aanbieder, voor_ander, openbaar, van_niemand}
    expected = {
        "beheer": vrij | {concept},
        "beleid": vrij | {concept},
        "bi": vrij,
        "aanbieder:wegwijs": {voor_aanbieder},
        "aanbieder:buurvrouw": {voor_ander},
        "beheer-v": {openbaar, van_niemand},
        "beleid-v": {openbaar, van_niemand},
        "bi-v": {openbaar, van_niemand},
        "wegwijs-v": {openbaar},
    }
    for wie, seen in expected.items():
        client = gemeente.at_api(wie)
        assert await ids_seen(client) == seen, wie
        for hidden in (vrij | {concept}) - seen:
            assert_probleem(await client.get(f"{URL}/{hidden}"), 404, "niet-gevonden")
    # How somebody consented, and when, is for those who keep the stories.
    kept = (await gemeente.beleid.get(f"{URL}/{openbaar}")).json()["toestemming"]
    assert kept == toestemming("openbaar")
    read = (await gemeente.bi.get(f"{URL}/{openbaar}")).json()["toestemming"]
    assert read == kept | {"wijze": None, "gegevenOp": None}


async def test_to_account_with_there_is_only_what_is_public_and_nothing_of_what_it_was_linked_to(
    verantwoorden: Gemeente,
) -> None:
    gemeente = verantwoorden
    indicator = {"naam": "x", "omschrijving": "", "pijler": "bereik", "soort": "output", "eenheid": "dagen"}
    for code, doelen in (("leren-alleen", ["leren"]), ("beide", ["leren", "verantwoorden"])):
        body = indicator | {"code": code, "rekenwijze": "handmatig", "doelen": doelen}
        (await gemeente.beheer.post("/v1/indicatoren", json=body)).raise_for_status()
    fields = {"indicatoren": ["leren-alleen", "beide"], "aanbieder": "wegwijs"}
    openbaar = await enter_released(gemeente, verhaal("openbaar", themas=["open"], **fields))
    await enter_released(gemeente, verhaal("duiding", themas=["open", "besloten"], **fields))
    client = gemeente.at_api("bi-v")
    found = (await client.get(f"{URL}/{openbaar}")).json()
    assert [one["code"] for one in found["indicatoren"]] == ["beide"]
    assert found["aanbieder"] is None
    assert await ids_seen(client, indicator="beide") == {openbaar}
    for query in ({"indicator": "leren-alleen"}, {"aanbieder": "wegwijs"}, {"thema": "besloten"}):
        assert await ids_seen(client, **query) == set(), query
        assert openbaar in await ids_seen(gemeente.bi, **query) or query == {"thema": "besloten"}
    themas = (await client.get("/v1/verhaalthemas")).json()["items"]
    assert themas == [{"thema": "open", "verhalen": 1}]

    beheer = gemeente.at_api("beheer-v")
    for method, url in (("POST", URL), ("PUT", f"{URL}/{openbaar}"), ("POST", f"{URL}/{openbaar}/vrijgave")):
        headers = {"If-Match": "*", "Idempotency-Key": str(uuid4())}
        refused = await beheer.request(method, url, json=verhaal(), headers=headers)
        assert_probleem(refused, 403, "alleen-om-te-leren")
    assert_probleem(await withdraw(beheer, openbaar), 403, "alleen-om-te-leren")
    assert await ids_seen(client) == {openbaar}


async def test_what_was_typed_in_is_kept_nowhere_and_said_nowhere(
    gemeente: Gemeente, api_owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = CapturingLogger()
    for module in ("http", "errors"):
        monkeypatch.setattr(
            f"zicht_shared.{module}.log",
            structlog.wrap_logger(logger, [KeyValueRenderer()], wrapper_class=structlog.BoundLogger),
        )
    body = verhaal(
        titel=f"Mevrouw {GEHEIM}", tekst=f"Mevrouw {GEHEIM} hielp mij, {OVER}.", citaat=f"mevrouw {GEHEIM} hielp"
    )
    wrong = await send(gemeente.beleid, body)
    assert wrong.status_code == 400, "the passage begins with a small letter"
    made = await send(gemeente.beleid, body | {"citaat": f"Mevrouw {GEHEIM} hielp"}, key="dezelfde-sleutel")
    url = f"{URL}/{made.json()['id']}"
    found = await gemeente.beleid.get(url)
    changed = await gemeente.beleid.put(url, json=body | {"citaat": None}, headers={"If-Match": '"1"'})
    assert (made.status_code, changed.status_code) == (201, 200)
    logged = str(logger.calls)
    assert "route='/verhalen'" in logged
    said = logged + "".join(answer.text for answer in (wrong, made, found, changed))
    rows = await all_rows(api_owner, gemeente)
    assert found.json()["titel"] == "Mevrouw ⟨naam⟩"
    assert OVER in found.text
    assert all(OVER not in answer.text for answer in (wrong, made, changed))
    for secret in (GEHEIM, GEHEIM.encode().hex()):
        assert secret not in said
        assert secret not in rows
    assert OVER not in rows
    [row] = await api_owner.fetch("SELECT inhoud FROM verhalen WHERE gemeente_id = $1", gemeente.id)
    plain = Keyring([SECRET]).unseal("verhaal", row["inhoud"]).decode()
    assert (OVER in plain, GEHEIM in plain) == (True, False)


async def test_a_story_that_is_withdrawn_is_gone_with_the_next_request_and_the_trail_says_only_that(
    verantwoorden: Gemeente, api_owner: asyncpg.Connection
) -> None:
    gemeente = verantwoorden
    await lay_down(gemeente.beleid, boom())
    body = verhaal(
        "duiding",
        "aanbieder",
        "openbaar",
        tekst=f"Ik zag een {OVER}.",
        titel=OVER,
        citaat=OVER,
        themas=[OVER],
        aanbieder="wegwijs",
        indicatoren=["uren"],
        knopen=[{"doelenboom": "regie", "knoop": "weten"}],
    )
    made = await enter(gemeente, body, key="dezelfde-sleutel")
    url = f"{URL}/{made['id']}"
    (await gemeente.beleid.post(f"{url}/vrijgave", headers={"If-Match": "*"})).raise_for_status()
    ander = await enter_released(gemeente, verhaal("openbaar"))
    readers = ["beheer", "beleid", "bi", "aanbieder:wegwijs", "beheer-v", "bi-v", "wegwijs-v"]
    for wie in readers:
        assert made["id"] in await ids_seen(gemeente.at_api(wie))
    before = await all_rows(api_owner, gemeente)
    assert OVER in before, "the theme is readable in the row, so its absence below says something"

    gone = await withdraw(gemeente.beleid, made["id"])
    assert (gone.status_code, gone.content) == (204, b"")
    for wie in readers:
        client = gemeente.at_api(wie)
        assert made["id"] not in await ids_seen(client)
        assert_probleem(await client.get(url), 404, "niet-gevonden")
        assert OVER not in (await client.get("/v1/verhaalthemas")).text
    assert await ids_seen(gemeente.bi) == {ander}
    after = await all_rows(api_owner, gemeente)
    assert OVER not in after
    names = sorted(line.partition(" ")[0] for line in after.splitlines() if made["id"] in line)
    assert set(names) <= {"auditregels", "gebeurtenissen"}
    trail = await api_owner.fetch(
        "SELECT actie, sleutel_id, voor, na FROM auditregels WHERE gemeente_id = $1 AND object_id = $2 ORDER BY nr",
        gemeente.id,
        made["id"],
    )
    assert [row["actie"] for row in trail] == ["verhaal.ingevoerd", "verhaal.vrijgegeven", "verhaal.ingetrokken"]
    assert tuple(trail[-1])[1:] == (gemeente.sleutels["beleid"].sleutel_id, None, None)

    again = await send(gemeente.beleid, body, key="dezelfde-sleutel")
    assert (again.status_code, again.json()) == (201, made)
    assert again.headers["idempotency-replayed"] == "true"
    assert OVER not in again.text
    assert await ids_seen(gemeente.beleid) == {ander}, "sent again, it does not come back"
    assert_probleem(await withdraw(gemeente.beleid, made["id"]), 404, "niet-gevonden")


async def test_who_may_have_read_a_story_hears_that_it_may_not_be_used_any_more(
    verantwoorden: Gemeente, api_owner: asyncpg.Connection
) -> None:
    gemeente = verantwoorden
    concept = (await enter(gemeente, verhaal("openbaar", "aanbieder", aanbieder="wegwijs")))["id"]
    leren = await enter_released(gemeente, verhaal("duiding", aanbieder="wegwijs"))
    voor_aanbieder = await enter_released(gemeente, verhaal("aanbieder", aanbieder="wegwijs"))
    openbaar = await enter_released(gemeente, verhaal("openbaar", aanbieder="wegwijs"))
    beide = await enter_released(gemeente, verhaal("openbaar", "aanbieder", aanbieder="wegwijs"))
    changed = await gemeente.beleid.put(f"{URL}/{openbaar}", json=verhaal(), headers={"If-Match": "*"})
    assert changed.status_code == 200
    for each in (concept, leren, voor_aanbieder, openbaar, beide):
        assert (await withdraw(gemeente.beheer, each)).status_code == 204
    rows = await api_owner.fetch(
        "SELECT onderwerp, pad, alleen_leren, aanbieder, gegevens::text AS reden FROM gebeurtenissen "
        "WHERE gemeente_id = $1 AND soort = 'verhaal.ingetrokken' ORDER BY nr",
        gemeente.id,
    )
    assert {row["pad"] for row in rows} == {
        f"{URL}/{each}" for each in (concept, leren, voor_aanbieder, openbaar, beide)
    }
    ingetrokken, gewijzigd = '{"reden": "ingetrokken"}', '{"reden": "gewijzigd"}'
    assert [(row["onderwerp"], row["alleen_leren"], row["aanbieder"], row["reden"]) for row in rows] == [
        (openbaar, False, None, gewijzigd),
        (concept, True, None, ingetrokken),
        (leren, True, None, ingetrokken),
        (voor_aanbieder, True, "wegwijs", ingetrokken),
        # Who read it when it was public has heard; as it is now, nobody has read it.
        (openbaar, True, None, ingetrokken),
        (beide, False, None, ingetrokken),
        (beide, True, "wegwijs", ingetrokken),
    ]


async def test_after_the_last_day_of_the_consent_a_story_cannot_be_read_and_is_then_deleted(
    verantwoorden: Gemeente, api_owner: asyncpg.Connection
) -> None:
    gemeente, vandaag = verantwoorden, datetime.now(NEDERLAND).date()
    verlopen, vandaag_nog, ingetrokken = [
        await enter_released(gemeente, verhaal("duiding", "openbaar", themas=["open"])) for _ in range(3)
    ]
    for each, tot in ((verlopen, -1), (vandaag_nog, 0), (ingetrokken, -30)):
        await let_expire(api_owner, gemeente, each, vandaag + timedelta(days=tot))
    for wie in ("beheer", "bi", "bi-v"):
        client = gemeente.at_api(wie)
        assert await ids_seen(client) == {vandaag_nog}
        assert_probleem(await client.get(f"{URL}/{verlopen}"), 404, "niet-gevonden")
        assert (await client.get("/v1/verhaalthemas")).json()["items"] == [{"thema": "open", "verhalen": 1}]
    for method, path in (("PUT", ""), ("POST", "/vrijgave")):
        answer = await gemeente.beleid.request(
            method, f"{URL}/{verlopen}{path}", json=verhaal(), headers={"If-Match": "*"}
        )
        assert_probleem(answer, 404, "niet-gevonden")
    # Withdrawing always works.
    assert (await withdraw(gemeente.beleid, ingetrokken)).status_code == 204

    await purge_verhalen(gemeente.db, vandaag)
    left = await api_owner.fetch("SELECT id FROM verhalen WHERE gemeente_id = $1", gemeente.id)
    assert [str(row["id"]) for row in left] == [vandaag_nog]
    await purge_verhalen(gemeente.db, vandaag + timedelta(days=1))
    trail = await api_owner.fetch(
        "SELECT object_id, sleutel_id, voor, na FROM auditregels "
        "WHERE gemeente_id = $1 AND actie = 'verhaal.verlopen' ORDER BY nr",
        gemeente.id,
    )
    assert [tuple(row) for row in trail] == [
        (verlopen, "verhalen", None, None),
        (vandaag_nog, "verhalen", None, None),
    ]
    told = await api_owner.fetch(
        "SELECT onderwerp, alleen_leren FROM gebeurtenissen "
        "WHERE gemeente_id = $1 AND gegevens ->> 'reden' = 'verlopen' ORDER BY nr",
        gemeente.id,
    )
    assert [tuple(row) for row in told] == [(verlopen, False), (vandaag_nog, False)]


async def test_who_changes_a_story_while_it_is_withdrawn_does_not_bring_it_back(gemeente: Gemeente) -> None:
    for _ in range(5):
        made = await enter(gemeente, verhaal())
        url = f"{URL}/{made['id']}"
        changes = [gemeente.beleid.put(url, json=verhaal(), headers={"If-Match": "*"}) for _ in range(3)]
        answers = await asyncio.gather(*changes, withdraw(gemeente.beheer, made["id"]))
        assert answers[-1].status_code == 204
        assert {answer.status_code for answer in answers[:-1]} <= {200, 404}
        assert_probleem(await gemeente.beleid.get(url), 404, "niet-gevonden")


async def test_others_use_only_what_may_be_read_for_that_now(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    await lay_down(gemeente.beleid, boom())
    keyring, knopen = Keyring([SECRET]), [{"doelenboom": "regie", "knoop": "weten"}]
    concept = (await enter(gemeente, verhaal("duiding")))["id"]
    alleen_leren = await enter_released(gemeente, verhaal())
    ingetrokken = await enter_released(gemeente, verhaal("duiding"))
    verlopen = await enter_released(gemeente, verhaal("duiding"))
    duiding = await enter_released(gemeente, verhaal("duiding", tekst=f"De {OVER}.", knopen=knopen, periode="2025-03"))
    await let_expire(api_owner, gemeente, verlopen, date(2026, 1, 1))
    await withdraw(gemeente.beleid, ingetrokken)
    ids = {UUID(str(each)) for each in (concept, alleen_leren, ingetrokken, verlopen, duiding)}
    beleid = principal(gemeente, Rol.beleid)
    verantwoording = principal(gemeente, Rol.beleid, Doel.verantwoorden)
    async with gemeente.db.transaction(gemeente.id) as db:
        found = await load_leesbaar(db, beleid, keyring, ids, waarvoor=Gebruik.duiding)
        assert [(str(one), verhaal.delen[0].tekst) for one, verhaal in found.items()] == [(duiding, f"De {OVER}.")]
        assert await load_leesbaar(db, beleid, keyring, ids, waarvoor=Gebruik.openbaar) == {}
        assert await load_leesbaar(db, verantwoording, keyring, ids, waarvoor=Gebruik.duiding) == {}
        there = await bestaande_verhalen(db, beleid, ids)
        assert there == {UUID(str(each)) for each in (concept, alleen_leren, duiding)}
        assert await bestaande_verhalen(db, verantwoording, ids) == set()
        jaar = {"begin": date(2025, 1, 1), "eind": date(2025, 12, 31)}
        assert await tel_verhalen(db, beleid, **jaar) == 3
        assert await tel_verhalen(db, beleid, begin=date(2025, 3, 31), eind=date(2025, 4, 30)) == 3
        assert await tel_verhalen(db, beleid, begin=date(2025, 4, 1), eind=date(2025, 4, 30)) == 0
        assert await tel_verhalen(db, beleid, **jaar, doelenboom="regie") == 1
        assert await tel_verhalen(db, verantwoording, **jaar) == 0
