"""Every SQL statement of the letters by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.crypto import Keyring
from zicht_surveys.post.models import MAIL
from zicht_surveys.vragenlijsten.schemas import Taal

# Longer than one round with a server that answers slowly takes: AT_MOST letters of at most the patience of a letter.
_LEASE: Final = "interval '15 minutes'"
AT_MOST: Final = 20

_INSERT = text("""
    INSERT INTO uitgaande_mail (gemeente_id, meting_id, id, uitnodiging_id, inhoud)
    SELECT CAST(:gemeente_id AS uuid), CAST(:meting_id AS uuid), nieuw.*
    FROM unnest(CAST(:id AS uuid[]), CAST(:uitnodiging_id AS uuid[]), CAST(:inhoud AS bytea[])) AS nieuw
""")
_TAKE = text(f"""
    WITH genomen AS (
        UPDATE uitgaande_mail SET pogingen = pogingen + 1, volgende_poging_op = now() + {_LEASE}
        WHERE gemeente_id = :gemeente AND id IN (
            SELECT id FROM uitgaande_mail WHERE gemeente_id = :gemeente AND volgende_poging_op <= now()
            ORDER BY volgende_poging_op LIMIT {AT_MOST} FOR UPDATE SKIP LOCKED
        )
        RETURNING gemeente_id, id, meting_id, uitnodiging_id, inhoud, pogingen
    )
    SELECT b.id, b.uitnodiging_id, b.inhoud, b.pogingen, g.naam AS gemeente_naam, m.vragenlijst, m.vragenlijst_versie,
        coalesce(u.variant, '') AS variant,
        LEAST(
            m.eindigt_op, ((u.verloopt_op - interval '1 microsecond') AT TIME ZONE 'Europe/Amsterdam')::date
        ) AS tot,
        m.gesloten_op IS NOT NULL OR m.eindigt_op < (now() AT TIME ZONE 'Europe/Amsterdam')::date
            OR u.ingetrokken_op IS NOT NULL OR coalesce(u.verloopt_op <= now(), false) AS vervallen
    FROM genomen b
    JOIN metingen m ON m.gemeente_id = b.gemeente_id AND m.id = b.meting_id
    JOIN gemeenten g ON g.id = b.gemeente_id
    LEFT JOIN uitnodigingen u ON u.gemeente_id = b.gemeente_id AND u.id = b.uitnodiging_id
""")
_REMOVE = text("DELETE FROM uitgaande_mail WHERE gemeente_id = :gemeente AND id = :id")
_TELL = text("UPDATE uitnodigingen SET mail = :uitkomst WHERE gemeente_id = :gemeente AND id = :uitnodiging_id")
# Exponential backoff with half of it jitter, at most an hour: never at once, to a server that said later.
_LATER = text("""
    UPDATE uitgaande_mail SET
        volgende_poging_op = now()
            + (0.5 + random() / 2) * least(3600, 15 * power(2, least(pogingen, 10))) * interval '1 second'
    WHERE gemeente_id = :gemeente AND id = :id
""")
_GIVE_BACK = text("""
    UPDATE uitgaande_mail SET pogingen = pogingen - 1, volgende_poging_op = now()
    WHERE gemeente_id = :gemeente AND id = ANY(:ids)
""")


class Brief(msgspec.Struct, frozen=True):
    """What a letter needs besides its meting. aan: the address; url: the resident's link."""

    aan: str
    url: str
    taal: Taal
    soort: Literal["uitnodiging", "herinnering"]


@dataclass(frozen=True, slots=True)
class Zending:
    """A letter that was taken to be sent. vervallen: its link is of no use any more."""

    gemeente: UUID
    id: UUID
    uitnodiging_id: UUID | None
    inhoud: bytes
    pogingen: int
    gemeente_naam: str
    vragenlijst: str
    vragenlijst_versie: int
    variant: str
    tot: date
    vervallen: bool


async def hand_in(
    db: AsyncSession, keyring: Keyring, gemeente: UUID, meting_id: UUID, brieven: Sequence[tuple[UUID | None, Brief]]
) -> None:
    """Let these letters be sent, each with the invitation that hears what came of it, if any."""
    if not brieven:
        return
    sealed = [keyring.seal(MAIL, msgspec.json.encode(brief)) for _, brief in brieven]
    values = {
        "gemeente_id": gemeente,
        "meting_id": meting_id,
        "id": [uuid4() for _ in brieven],
        "uitnodiging_id": [uitnodiging_id for uitnodiging_id, _ in brieven],
        "inhoud": sealed,
    }
    await db.execute(_INSERT, values)


async def take(db: AsyncSession, gemeente: UUID) -> list[Zending]:
    """The letters that have waited longest, for a quarter of an hour."""
    rows = await db.execute(_TAKE, {"gemeente": gemeente})
    return [Zending(gemeente, **row._mapping) for row in rows]


async def settle(db: AsyncSession, zending: Zending, uitkomst: str) -> None:
    """Forget a letter, and tell its invitation what came of it."""
    key = {"gemeente": zending.gemeente, "id": zending.id}
    await db.execute(_REMOVE, key)
    if zending.uitnodiging_id is not None:
        told = {"gemeente": zending.gemeente, "uitnodiging_id": zending.uitnodiging_id, "uitkomst": uitkomst}
        await db.execute(_TELL, told)


async def try_later(db: AsyncSession, zending: Zending) -> None:
    """Let it wait, longer after each attempt."""
    await db.execute(_LATER, {"gemeente": zending.gemeente, "id": zending.id})


async def give_back(db: AsyncSession, gemeente: UUID, zendingen: Sequence[Zending]) -> None:
    """These were not tried: let them be due, as if they had not been taken."""
    await db.execute(_GIVE_BACK, {"gemeente": gemeente, "ids": [zending.id for zending in zendingen]})
