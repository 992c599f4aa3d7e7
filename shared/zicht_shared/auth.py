"""Who is calling: the principal, the ways a credential may be sent, and the roles as typed parameters."""

import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from fastapi import Depends, Request

from zicht_shared.errors import AlleenOmTeLeren, NietAangemeld, NietToegestaan, SleutelInQuery, TokenOngeldig
from zicht_shared.tenancy import gemeente_code_of, gemeente_code_of_token

_IN_QUERY = {"sleutel", "key", "apikey", "api_key", "api-key", "x-api-key", "access_token", "token", "geheim", "secret"}
# Three parts in base64url: a signed token (RFC 7515, 7.1). One that is encrypted has five.
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
# What the proxy of docker-compose.yml takes as one header.
_MAX_TOKEN: Final = 8000


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


class Scope(StrEnum):
    """What a credential may be narrowed to within its role (scopes.py). `toegang`: to give others access, which only
    a credential does that is not narrowed at all."""

    lezen = "lezen"
    aanleveren = "aanleveren"
    uitnodigen = "uitnodigen"
    wijzigen = "wijzigen"
    toegang = "toegang"


@dataclass(frozen=True, slots=True)
class Principal:
    """A credential that was checked: it belongs to one gemeente, has one role and one purpose.

    sleutel_id: the id of the key; of an access token a keyed hash of whose it is. verloopt_op: from then on it is good
    for nothing. alleen_openbaar: nobody in particular, who sees of the figures only those that are public.
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
    scopes: frozenset[Scope] = frozenset(Scope)
    verloopt_op: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """A key as it was sent. Never logged, never stored."""

    sleutel_id: str
    geheim: str = field(repr=False)

    @property
    def gemeente(self) -> str | None:
        """The code of the gemeente that it names; None when it can be of no gemeente. Nothing is checked yet."""
        return gemeente_code_of(self.sleutel_id)

    @property
    def text(self) -> str:
        """As it is sent in one header."""
        return f"{self.sleutel_id}.{self.geheim}"

    def as_header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}

    def refused(self) -> NietAangemeld:
        """What to tell who sent it, whatever is wrong with it."""
        return NietAangemeld()


@dataclass(frozen=True, slots=True)
class Toegangstoken(Credential):
    """An access token of a gemeente's own issuer (a JWT), as it was sent; `geheim` is all of it."""

    @property
    def gemeente(self) -> str | None:
        return gemeente_code_of_token(self.geheim)

    @property
    def text(self) -> str:
        return self.geheim

    def refused(self) -> NietAangemeld:
        return TokenOngeldig()


Authenticate = Callable[[Credential], Awaitable[Principal]]


def credential_of(request: Request) -> Credential:
    """The key in a request: HTTP Basic, Bearer `id.geheim`, or X-Api-Key `id.geheim`; or a Bearer access token.

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
            # No secret of ours has a dot in it.
            if value.count(".") > 1:
                return _token_from(value.strip())
            return credential_from(value.strip(), ".")
        case "basic":
            try:
                return credential_from(base64.b64decode(value.strip(), validate=True).decode(), ":")
            except ValueError:
                # Neither base64 nor ASCII, or no text within it.
                raise NietAangemeld from None
    raise NietAangemeld


def credential_from(text: str, separator: str) -> Credential:
    """The key in one text: its id, the separator, its secret. Raises NietAangemeld."""
    sleutel_id, found, geheim = text.partition(separator)
    # Surveys sends a key on to the core in a header, which takes neither other signs nor a line end.
    if not found or not sleutel_id or not geheim or len(text) > 200 or not (text.isascii() and text.isprintable()):
        raise NietAangemeld
    return Credential(sleutel_id, geheim)


def _token_from(text: str) -> Toegangstoken:
    if len(text) > _MAX_TOKEN or not _TOKEN.fullmatch(text):
        raise NietAangemeld
    return Toegangstoken("", text)


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
