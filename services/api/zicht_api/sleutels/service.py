"""Issuing, checking, rotating and withdrawing keys."""

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import find_nr
from zicht_api.gemeenten.queries import NEDERLAND, Stand
from zicht_api.herstel.soorten import Wissoort
from zicht_api.sleutels import queries
from zicht_api.sleutels.schemas import NieuweSleutel, Sleutel, SleutelMetGeheim
from zicht_shared import klok
from zicht_shared.audit import record
from zicht_shared.auth import Authenticate, Credential, Doel, Principal, Rol, Scope
from zicht_shared.crypto import sha256
from zicht_shared.db import Database
from zicht_shared.errors import Fout, InvoerOngeldig, NietAangemeld, NietGevonden, Probleem
from zicht_shared.scopes import SCOPES_VAN
from zicht_shared.tenancy import gemeente_id, new_token
from zicht_shared.wisregister import remember_erased, with_version


class SleutelOmTeLeren(Probleem):
    status, code, title = 403, "sleutel-om-te-leren", "Deze sleutel is om van te leren."

    def __init__(self) -> None:
        super().__init__("Uw sleutel is om te verantwoorden. Daarmee geeft of vervangt u alleen sleutels daarvoor.")


class SleutelVoorbij(Probleem):
    status, code, title = 409, "sleutel-voorbij", "Deze sleutel is niet meer te vervangen."

    def __init__(self, waarom: str) -> None:
        super().__init__(f"Zij is {waarom}. Geef een nieuwe sleutel uit, of vervang de sleutel die na haar kwam.")


def check_against(database: Database) -> Authenticate:
    """The core's own check of a credential."""

    async def authenticate(credential: Credential) -> Principal:
        tenant = _tenant_of(credential)
        async with database.transaction(tenant) as db:
            row = await queries.find_valid(db, tenant, credential.sleutel_id)
            caller = _check(credential, tenant, None if row is None else row._mapping)
            if row is not None and row.lang_geleden:
                await queries.mark_used(db, tenant, credential.sleutel_id)
        return caller

    return authenticate


async def glance(database: Database, credential: Credential) -> tuple[Principal, Stand]:
    """Whose key this is, and what figures of that gemeente stand on now. Raises NietAangemeld."""
    tenant = _tenant_of(credential)
    row = await database.look(tenant, queries.VALID, tenant, credential.sleutel_id)
    caller = _check(credential, tenant, row)
    assert row is not None
    if row["lang_geleden"]:
        async with database.transaction(tenant) as db:
            await queries.mark_used(db, tenant, credential.sleutel_id)
    return caller, Stand(row["dataversie"], row["drempel"], None, row["nu"].astimezone(NEDERLAND).date())


def _tenant_of(credential: Credential) -> UUID:
    code = credential.gemeente
    if code is None:
        raise NietAangemeld
    return gemeente_id(code)


def _check(credential: Credential, tenant: UUID, row: Mapping[Any, Any] | None) -> Principal:
    """The principal of a key as it is kept, if its secret was given."""
    # sha256 is enough for a secret of 256 random bits; a slow hash protects only what people can remember.
    expected = row["geheim_hash"] if row else bytes(32)
    if not hmac.compare_digest(expected, sha256(credential.geheim)) or row is None:
        raise NietAangemeld
    return Principal(
        gemeente_id=tenant,
        gemeente=row["gemeente"],
        gemeente_naam=row["gemeente_naam"],
        sleutel_id=credential.sleutel_id,
        rol=Rol(row["rol"]),
        doel=Doel(row["doel"]),
        aanbieder_id=row["aanbieder_id"],
        aanbieder=row["aanbieder"],
        aanbieder_nr=row["aanbieder_nr"],
        scopes=scopes_within(Rol(row["rol"]), row["scopes"]),
        verloopt_op=row["verloopt_op"],
    )


def scopes_within(rol: Rol, beperkt: list[str] | None) -> frozenset[Scope]:
    """What a credential of this role may that is narrowed to these scopes; None: its role says all."""
    return frozenset(Scope) if beperkt is None else SCOPES_VAN[rol].intersection(beperkt)


async def create_sleutel(db: AsyncSession, caller: Principal, nieuw: NieuweSleutel) -> SleutelMetGeheim:
    """Issue a key. Its secret is in the answer and nowhere else. Raises SleutelOmTeLeren to who must account."""
    _check_doel(caller, nieuw.doel)
    if nieuw.verloopt_op is not None and nieuw.verloopt_op <= await klok.now(db):
        raise InvoerOngeldig([Fout("/verlooptOp", "te-vroeg", "Een sleutel verloopt op een moment dat nog komt.")])
    aanbieder_nr = None
    if nieuw.aanbieder is not None:
        aanbieder_nr = await find_nr(db, caller, nieuw.aanbieder)
        if aanbieder_nr is None:
            raise InvoerOngeldig([Fout("/aanbieder", "onbekende-waarde", "Deze aanbieder kennen we niet.")])
    sleutel = await _issue(db, caller, nieuw, aanbieder_nr)
    await record(db, caller, "sleutel.uitgegeven", sleutel.id, na=nieuw.model_dump_json(by_alias=True))
    return sleutel


