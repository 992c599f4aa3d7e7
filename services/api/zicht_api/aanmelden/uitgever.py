"""What an OpenID Connect issuer says of itself: where it is asked, and the keys that it signs with.

Kept in this process for ten minutes. The issuer's keys may change before that: a token with a key that we do not know
makes us look again, at most once a minute, so that nobody makes us ask on with tokens of their own making.
"""

import asyncio
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey, import_key

from zicht_api.uitgaand.adressen import check_url
from zicht_api.uitgaand.ophalen import NietOpgehaald, Ophaler
from zicht_shared.errors import Probleem
from zicht_shared.json import parse_json

# A key that the issuer withdrew is trusted here for no longer than this.
_KEEP: Final = 600.0
_LOOK_AGAIN: Final = 60.0
# Who does not answer is not asked on by everybody who comes to sign in.
_LEAVE_ALONE: Final = 10.0
_ISSUERS: Final = 1000
_KEYS: Final = 50


class UitgeverOnbruikbaar(Exception):
    """The issuer cannot be reached, or what it says cannot be used. The text says why, for who set it up."""


@dataclass(frozen=True, slots=True)
class Uitgever:
    """says_iss: it names itself when it sends somebody back (RFC 9207), so an answer that does not is not its own."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    says_iss: bool
    keys: KeySet


@dataclass
class _Bekend:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    uitgever: Uitgever | None = None
    until: float = 0.0
    looked_again: float = float("-inf")
    failed: str = ""
    leave_until: float = float("-inf")


class Uitgevers:
    """Every issuer that this process asked."""

    def __init__(self, ophaler: Ophaler, clock: Callable[[], float] = time.monotonic) -> None:
        self.ophaler = ophaler
        self.clock = clock
        self._known: dict[str, _Bekend] = {}

    async def get(self, issuer: str) -> Uitgever:
        """Raises UitgeverOnbruikbaar."""
        known = self._entry(issuer)
        if known.uitgever is not None and self.clock() < known.until:
            # Not behind who is asking again, for a token of their own making perhaps.
            return known.uitgever
        async with known.lock:
            if known.uitgever is None or self.clock() >= known.until:
                await self._load(issuer, known)
            assert known.uitgever is not None
            return known.uitgever

    async def get_again(self, issuer: str) -> Uitgever:
        """After a token with a key that we do not know: with the keys of now, if we did not look just before."""
        known = self._entry(issuer)
        async with known.lock:
            if known.uitgever is None or self.clock() - known.looked_again >= _LOOK_AGAIN:
                known.looked_again = self.clock()
                await self._load(issuer, known)
            assert known.uitgever is not None
            return known.uitgever

    def _entry(self, issuer: str) -> _Bekend:
        if issuer not in self._known and len(self._known) >= _ISSUERS:
            self._known.clear()
        return self._known.setdefault(issuer, _Bekend())

    async def _load(self, issuer: str, known: _Bekend) -> None:
        if self.clock() < known.leave_until:
            raise UitgeverOnbruikbaar(known.failed)
        try:
            known.uitgever = await self._ask(issuer)
        except UitgeverOnbruikbaar as fault:
            known.failed, known.leave_until = str(fault), self.clock() + _LEAVE_ALONE
            raise
        known.until = self.clock() + _KEEP

    async def _ask(self, issuer: str) -> Uitgever:
        described = await self._get_object(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if described.get("issuer") != issuer:
            raise UitgeverOnbruikbaar("Wat de aanmelddienst over zichzelf zegt, hoort bij een andere issuer.")
        methods = described.get("code_challenge_methods_supported")
        # Some issuers do not say which they know; who says it and leaves this one out, would not check ours.
        if methods is not None and (not isinstance(methods, list) or "S256" not in methods):
            raise UitgeverOnbruikbaar("De aanmelddienst kent geen PKCE met S256.")
        return Uitgever(
            issuer=issuer,
            authorization_endpoint=self._address(described, "authorization_endpoint"),
            token_endpoint=self._address(described, "token_endpoint"),
            says_iss=described.get("authorization_response_iss_parameter_supported") is True,
            keys=_import_keys(await self._get_object(self._address(described, "jwks_uri"))),
        )

    async def _get_object(self, url: str) -> dict[str, Any]:
        try:
            found = parse_json(await self.ophaler.get(url))
        except NietOpgehaald as fault:
            raise UitgeverOnbruikbaar(f"De aanmelddienst is niet op te vragen. {fault}") from fault
        except Probleem as fault:
            raise UitgeverOnbruikbaar("De aanmelddienst antwoordt niet met JSON.") from fault
        if not isinstance(found, dict):
            raise UitgeverOnbruikbaar("De aanmelddienst antwoordt met iets anders dan een JSON-object.")
        return found

    def _address(self, described: dict[str, Any], naam: str) -> str:
        url = described.get(naam)
        if not isinstance(url, str):
            raise UitgeverOnbruikbaar(f"De aanmelddienst noemt geen {naam}.")
        try:
            check_url(url, loopback=self.ophaler.loopback)
        except ValueError as fault:
            raise UitgeverOnbruikbaar(f"De {naam} van de aanmelddienst is niet te gebruiken. {fault}") from fault
        return url


def _import_keys(jwks: dict[str, Any]) -> KeySet:
    """The public keys to check signatures with; what is for something else, or too weak, is left out."""
    described = jwks.get("keys")
    if not isinstance(described, list):
        raise UitgeverOnbruikbaar("De aanmelddienst noemt geen sleutels.")
    found: list[Key] = []
    for jwk in described[:_KEYS]:
        if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
            continue
        try:
            with warnings.catch_warnings():
                # The library warns of RSA keys under 2048 bits; here they are no keys.
                warnings.simplefilter("error", SecurityWarning)
                key = import_key(jwk)
        except (JoseError, SecurityWarning, UnsupportedAlgorithm, LookupError, ValueError, TypeError):
            # Of a kind that we do not know, a curve that we do not know, or no key at all.
            continue
        # Never a secret key (oct): what is published is no secret.
        if isinstance(key, RSAKey | ECKey | OKPKey):
            found.append(key)
    if not found:
        raise UitgeverOnbruikbaar("De aanmelddienst noemt geen sleutel waarmee een handtekening is na te gaan.")
    return KeySet(found)
