"""Entering, releasing and withdrawing stories, and reading them.

The trail says what happened to a story and never what stands in it: it outlives the consent.
"""

import asyncio
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import find_nr
from zicht_api.codelijsten.queries import load_codes
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gebieden.queries import find_gebied
from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.herstel.soorten import Wissoort
from zicht_api.perioden import Periode
from zicht_api.verhalen import queries
from zicht_api.verhalen.inhoud import find_citaat_faults, list_masked, screen_verhaal, seal, unseal
from zicht_api.verhalen.models import Verhaal
from zicht_api.verhalen.regels import find_faults
from zicht_api.verhalen.schemas import (
    Gebruik,
    Herkomst,
    IndicatorBijVerhaal,
    Inhoud,
    KnoopBijVerhaal,
    LeesbaarVerhaal,
    ToestemmingBijVerhaal,
    VerhaalGegevens,
    VerhaalIngevoerd,
    Verhaalontvangst,
    Verhaalstatus,
    VerhaalVraag,
)
from zicht_api.verhalen.schemas import Verhaal as VerhaalSchema
from zicht_api.vragenlijstresultaten.queries import find_resultaat
from zicht_shared.audit import record
from zicht_shared.auth import Doel, Principal, check_leren
from zicht_shared.concurrency import check_if_match
from zicht_shared.crypto import Keyring
from zicht_shared.errors import Fout, InvoerOngeldig, Probleem
from zicht_shared.wisregister import remember_erased, with_version

_ONBEKEND = "onbekende-waarde"


class AlVrijgegeven(Probleem):
    status, code, title = 409, "al-vrijgegeven", "Dit verhaal is al vrijgegeven."

    def __init__(self) -> None:
        super().__init__("Wie het mag lezen, kan het al lezen. Wijzig het om het opnieuw na te lezen.")


async def create_verhaal(
    db: AsyncSession, caller: Principal, keyring: Keyring, gegevens: VerhaalGegevens
) -> VerhaalIngevoerd:
    """Keep a story, screened. Raises AlleenOmTeLeren, and InvoerOngeldig with every fault."""
    check_leren(caller)
    inhoud = await _understand(db, caller, gegevens, None)
    row = Verhaal(
        gemeente_id=caller.gemeente_id,
        id=uuid4(),
        versie=1,
        status=Verhaalstatus.concept,
        inhoud=seal(keyring, inhoud),
        **_columns(gegevens),
    )
    db.add(row)
    await db.flush()
    await _record(db, caller, "verhaal.ingevoerd", row)
    return VerhaalIngevoerd(**_ontvangst(row), gemaskeerd=list_masked(inhoud))


async def change_verhaal(
    db: AsyncSession,
    caller: Principal,
    keyring: Keyring,
    verhaal_id: UUID,
    gegevens: VerhaalGegevens,
    if_match: str | None,
) -> VerhaalIngevoerd:
    """Replace a story; somebody must read it again before others may. Raises 412/428 by the rules of If-Match."""
    check_leren(caller)
    row = await queries.get_verhaal_for_update(db, caller, verhaal_id)
    check_if_match(if_match, row.versie)
    inhoud = await _understand(db, caller, gegevens, row)
    before, publieken = unseal(keyring, row.inhoud), list(_publieken(row))
    was_vrij = row.status == Verhaalstatus.vrijgegeven
    columns = _columns(gegevens)
    velden = [name for name, value in columns.items() if getattr(row, name) != value]
    velden += [name for name in Inhoud.model_fields if getattr(before, name) != getattr(inhoud, name)]
    for name, value in columns.items():
        setattr(row, name, value)
    row.inhoud, row.status, row.versie = seal(keyring, inhoud), Verhaalstatus.concept, row.versie + 1
    await db.flush()
    await _record(db, caller, "verhaal.gewijzigd", row, velden)
    oud = with_version(row.id, row.versie - 1)
    await remember_erased(db, caller.gemeente_id, Wissoort.verhaalversie, oud)
    if was_vrij:
        await _meld_terug(db, caller.gemeente_id, row.id, publieken, "gewijzigd")
    return VerhaalIngevoerd(**_ontvangst(row), gemaskeerd=list_masked(inhoud))


async def release_verhaal(
    db: AsyncSession, caller: Principal, verhaal_id: UUID, if_match: str | None
) -> Verhaalontvangst:
    """Somebody has read it and found nobody recognisable. Raises AlVrijgegeven, 412/428."""
    check_leren(caller)
    row = await queries.get_verhaal_for_update(db, caller, verhaal_id)
    check_if_match(if_match, row.versie)
    if row.status == Verhaalstatus.vrijgegeven:
        raise AlVrijgegeven
    row.status, row.versie = Verhaalstatus.vrijgegeven, row.versie + 1
    await db.flush()
    await _record(db, caller, "verhaal.vrijgegeven", row)
    return Verhaalontvangst(**_ontvangst(row))


