"""Laying down, changing and removing doelenbomen, and answering how far their goals are reached."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.doelenbomen import queries
from zicht_api.doelenbomen.boom import codes_in, find_faults, keep_unseen, only_seen
from zicht_api.doelenbomen.models import Doelenboom
from zicht_api.doelenbomen.realisatie import MINIMUM_DEKKING, UITLEG, roll_up, score_indicator
from zicht_api.doelenbomen.schemas import Doelenboom as DoelenboomSchema
from zicht_api.doelenbomen.schemas import (
    DoelenboomDocument,
    DoelenboomGegevens,
    NieuweDoelenboom,
    Realisatie,
    RealisatieVraag,
)
from zicht_api.doelenbomen.sjabloon import alle_sjablonen
from zicht_api.gemeenten.queries import Stand, next_dataversie
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.perioden import Periode
from zicht_api.revisies import revise
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.app import VERSION
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, Fout, InvoerOngeldig


async def create_doelenboom(db: AsyncSession, caller: Principal, nieuw: NieuweDoelenboom) -> DoelenboomSchema:
    """Lay down a new tree, from what was sent or from a template."""
    document = await _understand(db, caller, nieuw)
    await _check(db, caller, document)
    dataversie = await next_dataversie(db, caller.gemeente_id, "doelenboom", ())
    if await queries.find_doelenboom(db, caller, document.code) is not None:
        raise BestaatAl("doelenboom")
    return await insert_doelenboom(db, caller, dataversie, document)


async def insert_doelenboom(
    db: AsyncSession, caller: Principal, dataversie: int, document: DoelenboomDocument
) -> DoelenboomSchema:
    """The caller of this has looked that there is none with this code, and that it is sound."""
    row = Doelenboom(
        gemeente_id=caller.gemeente_id,
        code=document.code,
        versie_van=dataversie,
        # A removed tree may come back: its versions keep their numbers.
        versie=await queries.last_versie(db, caller, document.code) + 1,
        sleutel_id=caller.sleutel_id,
        **_columns(document),
    )
    db.add(row)
    await db.flush()
    await record(db, caller, "doelenboom.aangemaakt", row.code, na=_as_json(row))
    return DoelenboomSchema.model_validate(row)


async def change_doelenboom(
    db: AsyncSession, caller: Principal, code: str, gegevens: DoelenboomGegevens, if_match: str | None
) -> DoelenboomSchema:
    """Replace the tree. Raises 412/428 by the rules of If-Match."""
    await _check(db, caller, gegevens)
    dataversie = await next_dataversie(db, caller.gemeente_id, "doelenboom", ())
    row = await queries.get_doelenboom(db, caller, code)
    check_if_match(if_match, row.versie)
    return await revise_doelenboom(db, caller, dataversie, row, gegevens)


async def revise_doelenboom(
    db: AsyncSession, caller: Principal, dataversie: int, row: Doelenboom, gegevens: DoelenboomGegevens
) -> DoelenboomSchema:
    """Follow a revision with what was sent. Indicators that the caller does not see stay on their knopen."""
    before = DoelenboomSchema.model_validate(row)
    seen = await load_indicatoren(db, caller, codes_in([*before.knopen, *gegevens.knopen]))
    whole = gegevens.model_copy(update={"knopen": keep_unseen(gegevens.knopen, before.knopen, seen)})
    voor = _as_json(row)
    row = await revise(db, row, dataversie, {**_columns(whole), "sleutel_id": caller.sleutel_id})
    await record(db, caller, "doelenboom.gewijzigd", row.code, voor=voor, na=_as_json(row))
    return _as_seen(DoelenboomSchema.model_validate(row), seen)


async def remove_doelenboom(db: AsyncSession, caller: Principal, code: str, if_match: str | None) -> None:
    """Close the revision that holds: what was asked at an earlier peildatum can still be asked."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "doelenboom", ())
    row = await queries.get_doelenboom(db, caller, code)
    check_if_match(if_match, row.versie)
    row.versie_tot = dataversie
    await db.flush()
    await record(db, caller, "doelenboom.verwijderd", code, voor=_as_json(row))


async def get_doelenboom(
    db: AsyncSession, caller: Principal, stand: Stand, code: str, versie: int | None
) -> DoelenboomSchema:
    """The tree, or an older version of it, as the caller may see it."""
    if versie is None:
        row = await queries.get_doelenboom(db, caller, code, stand.peil)
    else:
        row = await queries.get_versie(db, caller, code, stand.peil, versie)
    boom, _ = await load_seen(db, caller, row, stand.peil)
    return boom


async def load_seen(
    db: AsyncSession, caller: Principal, row: Doelenboom, peil: int | None
) -> tuple[DoelenboomSchema, dict[str, Indicator]]:
    """The tree without the indicators that the caller may not see, as if they were not there; and those that are."""
    boom = DoelenboomSchema.model_validate(row)
    seen = await load_indicatoren(db, caller, codes_in(boom.knopen), peil)
    return _as_seen(boom, seen), seen


