"""Raising signals, and what people do with them."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.duiding.queries import bestaande_sessies
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gemeenten.queries import get_stand
from zicht_api.signalen import queries
from zicht_api.signalen.bevindingen import Bevinding
from zicht_api.signalen.models import Signaal
from zicht_api.signalen.schemas import Signaal as SignaalSchema
from zicht_api.signalen.schemas import SignaalWijziging, Signalering
from zicht_api.signalen.waarnemen import waarnemen
from zicht_shared.audit import record
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import Fout, InvoerOngeldig, Probleem

_STAPPEN = ("nieuw", "besproken", "afgehandeld")


class StapKanNiet(Probleem):
    status, code, title = 409, "stap-kan-niet", "Deze status volgt niet op de vorige."

    def __init__(self) -> None:
        super().__init__("Een signaal gaat van nieuw naar besproken, en dan naar afgehandeld. Het gaat niet terug.")


async def signaleer(db: AsyncSession, caller: Principal) -> Signalering:
    """Look at the gemeente as it is now; keep what is found, and mark what no longer holds.

    Whoever asks: what is read is what a policy officer of the gemeente may see.
    """
    await queries.lock_signalering(db, caller.gemeente_id)
    # Read by its number: deliveries that are acknowledged meanwhile do not mix with it, and need not wait.
    now = await get_stand(db, caller.gemeente_id)
    stand = replace(now, peil=now.dataversie)
    beleid = replace(caller, rol=Rol.beleid, doel=Doel.leren, aanbieder_id=None, aanbieder=None, aanbieder_nr=None)
    waarneming = await waarnemen(db, beleid, stand)
    found = {bevinding.sleutel: bevinding for bevinding in waarneming.bevindingen}
    known = await queries.load_known(db, caller.gemeente_id, set(found), waarneming.bekeken)
    lapsed = [row for row in known if row.sleutel not in found]
    kept = [row for row in known if row.sleutel in found]
    for row in lapsed:
        await _lapse(db, caller, row)
    for row in kept:
        await _refresh(db, caller, row, found.pop(row.sleutel), stand.dataversie)
    new = [await _raise(db, caller, bevinding, stand.dataversie) for bevinding in found.values()]
    await queries.end_signalering(db, caller.gemeente_id, stand)
    gezien = {"nieuw": len(new), "gebleven": len(kept), "vervallen": len(lapsed)}
    await record(db, caller, "signalering.uitgevoerd", f"{stand.dataversie}", na=json.dumps(gezien))
    visible = await queries.load_visible_codes(db, caller)
    for row in new:
        await _meld(db, row)
    return Signalering(
        dataversie=stand.dataversie,
        dag=stand.dag,
        nieuw=_count(new, visible),
        gebleven=_count(kept, visible),
        vervallen=_count(lapsed, visible),
    )


def _count(rows: Iterable[Signaal], visible: set[str | None]) -> int:
    return sum(row.indicator in visible for row in rows)


async def _raise(db: AsyncSession, caller: Principal, bevinding: Bevinding, dataversie: int) -> Signaal:
    row = Signaal(
        gemeente_id=caller.gemeente_id,
        id=uuid4(),
        sleutel=bevinding.sleutel,
        soort=bevinding.soort.value,
        periode=bevinding.periode,
        indicator=bevinding.indicator,
        **{dimensie: bevinding.plaats.get(dimensie) for dimensie in ("gebied", "aanbieder", "doelgroep", "leefgebied")},
        dataversie=dataversie,
        **_content(bevinding),
    )
    db.add(row)
    await db.flush()
    await db.refresh(row)
    await record(db, caller, "signaal.gevonden", str(row.id), na=as_json(row))
    return row


async def _meld(db: AsyncSession, row: Signaal) -> None:
    """Webhooks get the signal itself."""
    await meld(
        db,
        row.gemeente_id,
        Gebeurtenissoort.signaal_nieuw,
        row.id,
        pad=f"/v1/signalen/{row.id}",
        alleen_leren=False,
        indicator=row.indicator,
        aanbieder=row.aanbieder,
        gegevens={"soort": row.soort, "periode": row.periode},
        bericht=as_json(row),
    )


def _content(bevinding: Bevinding) -> dict[str, Any]:
    waarden = [waarde.model_dump(mode="json", by_alias=True, exclude_unset=True) for waarde in bevinding.waarden]
    return {"regel": bevinding.regel, "methode": bevinding.methode, "waarden": waarden}


async def _refresh(db: AsyncSession, caller: Principal, row: Signaal, bevinding: Bevinding, dataversie: int) -> None:
    """The same finding again: with the figures as they are now, if they are others."""
    content = _content(bevinding)
    if row.vervallen_op is None and all(getattr(row, name) == value for name, value in content.items()):
        return
    before = as_json(row)
    for name, value in content.items():
        setattr(row, name, value)
    row.dataversie, row.vervallen_op = dataversie, None
    await _save(db, caller, row, "signaal.bijgewerkt", before)


async def _lapse(db: AsyncSession, caller: Principal, row: Signaal) -> None:
    before = as_json(row)
    row.vervallen_op = datetime.now(UTC)
    await _save(db, caller, row, "signaal.vervallen", before)


async def change_signaal(
    db: AsyncSession, caller: Principal, signaal_id: UUID, wijziging: SignaalWijziging, if_match: str | None
) -> Signaal:
    """Note how far the conversation has come. Raises StapKanNiet, and 412/428 by the rules of If-Match."""
    row = await queries.get_signaal_for_update(db, caller, signaal_id)
    check_if_match(if_match, row.versie)
    given = await _understand(db, caller, wijziging)
    status = given.get("status", row.status)
    if status not in {row.status, *_STAPPEN[_STAPPEN.index(row.status) + 1 :][:1]}:
        raise StapKanNiet
    before = as_json(row)
    for name, value in given.items():
        setattr(row, name, value)
    if row.status == _STAPPEN[-1] and row.toelichting is None:
        raise InvoerOngeldig([Fout("/toelichting", "verplicht", "Zeg erbij hoe het signaal is afgehandeld.")])
    await _save(db, caller, row, "signaal.gewijzigd", before)
    return row


async def _understand(db: AsyncSession, caller: Principal, wijziging: SignaalWijziging) -> dict[str, Any]:
    """What changes. Raises InvoerOngeldig for a session that is not there."""
    given = wijziging.model_dump(exclude_unset=True)
    sessie: UUID | None = given.get("duidingssessie")
    if sessie is not None and not await bestaande_sessies(db, caller, [sessie]):
        raise InvoerOngeldig([Fout("/duidingssessie", "onbekende-waarde", "Deze duidingssessie kennen we niet.")])
    if caller.doel is Doel.verantwoorden:
        # It does not see which session there is, so it does not take it away either.
        given.pop("duidingssessie", None)
    return given


async def discuss_signalen(db: AsyncSession, caller: Principal, ids: Collection[UUID], sessie: UUID) -> None:
    """What of these was new is discussed now, in this session."""
    for row in await queries.lock_signalen(db, caller, ids, "nieuw"):
        before = as_json(row)
        row.status, row.duidingssessie = "besproken", sessie
        await _save(db, caller, row, "signaal.gewijzigd", before)


async def _save(db: AsyncSession, caller: Principal, row: Signaal, actie: str, before: str) -> None:
    row.versie, row.gewijzigd_op = row.versie + 1, datetime.now(UTC)
    await db.flush()
    await record(db, caller, actie, str(row.id), voor=before, na=as_json(row))


def as_json(row: Signaal) -> str:
    """As it leaves: only the dimensions that its figures are broken down by."""
    return SignaalSchema.model_validate(row).model_dump_json(by_alias=True, exclude_unset=True)


def as_seen(row: Signaal, caller: Principal) -> SignaalSchema:
    """As it leaves for this caller: sessions are to learn from (doelbinding)."""
    seen = SignaalSchema.model_validate(row)
    return seen.model_copy(update={"duidingssessie": None}) if caller.doel is Doel.verantwoorden else seen