async def withdraw_verhaal(db: AsyncSession, caller: Principal, verhaal_id: UUID) -> None:
    """Delete a story with all that belongs to it, whatever its state."""
    check_leren(caller)
    row = await queries.delete_verhaal(db, caller, verhaal_id)
    await record(db, caller, "verhaal.ingetrokken", str(row.id))
    await remember_erased(db, caller.gemeente_id, Wissoort.verhaal, row.id)
    await _meld_terug(db, caller.gemeente_id, row.id, _publieken(row), "ingetrokken")


async def purge(db: AsyncSession, caller: Principal, dag: date) -> int:
    """Delete the stories of which the consent ended before this day; returns how many."""
    rows = await queries.delete_expired(db, caller.gemeente_id, dag)
    for row in rows:
        await record(db, caller, "verhaal.verlopen", str(row.id))
    # After all else: an event is the last thing that a transaction does.
    for row in rows:
        await _meld_terug(db, caller.gemeente_id, row.id, _publieken(row), "verlopen")
    return len(rows)


async def list_verhalen(
    db: AsyncSession,
    caller: Principal,
    keyring: Keyring,
    vraag: VerhaalVraag,
    before: tuple[date, UUID] | None,
    limit: int,
) -> list[VerhaalSchema]:
    if vraag.knoop is not None and vraag.doelenboom is None:
        raise InvoerOngeldig([Fout("?doelenboom", "verplicht", "Zeg ook in welke doelenboom deze knoop staat.")])
    if vraag.indicator is not None and not await queries.load_indicatoren_bij(db, caller, [vraag.indicator]):
        return []
    return await _read(db, caller, keyring, await queries.list_verhalen(db, caller, vraag, before, limit))


async def get_verhaal(db: AsyncSession, caller: Principal, keyring: Keyring, verhaal_id: UUID) -> VerhaalSchema:
    [verhaal] = await _read(db, caller, keyring, [await queries.get_verhaal(db, caller, verhaal_id)])
    return verhaal


async def load_leesbaar(
    db: AsyncSession, caller: Principal, keyring: Keyring, ids: Collection[UUID], *, waarvoor: Gebruik
) -> dict[UUID, LeesbaarVerhaal]:
    """Those of these stories that this caller may now read for this use, by id. Ask again each time: none may be kept.

    What is missing was withdrawn, has expired, was not released, or may not be used for this (`bestaande_verhalen` of
    queries.py says which are still there).
    """
    found = {}
    for row in await queries.load_readable(db, caller, ids, waarvoor):
        inhoud = unseal(keyring, row.inhoud)
        found[row.id] = LeesbaarVerhaal(
            id=row.id,
            herkomst=Herkomst(row.herkomst),
            titel=inhoud.titel,
            citaat=inhoud.citaat,
            delen=inhoud.delen,
            themas=row.themas,
            aanbieder=_aanbieder_for(caller, row),
            periode=row.periode,
        )
    return found


async def _read(db: AsyncSession, caller: Principal, keyring: Keyring, rows: Sequence[Verhaal]) -> list[VerhaalSchema]:
    """Stories as this caller may see them: of what they refer to, only what the caller may see."""
    codes = {code for row in rows for code in row.indicatoren}
    indicatoren = await queries.load_indicatoren_bij(db, caller, codes) if codes else {}
    paren = {pair for row in rows for pair in _paren(row.knopen)}
    knopen = await queries.load_knopen_bij(db, caller, paren) if paren else {}
    writes = queries.voert_in(caller)
    return [
        VerhaalSchema(
            **_ontvangst(row),
            **vars(unseal(keyring, row.inhoud)),
            herkomst=Herkomst(row.herkomst),
            meting=row.meting if writes else None,
            themas=row.themas,
            knopen=[KnoopBijVerhaal.model_validate(knopen[pair]) for pair in _paren(row.knopen)],
            indicatoren=[
                IndicatorBijVerhaal.model_validate(indicatoren[code]) for code in row.indicatoren if code in indicatoren
            ],
            aanbieder=_aanbieder_for(caller, row),
            gebied=row.gebied,
            doelgroep=row.doelgroep,
            periode=row.periode,
            toestemming=ToestemmingBijVerhaal.model_validate(
                {
                    "waarvoor": row.waarvoor,
                    "tot": row.tot,
                    "wijze": row.wijze if writes else None,
                    "gegeven_op": row.gegeven_op if writes else None,
                }
            ),
        )
        for row in rows
    ]


def _aanbieder_for(caller: Principal, row: Verhaal) -> str | None:
    """To account for, a story is nobody's: it would be read as a verdict on one aanbieder."""
    return None if caller.doel is Doel.verantwoorden else row.aanbieder


def _paren(knopen: Sequence[Any]) -> Iterator[tuple[str, str]]:
    return ((knoop["doelenboom"], knoop["knoop"]) for knoop in knopen)


