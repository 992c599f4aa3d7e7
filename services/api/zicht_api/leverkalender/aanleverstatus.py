"""Holding what came against what was agreed: for who asks, and for who raises signals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.aanleveringen.schemas import Soort
from zicht_api.gemeenten.queries import Stand
from zicht_api.leverkalender import queries
from zicht_api.leverkalender.models import Leverafspraak
from zicht_api.leverkalender.queries import Gevuld, Versie, Verwacht
from zicht_api.leverkalender.status import Oordeel, Stuk, Verwachting, expected_perioden, judge
from zicht_api.leverkalender.vulling import publish_vulling
from zicht_api.perioden import Periode
from zicht_shared.auth import Principal
from zicht_shared.errors import Fout, InvoerOngeldig

MAX_VERWACHT = 10_000

# Columns of contacten; names as in answers follow by the schema's own aliases.
VELDEN = {
    "duur_minuten": "duur_minuten",
    "gebied_nr": "gebied",
    "doelgroep": "doelgroep",
    "leefgebieden": "leefgebieden",
    "client": "client_pseudoniem",
}


@dataclass(frozen=True, slots=True)
class Leverstatus:
    """One expected delivery and what became of it.

    volledigheid: percentage filled, in coarse steps, by field; None for tellingen, and where there are no contacten.
    aanleveringen: those that the caller may see of which rows hold now, with their moment, the oldest first.
    """

    aanbieder: str
    leverafspraak: UUID
    soort: Soort
    verwachting: Verwachting
    oordeel: Oordeel
    volledigheid: Mapping[str, int | None] | None
    aanleveringen: tuple[tuple[UUID, datetime], ...]


async def load_aanleverstatus(
    db: AsyncSession, caller: Principal, stand: Stand, perioden: Sequence[Periode], aanbieder: str | None = None
) -> list[Leverstatus]:
    """What was expected over periods that share a day with these, and what became of it, on the day of the answer.

    In order of aanbieder, then agreement, then period. An aanbieder sees its own only. aanbieder: only this one, by
    code. Raises InvoerOngeldig for a code that is not known, and when it is too much.
    """
    aanbieders = await load_aanbieders(db, caller, stand.peil)
    if aanbieder is not None:
        if aanbieder not in aanbieders:
            raise InvoerOngeldig([Fout("?aanbieder", "onbekende-waarde", "Deze code kennen we niet.")])
        aanbieders = {aanbieder: aanbieders[aanbieder]}
    codes = {row.nr: code for code, row in aanbieders.items()}
    afspraken = await queries.load_leverafspraken(db, caller, stand.peil, list(codes))
    verwacht = list(_expect(afspraken, perioden))
    if len(verwacht) > MAX_VERWACHT:
        reason = f"Dit zijn meer dan {MAX_VERWACHT} aanleveringen. Vraag minder perioden, of een enkele aanbieder."
        raise InvoerOngeldig([Fout("?periode", "te-veel", reason)])
    stukken, versies, vulling = await _load(db, caller, stand, verwacht)
    found = [
        _judge(afspraak, codes, verwachting, stukken.get(nr, []), versies, vulling.get(nr), stand)
        for nr, (afspraak, verwachting) in enumerate(verwacht)
    ]
    return sorted(found, key=lambda status: status.aanbieder)


def _expect(
    afspraken: Iterable[Leverafspraak], perioden: Sequence[Periode]
) -> Iterable[tuple[Leverafspraak, Verwachting]]:
    for afspraak in afspraken:
        wat = afspraak.maatstaven or [Soort.contacten.value]
        vanaf, tot = Periode.parse(afspraak.vanaf), Periode.parse(afspraak.tot) if afspraak.tot else None
        for periode in expected_perioden(vanaf, tot, perioden[0].begin, perioden[-1].eind):
            yield afspraak, Verwachting(periode, afspraak.termijn, wat, afspraak.minstens)


async def _load(
    db: AsyncSession, caller: Principal, stand: Stand, verwacht: Sequence[tuple[Leverafspraak, Verwachting]]
) -> tuple[dict[int, list[Row[Any]]], Mapping[int, Versie], Mapping[int, Gevuld]]:
    """By place in the list what came, and how it is filled; and the versions with which it came and went."""
    per_soort: dict[str, list[Verwacht]] = {soort: [] for soort in Soort}
    for nr, (afspraak, verwachting) in enumerate(verwacht):
        periode = verwachting.periode
        per_soort[afspraak.soort].append(Verwacht(nr, afspraak.aanbieder_nr, periode.begin, periode.eind))
    contacten, tellingen = per_soort[Soort.contacten], per_soort[Soort.tellingen]
    stukken: dict[int, list[Row[Any]]] = {}
    for row in await queries.load_stukken(db, caller, stand.dataversie, contacten, tellingen):
        stukken.setdefault(row.nr, []).append(row)
    genoemd = {row.versie_van for rows in stukken.values() for row in rows}
    genoemd |= {row.versie_tot for rows in stukken.values() for row in rows if row.versie_tot is not None}
    versies = await queries.load_versies(db, caller, genoemd)
    return stukken, versies, await queries.load_vulling(db, caller, stand.peil, contacten, VELDEN)


def _judge(
    afspraak: Leverafspraak,
    codes: Mapping[int, str],
    verwachting: Verwachting,
    rows: Sequence[Row[Any]],
    versies: Mapping[int, Versie],
    gevuld: Gevuld | None,
    stand: Stand,
) -> Leverstatus:
    stukken = [_as_stuk(row, versies, stand.dataversie) for row in rows]
    bronnen = {versies[row.versie_van] for row, stuk in zip(rows, stukken, strict=True) if stuk.tot is None}
    return Leverstatus(
        aanbieder=codes[afspraak.aanbieder_nr],
        leverafspraak=afspraak.id,
        soort=Soort(afspraak.soort),
        verwachting=verwachting,
        oordeel=judge(verwachting, stukken, stand.dag),
        volledigheid=None if gevuld is None else _publish(gevuld, stand.drempel),
        aanleveringen=tuple(
            (versie.aanlevering, versie.tijdstip)
            for versie in sorted(bronnen, key=lambda versie: versie.tijdstip)
            if versie.aanlevering is not None
        ),
    )


def _as_stuk(row: Row[Any], versies: Mapping[int, Versie], dataversie: int) -> Stuk:
    """What was replaced after the data version that is read at, still held then."""
    holds = row.versie_tot is None or row.versie_tot > dataversie
    return Stuk(
        wat=row.wat,
        van=versies[row.versie_van].tijdstip,
        tot=None if holds else versies[row.versie_tot].tijdstip,
        rijen=row.rijen,
    )


def _publish(gevuld: Gevuld, drempel: int) -> dict[str, int | None]:
    return {
        naam: publish_vulling(gevuld.velden[kolom], gevuld.rijen, mensen=gevuld.mensen, drempel=drempel)
        for kolom, naam in VELDEN.items()
    }
