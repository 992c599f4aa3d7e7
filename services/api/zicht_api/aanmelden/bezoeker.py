"""Who looks at a page: somebody who signed in, or the public."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from starlette.requests import Request

from zicht_api.aanmelden import queries
from zicht_api.aanmelden.koekjes import read_cookie
from zicht_api.aanmelden.sessie import csrf_of, persoon_of
from zicht_api.sleutels.service import scopes_within
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.crypto import sha256
from zicht_shared.scopes import LEZEN
from zicht_shared.tenancy import gemeente_id

# Stands in Principal where otherwise the id of a key is.
OPENBAAR = "openbaar"


@dataclass(frozen=True, slots=True)
class Bezoeker:
    """caller: whose eyes every figure on the page is for. naam: what the page calls who signed in.

    csrf: what a form on the page carries to show that it came from a page of this session; empty for the public.
    """

    caller: Principal
    aangemeld: bool
    naam: str | None
    csrf: str


async def bezoeker_of(request: Request, gemeente_code: str) -> Bezoeker | None:
    """Who looks at this gemeente's page; None when there is no such gemeente."""
    try:
        tenant = gemeente_id(gemeente_code)
    except ValueError:
        return None
    token = read_cookie(request, "zicht")
    async with request.app.state.db.transaction(tenant) as db:
        sessie = await queries.find_sessie(db, tenant, sha256(token)) if token else None
        if sessie and sessie.lang_geleden:
            await queries.mark_seen(db, tenant, sha256(token or ""))
        naam = sessie.gemeente_naam if sessie else await queries.find_gemeente_naam(db, tenant)
    if token and sessie:
        csrf = csrf_of(request.app.state.keyring, token)
        return Bezoeker(_signed_in(tenant, gemeente_code, sessie), aangemeld=True, naam=sessie.naam, csrf=csrf)
    if naam is None:
        return None
    return Bezoeker(_public(tenant, gemeente_code, naam), aangemeld=False, naam=None, csrf="")


def _signed_in(tenant: UUID, gemeente_code: str, sessie: Row[Any]) -> Principal:
    return Principal(
        gemeente_id=tenant,
        gemeente=gemeente_code,
        gemeente_naam=sessie.gemeente_naam,
        sleutel_id=sessie.sleutel_id or persoon_of(sessie.onderwerp),
        rol=Rol(sessie.rol),
        doel=Doel(sessie.doel),
        aanbieder_id=sessie.aanbieder_id,
        aanbieder=sessie.aanbieder,
        aanbieder_nr=sessie.aanbieder_nr,
        scopes=scopes_within(Rol(sessie.rol), sessie.scopes),
        verloopt_op=sessie.verloopt_op,
    )


def _public(tenant: UUID, gemeente_code: str, naam: str) -> Principal:
    return Principal(
        gemeente_id=tenant,
        gemeente=gemeente_code,
        gemeente_naam=naam,
        sleutel_id=OPENBAAR,
        rol=Rol.bi,
        doel=Doel.verantwoorden,
        alleen_openbaar=True,
        scopes=LEZEN,
    )
