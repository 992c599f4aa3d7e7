"""A gemeente of a test's own, with a client for each role at both services."""

import itertools
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette

from zicht_api.aanbieders.schemas import NieuweAanbieder
from zicht_api.aanbieders.service import create_aanbieder
from zicht_api.gebieden.schemas import NieuwGebied
from zicht_api.gebieden.service import create_gebied
from zicht_api.gemeenten.service import create_gemeente
from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_api.sleutels.service import create_sleutel, operator
from zicht_shared.auth import Credential, Doel, Principal, Rol
from zicht_shared.db import Database
from zicht_shared.tenancy import gemeente_id

_numbers = itertools.count(1)


def client_of(app: Starlette, credential: Credential | None = None) -> httpx.AsyncClient:
    """A client in this process. App exceptions become answers, as they would over a socket."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://zicht.test",
        headers=credential.as_header() if credential else {},
    )


@dataclass
class Gemeente:
    """One tenant. `api[Rol.beheer]`, `surveys[Rol.beleid]` are clients; aanbieders have theirs by code."""

    code: str
    api_app: Starlette
    surveys_app: Starlette
    sleutels: dict[str, Credential]
    clients: AsyncExitStack
    _made: dict[tuple[str, str], httpx.AsyncClient] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return gemeente_id(self.code)

    @property
    def db(self) -> Database:
        db: Database = self.api_app.state.db
        return db

    @property
    def beheer(self) -> httpx.AsyncClient:
        return self.at_api("beheer")

    @property
    def beleid(self) -> httpx.AsyncClient:
        return self.at_api("beleid")

    @property
    def bi(self) -> httpx.AsyncClient:
        return self.at_api("bi")

    def aanbieder(self, code: str) -> httpx.AsyncClient:
        return self.at_api(f"aanbieder:{code}")

    def at_api(self, wie: str) -> httpx.AsyncClient:
        """wie: a role, or `aanbieder:<code>`."""
        return self._client("api", self.api_app, wie)

    def at_surveys(self, wie: str) -> httpx.AsyncClient:
        return self._client("surveys", self.surveys_app, wie)

    def _client(self, service: str, app: Starlette, wie: str) -> httpx.AsyncClient:
        if (service, wie) not in self._made:
            client = client_of(app, self.sleutels[wie])
            self.clients.push_async_callback(client.aclose)
            self._made[service, wie] = client
        return self._made[service, wie]

    async def add_sleutel(self, rol: Rol, doel: Doel = Doel.leren, aanbieder: str | None = None) -> Credential:
        """A further key, issued as the operator does."""
        async with self.db.transaction(self.id) as db:
            return await _issue(db, operator(self.code, self.code), rol, doel, aanbieder)


AANBIEDERS = [
    {"code": "wegwijs", "naam": "Stichting Wegwijs", "vorm": "formeel"},
    {"code": "buurvrouw", "naam": "Vrijwilligers De Buurvrouw", "vorm": "informeel"},
]
GEBIEDEN: list[dict[str, Any]] = [
    {"code": "WK01", "naam": "Centrum", "soort": "wijk", "ouder": None},
    {"code": "BU0101", "naam": "Oude Kern", "soort": "buurt", "ouder": "WK01"},
    {"code": "BU0102", "naam": "Stationsbuurt", "soort": "buurt", "ouder": "WK01"},
    {"code": "WK02", "naam": "Noord", "soort": "wijk", "ouder": None},
]


async def make_gemeente(api_app: Starlette, surveys_app: Starlette, clients: AsyncExitStack) -> Gemeente:
    """A new gemeente with two aanbieders, four gebieden and a key for every role."""
    code = f"GM{next(_numbers):04d}"
    gemeente = Gemeente(code, api_app, surveys_app, {}, clients)
    caller = operator(code, f"Gemeente {code}")
    # In one transaction, and past HTTP: nearly every test begins with this.
    async with gemeente.db.transaction(gemeente.id) as db:
        await create_gemeente(db, caller)
        for aanbieder in AANBIEDERS:
            await create_aanbieder(db, caller, NieuweAanbieder.model_validate(aanbieder))
        for rol in (Rol.beheer, Rol.beleid, Rol.bi, Rol.vragenlijsten):
            gemeente.sleutels[rol] = await _issue(db, caller, rol)
        for aanbieder in AANBIEDERS:
            naam = str(aanbieder["code"])
            gemeente.sleutels[f"aanbieder:{naam}"] = await _issue(db, caller, Rol.aanbieder, aanbieder=naam)
        for gebied in GEBIEDEN:
            await create_gebied(db, caller, NieuwGebied.model_validate(gebied))
    return gemeente


async def _issue(
    db: AsyncSession, caller: Principal, rol: Rol, doel: Doel = Doel.leren, aanbieder: str | None = None
) -> Credential:
    nieuw = NieuweSleutel(rol=rol, doel=doel, omschrijving=f"test {rol}", aanbieder=aanbieder)
    sleutel = await create_sleutel(db, caller, nieuw)
    return Credential(sleutel.id, sleutel.geheim)