@dataclass(frozen=True)
class Opdracht:
    """A question about a tree that was understood: of which version of it, as of which data version."""

    boom: DoelenboomSchema
    indicatoren: Mapping[str, Indicator]
    vraag: RealisatieVraag
    stand: Stand

    def fingerprint(self, caller: Principal, media_type: str) -> str:
        """The same for two answers that are the same, without computing either."""
        parts = (
            VERSION,
            caller.gemeente,
            caller.rol,
            caller.doel,
            str(self.stand.dataversie),
            str(self.stand.drempel),
            self.stand.dag.isoformat(),
            self.boom.code,
            self.vraag.model_dump_json(),
            media_type,
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


async def understand(db: AsyncSession, caller: Principal, stand: Stand, code: str, vraag: RealisatieVraag) -> Opdracht:
    row = await queries.get_doelenboom(db, caller, code, stand.peil)
    boom, indicatoren = await load_seen(db, caller, row, stand.peil)
    return Opdracht(boom, indicatoren, vraag, stand)


async def answer(db: AsyncSession, caller: Principal, opdracht: Opdracht) -> Realisatie:
    """The score of every knoop, with the figures that it comes from."""
    selectie = WaardenVraag(**opdracht.vraag.model_dump())
    waarden = await load_waarden(db, caller, opdracht.stand, list(opdracht.indicatoren), selectie)
    return realise(opdracht, {code: found[0] for code, found in waarden.items()})


def realise(opdracht: Opdracht, waarden: Mapping[str, Waarde]) -> Realisatie:
    """The score of every knoop. waarden: the figure of each of its indicators that was asked for."""
    boom, vraag, stand = opdracht.boom, opdracht.vraag, opdracht.stand
    indicatoren, periode = opdracht.indicatoren, Periode.parse(vraag.periode)
    heel = vraag.gebied is None and vraag.doelgroep is None
    scores = {
        knoop.code: [
            score_indicator(found, indicatoren[found.code], waarden[found.code], periode, heel=heel)
            for found in knoop.indicatoren
        ]
        for knoop in boom.knopen
    }
    return Realisatie(
        doelenboom=boom.code,
        naam=boom.naam,
        versie=boom.versie,
        dataversie=stand.dataversie,
        drempel=stand.drempel,
        periode=vraag.periode,
        gebied=vraag.gebied,
        doelgroep=vraag.doelgroep,
        minimum_dekking=MINIMUM_DEKKING,
        uitleg=UITLEG,
        knopen=roll_up(boom.knopen, boom.verbindingen, scores),
    )


async def _understand(db: AsyncSession, caller: Principal, nieuw: NieuweDoelenboom) -> DoelenboomDocument:
    """What is to be laid down: what was sent, or the template with the indicators that the caller may see."""
    if nieuw.sjabloon is None:
        return DoelenboomDocument(**nieuw.model_dump(exclude={"sjabloon"}))
    faults = [
        Fout(f"/{veld}", "past-niet", "Bij een sjabloon hoort dit veld niet.")
        for veld in ("knopen", "verbindingen")
        if getattr(nieuw, veld)
    ]
    sjabloon = alle_sjablonen().get(nieuw.sjabloon)
    if sjabloon is None:
        raise InvoerOngeldig([*faults, Fout("/sjabloon", "onbekende-waarde", "Dit sjabloon kennen we niet.")])
    if faults:
        raise InvoerOngeldig(faults)
    seen = await load_indicatoren(db, caller, codes_in(sjabloon.knopen))
    return DoelenboomDocument(
        code=nieuw.code,
        naam=nieuw.naam,
        omschrijving=nieuw.omschrijving or sjabloon.omschrijving,
        knopen=only_seen(sjabloon.knopen, seen),
        verbindingen=sjabloon.verbindingen,
    )


async def _check(db: AsyncSession, caller: Principal, gegevens: DoelenboomGegevens) -> None:
    seen = await load_indicatoren(db, caller, codes_in(gegevens.knopen))
    faults = find_faults(gegevens.knopen, gegevens.verbindingen, seen)
    if faults:
        raise InvoerOngeldig(faults)


def _as_seen(boom: DoelenboomSchema, seen: Collection[str]) -> DoelenboomSchema:
    return boom.model_copy(update={"knopen": only_seen(boom.knopen, seen)})


def _columns(gegevens: DoelenboomGegevens) -> dict[str, Any]:
    """As the table holds it: numbers as JSON numbers, names as over the wire."""
    document = gegevens.model_dump(mode="json", by_alias=True)
    return {name: document[name] for name in ("naam", "omschrijving", "knopen", "verbindingen")}


def _as_json(row: Doelenboom) -> str:
    return DoelenboomSchema.model_validate(row).model_dump_json(by_alias=True)
