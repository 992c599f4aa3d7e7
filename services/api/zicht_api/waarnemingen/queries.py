"""SQL of the kept observations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.waarden.onderdrukking import Waarneming as Cijfer
from zicht_api.waarnemingen import models
from zicht_shared.db import driver_connection

WAARNEMINGEN: Final = models.Waarneming.__table__
KOLOMMEN: Final = tuple(column.name for column in WAARNEMINGEN.columns)[3:]

_KEPT = text("""
    SELECT DISTINCT ON (p.jaar, p.soort, p.indicator, p.dimensie)
           p.id, p.indicator, p.jaar, p.soort, p.dimensie, p.aantal
    FROM unnest(CAST(:indicatoren AS text[]), CAST(:jaren AS smallint[]), CAST(:soorten AS text[]),
                CAST(:dimensies AS text[]), CAST(:versies AS bigint[]), CAST(:dagen AS date[]))
         AS w (indicator, jaar, soort, dimensie, versie, dag)
    JOIN publicaties p ON p.gemeente_id = :gemeente_id AND p.jaar = w.jaar AND p.soort = w.soort
                      AND p.indicator = w.indicator AND p.dimensie = w.dimensie AND p.basis = :basis
                      AND p.versie = w.versie AND p.dag = w.dag
    ORDER BY p.jaar, p.soort, p.indicator, p.dimensie, p.id
""")
_KEEP_BLOCK = text("""
    INSERT INTO publicaties (gemeente_id, jaar, soort, indicator, dimensie, basis, versie, dag, id, aantal)
    VALUES (:gemeente_id, :jaar, :soort, :indicator, :dimensie, :basis, :versie, :dag, :id, :aantal)
""")
_TYPES: Final = {
    "waarde": "numeric", "teller": "numeric", "noemer": "numeric", "n": "bigint", "onderdrukt": "boolean",
    "voorlopig": "boolean", "onder": "numeric", "boven": "numeric", "streefwaarde": "numeric",
}  # fmt: skip


def _kept(name: str) -> str:
    """Without zeros at the end: a figure is written as JSON writes it, wherever it goes."""
    return f"trim_scale(r.{name})" if _TYPES.get(name) == "numeric" else f"r.{name}"


_KEEP_ROWS = f"""
    INSERT INTO waarnemingen (gemeente_id, publicatie, nr, {", ".join(KOLOMMEN)})
    SELECT $1, $2, r.nr - 1, {", ".join(_kept(name) for name in KOLOMMEN)}
    FROM unnest({", ".join(f"${place}::{_TYPES.get(name, 'text')}[]" for place, name in enumerate(KOLOMMEN, 3))})
         WITH ORDINALITY AS r ({", ".join(KOLOMMEN)}, nr)
"""
_COUNT = text("""
    SELECT count(*) FROM waarnemingen
    WHERE gemeente_id = :gemeente_id AND publicatie = ANY (CAST(:ids AS uuid[]))
      AND periode = ANY (CAST(:perioden AS text[]))
""")
_YEARS_BY_HAND = text("""
    SELECT DISTINCT CAST(left(periode, 4) AS smallint) FROM handmatige_waarden
    WHERE gemeente_id = :gemeente_id AND versie_van <= :dataversie
""")
# What is old keeps being readable for who is reading it, page by page.
_PURGE = text("""
    WITH oud AS (
        DELETE FROM publicaties p WHERE p.gemeente_id = :gemeente_id AND p.gemaakt_op < now() - interval '1 day'
          AND EXISTS (
            SELECT FROM publicaties n
            WHERE n.gemeente_id = p.gemeente_id AND n.jaar = p.jaar AND n.soort = p.soort AND n.indicator = p.indicator
              AND n.dimensie = p.dimensie AND n.basis = p.basis
              AND (n.versie, n.dag, n.id) > (p.versie, p.dag, p.id)
          )
        RETURNING p.gemeente_id, p.id
    )
    DELETE FROM waarnemingen w USING oud WHERE w.gemeente_id = :gemeente_id AND w.publicatie = oud.id
