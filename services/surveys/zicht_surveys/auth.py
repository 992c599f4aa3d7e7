"""Who is calling: surveys holds no credentials, it asks the core (`GET /v1/ik`) and remembers the answer briefly."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import httpx
import structlog
from cachetools import TLRUCache

from zicht_shared.auth import Authenticate, Credential, Doel, Principal, Rol, Scope, caller_with
from zicht_shared.crypto import sha256
from zicht_shared.errors import TijdelijkNietBereikbaar
from zicht_shared.scopes import SCOPES_VAN
from zicht_shared.tenancy import gemeente_id

log = structlog.get_logger()
Beheer = Annotated[Principal, caller_with(Rol.beheer)]
BeheerOfBeleid = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid)]

_KEEP_SECONDS = 60
_KEEP_AT_MOST = 10_000


def ask_the_core(core: httpx.AsyncClient, clock: Callable[[], float] = time.monotonic) -> Authenticate:
    """A check of credentials by the core's word, kept at most 60 seconds under a hash of the credential.

    What expires before that is kept until then.
    """
    kept: TLRUCache[bytes, Principal] = TLRUCache(_KEEP_AT_MOST, _until, clock)

    async def authenticate(credential: Credential) -> Principal:
        if credential.gemeente is None:
            raise credential.refused()
        fingerprint = sha256(credential.text)
        principal = kept.get(fingerprint)
        if principal is None:
            principal = kept[fingerprint] = await _ask(core, credential)
        return principal

    return authenticate


def _until(_: bytes, principal: Principal, now: float) -> float:
    if principal.verloopt_op is None:
        return now + _KEEP_SECONDS
    return now + min(_KEEP_SECONDS, (principal.verloopt_op - datetime.now(UTC)).total_seconds())


def _scopes_of(rol: Rol, said: list[str] | None) -> frozenset[Scope]:
    """Of who may all that the role may, the role says it all."""
    if said is None or SCOPES_VAN[rol].issubset(said):
        return frozenset(Scope)
    return frozenset(map(Scope, said))


def _is_guessing(answer: httpx.Response) -> bool:
    """Whether the core says that too many wrong ones came from here: that is said of a wrong one only."""
    return answer.status_code == httpx.codes.TOO_MANY_REQUESTS and answer.json().get("code") == "te-veel-pogingen"


async def _ask(core: httpx.AsyncClient, credential: Credential) -> Principal:
    try:
        answer = await core.get("/v1/ik", headers=credential.as_header())
    except httpx.TransportError as fault:
        log.warning("core_unreachable", fault=type(fault).__name__)
        raise TijdelijkNietBereikbaar("Uw sleutel kan nu niet worden gecontroleerd. Probeer het zo opnieuw.") from fault
    if answer.status_code == httpx.codes.UNAUTHORIZED or _is_guessing(answer):
        raise credential.refused()
    if answer.status_code != httpx.codes.OK:
        raise TijdelijkNietBereikbaar("Uw sleutel kan nu niet worden gecontroleerd. Probeer het zo opnieuw.")
    ik = answer.json()
    aanbieder, rol = ik["aanbieder"], Rol(ik["rol"])
    # The three that follow are new: while services are renewed one by one the core may be one that does not say them.
    verloopt_op = ik.get("verlooptOp")
    return Principal(
        gemeente_id=gemeente_id(ik["gemeente"]["code"]),
        gemeente=ik["gemeente"]["code"],
        gemeente_naam=ik["gemeente"]["naam"],
        sleutel_id=ik.get("id", credential.sleutel_id),
        rol=rol,
        doel=Doel(ik["doel"]),
        aanbieder_id=UUID(aanbieder["id"]) if aanbieder else None,
        aanbieder=aanbieder["code"] if aanbieder else None,
        scopes=_scopes_of(rol, ik.get("scopes")),
        verloopt_op=datetime.fromisoformat(verloopt_op) if verloopt_op else None,
    )
