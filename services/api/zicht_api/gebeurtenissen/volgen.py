"""How far a reader of the feed has come: a cursor that only we can read, and that stays good while nothing is lost."""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from zicht_shared.crypto import Keyring, Unreadable
from zicht_shared.errors import Fout, InvoerOngeldig

BEWAREN: Final = timedelta(days=400)
# A day less than events are kept: a moment is taken shortly before its event can be seen, and clocks differ a little.
GELDIG: Final = BEWAREN - timedelta(days=1)

_FORM = struct.Struct(">QQ")


@dataclass(frozen=True, slots=True)
class Plek:
    """nr: of the last event that was looked at, whether the reader may see it or not. moment: of that event; or of the
    look, when there were no more."""

    nr: int
    moment: datetime


def seal_plek(keyring: Keyring, gemeente_id: UUID, plek: Plek) -> str:
    """As a cursor. Sealed: a reader that could count would know how much there is that it may not see."""
    plain = _FORM.pack(plek.nr, int(plek.moment.timestamp()))
    return base64.urlsafe_b64encode(keyring.seal(_purpose(gemeente_id), plain)).rstrip(b"=").decode()


def unseal_plek(keyring: Keyring, gemeente_id: UUID, cursor: str) -> Plek:
    """Raises InvoerOngeldig for anything but a cursor of this gemeente."""
    try:
        sealed = base64.urlsafe_b64decode(cursor.encode() + b"==")
        nr, seconds = _FORM.unpack(keyring.unseal(_purpose(gemeente_id), sealed))
    except (Unreadable, ValueError, binascii.Error):
        fault = Fout("?cursor", "ongeldige-cursor", "Neem de cursor over uit het veld verder.")
        raise InvoerOngeldig([fault]) from None
    return Plek(nr, datetime.fromtimestamp(seconds, UTC))


def _purpose(gemeente_id: UUID) -> str:
    return f"gebeurtenissen:{gemeente_id}"
