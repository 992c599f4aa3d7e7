"""SQL of the stories. `verhalen_of` is the one place that says which of them a caller may read."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, and_, cast, delete, false, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.verhalen.models import Verhaal
from zicht_api.verhalen.schemas import Gebruik, Verhaalstatus, VerhaalVraag
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.errors import NietGevonden

_VANDAAG = cast(func.timezone("Europe/Amsterdam", func.now()), Date)
_INDICATOREN = text("""
    SELECT DISTINCT ON (code) code, naam, doelen, openbaar, versie_tot IS NOT NULL AS verwijderd
    FROM indicatoren WHERE gemeente_id = :gemeente_id AND code = ANY (CAST(:codes AS text[]))
    ORDER BY code, versie_van DESC
""")
# The last revision in which a knoop stood, and whether that one holds now.
_KNOPEN = text("""
    SELECT DISTINCT ON (b.code, k.code)
           b.code AS doelenboom, k.code AS knoop, k.naam, b.versie_tot IS NOT NULL AS verwijderd
    FROM doelenbomen b, jsonb_to_recordset(b.knopen) AS k (code text, naam text)
    WHERE b.gemeente_id = :gemeente_id
      AND (b.code, k.code) IN (SELECT * FROM unnest(CAST(:bomen AS text[]), CAST(:knopen AS text[])))
    ORDER BY b.code, k.code, b.versie_van DESC
