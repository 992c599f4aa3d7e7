"""Following what happens: from where a reader was, up to what is committed now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebeurtenissen import queries
from zicht_api.gebeurtenissen.models import Gebeurtenis
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gebeurtenissen.volgen import GELDIG, Plek, seal_plek, unseal_plek
from zicht_shared import klok
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring
from zicht_shared.errors import Probleem


class CursorVerlopen(Probleem):
    status, code, title = 410, "cursor-verlopen", "Vanaf hier is niet alles er meer."

    def __init__(self) -> None:
        super().__init__(
            "Er zijn gebeurtenissen verwijderd die u nog niet had. Lees wat u nodig hebt opnieuw van de adressen zelf, "
            "en volg daarna de feed vanaf het begin, zonder cursor."
        )


@dataclass(frozen=True, slots=True)
class Vervolg:
    """A piece of the feed. cursor: where the next begins. meer: whether there is more already."""

    rows: Sequence[Gebeurtenis]
    cursor: str
    meer: bool


async def follow(
    db: AsyncSession,
    caller: Principal,
    keyring: Keyring,
    soort: Gebeurtenissoort | None,
    cursor: str | None,
    limit: int,
) -> Vervolg:
    """What the caller may see after a cursor, the oldest first. Raises CursorVerlopen, InvoerOngeldig.

    The end is the last number that was committed, not the last that was shown: whoever may see little does not read the
    same stretch again each time, and has a cursor that does not grow old.
    """
    now = await klok.now(db)
    start = Plek(0, now) if cursor is None else unseal_plek(keyring, caller.gemeente_id, cursor)
    # First the end: what is committed while we read, comes with the next cursor.
    end = await queries.get_laatste_nr(db, caller.gemeente_id)
    # Ahead of the end: the database is an older one, that was put back.
    if start.moment < now - GELDIG or start.nr > end:
        raise CursorVerlopen
    found = await queries.list_gebeurtenissen(db, caller, soort, start.nr, end, limit + 1)
    rows, meer = found[:limit], len(found) > limit
    plek = Plek(rows[-1].nr, rows[-1].tijdstip) if meer else Plek(end, now)
    return Vervolg(rows, seal_plek(keyring, caller.gemeente_id, plek), meer)