async def _understand(db: AsyncSession, caller: Principal, gegevens: VerhaalGegevens, known: Verhaal | None) -> Inhoud:
    """The texts, screened. known: the story that is changed. Raises InvoerOngeldig with every fault."""
    # A long story takes some time: others should not wait for that.
    inhoud = await asyncio.to_thread(screen_verhaal, gegevens)
    faults = [
        *find_faults(gegevens, datetime.now(NEDERLAND).date()),
        *find_citaat_faults(gegevens, inhoud),
        *await _find_reference_faults(db, caller, gegevens, known),
    ]
    if faults:
        raise InvoerOngeldig(faults)
    return inhoud


async def _find_reference_faults(
    db: AsyncSession, caller: Principal, gegevens: VerhaalGegevens, known: Verhaal | None
) -> list[Fout]:
    """What is referred to and is not there. What was removed since the story was entered may stay."""
    faults = []
    if gegevens.aanbieder is not None and await find_nr(db, caller, gegevens.aanbieder) is None:
        faults.append(Fout("/aanbieder", _ONBEKEND, "Deze aanbieder kennen we niet."))
    if gegevens.gebied is not None and await find_gebied(db, caller.gemeente_id, gegevens.gebied) is None:
        faults.append(Fout("/gebied", _ONBEKEND, "Dit gebied kennen we niet."))
    if gegevens.doelgroep is not None and gegevens.doelgroep not in (await load_codes(db))["doelgroep"]:
        faults.append(Fout("/doelgroep", _ONBEKEND, "Deze doelgroep kennen we niet."))
    if gegevens.meting is not None and await find_resultaat(db, caller, gegevens.meting) is None:
        faults.append(Fout("/meting", _ONBEKEND, "Van deze meting hebben we nog geen uitkomsten."))
    indicatoren = await queries.load_indicatoren_bij(db, caller, gegevens.indicatoren)
    there = {code for code, row in indicatoren.items() if not row.verwijderd}
    there |= set(known.indicatoren) if known else set()
    for place, code in enumerate(gegevens.indicatoren):
        if code not in there:
            faults.append(Fout(f"/indicatoren/{place}", _ONBEKEND, "Deze indicator kennen we niet."))
    pairs = [(knoop.doelenboom, knoop.knoop) for knoop in gegevens.knopen]
    knopen = await queries.load_knopen_bij(db, caller, pairs)
    hanging = {pair for pair, row in knopen.items() if not row.verwijderd}
    hanging |= set(_paren(known.knopen)) if known else set()
    for place, pair in enumerate(pairs):
        if pair not in hanging:
            faults.append(Fout(f"/knopen/{place}", _ONBEKEND, "Deze knoop staat niet in deze doelenboom."))
    return faults


def _columns(gegevens: VerhaalGegevens) -> dict[str, Any]:
    """All of the row but the texts and how far it is."""
    periode, toestemming = Periode.parse(gegevens.periode), gegevens.toestemming
    return {
        "herkomst": gegevens.herkomst.value,
        "meting": gegevens.meting,
        "themas": gegevens.themas,
        "knopen": [knoop.model_dump() for knoop in gegevens.knopen],
        "indicatoren": gegevens.indicatoren,
        "aanbieder": gegevens.aanbieder,
        "gebied": gegevens.gebied,
        "doelgroep": gegevens.doelgroep,
        "periode": gegevens.periode,
        "begin": periode.begin,
        "eind": periode.eind,
        "waarvoor": [gebruik.value for gebruik in toestemming.waarvoor],
        "wijze": toestemming.wijze,
        "gegeven_op": toestemming.gegeven_op,
        "tot": toestemming.tot,
    }


def _ontvangst(row: Verhaal) -> dict[str, Any]:
    return {"id": row.id, "versie": row.versie, "status": Verhaalstatus(row.status)}


async def _record(
    db: AsyncSession, caller: Principal, actie: str, row: Verhaal, velden: Sequence[str] | None = None
) -> None:
    """In the trail: how far the story is and which fields changed, never what they hold."""
    na = {"versie": row.versie, "status": row.status} | ({"velden": velden} if velden is not None else {})
    await record(db, caller, actie, str(row.id), na=json.dumps(na))


def _publieken(row: Verhaal) -> Iterator[tuple[bool, str | None]]:
    """Who may have read a story, as events are addressed: only those who learn, and which aanbieder."""
    read = set(row.waarvoor) if row.status == Verhaalstatus.vrijgegeven else set()
    aanbieder = row.aanbieder if Gebruik.aanbieder in read else None
    if Gebruik.openbaar in read:
        yield False, None
    if aanbieder is not None or Gebruik.openbaar not in read:
        yield True, aanbieder


async def _meld_terug(
    db: AsyncSession,
    gemeente_id: UUID,
    verhaal_id: UUID,
    publieken: Iterable[tuple[bool, str | None]],
    reden: str,
) -> None:
    """Tell all who may have read it that they may not use it any more."""
    for alleen_leren, aanbieder in publieken:
        await meld(
            db,
            gemeente_id,
            Gebeurtenissoort.verhaal_ingetrokken,
            verhaal_id,
            pad=f"/v1/verhalen/{verhaal_id}",
            alleen_leren=alleen_leren,
            aanbieder=aanbieder,
            gegevens={"reden": reden},
        )
