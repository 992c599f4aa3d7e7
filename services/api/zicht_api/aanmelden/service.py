"""Setting up where people of a gemeente sign in."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanmelden import queries
from zicht_api.aanmelden.models import Aanmelddienst
from zicht_api.aanmelden.oidc import Client, make_private_key
from zicht_api.aanmelden.schemas import Aanmelddienst as AanmelddienstSchema
from zicht_api.aanmelden.schemas import AanmelddienstGegevens
from zicht_api.herstel.soorten import Wissoort
from zicht_api.uitgaand.adressen import check_url
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.crypto import Keyring
from zicht_shared.errors import Fout, IfMatchOntbreekt, InvoerOngeldig, NietGevonden
from zicht_shared.wisregister import remember_erased


class Aanmelddiensten:
    """What every aanmelddienst of this service needs. loopback: whether an issuer may be this machine itself."""

    def __init__(self, keyring: Keyring, public_url: str, *, loopback: bool) -> None:
        self._keyring = keyring
        self._public_url = public_url
        self._loopback = loopback

    def redirect_uri(self, gemeente: str) -> str:
        """Where the issuer sends people back to."""
        return f"{self._public_url}/dashboard/{gemeente}/aanmelden/antwoord"

    def client_of(self, row: Aanmelddienst, gemeente: str) -> Client:
        """Raises Unreadable when the secret was sealed with a key that this service does not have."""
        plain = self._keyring.unseal(_purpose(row.gemeente_id), row.geheim).decode()
        geheim = json.loads(plain) if row.client_authenticatie == "private_key_jwt" else plain
        return Client(row.client_id, geheim, self.redirect_uri(gemeente))

    def shown(self, row: Aanmelddienst, gemeente: str) -> AanmelddienstSchema:
        """All but the secret."""
        columns = {naam: getattr(row, naam) for naam in AanmelddienstSchema.model_fields if naam != "redirect_uri"}
        return AanmelddienstSchema(**columns, redirect_uri=self.redirect_uri(gemeente))

    async def put(
        self, db: AsyncSession, caller: Principal, gegevens: AanmelddienstGegevens, if_match: str | None
    ) -> Aanmelddienst:
        """Set it up or change it; who signed in there is signed out. Raises InvoerOngeldig, and 404/412/428."""
        self._check(gegevens)
        former = await queries.lock_dienst(db, caller.gemeente_id)
        columns = gegevens.model_dump(mode="json", exclude={"client_geheim"}) | {"kenmerk": uuid4()}
        if former is None:
            return await self._add(db, caller, gegevens, columns, if_match)
        check_if_match(if_match, former.versie)
        voor, kenmerk = self._as_json(former, caller), former.kenmerk
        if gegevens.client_geheim is not None or not _same_client(former, gegevens):
            columns |= await self._secret(caller.gemeente_id, gegevens)
        for naam, value in columns.items():
            setattr(former, naam, value)
        former.versie += 1
        await db.flush()
        na = self._as_json(former, caller)
        await record(db, caller, "aanmelddienst.gewijzigd", caller.gemeente, voor=voor, na=na)
        await remember_erased(db, caller.gemeente_id, Wissoort.aanmelddienst, kenmerk)
        return former

    async def _add(
        self,
        db: AsyncSession,
        caller: Principal,
        gegevens: AanmelddienstGegevens,
        columns: dict[str, Any],
        if_match: str | None,
    ) -> Aanmelddienst:
        if if_match is not None:
            # Who sends it changes what was there, and that is gone.
            raise NietGevonden("aanmelddienst")
        columns |= await self._secret(caller.gemeente_id, gegevens)
        row = await queries.insert_dienst(db, caller.gemeente_id, columns)
        if row is None:
            # Somebody else was just before us.
            raise IfMatchOntbreekt
        await record(db, caller, "aanmelddienst.ingesteld", caller.gemeente, na=self._as_json(row, caller))
        return row

    async def delete(self, db: AsyncSession, caller: Principal, if_match: str | None) -> None:
        """Who signed in there is signed out. Raises 404, 412, 428."""
        row = await queries.lock_dienst(db, caller.gemeente_id)
        if row is None:
            raise NietGevonden("aanmelddienst")
        check_if_match(if_match, row.versie)
        voor = self._as_json(row, caller)
        await db.delete(row)
        await db.flush()
        await record(db, caller, "aanmelddienst.verwijderd", caller.gemeente, voor=voor)
        await remember_erased(db, caller.gemeente_id, Wissoort.aanmelddienst, row.kenmerk)

    def _check(self, gegevens: AanmelddienstGegevens) -> None:
        if fault := fault_of_issuer(gegevens.issuer, loopback=self._loopback):
            raise InvoerOngeldig([fault])

    async def _secret(self, tenant: UUID, gegevens: AanmelddienstGegevens) -> dict[str, Any]:
        """The columns of a new secret: the one that was sent, or a key that is made here."""
        if gegevens.client_authenticatie == "private_key_jwt":
            key = await asyncio.to_thread(make_private_key)
            sealed = self._keyring.seal(_purpose(tenant), json.dumps(key.as_dict(private=True)).encode())
            return {"geheim": sealed, "publieke_sleutel": key.as_dict(private=False)}
        if gegevens.client_geheim is None:
            raise InvoerOngeldig([Fout("/clientGeheim", "verplicht", "Geef het geheim bij deze issuer en clientId.")])
        return {
            "geheim": self._keyring.seal(_purpose(tenant), gegevens.client_geheim.encode()),
            "publieke_sleutel": None,
        }

    def _as_json(self, row: Aanmelddienst, caller: Principal) -> str:
        return self.shown(row, caller.gemeente).model_dump_json(by_alias=True)


def fault_of_issuer(issuer: str, *, loopback: bool) -> Fout | None:
    """What is wrong with this address for an issuer that we are to ask."""
    reason = "Een issuer heeft geen ? in het adres." if "?" in issuer else None
    try:
        check_url(issuer, loopback=loopback)
    except ValueError as fault:
        reason = str(fault)
    return Fout("/issuer", "adres-niet-toegestaan", reason) if reason else None


async def get_dienst(db: AsyncSession, caller: Principal) -> Aanmelddienst:
    row = await queries.find_dienst(db, caller.gemeente_id)
    if row is None:
        raise NietGevonden("aanmelddienst")
    return row


def _same_client(former: Aanmelddienst, gegevens: AanmelddienstGegevens) -> bool:
    """Only then the secret stays: nobody can have it sent to another issuer than it was given for."""
    return (former.issuer, former.client_id, former.client_authenticatie) == (
        gegevens.issuer,
        gegevens.client_id,
        gegevens.client_authenticatie,
    )


def _purpose(tenant: UUID) -> str:
    return f"aanmelddienst:{tenant}"
