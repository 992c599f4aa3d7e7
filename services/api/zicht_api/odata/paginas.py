"""Where a page ends and the next one begins: what a $skiptoken holds. Pure.

A token is sealed, so that nobody can make one, and it says which question of whom it belongs to.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import msgspec

from zicht_api.odata.fouten import PaginaVerlopen, VraagOngeldig
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring, Unreadable

_DOEL: Final = "odata-skiptoken"
_GELDIG: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plek:
    """How far the reading has come.

    blok, nr: the block and the row in it to go on with. over: how many rows must still be skipped. gegeven: how many
    rows were given. totaal: the outcome of $count, which is the same on every page.
    """

    blok: int = 0
    nr: int = 0
    over: int = 0
    gegeven: int = 0
    totaal: int | None = None

    def at(self, blok: int, nr: int = 0) -> "Plek":
        return replace(self, blok=blok, nr=nr)


class Token(msgspec.Struct, frozen=True, array_like=True):
    """A place in an answer of one moment. vingerafdruk: of the question and of what the caller sees."""

    dataversie: int
    dag: date
    plek: Plek
    vingerafdruk: str


def fingerprint(caller: Principal, path: str, options: Iterable[tuple[str, str]]) -> str:
    """The same for every page of one answer, and for no other answer."""
    seen_by = [caller.gemeente, caller.rol, caller.doel, caller.aanbieder or "", str(caller.alleen_openbaar)]
    asked = sorted(f"{name}={value}" for name, value in options if name != "$skiptoken")
    return hashlib.sha256("\n".join([*seen_by, path, *asked]).encode()).hexdigest()[:32]


def write_token(keyring: Keyring, token: Token) -> str:
    return base64.urlsafe_b64encode(keyring.seal(_DOEL, msgspec.json.encode(token))).rstrip(b"=").decode()


def read_token(keyring: Keyring, text: str, vingerafdruk: str, vandaag: date) -> Token:
    """Raises VraagOngeldig for what we did not write or wrote for another question, PaginaVerlopen for what is old."""
    try:
        sealed = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        token = msgspec.json.decode(keyring.unseal(_DOEL, sealed), type=Token)
    except (Unreadable, binascii.Error, UnicodeEncodeError, msgspec.MsgspecError):
        token = None
    if token is None or token.vingerafdruk != vingerafdruk:
        reason = "Neem @odata.nextLink over zoals die is: hij hoort bij deze vraag, en er kan niets aan veranderen."
        raise VraagOngeldig("?$skiptoken", "ongeldige-cursor", reason)
    if token.dag < vandaag - _GELDIG:
        raise PaginaVerlopen
    return token
