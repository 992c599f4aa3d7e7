"""Which gemeente a request, a key or a survey link belongs to, known before anything is read from the database.

A key id and a link both start with the digits of the gemeente's CBS code, the audience of an access token ends with
that code, and the internal id of a gemeente follows from it. So row-level security is in force from the first
statement, also while a credential is looked up.
"""

import base64
import binascii
import re
import secrets
from functools import lru_cache
from uuid import UUID, uuid5

from zicht_shared.errors import InvoerOngeldig
from zicht_shared.json import parse_json

_NAMESPACE = UUID("b8f0a7d2-6a53-4d5e-9a57-0d6f5b7c3e21")
_CODE = re.compile(r"GM\d{4}", re.ASCII)
_AUDIENCE = re.compile(r"[\x21-\x7e]{1,500}/(GM\d{4})", re.ASCII)
_TOKEN = re.compile(r"(\d{4})-[A-Za-z0-9_-]{22,64}", re.ASCII)


@lru_cache(maxsize=1024)
def gemeente_id(code: str) -> UUID:
    """The internal id of the gemeente with this CBS code, e.g. `GM0627`. Raises ValueError for anything else."""
    if not _CODE.fullmatch(code):
        raise ValueError("not the code of a gemeente")
    return uuid5(_NAMESPACE, code)


def new_token(code: str) -> str:
    """A secret of 192 random bits that names its gemeente: `0627-<32 characters>`."""
    return f"{code[2:]}-{secrets.token_urlsafe(24)}"


def gemeente_code_of(token: str) -> str | None:
    """The code of the gemeente that a key id or link belongs to; None when the text cannot be one."""
    found = _TOKEN.fullmatch(token)
    return f"GM{found[1]}" if found else None


def gemeente_code_of_audience(audience: object) -> str | None:
    """The code that an audience ends with, `https://zicht.example/GM0627`; None when it is for nobody of ours."""
    found = _AUDIENCE.fullmatch(audience) if isinstance(audience, str) else None
    return found[1] if found else None


def gemeente_code_of_token(token: str) -> str | None:
    """The code of the gemeente whose configuration says what to make of this access token (a signed JWT).

    Nothing of the token is checked. None for a token that names no gemeente, or more than one.
    """
    try:
        part = token.split(".")[1]
        claims = parse_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, binascii.Error, InvoerOngeldig):
        return None
    audience = claims.get("aud") if isinstance(claims, dict) else None
    codes = {gemeente_code_of_audience(each) for each in (audience if isinstance(audience, list) else [audience])}
    codes.discard(None)
    return codes.pop() if len(codes) == 1 else None
