"""Which gemeente a request, a key or a survey link belongs to, known before anything is read from the database.

A key id and a link both start with the digits of the gemeente's CBS code, and the internal id of a gemeente follows
from that code. So row-level security is in force from the first statement, also while a credential is looked up.
"""

import re
import secrets
from functools import lru_cache
from uuid import UUID, uuid5

_NAMESPACE = UUID("b8f0a7d2-6a53-4d5e-9a57-0d6f5b7c3e21")
_CODE = re.compile(r"GM\d{4}", re.ASCII)
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
