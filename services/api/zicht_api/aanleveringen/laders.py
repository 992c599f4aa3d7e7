"""What differs between a delivery of contacten and one of tellingen, prepared once a delivery."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.aanleveringen.lezen import Kolommen
from zicht_api.aanleveringen.schemas import Soort
from zicht_api.aanleveringen.uitkomst import Uitkomst
from zicht_api.afsluitingen.queries import load_dagen
from zicht_api.codelijsten.queries import load_codes
from zicht_api.contacten import laden as contacten_laden
from zicht_api.contacten import rijen as contacten
from zicht_api.contacten import vast as contacten_vast
from zicht_api.gebieden.queries import load_nrs
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.tellingen import laden as tellingen_laden
from zicht_api.tellingen import rijen as tellingen
from zicht_shared import klok
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring
from zicht_shared.errors import Fout

Write = Callable[[asyncpg.Connection, UUID, int, tuple[list[Any], ...]], Awaitable[Uitkomst]]
FindVast = Callable[[asyncpg.Connection, UUID, tuple[list[Any], ...]], Awaitable[list[int]]]


@dataclass(frozen=True)
class Lader:
    """How rows of one kind are typed, judged, told apart, and written.

    doubtful: a quick look at many rows; false only when `rules` would find nothing but codes that are not known; None
    for rows that are always looked at one by one. columns: what `write` needs; raises KeyError for a code not known.
    find_vast: which rows of these columns would change what lies in a closed period; None when `rules` sees to that.
    """

    rij_type: type[Any]
    kolommen: Kolommen
    rules: Callable[[Any], list[Fout]]
    doubtful: Callable[[Sequence[Any]], bool] | None
    key: Callable[[Any], Hashable]
    columns: Callable[[list[Any]], tuple[list[Any], ...]]
    write: Write
    find_vast: FindVast | None = None


async def lader_for(soort: Soort, db: AsyncSession, caller: Principal, keyring: Keyring) -> Lader:
    if soort is Soort.contacten:
        return await _contacten(db, caller, keyring)
    return await _tellingen(db, caller)


async def _contacten(db: AsyncSession, caller: Principal, keyring: Keyring) -> Lader:
    codes = await load_codes(db)
    aanbieders = await load_aanbieders(db, caller)
    afgesloten = await load_dagen(db, caller.gemeente_id)
    omgeving = contacten.Omgeving(
        codes=codes,
        gebieden=await load_nrs(db, caller.gemeente_id),
        aanbieders={code: (row.nr, codes["vorm"][row.vorm]) for code, row in aanbieders.items()},
        eigen=caller.aanbieder,
        vandaag=await klok.today(db),
        afgesloten=afgesloten,
    )
    return Lader(
        rij_type=contacten.ContactRij,
        kolommen=contacten.KOLOMMEN,
        rules=partial(contacten.rules, omgeving=omgeving),
        doubtful=partial(contacten.doubtful, omgeving=omgeving),
        key=lambda rij: (rij.aanbieder or omgeving.eigen, rij.bron_id),
        columns=contacten_laden.Kolommen(omgeving, keyring.pseudonym_key(caller.gemeente)),
        write=contacten_laden.write,
        find_vast=partial(contacten_vast.find_vast, afgesloten=afgesloten) if afgesloten.reeksen else None,
    )


async def _tellingen(db: AsyncSession, caller: Principal) -> Lader:
    aanbieders = await load_aanbieders(db, caller)
    omgeving = tellingen.Omgeving(
        codes=await load_codes(db),
        gebieden=await load_nrs(db, caller.gemeente_id),
        maatstaven=await load_maatstaven(db, caller),
        aanbieders={code: (row.nr, frozenset(row.tellingen_voor)) for code, row in aanbieders.items()},
        eigen=caller.aanbieder,
        afgesloten=await load_dagen(db, caller.gemeente_id),
    )
    return Lader(
        rij_type=tellingen.TellingRij,
        kolommen=tellingen.KOLOMMEN,
        rules=partial(tellingen.rules, omgeving=omgeving),
        doubtful=None,
        key=lambda rij: (
            rij.aanbieder or omgeving.eigen,
            rij.maatstaf,
            rij.periode,
            rij.gebied,
            rij.doelgroep,
            rij.leefgebied,
            rij.vorm,
        ),
        columns=partial(tellingen_laden.columns, omgeving=omgeving),
        write=tellingen_laden.write,
    )
