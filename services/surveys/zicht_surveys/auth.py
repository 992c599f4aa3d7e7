"""Who is calling: surveys holds no credentials, it asks the core (`GET /v1/ik`) and remembers the answer briefly."""

import time
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import httpx
import structlog

from zicht_shared.auth import Authenticate, Credential, Doel, Principal, Rol, caller_with
from zicht_shared.crypto import sha256
from zicht_shared.errors import NietAangemeld, TijdelijkNietBereikbaar
from zicht_shared.tenancy import gemeente_code_of, gemeente_id

log = structlog.get_logger()
Beheer = Annotated[Principal, caller_with(Rol.beheer)]
BeheerOfBeleid = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid)]

_KEEP_SECONDS = 60
_KEEP_AT_MOST = 10_000


def ask_the_core(core: httpx.AsyncClient, clock: Callable[[], float] = time.monotonic) -> Authenticate:
    """A check of credentials by the core's word, kept at most 60 seconds under a hash of the credential."""
    kept: dict[bytes, tuple[float, Principal]] = {}

    async def authenticate(credential: Credential) -> Principal:
        if gemeente_code_of(credential.sleutel_id) is None:
            raise NietAangemeld
        fingerprint = sha256(f"{credential.sleutel_id}.{credential.geheim}")
        until, principal = kept.get(fingerprint, (0.0, None))
        if principal is not None and clock() < until:
            return principal
        principal = await _ask(core, credential)
        if len(kept) >= _KEEP_AT_MOST:
            kept.clear()
        kept[fingerprint] = (clock() + _KEEP_SECONDS, principal)
        return principal

    return authenticate


async def _ask(core: httpx.AsyncClient, credential: Credential) -> Principal:
    try:
        answer = await core.get("/v1/ik", headers=credential.as_header())
    except httpx.TransportError as fault:
        log.warning("core_unreachable", fault=type(fault).__name__)
        raise TijdelijkNietBereikbaar("Uw sleutel kan nu niet worden gecontroleerd. Probeer het zo opnieuw.") from fault
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise NietAangemeld
    if answer.status_code != httpx.codes.OK:
        raise TijdelijkNietBereikbaar("Uw sleutel kan nu niet worden gecontroleerd. Probeer het zo opnieuw.")
    ik = answer.json()
    aanbieder = ik["aanbieder"]
    return Principal(
        gemeente_id=gemeente_id(ik["gemeente"]["code"]),
        gemeente=ik["gemeente"]["code"],
        gemeente_naam=ik["gemeente"]["naam"],
        sleutel_id=credential.sleutel_id,
        rol=Rol(ik["rol"]),
        doel=Doel(ik["doel"]),
        aanbieder_id=UUID(aanbieder["id"]) if aanbieder else None,
        aanbieder=aanbieder["code"] if aanbieder else None,
    )