async def replace_sleutel(db: AsyncSession, caller: Principal, sleutel_id: str, overlap: timedelta) -> SleutelMetGeheim:
    """Rotate: a new key with the same rights and lifetime; the old one still works for the overlap.

    Raises SleutelOmTeLeren, and SleutelVoorbij for a key that is at its end already.
    """
    old = _known(await queries.lock_sleutel(db, caller.gemeente_id, sleutel_id))
    _check_doel(caller, old.doel)
    now = await klok.now(db)
    _check_current(old, now)
    nieuw = NieuweSleutel(
        rol=old.rol,
        doel=old.doel,
        omschrijving=old.omschrijving,
        aanbieder=old.aanbieder,
        scopes=old.scopes,
        verloopt_op=now + (old.verloopt_op - old.aangemaakt_op) if old.verloopt_op else None,
    )
    aanbieder_nr = await find_nr(db, caller, old.aanbieder) if old.aanbieder else None
    sleutel = await _issue(db, caller, nieuw, aanbieder_nr)
    await queries.follow(db, caller.gemeente_id, sleutel_id, sleutel.id, now + overlap)
    na = {"door": sleutel.id, "overlapUren": overlap // timedelta(hours=1)}
    await record(db, caller, "sleutel.vervangen", sleutel_id, na=json.dumps(na))
    einde = with_version(sleutel_id, (now + overlap).isoformat())
    await remember_erased(db, caller.gemeente_id, Wissoort.sleuteleinde, einde)
    return sleutel


def _check_current(sleutel: Sleutel, now: datetime) -> None:
    if sleutel.ingetrokken_op is not None:
        raise SleutelVoorbij("ingetrokken")
    if sleutel.verloopt_op is not None and sleutel.verloopt_op <= now:
        raise SleutelVoorbij("verlopen")
    if sleutel.vervangen_door is not None:
        raise SleutelVoorbij("al vervangen")


async def withdraw_sleutel(db: AsyncSession, caller: Principal, sleutel_id: str) -> None:
    """From this moment the key opens nothing."""
    await get_sleutel(db, caller, sleutel_id)
    await queries.withdraw(db, caller.gemeente_id, sleutel_id, await klok.now(db))
    await record(db, caller, "sleutel.ingetrokken", sleutel_id)
    await remember_erased(db, caller.gemeente_id, Wissoort.sleutel, sleutel_id)


async def get_sleutel(db: AsyncSession, caller: Principal, sleutel_id: str) -> Sleutel:
    return _known(await queries.get_sleutel(db, caller.gemeente_id, sleutel_id))


def _known(row: Row[Any] | None) -> Sleutel:
    if row is None:
        raise NietGevonden("sleutel")
    return Sleutel.model_validate(row)


def _check_doel(caller: Principal, doel: Doel) -> None:
    """Who must account could else give itself what there is to learn from."""
    if caller.doel is Doel.verantwoorden and doel is not caller.doel:
        raise SleutelOmTeLeren


async def _issue(
    db: AsyncSession, caller: Principal, nieuw: NieuweSleutel, aanbieder_nr: int | None
) -> SleutelMetGeheim:
    sleutel_id, geheim = new_token(caller.gemeente), secrets.token_urlsafe(32)
    await queries.insert_sleutel(
        db,
        gemeente_id=caller.gemeente_id,
        id=sleutel_id,
        geheim_hash=sha256(geheim),
        rol=nieuw.rol,
        doel=nieuw.doel,
        omschrijving=nieuw.omschrijving,
        scopes=nieuw.scopes,
        aanbieder_nr=aanbieder_nr,
        verloopt_op=nieuw.verloopt_op,
    )
    sleutel = await get_sleutel(db, caller, sleutel_id)
    return SleutelMetGeheim(**sleutel.model_dump(), geheim=geheim)


def operator(code: str, naam: str) -> Principal:
    """The principal of the command line: whoever runs it already owns the database."""
    return Principal(
        gemeente_id=gemeente_id(code),
        gemeente=code,
        gemeente_naam=naam,
        sleutel_id="opdrachtregel",
        rol=Rol.beheer,
        doel=Doel.leren,
    )
