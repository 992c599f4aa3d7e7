"""Every SQL statement of the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared import klok
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden
from zicht_surveys.outbox.models import BEZORGD, WACHT, Bericht

# Counts are whole and absolute, and the version rises with them: whoever gets two of these in any order ends up right.
# Where one person may give several answers, how many people answered does not follow from the counts: then it is said.
_ENQUEUE = text("""
    WITH meting AS (
        UPDATE metingen SET resultaat_versie = resultaat_versie + 1
        WHERE gemeente_id = :gemeente AND id = ANY(:metingen)
        RETURNING gemeente_id, id, naam, vragenlijst, periode, resultaat_versie, teruggekoppeld_op, teruggezet
    ), antwoord AS (
        SELECT meting_id, variant, aanbieder, gebied, antwoorden FROM antwoorden
        WHERE gemeente_id = :gemeente AND meting_id = ANY(:metingen)
    ), gegeven AS MATERIALIZED (
        SELECT meting_id, variant, veld.key AS vraag, aanbieder, gebied, veld.value AS gekozen, count(*) AS aantal
        FROM antwoord CROSS JOIN LATERAL jsonb_each(antwoorden) AS veld
        GROUP BY meting_id, variant, veld.key, aanbieder, gebied, veld.value
    ), meerkeuze AS (
        SELECT meting_id, variant, vraag, aanbieder, gebied, sum(aantal) AS beantwoord FROM gegeven
        GROUP BY meting_id, variant, vraag, aanbieder, gebied HAVING bool_or(jsonb_typeof(gekozen) = 'array')
    ), geteld AS (
        SELECT meting_id, variant, vraag, aanbieder, gebied, waarde, sum(aantal) AS aantal
        FROM gegeven CROSS JOIN LATERAL jsonb_array_elements_text(
            CASE jsonb_typeof(gekozen) WHEN 'array' THEN gekozen ELSE jsonb_build_array(gekozen) END
        ) AS waarde
        GROUP BY meting_id, variant, vraag, aanbieder, gebied, waarde
    ), uitslag AS (
        SELECT meting_id, variant, vraag, aanbieder, gebied, jsonb_object_agg(waarde, aantal) AS antwoorden
        FROM geteld GROUP BY meting_id, variant, vraag, aanbieder, gebied
    ), uitslagen AS (
        SELECT u.meting_id, jsonb_agg(
            jsonb_build_object(
                'variant', u.variant, 'vraag', u.vraag, 'aanbieder', u.aanbieder, 'gebied', u.gebied,
                'antwoorden', u.antwoorden
            ) || CASE WHEN beantwoord IS NULL THEN '{}' ELSE jsonb_build_object('beantwoord', beantwoord) END
            ORDER BY u.variant, u.vraag, u.aanbieder, u.gebied
        ) AS inhoud
        FROM uitslag u LEFT JOIN meerkeuze m ON (m.meting_id, m.variant, m.vraag) = (u.meting_id, u.variant, u.vraag)
            AND m.aanbieder IS NOT DISTINCT FROM u.aanbieder AND m.gebied IS NOT DISTINCT FROM u.gebied
        GROUP BY u.meting_id
    ), per_variant AS (
        SELECT meting_id, variant, count(*) AS aantal FROM antwoord GROUP BY meting_id, variant
    ), ontvangen AS (
        SELECT meting_id, jsonb_object_agg(variant, aantal) AS inhoud FROM per_variant GROUP BY meting_id
    )
    INSERT INTO outbox (gemeente_id, meting_id, versie, verstuurd, inhoud)
    SELECT meting.gemeente_id, meting.id, meting.resultaat_versie, 0, jsonb_build_object(
        'versie', meting.resultaat_versie,
        'naam', meting.naam,
        'vragenlijst', meting.vragenlijst,
        'periode', meting.periode,
        'ontvangen', coalesce(ontvangen.inhoud, '{}'),
        'uitslagen', coalesce(uitslagen.inhoud, '[]')
    ) || CASE WHEN teruggekoppeld_op IS NULL THEN '{}'
        ELSE jsonb_build_object('teruggekoppeldOp', teruggekoppeld_op) END
    || CASE WHEN teruggezet THEN jsonb_build_object('nietMinder', true) ELSE '{}' END
    FROM meting
    LEFT JOIN ontvangen ON ontvangen.meting_id = meting.id
    LEFT JOIN uitslagen ON uitslagen.meting_id = meting.id
    ON CONFLICT (gemeente_id, meting_id) DO UPDATE SET
        versie = excluded.versie, inhoud = excluded.inhoud, status = 'wacht',
        pogingen = 0, volgende_poging_op = now(), laatste_fout = NULL,
        wacht_sinds = CASE outbox.status WHEN 'wacht' THEN outbox.wacht_sinds ELSE now() END