""")


@dataclass(frozen=True, slots=True)
class Publicatie:
    """A block of observations that is kept. aantal: how many rows."""

    id: UUID
    indicator: str
    jaar: int
    soort: str
    dimensie: str
    aantal: int


@dataclass(frozen=True, slots=True)
class Sleutel:
    """Which block: the same facts and definitions give the same one. See models.Publicatie."""

    indicator: str
    jaar: int
    soort: str
    dimensie: str
    versie: int
    dag: date


@dataclass(frozen=True, slots=True)
class Rij:
    """An observation: of which period and members, and the figure."""

    indicator: str
    periode: str
    periodesoort: str
    leden: Mapping[str, str]
    voorlopig: bool
    cijfer: Cijfer


async def load_kept(
    db: AsyncSession, gemeente_id: UUID, basis: int, sleutels: Sequence[Sleutel]
) -> dict[Sleutel, Publicatie]:
    """Those of these blocks that are there."""
    values = {
        "gemeente_id": gemeente_id,
        "basis": basis,
        "indicatoren": [sleutel.indicator for sleutel in sleutels],
        "jaren": [sleutel.jaar for sleutel in sleutels],
        "soorten": [sleutel.soort for sleutel in sleutels],
        "dimensies": [sleutel.dimensie for sleutel in sleutels],
        "versies": [sleutel.versie for sleutel in sleutels],
        "dagen": [sleutel.dag for sleutel in sleutels],
    }
    found = {
        (row.indicator, row.jaar, row.soort, row.dimensie): Publicatie(*row) for row in await db.execute(_KEPT, values)
    }
    places = {sleutel: (sleutel.indicator, sleutel.jaar, sleutel.soort, sleutel.dimensie) for sleutel in sleutels}
    return {sleutel: found[place] for sleutel, place in places.items() if place in found}


async def keep(
    db: AsyncSession, gemeente_id: UUID, basis: int, sleutel: Sleutel, new_id: UUID, rijen: Sequence[Rij]
) -> Publicatie:
    """Keep a block and its rows, in this order."""
    values = {
        "gemeente_id": gemeente_id, "basis": basis, "id": new_id, "aantal": len(rijen), "versie": sleutel.versie,
        "dag": sleutel.dag, "indicator": sleutel.indicator, "jaar": sleutel.jaar, "soort": sleutel.soort,
        "dimensie": sleutel.dimensie,
    }  # fmt: skip
    await db.execute(_KEEP_BLOCK, values)
    columns = zip(*(_as_row(rij) for rij in rijen), strict=True) if rijen else ([] for _ in KOLOMMEN)
    connection = await driver_connection(db)
    await connection.execute(_KEEP_ROWS, gemeente_id, new_id, *(list(column) for column in columns))
    return Publicatie(new_id, sleutel.indicator, sleutel.jaar, sleutel.soort, sleutel.dimensie, len(rijen))


def _as_row(rij: Rij) -> tuple[Any, ...]:
    """In the order of KOLOMMEN."""
    cijfer, leden = rij.cijfer, rij.leden
    return (
        rij.indicator, rij.periode, rij.periodesoort, leden["gebied"], leden["aanbieder"], leden["doelgroep"],
        leden["leefgebied"], leden["vorm"], cijfer.waarde, cijfer.teller, cijfer.noemer, cijfer.n, cijfer.onderdrukt,
        cijfer.reden, rij.voorlopig, cijfer.onder, cijfer.boven, cijfer.methode, cijfer.streefwaarde, cijfer.status,
    )  # fmt: skip


def compose_rows(kolommen: Sequence[str]) -> str:
    """The statement that reads these columns of some blocks, in order: $1 their ids, $2 the gemeente, $3 the periods or
    NULL for all."""
    return f"""
        SELECT {", ".join(kolommen)}
        FROM unnest($1::uuid[]) WITH ORDINALITY AS b (id, plaats)
        JOIN waarnemingen w ON w.gemeente_id = $2::uuid AND w.publicatie = b.id
        WHERE $3::text[] IS NULL OR w.periode = ANY ($3::text[])
        ORDER BY b.plaats, w.nr
    """


async def count_rows(db: AsyncSession, gemeente_id: UUID, ids: Sequence[UUID], perioden: Sequence[str]) -> int:
    """How many rows of these blocks are about these periods."""
    values = {"gemeente_id": gemeente_id, "ids": list(ids), "perioden": list(perioden)}
    found = await db.scalar(_COUNT, values)
    assert isinstance(found, int)
    return found


async def load_years_by_hand(db: AsyncSession, gemeente_id: UUID, dataversie: int) -> set[int]:
    """The years for which somebody entered a figure by hand."""
    values = {"gemeente_id": gemeente_id, "dataversie": dataversie}
    return set(await db.scalars(_YEARS_BY_HAND, values))


async def purge(db: AsyncSession, gemeente_id: UUID) -> None:
    """Throw away the blocks of yesterday and before that newer ones followed."""
    await db.execute(_PURGE, {"gemeente_id": gemeente_id})
