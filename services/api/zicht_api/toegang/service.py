"""Setting up whose access tokens a gemeente takes."""

from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanmelden.service import fault_of_issuer
from zicht_api.herstel.soorten import Wissoort
from zicht_api.toegang import queries
from zicht_api.toegang.models import Toegangsdienst
from zicht_api.toegang.schemas import Toegangsdienst as ToegangsdienstSchema
from zicht_api.toegang.schemas import ToegangsdienstGegevens
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import Fout, IfMatchOntbreekt, InvoerOngeldig, NietGevonden
from zicht_shared.tenancy import gemeente_code_of_audience
from zicht_shared.wisregister import remember_erased


async def put_dienst(
    db: AsyncSession, caller: Principal, gegevens: ToegangsdienstGegevens, if_match: str | None, *, loopback: bool
) -> Toegangsdienst:
    """Set it up or change it; every token is looked at again. loopback: whether an issuer may be this machine itself.

    Raises InvoerOngeldig, and 404/412/428.
    """
    await _check(db, caller, gegevens, loopback=loopback)
    columns = gegevens.model_dump(mode="json") | {"kenmerk": uuid4()}
    former = await queries.lock_dienst(db, caller.gemeente_id)
    if former is None:
        return await _add(db, caller, columns, if_match)
    check_if_match(if_match, former.versie)
    voor, kenmerk = _as_json(former), former.kenmerk
    for naam, value in columns.items():
        setattr(former, naam, value)
    former.versie += 1
    await db.flush()
    await record(db, caller, "toegangsdienst.gewijzigd", caller.gemeente, voor=voor, na=_as_json(former))
    await remember_erased(db, caller.gemeente_id, Wissoort.toegangsdienst, kenmerk)
    return former


async def _add(db: AsyncSession, caller: Principal, columns: dict[str, Any], if_match: str | None) -> Toegangsdienst:
    if if_match is not None:
        # Who sends it changes what was there, and that is gone.
        raise NietGevonden("toegangsdienst")
    row = await queries.insert_dienst(db, caller.gemeente_id, columns)
    if row is None:
        # Somebody else was just before us.
        raise IfMatchOntbreekt
    await record(db, caller, "toegangsdienst.ingesteld", caller.gemeente, na=_as_json(row))
    return row


async def delete_dienst(db: AsyncSession, caller: Principal, if_match: str | None) -> None:
    """From now on no token opens anything. Raises 404, 412, 428."""
    row = await queries.lock_dienst(db, caller.gemeente_id)
    if row is None:
        raise NietGevonden("toegangsdienst")
    check_if_match(if_match, row.versie)
    voor = _as_json(row)
    await db.delete(row)
    await db.flush()
    await record(db, caller, "toegangsdienst.verwijderd", caller.gemeente, voor=voor)
    await remember_erased(db, caller.gemeente_id, Wissoort.toegangsdienst, row.kenmerk)


async def get_dienst(db: AsyncSession, caller: Principal) -> Toegangsdienst:
    row = await queries.find_dienst(db, caller.gemeente_id)
    if row is None:
        raise NietGevonden("toegangsdienst")
    return row


async def _check(db: AsyncSession, caller: Principal, gegevens: ToegangsdienstGegevens, *, loopback: bool) -> None:
    faults = [fault] if (fault := fault_of_issuer(gegevens.issuer, loopback=loopback)) else []
    if gemeente_code_of_audience(gegevens.audience) != caller.gemeente:
        # By its end a token says which gemeente it is for, before anything of it is believed.
        faults.append(Fout("/audience", "andere-gemeente", f"De audience eindigt hier op /{caller.gemeente}."))
    for nr, client in enumerate(gegevens.clients):
        if client.aanbieder and await queries.find_aanbieder(db, caller.gemeente_id, client.aanbieder) is None:
            faults.append(Fout(f"/clients/{nr}/aanbieder", "onbekende-waarde", "Deze aanbieder kennen we niet."))
    if faults:
        raise InvoerOngeldig(faults)


def _as_json(row: Toegangsdienst) -> str:
    return ToegangsdienstSchema.model_validate(row).model_dump_json(by_alias=True)
