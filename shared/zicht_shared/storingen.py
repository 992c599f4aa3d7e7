"""Faults that nobody who calls us can help, and that pass: what to tell the caller, and when to come back.

PostgreSQL says by five characters what it is (SQLSTATE); what it cannot say, because it is gone, the driver or the
operating system says.
"""

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError, EmulatedDBAPIException, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


@dataclass(frozen=True, slots=True)
class Storing:
    """What to tell, and after how many seconds it makes sense to try again."""

    detail: str
    seconds: int = 5


ONBEREIKBAAR: Final = Storing("Probeer het over enkele seconden opnieuw; er is niets half opgeslagen.")
_DRUK: Final = Storing("Het is nu te druk. Probeer het over enkele seconden opnieuw; er is niets opgeslagen.")
_TEGELIJK: Final = Storing("Dit werd tegelijk ook gewijzigd. Stuur het verzoek opnieuw; er is niets opgeslagen.", 1)
_BEZET: Final = Storing("Deze gegevens zijn nu bezet. Probeer het zo opnieuw; er is niets opgeslagen.")
_TE_LANG: Final = Storing("Dit duurde te lang. Vraag minder tegelijk, of kom later terug; er is niets opgeslagen.", 30)
_ALLEEN_LEZEN: Final = Storing("Er kan nu niets worden gewijzigd, alleen gelezen. Probeer het later opnieuw.", 30)
_BIJGEWERKT: Final = Storing("De dienst is net bijgewerkt. Stuur het verzoek opnieuw; er is niets opgeslagen.", 1)
_GEHEUGEN: Final = Storing("Er is nu te weinig geheugen. Probeer het later opnieuw; er is niets opgeslagen.", 30)
_VOL: Final = Storing(
    "Er is geen opslagruimte meer. De beheerder moet ruimte maken. Dit verzoek is niet opgeslagen; "
    "wat eerder is bevestigd, is bewaard.",
    60,
)

# By SQLSTATE, or by its class: its first two characters.
STORINGEN: Final[Mapping[str, Storing]] = {
    "08": ONBEREIKBAAR,
    "25P03": ONBEREIKBAAR,  # idle in a transaction for too long
    "25006": _ALLEEN_LEZEN,
    # The server does not let the service in: after a restore, or while its password is being changed.
    "28": ONBEREIKBAAR,
    "3D": ONBEREIKBAAR,
    "40001": _TEGELIJK,
    "40P01": _TEGELIJK,
    "53": _DRUK,
    "53100": _VOL,
    "53200": _GEHEUGEN,
    "55006": _BEZET,
    "55P03": _BEZET,
    "57": ONBEREIKBAAR,
    "57014": _TE_LANG,
    "58": ONBEREIKBAAR,  # the server's own disk
}

_BY_NUMBER: Final = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _VOL),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE, errno.ENOBUFS), _DRUK),
    errno.ENOMEM: _GEHEUGEN,
    **dict.fromkeys((errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN), ONBEREIKBAAR),
}
_GONE: Final = (PoolTimeout, ConnectionError, TimeoutError, socket.gaierror, asyncpg.InterfaceError)
# A table changed between two statements of one connection; the next time the statement is prepared anew.
_STALE: Final = (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError)


def storing_of(fault: BaseException) -> Storing | None:
    """What a fault says of the database, the network or the disk; None when it is the fault of the request, or ours."""
    if isinstance(fault, DBAPIError | EmulatedDBAPIException):
        # What the driver raised, of which SQLAlchemy made something of its own, and that once more.
        inner = fault.orig if isinstance(fault, DBAPIError) else fault.__cause__
        if inner is not None and (storing := storing_of(inner)):
            return storing
        gone = isinstance(fault, DBAPIError) and fault.connection_invalidated
        return ONBEREIKBAAR if gone or isinstance(fault, OperationalError | InterfaceError) else None
    if isinstance(fault, _STALE):
        return _BIJGEWERKT
    if isinstance(fault, asyncpg.PostgresError):
        state = fault.sqlstate or ""
        return STORINGEN.get(state) or STORINGEN.get(state[:2])
    if isinstance(fault, _GONE):
        return ONBEREIKBAAR
    if isinstance(fault, OSError):
        # Of a server with several addresses asyncio says only that none of them answered.
        return ONBEREIKBAAR if fault.errno is None else _BY_NUMBER.get(fault.errno)
    return None
