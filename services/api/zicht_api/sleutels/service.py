"""Issuing, checking, rotating and withdrawing keys."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import find_nr
from zicht_api.gemeenten.queries import NEDERLAND, Stand
from zicht_api.sleutels import queries
from zicht_api.sleutels.schemas import NieuweSleutel, Sleutel, SleutelMetGeheim
from zicht_shared.audit import record
from zicht_shared.auth import Authenticate, Credential, Doel, Principal, Rol
from zicht_shared.crypto import sha256
from zicht_shared.db import Database
from zicht_shared.errors import Fout, InvoerOngeldig, NietAangemeld, NietGevonden, Probleem
from zicht_shared.tenancy import gemeente_code_of, gemeente_id, new_token

# How long the old key still works after its replacement was issued: time to bring the new one to the other system.
OVERLAP = timedelta(days=7)


class SleutelOmTeLeren(Probleem):
    status, code, title = 403, "sleutel-om-te-leren", "Deze sleutel is om van te leren."

    def __init__(self) -> None:
        super().__init__("Uw sleutel is om te verantwoorden. Daarmee geeft of vervangt u alleen sleutels daarvoor.")


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
    code = gemeente_code_of(credential.sleutel_id)
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
    )


async def create_sleutel(db: AsyncSession, caller: Principal, nieuw: NieuweSleutel) -> SleutelMetGeheim:
    """Issue a key. Its secret is in the answer and nowhere else. Raises SleutelOmTeLeren to who must account."""
    _check_doel(caller, nieuw.doel)
    aanbieder_nr = None
    if nieuw.aanbieder is not None:
        aanbieder_nr = await find_nr(db, caller, nieuw.aanbieder)
        if aanbieder_nr is None:
            raise InvoerOngeldig([Fout("/aanbieder", "onbekende-waarde", "Deze aanbieder kennen we niet.")])
    sleutel = await _issue(db, caller, nieuw.rol, nieuw.doel, nieuw.omschrijving, aanbieder_nr, nieuw.verloopt_op)
    await record(db, caller, "sleutel.uitgegeven", sleutel.id, na=nieuw.model_dump_json(by_alias=True))
    return sleutel


async def replace_sleutel(db: AsyncSession, caller: Principal, sleutel_id: str) -> SleutelMetGeheim:
    """Rotate: a new key with the same rights; the old one still works for OVERLAP. Raises SleutelOmTeLeren."""
    old = await get_sleutel(db, caller, sleutel_id)
    _check_doel(caller, old.doel)
    aanbieder_nr = await find_nr(db, caller, old.aanbieder) if old.aanbieder else None
    sleutel = await _issue(db, caller, old.rol, old.doel, old.omschrijving, aanbieder_nr, None)
    await queries.expire(db, caller.gemeente_id, sleutel_id, datetime.now(UTC) + OVERLAP)
    await record(db, caller, "sleutel.vervangen", sleutel_id, na=f'{{"door": "{sleutel.id}"}}')
    return sleutel


async def withdraw_sleutel(db: AsyncSession, caller: Principal, sleutel_id: str) -> None:
    """From this moment the key opens nothing."""
    await get_sleutel(db, caller, sleutel_id)
    await queries.withdraw(db, caller.gemeente_id, sleutel_id, datetime.now(UTC))
    await record(db, caller, "sleutel.ingetrokken", sleutel_id)


async def get_sleutel(db: AsyncSession, caller: Principal, sleutel_id: str) -> Sleutel:
    row = await queries.get_sleutel(db, caller.gemeente_id, sleutel_id)
    if row is None:
        raise NietGevonden("sleutel")
    return Sleutel.model_validate(row)


def _check_doel(caller: Principal, doel: Doel) -> None:
    """Who must account could else give itself what there is to learn from."""
    if caller.doel is Doel.verantwoorden and doel is not caller.doel:
        raise SleutelOmTeLeren


async def _issue(
    db: AsyncSession,
    caller: Principal,
    rol: Rol,
    doel: Doel,
    omschrijving: str,
    aanbieder_nr: int | None,
    verloopt_op: datetime | None,
) -> SleutelMetGeheim:
    sleutel_id, geheim = new_token(caller.gemeente), secrets.token_urlsafe(32)
    await queries.insert_sleutel(
        db,
        gemeente_id=caller.gemeente_id,
        id=sleutel_id,
        geheim_hash=sha256(geheim),
        rol=rol,
        doel=doel,
        omschrijving=omschrijving,
        aanbieder_nr=aanbieder_nr,
        verloopt_op=verloopt_op,
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