""")

_GEMEENTEN = text("SELECT id, code FROM gemeenten ORDER BY id")
_TAKE = text("""
    UPDATE outbox SET pogingen = pogingen + 1, volgende_poging_op = now() + interval '15 seconds', verstuurd = versie
    WHERE gemeente_id = :gemeente AND meting_id = (
        SELECT meting_id FROM outbox
        WHERE gemeente_id = :gemeente AND status = 'wacht' AND volgende_poging_op <= now()
        ORDER BY volgende_poging_op LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING meting_id, versie, CAST(inhoud AS text) AS inhoud
""")
# All of these leave a message alone that was replaced by a newer version while it was under way.
_DELIVERED = text("""
    UPDATE outbox SET status = 'bezorgd', laatste_fout = NULL
    WHERE gemeente_id = :gemeente AND meting_id = :meting_id AND versie = :versie
""")
_UNDELIVERABLE = text("""
    UPDATE outbox SET status = 'onbestelbaar', laatste_fout = :fout
    WHERE gemeente_id = :gemeente AND meting_id = :meting_id AND versie = :versie
""")
# Exponential backoff with full jitter, at most ten minutes.
_LATER = text("""
    UPDATE outbox SET laatste_fout = :fout,
        volgende_poging_op = now() + random() * least(600, power(2, least(pogingen, 10))) * interval '1 second'
    WHERE gemeente_id = :gemeente AND meting_id = :meting_id AND versie = :versie
""")
_NOT_TRIED = text("""
    UPDATE outbox SET laatste_fout = :fout, pogingen = pogingen - 1, volgende_poging_op = now()
    WHERE gemeente_id = :gemeente AND meting_id = :meting_id AND versie = :versie
""")
_LIST_DELIVERED = text("SELECT meting_id, versie FROM outbox WHERE gemeente_id = :gemeente AND status = 'bezorgd'")
_AGAIN = text("""
    UPDATE outbox o SET status = 'wacht', pogingen = 0, volgende_poging_op = now(), wacht_sinds = now()
    FROM unnest(CAST(:metingen AS uuid[]), CAST(:versies AS bigint[])) AS lost (id, versie)
    WHERE o.gemeente_id = :gemeente AND o.meting_id = lost.id AND o.versie = lost.versie AND o.status = 'bezorgd'
""")
# Ahead is a core that has a version that was never sent from here, or another result of one that was: `anders`.
_CATCH_UP = text("""
    UPDATE metingen m SET resultaat_versie = greatest(m.resultaat_versie, k.versie), teruggezet = true
    FROM unnest(CAST(:metingen AS uuid[]), CAST(:versies AS bigint[])) AS k (id, versie)
    LEFT JOIN outbox o ON o.gemeente_id = :gemeente AND o.meting_id = k.id
    WHERE m.gemeente_id = :gemeente AND m.id = k.id AND (:anders OR coalesce(o.verstuurd, o.versie, 0) < k.versie)
    RETURNING m.id
""")
_CAUGHT_UP = text("""
    UPDATE outbox SET verstuurd = versie WHERE gemeente_id = :gemeente AND meting_id = ANY (:metingen)
""")


@dataclass(frozen=True, slots=True)
class Zending:
    """A message that was taken for delivery."""

    gemeente: UUID
    meting_id: UUID
    versie: int
    inhoud: str

    @property
    def key(self) -> dict[str, object]:
        return {"gemeente": self.gemeente, "meting_id": self.meting_id, "versie": self.versie}


async def enqueue(db: AsyncSession, gemeente: UUID, metingen: Sequence[UUID]) -> None:
    """Put the whole result of each of these metingen in the outbox, one version higher than before."""
    await db.execute(_ENQUEUE, {"gemeente": gemeente, "metingen": list(metingen)})


def undelivered_of(caller: Principal) -> Select[Bericht]:
    return select(Bericht).where(Bericht.gemeente_id == caller.gemeente_id, Bericht.status != BEZORGD)


async def list_undelivered(db: AsyncSession, caller: Principal, after: UUID | None, limit: int) -> list[Bericht]:
    found = undelivered_of(caller).order_by(Bericht.meting_id).limit(limit)
    return list(await db.scalars(found if after is None else found.where(Bericht.meting_id > after)))


async def retry_now(db: AsyncSession, caller: Principal, meting_id: UUID) -> Bericht:
    """Let this one be tried at once, as if for the first time. Raises NietGevonden, also when it was delivered."""
    row = await db.scalar(undelivered_of(caller).where(Bericht.meting_id == meting_id).with_for_update())
    if row is None:
        raise NietGevonden("uitkomst")
    row.status, row.pogingen, row.volgende_poging_op = WACHT, 0, await klok.now(db)
    await db.flush()
    return row


async def list_gemeenten(db: AsyncSession) -> list[tuple[UUID, str]]:
    """Id and code of every gemeente."""
    return [(row.id, row.code) for row in await db.execute(_GEMEENTEN)]


async def take(db: AsyncSession, gemeente: UUID) -> Zending | None:
    """The message that has waited longest, for fifteen seconds; None when nothing is due."""
    row = (await db.execute(_TAKE, {"gemeente": gemeente})).one_or_none()
    return None if row is None else Zending(gemeente, row.meting_id, row.versie, row.inhoud)


async def mark_delivered(db: AsyncSession, zending: Zending) -> None:
    await db.execute(_DELIVERED, zending.key)


async def list_delivered(db: AsyncSession, gemeente: UUID) -> dict[UUID, int]:
    """Of every meting of which the last version was delivered, that version."""
    return {row.meting_id: row.versie for row in await db.execute(_LIST_DELIVERED, {"gemeente": gemeente})}


async def send_again(db: AsyncSession, gemeente: UUID, lost: Mapping[UUID, int]) -> None:
    """Let these be due again, unless there is a newer version by now."""
    await db.execute(_AGAIN, _versions(gemeente, lost))


async def catch_up(
    db: AsyncSession, gemeente: UUID, at_core: Mapping[UUID, int], *, anders: bool = False
) -> list[UUID]:
    """Number on from where the core is, of every meting of which it knows more than was given here; returns which.

    anders: whether the core has another result under the same number. What is sent of them from now on the core takes
    only when nothing of what it has becomes less.
    """
    ahead = list(await db.scalars(_CATCH_UP, _versions(gemeente, at_core) | {"anders": anders}))
    if ahead:
        await enqueue(db, gemeente, ahead)
        await db.execute(_CAUGHT_UP, {"gemeente": gemeente, "metingen": ahead})
    return ahead


def _versions(gemeente: UUID, versions: Mapping[UUID, int]) -> dict[str, object]:
    return {"gemeente": gemeente, "metingen": list(versions), "versies": list(versions.values())}


async def mark_undeliverable(db: AsyncSession, zending: Zending, fout: str) -> None:
    await db.execute(_UNDELIVERABLE, zending.key | {"fout": fout[:500]})


async def try_later(db: AsyncSession, zending: Zending, fout: str) -> None:
    """Let it wait, longer after each attempt."""
    await db.execute(_LATER, zending.key | {"fout": fout[:500]})


async def give_back(db: AsyncSession, zending: Zending, fout: str) -> None:
    """It was not its own fault: let it be due, as if it had not been taken."""
    await db.execute(_NOT_TRIED, zending.key | {"fout": fout[:500]})
