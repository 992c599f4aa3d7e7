"""What was withdrawn after the backup stays withdrawn when the core's database is put back."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from starlette.applications import Starlette

from tests.api.verhalen.gegevens import enter, enter_released, ids_seen, verhaal
from tests.benchmarkgroep import make_groep
from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of
from tests.herstel import copy_rows, with_register
from zicht_api.herstel.soorten import Wissoort
from zicht_api.herstel.wissen import WISSERS
from zicht_api.main import create_app
from zicht_api.settings import Settings
from zicht_api.sleutels.service import operator, replace_sleutel
from zicht_shared.auth import Credential, Rol
from zicht_shared.wisregister import Wisregister, remember_erased
from zicht_shared.wisronde import Wisronde

HAAK = {"url": "https://meldingen.example/zicht", "omschrijving": "Alles"}


@pytest.fixture
def register(api_app: Starlette, tmp_path: Path) -> Iterator[Wisregister]:
    with with_register(api_app.state.db, tmp_path) as register:
        yield register


@pytest.fixture
def ronde(api_app: Starlette, register: Wisregister) -> Wisronde:
    return Wisronde(api_app.state.db, WISSERS)


async def opens(gemeente: Gemeente, sleutel: Credential) -> bool:
    async with client_of(gemeente.api_app, sleutel) as client:
        return (await client.get("/v1/ik")).status_code == 200


async def test_a_story_that_was_withdrawn_stays_gone_and_one_that_was_changed_is_read_again_first(
    gemeente: Gemeente, ronde: Wisronde, api_owner: asyncpg.Connection
) -> None:
    gone, changed, kept = [await enter_released(gemeente, verhaal("openbaar", tekst=f"Dit is {nr}.")) for nr in "123"]
    kopie = await copy_rows(api_owner, gemeente.id, "verhalen")
    await gemeente.beleid.post(f"/v1/verhalen/{gone}/intrekking")
    for _ in range(2):
        answer = await gemeente.beleid.put(f"/v1/verhalen/{changed}", json=verhaal(), headers={"If-Match": "*"})
        assert answer.status_code == 200
    await kopie.put_back()
    assert await ids_seen(gemeente.bi) == {gone, changed, kept}

    assert await ronde.work() == 2
    assert (await ids_seen(gemeente.bi), await ids_seen(gemeente.beleid)) == ({kept}, {changed, kept})
    [told] = [
        each
        for each in (await gemeente.beheer.get("/v1/gebeurtenissen")).json()["items"][-1:]
        if each["soort"] == "verhaal.ingetrokken"
    ]
    assert told["onderwerp"] == gone
    # Who looked at it, and lets it be read again, does so for good.
    again = await gemeente.beleid.post(f"/v1/verhalen/{changed}/vrijgave", headers={"If-Match": "*"})
    assert again.status_code == 200
    assert await ronde.work() == 0
    assert await ids_seen(gemeente.bi) == {changed, kept}


async def test_keys_that_were_withdrawn_or_replaced_are_good_no_longer_than_was_said(
    gemeente: Gemeente, ronde: Wisronde, api_owner: asyncpg.Connection
) -> None:
    stolen, replaced, good = [await gemeente.add_sleutel(Rol.bi) for _ in range(3)]
    kopie = await copy_rows(api_owner, gemeente.id, "sleutels")
    await gemeente.beheer.delete(f"/v1/sleutels/{stolen.sleutel_id}")
    async with gemeente.db.transaction(gemeente.id) as db:
        await replace_sleutel(db, operator(gemeente.code, ""), replaced.sleutel_id, timedelta(0))
    await kopie.put_back()
    assert [await opens(gemeente, sleutel) for sleutel in (stolen, replaced, good)] == [True, True, True]

    assert await ronde.work() == 2
    assert [await opens(gemeente, sleutel) for sleutel in (stolen, replaced, good)] == [False, False, True]
    assert await ronde.work() == 0


async def test_nobody_is_sent_anything_or_let_in_by_what_was_changed_or_removed(
    gemeente: Gemeente, ronde: Wisronde, api_owner: asyncpg.Connection
) -> None:
    beheer = gemeente.beheer
    haken = [
        (await beheer.post("/v1/webhooks", json=HAAK, headers={"Idempotency-Key": str(uuid4())})).json()["id"]
        for _ in range(3)
    ]
    dienst = {
        "naam": "account", "contact": "beheer", "issuer": "https://login.example", "clientId": "zicht",
        "clientGeheim": "geheim", "claim": "groups",
        "toewijzingen": [{"waarde": "team", "rol": "beheer", "doel": "leren"}],
    }  # fmt: skip
    assert (await beheer.put("/v1/aanmelddienst", json=dienst)).status_code == 201
    token = {
        "issuer": "https://login.example", "audience": f"https://zicht.example/{gemeente.code}",
        "clients": [{"clientId": "bi", "rol": "bi", "doel": "leren"}],
    }  # fmt: skip
    assert (await beheer.put("/v1/toegangsdienst", json=token)).status_code == 201
    kopie = await copy_rows(api_owner, gemeente.id, "webhooks", "aanmelddiensten", "toegangsdiensten")
    await beheer.put(f"/v1/webhooks/{haken[0]}", json=HAAK, headers={"If-Match": "*"})
    await beheer.delete(f"/v1/webhooks/{haken[1]}", headers={"If-Match": "*"})
    less = dienst | {"toewijzingen": [{"waarde": "team", "rol": "bi", "doel": "leren"}]}
    assert (await beheer.put("/v1/aanmelddienst", json=less, headers={"If-Match": "*"})).status_code == 200
    assert (await beheer.delete("/v1/toegangsdienst", headers={"If-Match": "*"})).status_code == 204
    await kopie.put_back()

    assert await ronde.work() == 4
    assert [each["id"] for each in (await beheer.get("/v1/webhooks")).json()["items"]] == haken[2:]
    assert (await beheer.get("/v1/aanmelddienst")).status_code == 404
    assert (await beheer.get("/v1/toegangsdienst")).status_code == 404
    # What is set up anew afterwards stays.
    assert (await beheer.put("/v1/aanmelddienst", json=dienst)).status_code == 201
    assert await ronde.work() == 0


async def test_a_gemeente_that_left_a_comparison_is_not_in_it_again(
    gemeente: Gemeente, ronde: Wisronde, api_owner: asyncpg.Connection, databases: Databases
) -> None:
    await make_groep(databases, "herstel")
    deelname = "INSERT INTO benchmarkdeelnames (groep, deelnemer, sinds) VALUES ('herstel', $1, current_date - $2::int)"
    await api_owner.execute(deelname, gemeente.code, 30)
    assert (await gemeente.beheer.delete("/v1/benchmarkdeelnames/herstel")).status_code == 204
    await api_owner.execute(deelname, gemeente.code, 30)
    assert await ronde.work() == 1
    # Who joins again afterwards takes part.
    await api_owner.execute(deelname, gemeente.code, 0)
    assert await ronde.work() == 0


async def test_what_was_asked_while_the_database_fell_away_is_done_later(
    gemeente: Gemeente, ronde: Wisronde, register: Wisregister
) -> None:
    made = await enter(gemeente, verhaal())
    with suppress(ConnectionError):
        async with gemeente.db.transaction(gemeente.id) as db:
            await remember_erased(db, gemeente.id, Wissoort.verhaal, made["id"])
            raise ConnectionError
    assert await ronde.work() == 1
    assert (await gemeente.beleid.get(f"/v1/verhalen/{made['id']}")).status_code == 404


async def test_a_register_that_cannot_be_written_keeps_nobody_from_withdrawing_a_key(
    gemeente: Gemeente, api_app: Starlette, tmp_path: Path
) -> None:
    stolen = await gemeente.add_sleutel(Rol.bi)
    with with_register(api_app.state.db, tmp_path / "niet-aangekoppeld"):
        assert (await gemeente.beheer.delete(f"/v1/sleutels/{stolen.sleutel_id}")).status_code == 204
    assert not await opens(gemeente, stolen)


async def test_the_register_holds_ids_and_days_and_survives_a_line_that_was_torn(
    gemeente: Gemeente, register: Wisregister, tmp_path: Path
) -> None:
    made = await enter(gemeente, verhaal("openbaar", tekst="Een heel herkenbaar verhaal."))
    await gemeente.beleid.post(f"/v1/verhalen/{made['id']}/intrekking")
    [path] = tmp_path.glob("*.jsonl")
    entry: dict[str, Any] = json.loads(path.read_text())
    assert entry.pop("op").count("-") == 2
    assert entry == {"gemeente": str(gemeente.id), "soort": "verhaal", "ids": [made["id"]]}
    with path.open("a") as file:
        file.write('{"op": "2026-11-')
    await gemeente.beheer.delete(f"/v1/sleutels/{gemeente.sleutels[Rol.bi].sleutel_id}")
    assert register.read() == {
        gemeente.id: {"verhaal": [made["id"]], "sleutel": [gemeente.sleutels[Rol.bi].sleutel_id]}
    }


async def test_a_service_is_not_ready_before_it_erased_again(databases: Databases, tmp_path: Path) -> None:
    settings = Settings(
        database_url=databases.api, geheimen=[SECRET], public_url="http://api.test", wisregister=tmp_path, pool_size=2
    )
    app = create_app(settings)
    async with client_of(app) as client:
        early = await client.get("/gezondheid/gereed")
        assert (early.status_code, "gewist" in early.text) == (503, True)
        async with app.router.lifespan_context(app):
            # Before the first request, not soon after it.
            assert app.state.db.wisregister.uitgevoerd
            app.state.gereedheid._seen.clear()
            assert (await client.get("/gezondheid/gereed")).status_code == 200
