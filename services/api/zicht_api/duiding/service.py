"""Preparing a session, laying down what was said in it, and closing it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.duiding import queries
from zicht_api.duiding.bespreking import describe_sessie
from zicht_api.duiding.inhoud import onderwerpen_of, opzet_json, stemming_of, uitkomst_of
from zicht_api.duiding.models import Duidingssessie
from zicht_api.duiding.onderwerpen import find_faults, find_faults_in_stemming, find_faults_in_uitkomst
from zicht_api.duiding.overeenstemming import MIN_PERSPECTIEVEN, STEMMEN_PER_DEELNEMER
from zicht_api.duiding.schemas import Bijdrage, Perspectief, Sessieopzet, Sessieuitkomst, Status, Stemming
from zicht_api.duiding.schemas import Duidingssessie as DuidingssessieSchema
from zicht_api.duiding.verwijzingen import Tafel, lay_table
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gemeenten.queries import Stand, bevroren_stand, get_stand
from zicht_api.peildatum import read_peildatum
from zicht_api.signalen.service import discuss_signalen
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import Fout, InvoerOngeldig, Probleem

# Of which status a session must be for this to change.
_OPEN: Mapping[Literal["opzet", "verslag"], Status] = {"opzet": "voorbereiding", "verslag": "gehouden"}
_OP_SLOT: Mapping[str, str] = {
    "voorbereiding": "De sessie is nog in voorbereiding. Houd haar eerst; dan ligt de opzet vast.",
    "gehouden": "De sessie is gehouden: haar opzet ligt vast.",
    "vastgesteld": "De sessie is vastgesteld: er verandert niets meer.",
}
_NIET_AAN_TAFEL = "Dit perspectief zit niet aan tafel."


class SessieOpSlot(Probleem):
    status, code, title = 409, "sessie-op-slot", "Dit kan nog niet, of niet meer, bij deze sessie."

    def __init__(self, nu: str) -> None:
        super().__init__(_OP_SLOT[nu])


class VaststellingKanNiet(Probleem):
    status, code, title = 409, "vaststelling-kan-niet", "Deze sessie kan nog niet worden vastgesteld."

    def __init__(self, ontbreekt: Sequence[Fout]) -> None:
        super().__init__("Er ontbreekt nog iets; zie invalidParams.", fouten=ontbreekt)


async def create_sessie(
    db: AsyncSession, caller: Principal, opzet: Sessieopzet
) -> tuple[Duidingssessie, DuidingssessieSchema]:
    """Prepare a session, bound to the figures as they are now, or as they were on the peildatum."""
    stand, tafel = await _prepare(db, caller, opzet, None)
    row = Duidingssessie(
        gemeente_id=caller.gemeente_id, id=uuid4(), uitkomst={}, stemmen={}, **_columns(opzet, stand, tafel)
    )
    db.add(row)
    await db.flush()
    await db.refresh(row)
    await record(db, caller, "duidingssessie.aangemaakt", str(row.id), na=opzet_json(row))
    sessie = await describe_sessie(db, caller, row)
    await _meld(db, row, Gebeurtenissoort.duidingssessie_gepland)
    return row, sessie


async def change_opzet(
    db: AsyncSession, caller: Principal, sessie_id: UUID, opzet: Sessieopzet, if_match: str | None
) -> Duidingssessie:
    """Replace what was prepared. Without a peildatum the session keeps the figures that it had."""
    row = await _get_open(db, caller, sessie_id, if_match, "opzet")
    stand, tafel = await _prepare(db, caller, opzet, row)
    before = opzet_json(row)
    for name, value in _columns(opzet, stand, tafel).items():
        setattr(row, name, value)
    await _save(db, row)
    await record(db, caller, "duidingssessie.gewijzigd", str(row.id), voor=before, na=opzet_json(row))
    return row


async def remove_sessie(db: AsyncSession, caller: Principal, sessie_id: UUID, if_match: str | None) -> None:
    """Only while nothing was said in it."""
    row = await _get_open(db, caller, sessie_id, if_match, "opzet")
    await db.delete(row)
    await db.flush()
    await record(db, caller, "duidingssessie.verwijderd", str(row.id), voor=opzet_json(row))


async def hold_sessie(db: AsyncSession, caller: Principal, sessie_id: UUID, if_match: str | None) -> Duidingssessie:
    """From now on the setup stands, and what is said can be laid down."""
    row = await _get_open(db, caller, sessie_id, if_match, "opzet")
    row.status = "gehouden"
    await _save(db, row)
    await record(db, caller, "duidingssessie.gehouden", str(row.id))
    return row


async def put_bijdrage(
    db: AsyncSession,
    caller: Principal,
    sessie_id: UUID,
    onderwerp: str,
    perspectief: Perspectief,
    bijdrage: Bijdrage,
    if_match: str | None,
) -> Duidingssessie:
    """Lay down what a perspective says about an onderwerp; without any answer: that it says nothing."""
    row = await _get_open(db, caller, sessie_id, if_match, "verslag")
    faults = []
    if onderwerp not in {each["code"] for each in row.onderwerpen}:
        faults.append(Fout("{onderwerp}", "onbekende-waarde", "Dit onderwerp staat niet in de sessie."))
    if perspectief not in _deelnemers(row):
        faults.append(Fout("{perspectief}", "onbekende-waarde", _NIET_AAN_TAFEL))
    if faults:
        raise InvoerOngeldig(faults)
    before = (await queries.load_bijdragen(db, caller, row.id)).get((onderwerp, perspectief))
    antwoorden = bijdrage.model_dump(mode="json", by_alias=True, exclude_none=True)
    if antwoorden:
        await queries.put_bijdrage(db, row, onderwerp, perspectief, antwoorden)
    else:
        await queries.remove_bijdrage(db, row, onderwerp, perspectief)
    await _save(db, row)
    await record(
        db,
        caller,
        "duidingssessie.bijdrage",
        f"{row.id}/{onderwerp}/{perspectief}",
        voor=None if before is None else Bijdrage.model_validate(before).model_dump_json(by_alias=True),
        na=bijdrage.model_dump_json(by_alias=True),
    )
    return row


async def put_uitkomst(
    db: AsyncSession, caller: Principal, sessie_id: UUID, uitkomst: Sessieuitkomst, if_match: str | None
) -> Duidingssessie:
    """Lay down what was concluded and recommended. A recommendation that has votes must stay."""
    row = await _get_open(db, caller, sessie_id, if_match, "verslag")
    voted = {code for given in row.stemmen.values() for code in given}
    faults = find_faults_in_uitkomst(uitkomst, onderwerpen_of(row), voted)
    if faults:
        raise InvoerOngeldig(faults)
    before = uitkomst_of(row).model_dump_json(by_alias=True)
    row.uitkomst = uitkomst.model_dump(mode="json", by_alias=True)
    await _save(db, row)
    after = uitkomst.model_dump_json(by_alias=True)
    await record(db, caller, "duidingssessie.uitkomst", str(row.id), voor=before, na=after)
    return row


async def put_stemmen(
    db: AsyncSession,
    caller: Principal,
    sessie_id: UUID,
    perspectief: Perspectief,
    stemming: Stemming,
    if_match: str | None,
) -> Duidingssessie:
    """Lay down the votes of a perspective, in the place of what it voted before."""
    row = await _get_open(db, caller, sessie_id, if_match, "verslag")
    deelnemers = _deelnemers(row)
    if perspectief not in deelnemers:
        raise InvoerOngeldig([Fout("{perspectief}", "onbekende-waarde", _NIET_AAN_TAFEL)])
    hoogstens = STEMMEN_PER_DEELNEMER * deelnemers[perspectief]
    faults = find_faults_in_stemming(stemming, uitkomst_of(row).aanbevelingen, hoogstens)
    if faults:
        raise InvoerOngeldig(faults)
    before = stemming_of(row, perspectief).model_dump_json(by_alias=True)
    row.stemmen = {**row.stemmen, perspectief: {stem.aanbeveling: stem.stemmen for stem in stemming.stemmen}}
    await _save(db, row)
    after = stemming.model_dump_json(by_alias=True)
    await record(db, caller, "duidingssessie.stemmen", f"{row.id}/{perspectief}", voor=before, na=after)
    return row


async def adopt_sessie(
    db: AsyncSession, caller: Principal, sessie_id: UUID, if_match: str | None
) -> tuple[Duidingssessie, DuidingssessieSchema]:
    """Close the session: nothing changes any more, and what of its signals was new, is discussed now.

    Raises VaststellingKanNiet when fewer than two perspectives said something, or nothing was concluded.
    """
    row = await _get_open(db, caller, sessie_id, if_match, "verslag")
    missing = []
    if len({perspectief for _, perspectief in await queries.load_bijdragen(db, caller, row.id)}) < MIN_PERSPECTIEVEN:
        reason = "Leg bijdragen vast van minstens twee perspectieven."
        missing.append(Fout("/bijdragen", "te-weinig-perspectieven", reason))
    if not uitkomst_of(row).conclusies:
        missing.append(Fout("/conclusies", "geen-conclusie", "Leg minstens een conclusie vast."))
    if missing:
        raise VaststellingKanNiet(missing)
    row.status, row.vastgesteld_op = "vastgesteld", datetime.now(UTC)
    await _save(db, row)
    await record(db, caller, "duidingssessie.vastgesteld", str(row.id))
    signalen = [onderwerp.signaal for onderwerp in onderwerpen_of(row) if onderwerp.signaal is not None]
    await discuss_signalen(db, caller, signalen, row.id)
    sessie = await describe_sessie(db, caller, row)
    await _meld(db, row, Gebeurtenissoort.duidingssessie_vastgesteld)
    return row, sessie


async def load_stand(db: AsyncSession, row: Duidingssessie) -> Stand:
    """The state of the figures that a session is bound to."""
    return await bevroren_stand(db, row.gemeente_id, row.dataversie, row.dag)


async def _prepare(
    db: AsyncSession, caller: Principal, opzet: Sessieopzet, row: Duidingssessie | None
) -> tuple[Stand, Tafel]:
    """The state that the session stands on, and what is talked about. row: the session, if it is there already.

    Raises InvoerOngeldig with every fault.
    """
    faults = find_faults(opzet)
    moment = None
    if opzet.peildatum is not None:
        try:
            moment = read_peildatum(opzet.peildatum, "/peildatum")
        except InvoerOngeldig as fault:
            faults += fault.fouten
    if row is None or moment is not None:
        found = await get_stand(db, caller.gemeente_id, moment)
        stand = await bevroren_stand(db, caller.gemeente_id, found.dataversie, found.dag)
    else:
        stand = await load_stand(db, row)
    tafel = await lay_table(db, caller, stand, opzet)
    if faults or tafel.fouten:
        raise InvoerOngeldig([*faults, *tafel.fouten])
    return stand, tafel


async def _get_open(
    db: AsyncSession, caller: Principal, sessie_id: UUID, if_match: str | None, deel: Literal["opzet", "verslag"]
) -> Duidingssessie:
    """The session, locked. Raises 412/428 by the rules of If-Match, and SessieOpSlot when this may not change now."""
    row = await queries.get_sessie_for_update(db, caller, sessie_id)
    check_if_match(if_match, row.versie)
    if row.status != _OPEN[deel]:
        raise SessieOpSlot(row.status)
    return row


async def _save(db: AsyncSession, row: Duidingssessie) -> None:
    row.versie, row.gewijzigd_op = row.versie + 1, datetime.now(UTC)
    await db.flush()


async def _meld(db: AsyncSession, row: Duidingssessie, soort: Gebeurtenissoort) -> None:
    await meld(
        db,
        row.gemeente_id,
        soort,
        row.id,
        pad=f"/v1/duidingssessies/{row.id}",
        alleen_leren=True,
        gegevens={"datum": row.datum.isoformat(), "periode": row.periode, "monitorcyclus": row.monitorcyclus},
    )


def _deelnemers(row: Duidingssessie) -> dict[str, int]:
    """How many there are of each perspective."""
    return {groep["perspectief"]: groep["deelnemers"] for groep in row.deelnemers}


def _columns(opzet: Sessieopzet, stand: Stand, tafel: Tafel) -> dict[str, Any]:
    return {
        "naam": opzet.naam,
        "datum": opzet.datum,
        "periode": opzet.periode,
        "monitorcyclus": opzet.monitorcyclus,
        "dataversie": stand.dataversie,
        "dag": stand.dag,
        "onderwerpen": [onderwerp.model_dump(mode="json", by_alias=True) for onderwerp in tafel.onderwerpen],
        "deelnemers": [groep.model_dump(mode="json", by_alias=True) for groep in opzet.deelnemers],
        "indicatoren": list(tafel.indicatoren),
    }
