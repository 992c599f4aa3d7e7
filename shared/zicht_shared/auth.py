"""Who is calling: the principal, the ways a credential may be sent, and the roles as typed parameters."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import Depends, Request

from zicht_shared.errors import AlleenOmTeLeren, NietAangemeld, NietToegestaan, SleutelInQuery

_IN_QUERY = {"sleutel", "key", "apikey", "api_key", "api-key", "x-api-key", "access_token", "token", "geheim", "secret"}


class Rol(StrEnum):
    """What a credential is for (design.md section 3)."""

    beheer = "beheer"
    beleid = "beleid"
    aanbieder = "aanbieder"
    bi = "bi"
    vragenlijsten = "vragenlijsten"


class Doel(StrEnum):
    """Doelbinding: figures for learning are never shown to a credential for accounting."""

    leren = "leren"
    verantwoorden = "verantwoorden"


@dataclass(frozen=True, slots=True)
class Principal:
    """A credential that was checked: it belongs to one gemeente, has one role and one purpose.

    alleen_openbaar: nobody in particular, who sees of the figures only those that the gemeente made public.
    """

    gemeente_id: UUID
    gemeente: str
    gemeente_naam: str
    sleutel_id: str
    rol: Rol
    doel: Doel
    aanbieder_id: UUID | None = None
    aanbieder: str | None = None
    aanbieder_nr: int | None = None
    alleen_openbaar: bool = False


@dataclass(frozen=True, slots=True)
class Credential:
    """A key as it was sent. Never logged, never stored."""

    sleutel_id: str
    geheim: str

    def as_header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.sleutel_id}.{self.geheim}"}


Authenticate = Callable[[Credential], Awaitable[Principal]]


def credential_of(request: Request) -> Credential:
    """The key in a request: HTTP Basic, Bearer `id.geheim`, or X-Api-Key `id.geheim`.

    Raises SleutelInQuery when one stands in the address (where logs and history would keep it), NietAangemeld when
    there is none or it has no known form.
    """
    if any(name.lower() in _IN_QUERY for name in request.query_params):
        raise SleutelInQuery
    if key := request.headers.get("x-api-key"):
        return credential_from(key, ".")
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return credential_from(value.strip(), ".")
        case "basic":
            try:
                return credential_from(base64.b64decode(value.strip(), validate=True).decode(), ":")
            except (binascii.Error, UnicodeDecodeError):
                raise NietAangemeld from None
    raise NietAangemeld


def credential_from(text: str, separator: str) -> Credential:
    """The key in one text: its id, the separator, its secret. Raises NietAangemeld."""
    sleutel_id, found, geheim = text.partition(separator)
    # Surveys sends a key on to the core in a header, which takes neither other signs nor a line end.
    if not found or not sleutel_id or not geheim or len(text) > 200 or not (text.isascii() and text.isprintable()):
        raise NietAangemeld
    return Credential(sleutel_id, geheim)


def caller_with(*rollen: Rol) -> Any:
    """A dependency that gives the caller when its role is one of these, and refuses with 403 otherwise."""

    async def check(request: Request) -> Principal:
        caller: Principal = request.state.caller
        if caller.rol not in rollen:
            raise NietToegestaan(rollen)
        return caller

    return Depends(check)


def check_leren(caller: Principal) -> None:
    """Raises AlleenOmTeLeren for a credential for accounting."""
    if caller.doel is not Doel.leren:
        raise AlleenOmTeLeren
