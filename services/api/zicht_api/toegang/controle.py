"""Whose access token it is: asked of the configuration of the gemeente that the token names, and of nothing else.

What an unverified token says is believed in one thing only: which gemeente's configuration to hold it against. All else
is checked there, so a token of one gemeente opens nothing of another, also where both have the same issuer.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from cachetools import LRUCache
from sqlalchemy import Row

from zicht_api.aanbieders.models import Aanbieder
from zicht_api.aanmelden.oidc import SleutelOnbekend, TokenGeweigerd
from zicht_api.aanmelden.sessie import onderwerp_of, persoon_of
from zicht_api.aanmelden.uitgever import UitgeverOnbruikbaar, Uitgevers
from zicht_api.sleutels.service import scopes_within
from zicht_api.toegang import queries
from zicht_api.toegang.token import check_access_token, client_of, roles_of
from zicht_shared.auth import Authenticate, Credential, Doel, Principal, Rol, Toegangstoken
from zicht_shared.crypto import Keyring, sha256
from zicht_shared.db import Database
from zicht_shared.errors import TijdelijkNietBereikbaar
from zicht_shared.tenancy import gemeente_id

log = structlog.get_logger()

_KEEP_SECONDS: Final = 60
_KEEP_AT_MOST: Final = 10_000
# Where the id of a key stands otherwise; a person has a word of its own there.
_CLIENT: Final = "client:"


@dataclass(frozen=True, slots=True)
class _Gezien:
    """A token that was found good, for as long as the configuration is what it was."""

    caller: Principal
    kenmerk: UUID
    until: float


class Tokencontrole:
    """clock: seconds since 1970."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        uitgevers: Uitgevers,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._uitgevers = uitgevers
        self._clock = clock
        # By a hash: the token itself is kept nowhere.
        self._seen: LRUCache[bytes, _Gezien] = LRUCache(_KEEP_AT_MOST)

    async def authenticate(self, token: Toegangstoken) -> Principal:
        """Raises NietAangemeld, whatever is wrong, and TijdelijkNietBereikbaar when the issuer had to be asked."""
        code = token.gemeente
        if code is None:
            raise token.refused()
        try:
            return await self._look(code, token.text)
        except (TokenGeweigerd, SleutelOnbekend) as fault:
            log.warning("token_geweigerd", gemeente=code, reden=str(fault) or "signed with an unknown key")
            raise token.refused() from fault
        except UitgeverOnbruikbaar as fault:
            log.warning("uitgever_onbruikbaar", gemeente=code, reden=str(fault))
            uitleg = "Het toegangstoken is nu niet na te gaan: de dienst die het uitgaf, antwoordt niet."
            raise TijdelijkNietBereikbaar(f"{uitleg} Probeer het zo opnieuw. Met een sleutel lukt het wel.") from fault

    async def _look(self, code: str, token: str) -> Principal:
        tenant = gemeente_id(code)
        async with self._database.transaction(tenant) as db:
            dienst = await queries.find_current(db, tenant)
        if dienst is None:
            raise TokenGeweigerd("the gemeente takes no access tokens")
        afdruk, now = sha256(token), self._clock()
        seen = self._seen.get(afdruk)
        if seen is not None and seen.kenmerk == dienst.kenmerk and now < seen.until:
            return seen.caller
        claims = await self._verify(dienst, token, now)
        caller = await self._caller_of(code, dienst, claims)
        self._seen[afdruk] = _Gezien(caller, dienst.kenmerk, min(now + _KEEP_SECONDS, claims["exp"]))
        return caller

    async def _verify(self, dienst: Row[Any], token: str, now: float) -> dict[str, Any]:
        asked = {"issuer": dienst.issuer, "audience": dienst.audience, "now": now}
        uitgever = await self._uitgevers.get(dienst.issuer)
        try:
            return check_access_token(token, uitgever.keys, **asked)
        except SleutelOnbekend:
            newer = await self._uitgevers.get_again(dienst.issuer)
            return check_access_token(token, newer.keys, **asked)

    async def _caller_of(self, code: str, dienst: Row[Any], claims: dict[str, Any]) -> Principal:
        """Who that is here. Raises TokenGeweigerd for whom nothing gives a role."""
        tenant = gemeente_id(code)
        client = _named_client(dienst.clients, claims)
        gives = client or _given(dienst.toewijzingen, roles_of(claims, dienst.claim))
        if gives is None:
            raise TokenGeweigerd("nothing gives a role")
        aanbieder = None
        if gives.get("aanbieder"):
            aanbieder = await self._aanbieder(tenant, gives["aanbieder"])
        onderwerp = onderwerp_of(self._keyring, code, dienst.issuer, claims["sub"])
        return Principal(
            gemeente_id=tenant,
            gemeente=code,
            gemeente_naam=dienst.gemeente_naam,
            sleutel_id=f"{_CLIENT}{onderwerp.hex()}" if client else persoon_of(onderwerp),
            rol=Rol(gives["rol"]),
            doel=Doel(gives["doel"]),
            aanbieder_id=aanbieder.id if aanbieder else None,
            aanbieder=aanbieder.code if aanbieder else None,
            aanbieder_nr=aanbieder.nr if aanbieder else None,
            scopes=scopes_within(Rol(gives["rol"]), gives["scopes"]),
            verloopt_op=datetime.fromtimestamp(claims["exp"], UTC),
        )

    async def _aanbieder(self, tenant: UUID, code: str) -> Aanbieder:
        async with self._database.transaction(tenant) as db:
            aanbieder = await queries.find_aanbieder(db, tenant, code)
        if aanbieder is None:
            raise TokenGeweigerd("the aanbieder of this client is not there")
        return aanbieder


def check_keys_and_tokens(keys: Authenticate, tokens: Tokencontrole) -> Authenticate:
    """The core's check of whatever was sent. keys: that of keys."""

    async def authenticate(credential: Credential) -> Principal:
        if isinstance(credential, Toegangstoken):
            return await tokens.authenticate(credential)
        return await keys(credential)

    return authenticate


def _named_client(clients: list[dict[str, Any]], claims: dict[str, Any]) -> dict[str, Any] | None:
    """The client that calls for itself.

    By who it was given to and by whose it is: somebody who signed in through that client has a sub of their own, and
    whoever has that sub elsewhere comes through another client.
    """
    client, subject = client_of(claims), claims["sub"]
    return next(
        (each for each in clients if each["client_id"] == client and (each["sub"] or each["client_id"]) == subject),
        None,
    )


def _given(toewijzingen: list[dict[str, Any]], has: set[str]) -> dict[str, Any] | None:
    return next((each for each in toewijzingen if each["waarde"] in has), None)
