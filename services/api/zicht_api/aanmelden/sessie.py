"""Who signed in: beginning and ending that, and how a form shows that it comes from a page of theirs."""

import hmac
import json
import secrets
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from zicht_api.aanmelden import queries
from zicht_api.aanmelden.koekjes import read_cookie
from zicht_api.herstel.soorten import Wissoort
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring, pseudonym, sha256
from zicht_shared.wisregister import remember_erased

# Of a person the trail holds this and a keyed hash, where of a key it holds its id.
_PERSOON: Final = "persoon:"
_SALT: Final = 8


def persoon_of(onderwerp: bytes) -> str:
    """What stands for somebody who signed in at the aanmelddienst, where otherwise the id of a key is."""
    return f"{_PERSOON}{onderwerp.hex()}"


def onderwerp_of(keyring: Keyring, gemeente: str, issuer: str, sub: str) -> bytes:
    """What stands for whoever this is at the issuer: the same in a session and in an access token."""
    return pseudonym(keyring.key(f"aanmelden:onderwerp:{gemeente}"), json.dumps([issuer, sub]))


def csrf_of(keyring: Keyring, token: str) -> str:
    """What a form carries: it belongs to the cookie, and only we can make it.

    Another one each time: what is the same on every page can be guessed from how far the page can be compressed.
    """
    return _csrf(keyring, token, secrets.token_hex(_SALT))


def is_from_own_page(request: Request, token: str | None, form: dict[str, list[str]]) -> bool:
    """Whether a form was made for who holds this cookie."""
    sent = first_of(form, "csrf")
    return token is not None and hmac.compare_digest(_csrf(request.app.state.keyring, token, sent[: 2 * _SALT]), sent)


def _csrf(keyring: Keyring, token: str, salt: str) -> str:
    return salt + hmac.digest(keyring.key("aanmelden:csrf"), f"{salt}.{token}".encode(), "sha256").hex()


def first_of(form: dict[str, list[str]], naam: str) -> str:
    """A field of a form, as ASCII text; empty when it is not there or is anything else."""
    value = form.get(naam, [""])[0].strip()
    return value if value.isascii() and value.isprintable() else ""


async def begin_sessie(
    db: AsyncSession,
    request: Request,
    caller: Principal,
    *,
    dienst: UUID | None = None,
    onderwerp: bytes | None = None,
) -> str:
    """Sign in. Gives what the cookie must hold: never what it held before, so nobody can have put it there.

    dienst, onderwerp: of who signed in at the aanmelddienst; without them it is by the key in `caller`.
    """
    await end_sessie(db, request, caller.gemeente_id)
    token = secrets.token_urlsafe(32)
    await queries.insert_sessie(
        db,
        gemeente_id=caller.gemeente_id,
        afdruk=sha256(token),
        sleutel_id=None if dienst else caller.sleutel_id,
        dienst=dienst,
        onderwerp=onderwerp,
        rol=caller.rol,
        doel=caller.doel,
    )
    na = {"wijze": "aanmelddienst" if dienst else "sleutel", "rol": caller.rol, "doel": caller.doel}
    await record(db, caller, "aanmelding", caller.sleutel_id, na=json.dumps(na))
    return token


async def end_sessie(db: AsyncSession, request: Request, gemeente_id: UUID) -> None:
    """Sign out whoever the cookie of this request stands for, also for copies of it."""
    if token := read_cookie(request, "zicht"):
        afdruk = sha256(token)
        if await queries.delete_sessie(db, gemeente_id, afdruk):
            await remember_erased(db, gemeente_id, Wissoort.aanmeldsessie, afdruk.hex())
