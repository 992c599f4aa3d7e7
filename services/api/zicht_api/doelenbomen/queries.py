"""SQL of the doelenbomen."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from zicht_api.doelenbomen.models import Doelenboom
from zicht_api.gemeenten.models import Dataversie
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden


def doelenbomen_of(caller: Principal, peil: int | None = None) -> Select[Doelenboom]:
    """All doelenbomen of the caller's gemeente, now or at a data version."""
    return select(Doelenboom).where(Doelenboom.gemeente_id == caller.gemeente_id, Doelenboom.geldt(peil))


def _revisies_of(caller: Principal, code: str, peil: int | None) -> Select[Doelenboom]:
    """All revisions of a tree that had begun by then, also those that hold no more."""
    mine = select(Doelenboom).where(Doelenboom.gemeente_id == caller.gemeente_id, Doelenboom.code == code)
    return mine if peil is None else mine.where(Doelenboom.versie_van <= peil)


async def list_doelenbomen(
    db: AsyncSession, caller: Principal, peil: int | None, after: str, limit: int
) -> Sequence[Row[str, str, str, int]]:
    """Without their knopen: a tree may be large."""
    columns = (Doelenboom.code, Doelenboom.naam, Doelenboom.omschrijving, Doelenboom.versie)
    page = doelenbomen_of(caller, peil).where(Doelenboom.code > after).order_by(Doelenboom.code).limit(limit)
    return (await db.execute(page.with_only_columns(*columns))).all()


async def codes_with_indicator(db: AsyncSession, caller: Principal, indicator: str) -> list[str]:
    """The trees on which an indicator hangs."""
    hangs = Doelenboom.knopen.contains([{"indicatoren": [{"code": indicator}]}])
    codes = doelenbomen_of(caller).where(hangs).order_by(Doelenboom.code).with_only_columns(Doelenboom.code)
    return list(await db.scalars(codes))


async def find_doelenboom(db: AsyncSession, caller: Principal, code: str, peil: int | None = None) -> Doelenboom | None:
    return await db.scalar(doelenbomen_of(caller, peil).where(Doelenboom.code == code))


async def get_doelenboom(db: AsyncSession, caller: Principal, code: str, peil: int | None = None) -> Doelenboom:
    row = await find_doelenboom(db, caller, code, peil)
    if row is None:
        raise NietGevonden("doelenboom")
    return row


async def get_versie(db: AsyncSession, caller: Principal, code: str, peil: int | None, versie: int) -> Doelenboom:
    row = await db.scalar(_revisies_of(caller, code, peil).where(Doelenboom.versie == versie))
    if row is None:
        raise NietGevonden("versie van een doelenboom")
    return row


async def last_versie(db: AsyncSession, caller: Principal, code: str) -> int:
    """The highest versie that a tree with this code ever had; 0 when there was none."""
    highest = _revisies_of(caller, code, None).with_only_columns(func.max(Doelenboom.versie))
    return await db.scalar(highest) or 0


async def list_versies(
    db: AsyncSession, caller: Principal, code: str, peil: int | None, after: int, limit: int
) -> Sequence[Row[int, str, str, int, datetime, datetime]]:
    """The revisions, from the first on, with the moments between which each held; of a removed tree too."""
    begin, einde = aliased(Dataversie), aliased(Dataversie)
    ended = einde.versie == Doelenboom.versie_tot
    page = (
        _revisies_of(caller, code, peil)
        .with_only_columns(
            Doelenboom.versie,
            Doelenboom.naam,
            Doelenboom.sleutel_id,
            Doelenboom.versie_van.label("dataversie"),
            begin.tijdstip.label("van"),
            einde.tijdstip.label("tot"),
        )
        .join(begin, (begin.gemeente_id == Doelenboom.gemeente_id) & (begin.versie == Doelenboom.versie_van))
        .outerjoin(
            einde,
            (einde.gemeente_id == Doelenboom.gemeente_id) & (ended if peil is None else ended & (einde.versie <= peil)),
        )
        .where(Doelenboom.versie > after)
        .order_by(Doelenboom.versie)
        .limit(limit)
    )
    rows = (await db.execute(page)).all()
    if not rows and after == 0:
        raise NietGevonden("doelenboom")
    return rows
