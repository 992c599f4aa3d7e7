"""SQL of the results of metingen."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.revisies import geldig
from zicht_api.vragenlijstresultaten.models import Vragenlijstresultaat
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden

_CLOSE = text("""
    UPDATE vragenlijstresultaten SET versie_tot = :dataversie
    WHERE gemeente_id = :gemeente_id AND id = :id AND versie_tot IS NULL
""")
_ADD = text("""
    INSERT INTO vragenlijstresultaten
           (gemeente_id, id, versie_van, versie, naam, vragenlijst, periode, begin, eind, ontvangen, teruggekoppeld_op)
    VALUES (:gemeente_id, :id, :dataversie, :versie, :naam, :vragenlijst, :periode, :begin, :eind,
            CAST(:ontvangen AS jsonb), :teruggekoppeld_op)
""")
_SAME = f"""
    u.gemeente_id = :gemeente_id AND u.resultaat_id = :id AND {geldig("u")} AND u.variant = n.variant
    AND u.vraag = n.vraag AND u.aanbieder_nr = n.aanbieder_nr AND u.gebied_nr = n.gebied_nr AND u.antwoord = n.antwoord
    AND (u.vragenlijst, u.begin, u.eind, u.aantal)
      = (CAST(:vragenlijst AS text), CAST(:begin AS date), CAST(:eind AS date), n.aantal)
"""
_NEW = """
    nieuw AS (
        SELECT * FROM json_to_recordset(CAST(:regels AS json)) AS r (
            variant text, vraag text, aanbieder_nr smallint, gebied_nr integer, antwoord text, aantal integer
        )
    )
"""
_DIFFER = text(f"""
    WITH {_NEW}
    SELECT EXISTS (SELECT FROM nieuw n WHERE NOT EXISTS (SELECT FROM uitslagen u WHERE {_SAME})) OR EXISTS (
        SELECT FROM uitslagen u WHERE u.gemeente_id = :gemeente_id AND u.resultaat_id = :id AND {geldig("u")}
           AND NOT EXISTS (SELECT FROM nieuw n WHERE {_SAME})
    )
""")
_LESS = text(f"""
    WITH {_NEW}
    SELECT EXISTS (
        SELECT FROM uitslagen u WHERE u.gemeente_id = :gemeente_id AND u.resultaat_id = :id AND {geldig("u")}
           AND NOT EXISTS (
               SELECT FROM nieuw n WHERE u.variant = n.variant AND u.vraag = n.vraag AND u.antwoord = n.antwoord
                  AND u.aanbieder_nr = n.aanbieder_nr AND u.gebied_nr = n.gebied_nr AND u.aantal <= n.aantal
           )
    )
""")
_REPLACE = text(f"""
    WITH {_NEW}, gesloten AS (
        UPDATE uitslagen u SET versie_tot = :dataversie
        WHERE u.gemeente_id = :gemeente_id AND u.resultaat_id = :id AND {geldig("u")}
          AND NOT EXISTS (SELECT FROM nieuw n WHERE {_SAME})
        RETURNING 1
    ), toegevoegd AS (
        INSERT INTO uitslagen (gemeente_id, resultaat_id, variant, vraag, aanbieder_nr, gebied_nr, antwoord, versie_van,
                               vragenlijst, begin, eind, aantal)
        SELECT :gemeente_id, :id, n.variant, n.vraag, n.aanbieder_nr, n.gebied_nr, n.antwoord, :dataversie,
               :vragenlijst, :begin, :eind, n.aantal
        FROM nieuw n WHERE NOT EXISTS (SELECT FROM uitslagen u WHERE {_SAME})
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM gesloten) + (SELECT count(*) FROM toegevoegd)
""")


def resultaten_of(caller: Principal, peil: int | None = None) -> Select[Vragenlijstresultaat]:
    """All results of the caller's gemeente, now or at a data version."""
    mine = select(Vragenlijstresultaat).where(Vragenlijstresultaat.gemeente_id == caller.gemeente_id)
    return mine.where(Vragenlijstresultaat.geldt(peil))


async def list_resultaten(
    db: AsyncSession, caller: Principal, peil: int | None, after: UUID | None, limit: int
) -> list[Vragenlijstresultaat]:
    query = resultaten_of(caller, peil).order_by(Vragenlijstresultaat.id).limit(limit)
    return list(await db.scalars(query if after is None else query.where(Vragenlijstresultaat.id > after)))


async def find_resultaat(
    db: AsyncSession, caller: Principal, resultaat_id: UUID, peil: int | None = None
) -> Vragenlijstresultaat | None:
    return await db.scalar(resultaten_of(caller, peil).where(Vragenlijstresultaat.id == resultaat_id))


async def get_resultaat(
    db: AsyncSession, caller: Principal, resultaat_id: UUID, peil: int | None
) -> Vragenlijstresultaat:
    row = await find_resultaat(db, caller, resultaat_id, peil)
    if row is None:
        raise NietGevonden("uitkomst")
    return row


async def save_resultaat(db: AsyncSession, **columns: Any) -> None:
    """Close what was known of the meting, and add what is known as of this data version."""
    await db.execute(_CLOSE, columns)
    await db.execute(_ADD, columns)


async def uitslagen_differ(db: AsyncSession, regels: Sequence[Mapping[str, Any]], **columns: Any) -> bool:
    """Whether what is known is anything else than this. regels, columns: as those of replace_uitslagen."""
    return bool(await db.scalar(_DIFFER, {**columns, "regels": json.dumps(regels)}))


async def is_less(db: AsyncSession, gemeente_id: UUID, resultaat_id: UUID, regels: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any answer, of any slice, was given fewer times in this than is known."""
    values = {"gemeente_id": gemeente_id, "id": resultaat_id, "regels": json.dumps(regels)}
    return bool(await db.scalar(_LESS, values))


async def replace_uitslagen(
    db: AsyncSession, regels: Sequence[Mapping[str, Any]], dataversie: int, **columns: Any
) -> None:
    """Close what changed or is gone, and add what is new, as of a data version.

    regels: variant, vraag, aanbieder_nr, gebied_nr, antwoord and aantal of each. columns: those of the whole result.
    """
    await db.execute(_REPLACE, {**columns, "regels": json.dumps(regels), "dataversie": dataversie})
