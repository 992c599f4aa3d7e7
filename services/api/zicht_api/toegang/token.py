"""What an access token must say (RFC 9068, RFC 8725), and by which key it is signed. Nothing here asks the network."""

from math import isfinite
from typing import Any, Final

from joserfc.jwk import KeySet

from zicht_api.aanmelden.oidc import MAX_SUBJECT, SKEW_SECONDS, TokenGeweigerd, read_signed, values_of

# An ID token says JWT as well; it is told by its audience.
_SOORTEN: Final = frozenset({"at+jwt", "application/at+jwt", "jwt"})
# Who loses what gave a role, keeps it for no longer than this.
_LONGEST_SECONDS: Final = 24 * 60 * 60
# Where texts stand in one text, with spaces between them (RFC 8693, 4.2; `scp` is Microsoft's name for it).
_WITH_SPACES: Final = frozenset({"scope", "scp"})
# As RFC 9068, OpenID Connect and Microsoft call the one that the token was given to.
_CLIENT: Final = ("client_id", "azp", "appid")


def check_access_token(token: str, keys: KeySet, *, issuer: str, audience: str, now: float) -> dict[str, Any]:
    """The claims of a token that this issuer signed for us and that is good now.

    Raises TokenGeweigerd, and SleutelOnbekend when newer keys might do.
    """
    header, claims = read_signed(token, keys)
    # No key, and no address of one, is taken from the header; and no extension that would change what it means.
    if "crit" in header:
        raise TokenGeweigerd("crit")
    if str(header.get("typ")).lower() not in _SOORTEN:
        raise TokenGeweigerd("typ")
    if claims.get("iss") != issuer:
        raise TokenGeweigerd("iss")
    meant_for = claims.get("aud")
    if audience not in (meant_for if isinstance(meant_for, list) else [meant_for]):
        raise TokenGeweigerd("aud")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT:
        raise TokenGeweigerd("sub")
    _check_times(claims, now)
    return claims


def _check_times(claims: dict[str, Any], now: float) -> None:
    expires, issued = _moment(claims, "exp"), _moment(claims, "iat")
    if now >= expires + SKEW_SECONDS:
        raise TokenGeweigerd("exp")
    if issued > now + SKEW_SECONDS:
        raise TokenGeweigerd("iat")
    if "nbf" in claims and _moment(claims, "nbf") > now + SKEW_SECONDS:
        raise TokenGeweigerd("nbf")
    if expires - issued > _LONGEST_SECONDS:
        raise TokenGeweigerd("good for too long")


def _moment(claims: dict[str, Any], claim: str) -> float:
    value = claims.get(claim)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TokenGeweigerd(f"{claim} is no moment")
    return value


def client_of(claims: dict[str, Any]) -> object:
    """Which client the token was given to; None when it does not say so."""
    return next((claims[claim] for claim in _CLIENT if claim in claims), None)


def roles_of(claims: dict[str, Any], claim: str) -> set[str]:
    """What the issuer says under this name that somebody may."""
    values = values_of(claims, claim)
    return {each for value in values for each in value.split(" ")} if claim in _WITH_SPACES else set(values)