""")


def _toegestaan(caller: Principal) -> Select[Verhaal]:
    """Those of the gemeente of which the consent holds today."""
    return select(Verhaal).where(Verhaal.gemeente_id == caller.gemeente_id, Verhaal.tot >= _VANDAAG)


def voert_in(caller: Principal) -> bool:
    """Whether the caller is one of those who enter stories, and so may read them before they are released."""
    return caller.doel is Doel.leren and caller.rol in (Rol.beheer, Rol.beleid)


def verhalen_of(caller: Principal) -> Select[Verhaal]:
    """What may be read now. Who enters stories reads all of them. Others only what was released: an aanbieder what is
    about itself and meant for it, a credential for verantwoorden what is public (doelbinding)."""
    mine = _toegestaan(caller)
    if voert_in(caller):
        return mine
    mine = mine.where(Verhaal.status == Verhaalstatus.vrijgegeven)
    if caller.rol is Rol.aanbieder:
        mine = mine.where(Verhaal.aanbieder == caller.aanbieder)
    if caller.doel is Doel.verantwoorden:
        return mine.where(Verhaal.waarvoor.contains([Gebruik.openbaar]))
    return mine.where(Verhaal.waarvoor.contains([Gebruik.aanbieder])) if caller.rol is Rol.aanbieder else mine


async def list_verhalen(
    db: AsyncSession, caller: Principal, vraag: VerhaalVraag, before: tuple[date, UUID] | None, limit: int
) -> list[Verhaal]:
    """The latest periods first. The caller of this has looked whether the caller may see the indicator."""
    query = verhalen_of(caller).where(*_conditions(caller, vraag))
    if before is not None:
        eind, verhaal_id = before
        query = query.where(or_(Verhaal.eind < eind, and_(Verhaal.eind == eind, Verhaal.id > verhaal_id)))
    return list(await db.scalars(query.order_by(Verhaal.eind.desc(), Verhaal.id).limit(limit)))


def _conditions(caller: Principal, vraag: VerhaalVraag) -> list[ColumnElement[bool]]:
    asked = {name: value for name, value in vars(vraag).items() if value is not None}
    found: list[ColumnElement[bool]] = []
    for name, value in asked.items():
        match name:
            case "aanbieder" if caller.doel is Doel.verantwoorden:
                # It is told of no story whom it is about.
                found.append(false())
            case "thema":
                found.append(Verhaal.themas.contains([value]))
            case "indicator":
                found.append(Verhaal.indicatoren.contains([value]))
            case "doelenboom":
                knoop = {"knoop": vraag.knoop} if vraag.knoop is not None else {}
                found.append(Verhaal.knopen.contains([{"doelenboom": value, **knoop}]))
            case "begin":
                found.append(Verhaal.begin >= value)
            case "eind":
                found.append(Verhaal.eind <= value)
            case "status" | "herkomst" | "aanbieder" | "gebied" | "doelgroep":
                found.append(getattr(Verhaal, name) == value)
    return found


async def get_verhaal(db: AsyncSession, caller: Principal, verhaal_id: UUID) -> Verhaal:
    row = await db.scalar(verhalen_of(caller).where(Verhaal.id == verhaal_id))
    if row is None:
        raise NietGevonden("verhaal")
    return row


async def get_verhaal_for_update(db: AsyncSession, caller: Principal, verhaal_id: UUID) -> Verhaal:
    row = await db.scalar(verhalen_of(caller).where(Verhaal.id == verhaal_id).with_for_update())
    if row is None:
        raise NietGevonden("verhaal")
    return row


async def delete_verhaal(db: AsyncSession, caller: Principal, verhaal_id: UUID) -> Verhaal:
    """Delete it, also when its consent is over and the job was not there yet. Returns the row as it was."""
    mine = (Verhaal.gemeente_id == caller.gemeente_id, Verhaal.id == verhaal_id)
    row: Verhaal | None = await db.scalar(delete(Verhaal).where(*mine).returning(Verhaal))
    if row is None:
        raise NietGevonden("verhaal")
    return row


async def delete_expired(db: AsyncSession, gemeente_id: UUID, dag: date) -> list[Verhaal]:
    """Delete those that may not be there any more on this day. Returns the rows as they were."""
    expired = delete(Verhaal).where(Verhaal.gemeente_id == gemeente_id, Verhaal.tot < dag)
    return list(await db.scalars(expired.returning(Verhaal)))


async def list_themas(db: AsyncSession, caller: Principal, after: str, limit: int) -> Sequence[Row[str, int]]:
    """The themes of what the caller may read, and with how many stories."""
    mine = verhalen_of(caller).with_only_columns(func.unnest(Verhaal.themas).label("thema")).subquery()
    counted = select(mine.c.thema, func.count().label("verhalen")).where(mine.c.thema > after)
    return (await db.execute(counted.group_by(mine.c.thema).order_by(mine.c.thema).limit(limit))).all()


async def load_readable(db: AsyncSession, caller: Principal, ids: Collection[UUID], waarvoor: Gebruik) -> list[Verhaal]:
    """Those of these that were released and may be used for this."""
    usable = verhalen_of(caller).where(
        Verhaal.id.in_(ids), Verhaal.status == Verhaalstatus.vrijgegeven, Verhaal.waarvoor.contains([waarvoor])
    )
    return list(await db.scalars(usable))


async def bestaande_verhalen(db: AsyncSession, caller: Principal, ids: Collection[UUID]) -> set[UUID]:
    """Those of these that are still there: not withdrawn, and the consent holds.

    Also those that the caller may not read (yet): for who may see that something refers to a story. For a credential
    for verantwoorden only what it may read is there.
    """
    there = verhalen_of(caller) if caller.doel is Doel.verantwoorden else _toegestaan(caller)
    return set(await db.scalars(there.where(Verhaal.id.in_(ids)).with_only_columns(Verhaal.id)))


async def tel_verhalen(
    db: AsyncSession, caller: Principal, *, begin: date, eind: date, doelenboom: str | None = None
) -> int:
    """How many stories that the caller may read are about a period that touches these days, and (if given) hang on a
    knoop of this doelenboom."""
    touched = verhalen_of(caller).where(Verhaal.begin <= eind, Verhaal.eind >= begin)
    if doelenboom is not None:
        touched = touched.where(Verhaal.knopen.contains([{"doelenboom": doelenboom}]))
    return await db.scalar(touched.with_only_columns(func.count())) or 0


async def load_indicatoren_bij(db: AsyncSession, caller: Principal, codes: Collection[str]) -> dict[str, Row[Any]]:
    """naam, and whether it was removed, of those of these indicators that the caller may see; of a removed one as it
    was last."""
    rows = await db.execute(_INDICATOREN, {"gemeente_id": caller.gemeente_id, "codes": list(codes)})
    seen = (row for row in rows if caller.doel is Doel.leren or caller.doel in row.doelen)
    return {row.code: row for row in seen if row.openbaar or not caller.alleen_openbaar}


async def load_knopen_bij(
    db: AsyncSession, caller: Principal, knopen: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Row[Any]]:
    """naam, and whether it was removed, of knopen by doelenboom and code; of a removed one as it was last."""
    values = {
        "gemeente_id": caller.gemeente_id,
        "bomen": [boom for boom, _ in knopen],
        "knopen": [knoop for _, knoop in knopen],
    }
    return {(row.doelenboom, row.knoop): row for row in await db.execute(_KNOPEN, values)}
