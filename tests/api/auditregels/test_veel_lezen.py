"""Who reads much at once is in the trail, once a day; who looks at a figure is not."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.contacten import contact
from tests.gemeente import Gemeente, client_of, make_gemeente
from zicht_shared import audit
from zicht_shared.auth import Credential, Rol


@pytest.fixture(scope="module")
async def vol(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    """With some figures. Whoever reads them in a test has a key of their own."""
    async with AsyncExitStack() as clients:
        gemeente = await make_gemeente(api_app, surveys_app, clients)
        rows = [contact(nr, aanbieder="wegwijs", datum="2025-03-10", gebied="WK02") for nr in range(30)]
        answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rows)
        assert answer.status_code == 201, answer.text
        yield gemeente


@dataclass(frozen=True)
class Lezer:
    gemeente: Gemeente
    credential: Credential
    http: httpx.AsyncClient
    owner: asyncpg.Connection

    async def noted(self) -> list[tuple[str, str]]:
        """What the trail says that this one read."""
        rows = await self.owner.fetch(
            "SELECT actie, object_id FROM auditregels WHERE gemeente_id = $1 AND sleutel_id = $2 "
            "AND actie LIKE '%.gelezen' ORDER BY actie, object_id",
            self.gemeente.id,
            self.credential.sleutel_id,
        )
        return [tuple(row) for row in rows]


MaakLezer = Callable[[str], Coroutine[Any, Any, Lezer]]


@pytest.fixture
async def lezer(vol: Gemeente, api_owner: asyncpg.Connection) -> AsyncIterator[MaakLezer]:
    async with AsyncExitStack() as clients:

        async def make(wie: str) -> Lezer:
            rol, _, aanbieder = wie.partition(":")
            credential = await vol.add_sleutel(Rol(rol), aanbieder=aanbieder or None)
            http = await clients.enter_async_context(client_of(vol.api_app, credential))
            return Lezer(vol, credential, http, api_owner)

        yield make


async def succeed(client: httpx.AsyncClient, address: str, **query: Any) -> None:
    answer = await client.get(address, params=query)
    assert answer.status_code == 200, answer.text


async def test_single_contacten_are_never_read_unseen(lezer: MaakLezer) -> None:
    for wie, what in (("beheer", "alle"), ("aanbieder:wegwijs", "wegwijs")):
        een = await lezer(wie)
        for limit in (1, 5, 1000):
            await succeed(een.http, "/v1/contacten", limit=limit)
        assert await een.noted() == [("contacten.gelezen", what)]


IEDER, EEN = "/v1/waarden", "/v1/indicatoren/clienten-bereikt/waarden"
BEIDE = [("waarden.gelezen", "alle"), ("waarden.gelezen", "clienten-bereikt")]


async def test_figures_as_a_file_are_noted_and_a_few_figures_are_not(lezer: MaakLezer) -> None:
    bi = await lezer("bi")
    for formaat in ("json", "csv", "xlsx", "parquet", "json-stat", "csv-excel"):
        for _ in range(2):
            await succeed(bi.http, EEN, periode="2025", formaat=formaat)
            await succeed(bi.http, IEDER, indicator="clienten-bereikt", periode="2025", formaat=formaat)
        assert await bi.noted() == ([] if formaat == "json" else BEIDE)


async def test_many_figures_are_noted_in_any_form(lezer: MaakLezer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert audit.VEEL == 1000
    for module in ("waarden", "waarnemingen"):
        monkeypatch.setattr(f"zicht_api.{module}.router.VEEL", 12)
    bi = await lezer("bi")
    await succeed(bi.http, IEDER, indicator="clienten-bereikt", periode="2025-01..2025-12")
    await succeed(bi.http, EEN, periode="2025-01..2025-12")
    assert await bi.noted() == BEIDE


async def test_an_answer_that_was_kept_for_another_is_noted_for_who_gets_it(lezer: MaakLezer) -> None:
    for bi in (await lezer("bi"), await lezer("bi")):
        for _ in range(2):
            await succeed(bi.http, EEN, periode="2025", formaat="csv")
        assert await bi.noted() == BEIDE[1:]


async def test_odata_is_noted_once_however_many_pages_there_are(lezer: MaakLezer) -> None:
    bi, pages = await lezer("bi"), 0
    for other in ("", "/$metadata", "/MeasureCodes", "/Observations/$count"):
        await succeed(bi.http, f"/odata/v4{other}")
    assert await bi.noted() == []
    url: str | None = "/odata/v4/Observations?$filter=Measure eq 'clienten-bereikt'"
    while url and pages < 3:
        answer = await bi.http.get(url, headers={"Prefer": "odata.maxpagesize=5"})
        assert answer.status_code == 200, answer.text
        url, pages = answer.json().get("@odata.nextLink"), pages + 1
    assert pages == 3
    assert await bi.noted() == [("odata.gelezen", "Observations")]


async def test_of_a_visitor_without_a_key_nothing_is_noted(lezer: MaakLezer, vol: Gemeente) -> None:
    bi = await lezer("bi")
    count = "SELECT count(*) FROM auditregels WHERE gemeente_id = $1 AND actie LIKE '%.gelezen'"
    before = await bi.owner.fetchval(count, vol.id)
    browsers = Browsers(vol.api_app)
    async with browsers.clients:
        browser = browsers.new(vol, "http")
        await succeed(browser.http, f"/dashboard/{vol.code}/gegevens", periode="2025")
        assert await bi.owner.fetchval(count, vol.id) == before
        await browser.sign_in(bi.credential)
        await succeed(browser.http, f"/dashboard/{vol.code}/gegevens", periode="2025")
    assert await bi.noted() == BEIDE[:1]


async def test_what_cannot_be_noted_is_not_given(lezer: MaakLezer, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is not taken for noted: the next time it is, after all."""

    async def fail(*_: object, **__: object) -> None:
        raise ConnectionError

    beheer = await lezer("beheer")
    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", fail)
        for address in ("/v1/contacten", f"{EEN}?periode=2025&formaat=csv", "/odata/v4/Observations?$top=1"):
            answer = await beheer.http.get(address)
            assert answer.status_code == 503, answer.text
    assert await beheer.noted() == []
    await succeed(beheer.http, "/v1/contacten")
    assert await beheer.noted() == [("contacten.gelezen", "alle")]


async def test_what_was_rolled_back_was_not_noted(lezer: MaakLezer, vol: Gemeente) -> None:
    bi = await lezer("bi")
    caller = await vol.api_app.state.authenticate(bi.credential)

    async def read(then: float) -> None:
        async with vol.db.transaction(vol.id) as db:
            await audit.record_reading(db, caller, "proef.gelezen", "x", {})
            assert 1 / then

    with pytest.raises(ZeroDivisionError):
        await read(0)
    assert await bi.noted() == []
    for _ in range(2):
        await read(1)
    assert await bi.noted() == [("proef.gelezen", "x")]
