"""Residents with a link to fill in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.conftest import SECRET
from tests.gemeente import client_of

from zicht_shared.crypto import Keyring, sha256
from zicht_shared.tenancy import gemeente_id, new_token

KEYRING = Keyring([SECRET])
# HOEWijzer kort, page by page.
KORT = (
    {"snel-contact": "4", "welkom": "5"},
    {"geluisterd": "2", "informatie-voldoende": "weet-niet"},
    {"weet-verder": "3", "tevreden": "4"},
)
# Not the numbers of tests/gemeente.py: those count up from 1.
_numbers = count(5000)


@dataclass
class Inwoner:
    """Someone with a link, and a browser."""

    client: httpx.AsyncClient
    token: str
    meting_id: UUID
    database: asyncpg.Connection

    @property
    def pad(self) -> str:
        return f"/i/{self.token}"

    async def open(self, rest: str = "", **kwargs: Any) -> httpx.Response:
        return await self.client.get(self.pad + rest, **kwargs)

    async def send(self, rest: str, form: dict[str, Any] | None = None, **kwargs: Any) -> httpx.Response:
        return await self.client.post(self.pad + rest, data=form or {}, **kwargs)

    async def fill_in(self, *paginas: dict[str, Any]) -> None:
        """Answer the pages from the first on."""
        for stap, form in enumerate(paginas, start=1):
            answer = await self.send(f"/{stap}", form)
            assert answer.status_code == 303, answer.text

    async def ballots(self) -> list[asyncpg.Record]:
        return await self.database.fetch("SELECT * FROM stembus WHERE meting_id = $1", self.meting_id)

    async def draft(self) -> bytes | None:
        return await self.database.fetchval("SELECT inhoud FROM concepten WHERE token_hash = $1", sha256(self.token))

    async def is_used(self) -> bool:
        return (
            await self.database.fetchval("SELECT count(*) FROM gestemd WHERE token_hash = $1", sha256(self.token)) == 1
        )


NieuweInwoner = Callable[..., Awaitable[Inwoner]]


@pytest.fixture
async def nieuwe_inwoner(surveys_app: Starlette, surveys_owner: asyncpg.Connection) -> AsyncIterator[NieuweInwoner]:
    async with client_of(surveys_app) as client:

        async def make(
            vragenlijst: str = "hoewijzer",
            variant: str = "kort",
            *,
            eindigt_op: date = date(2099, 12, 31),
            gesloten_op: datetime | None = None,
            verloopt_over: timedelta = timedelta(days=30),
            ingetrokken_op: datetime | None = None,
            samen_met: Inwoner | None = None,
        ) -> Inwoner:
            code = f"GM{samen_met.token[:4]}" if samen_met else f"GM{next(_numbers)}"
            meting = samen_met.meting_id if samen_met else uuid4()
            tenant, token = gemeente_id(code), new_token(code)
            await surveys_owner.execute(
                "INSERT INTO gemeenten (id, code, naam) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                tenant,
                code,
                "Voorbeeldstad",
            )
            await surveys_owner.execute(
                """
                INSERT INTO metingen (gemeente_id, id, naam, vragenlijst, vragenlijst_versie, periode, begint_op,
                    eindigt_op, aanbieders, kort_tot_en_met, per_gebied, drempel, gesloten_op)
                VALUES ($1, $2, 'Najaar', $3, 1, '2026-K4', '2026-10-01', $4, '{wegwijs}', 3, true, 5, $5)
                ON CONFLICT DO NOTHING
                """,
                tenant, meting, vragenlijst, eindigt_op, gesloten_op,
            )  # fmt: skip
            await surveys_owner.execute(
                """
                INSERT INTO uitnodigingen (gemeente_id, token_hash, id, meting_id, variant, aanbieder, gebied,
                    verloopt_op, ingetrokken_op)
                VALUES ($1, $2, $3, $4, $5, 'wegwijs', 'WK01', $6, $7)
                """,
                tenant, sha256(token), uuid4(), meting, variant, datetime.now(UTC) + verloopt_over, ingetrokken_op,
            )  # fmt: skip
            return Inwoner(client, token, meting, surveys_owner)

        yield make


@pytest.fixture
async def inwoner(nieuwe_inwoner: NieuweInwoner) -> Inwoner:
    """With a link to HOEWijzer kort."""
    return await nieuwe_inwoner()
