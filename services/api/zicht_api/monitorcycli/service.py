"""Laying down monitorcycli, seeing where they stand, closing them and opening them again."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.doelenbomen.queries import find_doelenboom
from zicht_api.doelenbomen.service import load_seen
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gemeenten.queries import Stand, get_stand
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.monitorcycli import queries
from zicht_api.monitorcycli.gegevens import check_gegevens
from zicht_api.monitorcycli.models import Monitorcyclus, Monitorcyclusovergang
from zicht_api.monitorcycli.opzet import Opzet, check_opzet
from zicht_api.monitorcycli.schemas import CyclusStatus, MonitorcyclusGegevens, MonitorcyclusStand, NieuweMonitorcyclus
from zicht_api.monitorcycli.schemas import Monitorcyclus as MonitorcyclusSchema
from zicht_api.monitorcycli.situatie import CODES
from zicht_api.monitorcycli.stappen import Vondst, find_missing, find_next, make_stappen
from zicht_api.monitorcycli.tijdvak import MAX_DAGEN, is_denkbaar, perioden_in
from zicht_api.monitorcycli.toetsen import TOETSEN, Toets, Weergave
from zicht_api.monitorcycli.weergeven import as_schema
from zicht_shared.audit import record
from zicht_shared.auth import Doel, Principal, check_leren
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, Fout, InvoerOngeldig, Probleem


class MonitorcyclusNietAf(Probleem):
    status, code, title = 409, "monitorcyclus-niet-af", "In deze cyclus ontbreekt nog iets."

    def __init__(self, ontbreekt: Sequence[Toets]) -> None:
        super().__init__(
            "Doe wat er ontbreekt; zie invalidParams. Of geef een reden waarom de cyclus zo dicht gaat.",
            fouten=[Fout("/reden", toets.code, f"{toets.vraag} Nog niet. {toets.advies}") for toets in ontbreekt],
        )


class MonitorcyclusAfgesloten(Probleem):
    status, code, title = 409, "monitorcyclus-afgesloten", "Deze cyclus is afgesloten."

    def __init__(self) -> None:
        super().__init__("Aan een afgesloten cyclus verandert niets meer. Heropen haar, met een reden.")


class MonitorcyclusLoopt(Probleem):
    status, code, title = 409, "monitorcyclus-loopt", "Deze cyclus is niet afgesloten."

    def __init__(self) -> None:
        super().__init__("Er valt niets te heropenen.")


async def create_monitorcyclus(db: AsyncSession, caller: Principal, nieuw: NieuweMonitorcyclus) -> MonitorcyclusSchema:
    await _check(db, caller, nieuw, before=None)
    row = await queries.insert_monitorcyclus(db, caller, **nieuw.model_dump())
    if row is None:
        raise BestaatAl("monitorcyclus")
    await record(db, caller, "monitorcyclus.aangemaakt", row.code, na=_as_json(row))
    return await show_monitorcyclus(db, caller, row)


async def change_monitorcyclus(
    db: AsyncSession, caller: Principal, code: str, gegevens: MonitorcyclusGegevens, if_match: str | None
) -> MonitorcyclusSchema:
    """Replace what is known of a cycle. Indicators that the caller does not see stay in it."""
    row = await queries.get_monitorcyclus_for_update(db, caller, code)
    check_if_match(if_match, row.versie)
    if row.status == "afgesloten":
        raise MonitorcyclusAfgesloten
    await _check(db, caller, gegevens, before=row)
    voor = _as_json(row)
    unseen = await _unseen(db, caller, row)
    for name, value in gegevens.model_dump().items():
        setattr(row, name, value)
    row.indicatoren = [*gegevens.indicatoren, *unseen]
    row.versie += 1
    await db.flush()
    await record(db, caller, "monitorcyclus.gewijzigd", code, voor=voor, na=_as_json(row))
    return await show_monitorcyclus(db, caller, row)


async def show_monitorcyclus(db: AsyncSession, caller: Principal, row: Monitorcyclus) -> MonitorcyclusSchema:
    """The cycle as the caller may see it."""
    boom = await find_doelenboom(db, caller, row.doelenboom) if row.doelenboom is not None else None
    return as_schema(
        row,
        await queries.list_overgangen(db, row),
        caller.doel,
        boom_is_er=boom is not None,
        indicatoren=await load_indicatoren(db, caller, row.indicatoren),
    )


async def load_stand(db: AsyncSession, caller: Principal, code: str, weergave: Weergave) -> MonitorcyclusStand:
    """Where the cycle stands, as the caller may see it: what is there, what misses, what comes next."""
    row = await queries.get_monitorcyclus(db, caller, code)
    vondsten, stand = await _look(db, caller, row)
    volgende = find_next(TOETSEN, vondsten)
    return MonitorcyclusStand(
        monitorcyclus=row.code,
        weergave=weergave,
        dataversie=stand.dataversie,
        dag=stand.dag,
        stappen=make_stappen(vondsten, weergave),
        volgende=volgende.code if volgende else None,
    )


async def close_monitorcyclus(
    db: AsyncSession, caller: Principal, code: str, reden: str | None, if_match: str | None
) -> MonitorcyclusSchema:
    """Close a cycle in which nothing misses, or with the reason why that is well. Raises MonitorcyclusNietAf.

    Only with a credential for learning: another does not see all that may be missing.
    """
    check_leren(caller)
    row = await queries.get_monitorcyclus_for_update(db, caller, code)
    check_if_match(if_match, row.versie)
    if row.status == "afgesloten":
        raise MonitorcyclusAfgesloten
    vondsten, stand = await _look(db, caller, row)
    ontbreekt = find_missing(vondsten)
    if ontbreekt and reden is None:
        raise MonitorcyclusNietAf(ontbreekt)
    await _move(db, caller, row, "afgesloten", reden, ontbreekt, stand)
    closed = await show_monitorcyclus(db, caller, row)
    await meld(
        db,
        caller.gemeente_id,
        Gebeurtenissoort.monitorcyclus_afgesloten,
        code,
        pad=f"/v1/monitorcycli/{code}",
        alleen_leren=False,
        gegevens={"dataversie": stand.dataversie},
    )
    return closed


async def reopen_monitorcyclus(
    db: AsyncSession, caller: Principal, code: str, reden: str, if_match: str | None
) -> MonitorcyclusSchema:
    check_leren(caller)
    row = await queries.get_monitorcyclus_for_update(db, caller, code)
    check_if_match(if_match, row.versie)
    if row.status == "lopend":
        raise MonitorcyclusLoopt
    await _move(db, caller, row, "lopend", reden, [], await get_stand(db, caller.gemeente_id))
    return await show_monitorcyclus(db, caller, row)


async def _move(
    db: AsyncSession,
    caller: Principal,
    row: Monitorcyclus,
    naar: CyclusStatus,
    reden: str | None,
    ontbrak: Sequence[Toets],
    stand: Stand,
) -> None:
    voor = _as_json(row)
    row.status = naar
    row.versie += 1
    db.add(
        Monitorcyclusovergang(
            gemeente_id=row.gemeente_id,
            code=row.code,
            # The cycle is locked: nobody else counts now.
            nr=len(await queries.list_overgangen(db, row)) + 1,
            naar=naar,
            reden=reden,
            ontbrak=[toets.code for toets in ontbrak],
            dataversie=stand.dataversie,
            dag=stand.dag,
            sleutel_id=caller.sleutel_id,
        )
    )
    await db.flush()
    await record(db, caller, f"monitorcyclus.{naar}", row.code, voor=voor, na=_as_json(row))


async def _look(db: AsyncSession, caller: Principal, row: Monitorcyclus) -> tuple[dict[str, Vondst], Stand]:
    """What each check found of what the caller may see, and on which state of the data."""
    now = await get_stand(db, caller.gemeente_id)
    # Read by its number: what is delivered between two of the questions does not mix with it.
    stand = replace(now, peil=now.dataversie)
    opzet = await _load_opzet(db, caller, stand, row)
    found: Mapping[str, Vondst] = check_opzet(opzet) | await check_gegevens(db, caller, stand, opzet)
    er_zijn = [toets.code for toets in TOETSEN if caller.doel is Doel.leren or not toets.alleen_leren]
    return {code: found[code] for code in er_zijn}, stand


async def _load_opzet(db: AsyncSession, caller: Principal, stand: Stand, row: Monitorcyclus) -> Opzet:
    """A cycle that names no indicators, or none that the caller sees, looks at those of its doelenboom."""
    found = await find_doelenboom(db, caller, row.doelenboom, stand.peil) if row.doelenboom is not None else None
    boom, op_de_boom = await load_seen(db, caller, found, stand.peil) if found is not None else (None, {})
    indicatoren = await load_indicatoren(db, caller, row.indicatoren, stand.peil) or op_de_boom
    return Opzet(row, boom, dict(sorted(indicatoren.items())), perioden_in(row.begin, row.eind))


async def _check(
    db: AsyncSession, caller: Principal, gegevens: MonitorcyclusGegevens, before: Monitorcyclus | None
) -> None:
    """before: the cycle that is changed; what it refers to may be gone by now, and stays."""
    faults = [*_faults_in_dates(gegevens), *_faults_in_situatie(gegevens)]
    doelenboom = gegevens.doelenboom
    kept = before is not None and before.doelenboom == doelenboom
    if doelenboom is not None and not kept and await find_doelenboom(db, caller, doelenboom) is None:
        faults.append(Fout("/doelenboom", "onbekende-waarde", "Deze doelenboom kennen we niet."))
    known: Collection[str] = set(await load_indicatoren(db, caller, gegevens.indicatoren))
    if before is not None and caller.doel is Doel.leren:
        known = {*known, *before.indicatoren}
    faults += [
        Fout(f"/indicatoren/{index}", "onbekende-waarde", "Deze indicator kennen we niet.")
        for index, code in enumerate(gegevens.indicatoren)
        if code not in known
    ]
    if faults:
        raise InvoerOngeldig(faults)


def _faults_in_dates(gegevens: MonitorcyclusGegevens) -> Iterator[Fout]:
    if not is_denkbaar(gegevens.begin):
        yield Fout("/begin", "buiten-bereik", "Geef een dag in deze eeuw of de vorige.")
    elif (gegevens.eind - gegevens.begin).days > MAX_DAGEN:
        yield Fout("/eind", "te-lang", "Een cyclus duurt hoogstens vijf jaar.")
    elif not perioden_in(gegevens.begin, gegevens.eind):
        yield Fout("/eind", "te-kort", "Een cyclus omvat minstens een hele kalendermaand: daarover zijn er cijfers.")


def _faults_in_situatie(gegevens: MonitorcyclusGegevens) -> Iterator[Fout]:
    answered: set[str] = set()
    for index, antwoord in enumerate(gegevens.huidige_situatie):
        pointer = f"/huidigeSituatie/{index}/vraag"
        if antwoord.vraag not in CODES:
            yield Fout(pointer, "onbekende-waarde", "Deze vraag kennen we niet.")
        elif antwoord.vraag in answered:
            yield Fout(pointer, "dubbel", "Deze vraag is al beantwoord.")
        answered.add(antwoord.vraag)


async def _unseen(db: AsyncSession, caller: Principal, row: Monitorcyclus) -> list[str]:
    """The indicators of a cycle that a credential for accounting is not shown."""
    if caller.doel is Doel.leren:
        return []
    seen = await load_indicatoren(db, caller, row.indicatoren)
    return [code for code in row.indicatoren if code not in seen]


def _as_json(row: Monitorcyclus) -> str:
    """As it was sent, with the status."""
    document: dict[str, Any] = NieuweMonitorcyclus.model_validate(row).model_dump(mode="json", by_alias=True)
    return json.dumps({**document, "status": row.status})
