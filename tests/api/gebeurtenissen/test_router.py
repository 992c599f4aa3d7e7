"""The feed: what happened, once, in order, and only to who may know of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.api.signalen.gegevens import deliver, maanden, make_indicator, signaleer
from tests.conftest import SECRET, MakeGemeente
from tests.contacten import contact
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gebeurtenissen.taak import purge_overal
from zicht_api.gebeurtenissen.volgen import Plek, seal_plek
from zicht_shared.auth import Doel, Rol
from zicht_shared.crypto import Keyring

URL = "/v1/gebeurtenissen"
NU = datetime.now(UTC)


async def read(client: httpx.AsyncClient, url: str = URL) -> dict[str, Any]:
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    assert answer.headers.get("link") == (f'<{page["verder"]}>; rel="next"' if page["volgende"] else None)
    return page


async def onderwerpen(client: httpx.AsyncClient, url: str = URL) -> list[str]:
    return [item["onderwerp"] for item in (await read(client, url))["items"]]


async def tell(gemeente: Gemeente, onderwerp: str, **fields: Any) -> None:
    """Something that happened, by itself in a transaction."""
    soort = fields.pop("soort", Gebeurtenissoort.verbeterplan_status)
    async with gemeente.db.transaction(gemeente.id) as db:
        fields = {"pad": f"/v1/verbeterplannen/{onderwerp}", "alleen_leren": False} | fields
        await meld(db, gemeente.id, soort, onderwerp, **fields)


async def test_what_comes_in_and_what_stands_out_is_told_once(gemeente: Gemeente) -> None:
    wegwijs, key = gemeente.aanbieder("wegwijs"), {"Idempotency-Key": str(uuid4())}
    contacten = "/v1/aanleveringen?soort=contacten"
    for _ in range(2):
        made = await wegwijs.post(contacten, json=[contact(1)], headers=key)
    assert (await wegwijs.post(f"{contacten}&droogloop=true", json=[contact(2)])).json()["status"] == "droogloop"
    assert (await wegwijs.post(contacten, json=[contact(3, soort="praatje")])).status_code == 400
    again = await wegwijs.post(contacten, json=[contact(1)])
    assert again.json()["ongewijzigd"] == 1

    resultaat = f"/v1/vragenlijstresultaten/{uuid4()}"
    uitkomst = {"naam": "Voorjaar", "vragenlijst": "hoewijzer", "periode": "2026-K1", "uitslagen": []}
    for versie, ontvangen in ((1, 12), (1, 12), (2, 13)):
        nieuw = uitkomst | {"versie": versie, "ontvangen": {"kort": ontvangen}}
        put = await gemeente.at_api("vragenlijsten").put(resultaat, json=nieuw)
        assert put.status_code == 200, put.text

    await make_indicator(gemeente, signaalgrens=90)
    await deliver(gemeente, dict(zip(maanden(2), (60, 100), strict=True)))
    for _ in range(2):
        await signaleer(gemeente)

    items = (await read(gemeente.beheer))["items"]
    assert [item["soort"] for item in items] == [
        "aanlevering.ontvangen", "aanlevering.ontvangen", "resultaat.ontvangen", "resultaat.ontvangen",
        "aanlevering.ontvangen", "signaal.nieuw",
    ]  # fmt: skip
    assert [item["gegevens"] for item in items[:3]] == [
        {"soort": "contacten", "dataversie": made.json()["dataversie"]},
        {"soort": "contacten", "dataversie": None},
        {"vragenlijst": "hoewijzer", "periode": "2026-K1", "dataversie": items[2]["gegevens"]["dataversie"]},
    ]
    assert [item["aanbieder"] for item in items] == ["wegwijs", "wegwijs", None, None, None, None]
    assert (items[5]["indicator"], items[5]["gegevens"]) == ("aanvragen", {"soort": "grens", "periode": maanden(1)[0]})
    for item in items:
        there = await gemeente.beheer.get(item["pad"])
        assert (there.status_code, there.json()["id"]) == (200, item["onderwerp"])
    assert len({item["id"] for item in items}) == len(items)


async def test_a_reader_goes_on_where_it_was_also_when_there_was_nothing_yet(gemeente: Gemeente) -> None:
    start = await read(gemeente.beheer)
    assert (start["items"], start["volgende"]) == ([], None)
    for onderwerp in ("een", "twee", "drie"):
        await tell(gemeente, onderwerp)
    await tell(gemeente, "vier", soort=Gebeurtenissoort.actie_status)
    assert await onderwerpen(gemeente.beheer, start["verder"]) == ["een", "twee", "drie", "vier"]

    first = await read(gemeente.beheer, f"{URL}?limit=2&soort=verbeterplan.status")
    second = await read(gemeente.beheer, first["verder"])
    assert [[item["onderwerp"] for item in page["items"]] for page in (first, second)] == [["een", "twee"], ["drie"]]
    assert (first["volgende"], second["volgende"]) == (first["verder"], None)
    # The end is of the whole feed: what was passed over for its kind does not come back.
    assert await onderwerpen(gemeente.beheer, second["verder"].replace("&soort=verbeterplan.status", "")) == []
    await tell(gemeente, "vijf")
    assert await onderwerpen(gemeente.beheer, second["verder"]) == ["vijf"]
    assert await onderwerpen(gemeente.beheer, second["verder"]) == ["vijf"]


@pytest.fixture
async def veelzijdig(gemeente: Gemeente) -> Gemeente:
    """A gemeente in which something happened of every kind of secrecy, and where who is told has a webhook for it."""
    await make_indicator(gemeente, code="leren")
    await gemeente.beheer.post("/v1/indicatoren", json={**VERANTWOORDEN, "code": "beide"})
    return gemeente


VERANTWOORDEN: dict[str, Any] = {
    "naam": "Aanvragen", "pijler": "bereik", "soort": "output", "eenheid": "aanvragen", "rekenwijze": "maatstaf",
    "teller": "aanvragen", "functies": ["signaleren"], "doelen": ["leren", "verantwoorden"],
}  # fmt: skip
GEBEURD: dict[str, dict[str, Any]] = {
    "gewoon": {},
    "sessie": {"alleen_leren": True},
    "over-leren": {"indicator": "leren"},
    "over-beide": {"indicator": "beide"},
    "over-weg": {"indicator": "bestaat-niet"},
    "leren-over-beide": {"indicator": "beide", "alleen_leren": True},
    "wegwijs": {"aanbieder": "wegwijs"},
    "wegwijs-leren": {"aanbieder": "wegwijs", "alleen_leren": True},
    "buurvrouw": {"aanbieder": "buurvrouw"},
    "levering": {"soort": Gebeurtenissoort.aanlevering_ontvangen},
    "verhaal": {"soort": Gebeurtenissoort.verhaal_ingetrokken, "alleen_leren": True},
}
VERBORGEN = {"sessie", "over-leren", "over-weg", "leren-over-beide", "wegwijs-leren", "verhaal"}


async def test_who_may_not_know_of_it_is_not_told_in_the_feed_nor_by_a_webhook(veelzijdig: Gemeente) -> None:
    gemeente, sent = veelzijdig, {}
    haak = {
        "url": "https://meldingen.example/zicht",
        "omschrijving": "Alles",
        "gebeurtenissen": ["verbeterplan.status", "aanlevering.ontvangen", "verhaal.ingetrokken"],
    }
    for doel in Doel:
        async with client_of(gemeente.api_app, await gemeente.add_sleutel(Rol.beheer, doel)) as beheer:
            made = await beheer.post("/v1/webhooks", json=haak, headers={"Idempotency-Key": str(uuid4())})
            sent[doel] = made.json()["id"]
    for onderwerp, fields in GEBEURD.items():
        await tell(gemeente, onderwerp, **fields)

    wegwijs = {"wegwijs", "wegwijs-leren"}
    mag = {Rol.beheer: set(GEBEURD), Rol.beleid: set(GEBEURD), Rol.bi: {"levering", "verhaal"}, Rol.aanbieder: wegwijs}
    for rol, all_of_role in mag.items():
        aanbieder = "wegwijs" if rol is Rol.aanbieder else None
        for doel in Doel:
            expected = all_of_role - (VERBORGEN if doel is Doel.verantwoorden else set())
            async with client_of(gemeente.api_app, await gemeente.add_sleutel(rol, doel, aanbieder)) as client:
                assert await onderwerpen(client) == [name for name in GEBEURD if name in expected], (rol, doel)
                # In small pieces it is the same: what is hidden leaves no empty pieces.
                first = await read(client, f"{URL}?limit=1")
                assert (len(first["items"]), first["volgende"] is not None) == (1, len(expected) > 1)
            if rol is Rol.beheer:
                items = (await gemeente.beheer.get(f"/v1/webhooks/{sent[doel]}/bezorgingen")).json()["items"]
                assert {item["onderwerp"] for item in items} == expected


async def test_a_cursor_does_not_tell_how_much_is_hidden(gemeente: Gemeente) -> None:
    credential = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    async with client_of(gemeente.api_app, credential) as verantwoorden:
        pages = [await read(verantwoorden), await read(verantwoorden)]
        for nummer in range(3):
            await tell(gemeente, f"sessie-{nummer}", alleen_leren=True)
        pages += [await read(verantwoorden), await read(verantwoorden)]
        assert all((page["items"], page["volgende"]) == ([], None) for page in pages)
        # All as long, and no two the same, whether something happened in between or not.
        assert len({len(page["verder"]) for page in pages}) == 1
        assert len({page["verder"] for page in pages}) == 4
        # Past what is hidden, and not before what comes.
        await tell(gemeente, "zichtbaar")
        assert await onderwerpen(verantwoorden, pages[-1]["verder"]) == ["zichtbaar"]


async def test_a_cursor_of_another_and_a_made_up_one_are_refused(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente
) -> None:
    other = (await read((await nieuwe_gemeente()).beheer))["verder"].partition("cursor=")[2]
    for cursor in (other, "WyIxIl0", "!", "A", "x" * 59, "%ED%A0%80", "\u00e9"):
        refused = await gemeente.beheer.get(f"{URL}?cursor={cursor}")
        assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {("?cursor", "ongeldige-cursor")}


async def test_what_is_long_ago_is_let_go_and_who_missed_it_is_told(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente, api_owner: asyncpg.Connection
) -> None:
    haak = {"url": "https://meldingen.example/", "omschrijving": "Plan", "gebeurtenissen": ["verbeterplan.status"]}
    made = await gemeente.beheer.post("/v1/webhooks", json=haak, headers={"Idempotency-Key": str(uuid4())})
    for onderwerp, dagen in (("oud", 401), ("jong", 399)):
        await tell(gemeente, onderwerp)
        ago = NU - timedelta(days=dagen)
        for statement in (
            "UPDATE gebeurtenissen SET tijdstip = $1 WHERE gemeente_id = $2 AND onderwerp = $3",
            "UPDATE webhookbezorgingen SET aangemaakt_op = $1 WHERE gemeente_id = $2 AND onderwerp = $3",
        ):
            await api_owner.execute(statement, ago, gemeente.id, onderwerp)
    page = await read(gemeente.beheer, f"{URL}?limit=1")
    await purge_overal(gemeente.db, NU)
    assert await onderwerpen(gemeente.beheer) == ["jong"]
    bezorgd = (await gemeente.beheer.get(f"/v1/webhooks/{made.json()['id']}/bezorgingen")).json()["items"]
    assert [item["onderwerp"] for item in bezorgd] == ["jong"]
    # The cursor stood at what is gone: nobody can say what lay between.
    assert_probleem(await gemeente.beheer.get(page["verder"]), 410, "cursor-verlopen")

    def cursor(nr: int, dagen: int) -> str:
        return f"{URL}?cursor={seal_plek(Keyring([SECRET]), gemeente.id, Plek(nr, NU - timedelta(days=dagen)))}"

    assert_probleem(await gemeente.beheer.get(cursor(2, 400)), 410, "cursor-verlopen")
    assert await onderwerpen(gemeente.beheer, cursor(1, 398)) == ["jong"]
    # As after a backup was put back: the reader is ahead of us, and would miss what comes now.
    assert_probleem(await gemeente.beheer.get(cursor(3, 0)), 410, "cursor-verlopen")
    assert_probleem(await gemeente.beheer.get(cursor(2**64 - 1, 0)), 410, "cursor-verlopen")
