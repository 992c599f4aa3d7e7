"""Answering what an indicator was: over which periods, for which cells, and what of it may be shown."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import get_indicator, load_indicatoren
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.vragenlijstresultaten.maten import MATEN
from zicht_api.waarden import queries
from zicht_api.waarden.cellen import MAX_CELLEN, count_cells, fill_cells
from zicht_api.waarden.dimensies import Dimensie, Selectie, load_leden
from zicht_api.waarden.onderdrukking import Cel, Waarde, publish
from zicht_api.waarden.schemas import Waarden, WaardenVraag
from zicht_shared.app import VERSION
from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import Fout, InvoerOngeldig


@dataclass(frozen=True)
class Opdracht:
    """A question that was understood: of which indicator, as of which data version."""

    indicator: Indicator
    vraag: WaardenVraag
    stand: Stand

    def fingerprint(self, caller: Principal, media_type: str) -> str:
        """The same for two answers that are the same, without computing either."""
        parts = (
            VERSION,
            caller.gemeente,
            caller.aanbieder or "",
            caller.doel,
            str(self.stand.dataversie),
            str(self.stand.drempel),
            self.indicator.code,
            str(self.indicator.versie),
            self.vraag.model_dump_json(),
            media_type,
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


async def understand(db: AsyncSession, caller: Principal, stand: Stand, code: str, vraag: WaardenVraag) -> Opdracht:
    """Begin an answer: from here on the transaction sees one moment."""
    return Opdracht(await get_indicator(db, caller, code, stand.peil), vraag, stand)


async def load_waarden(
    db: AsyncSession, caller: Principal, stand: Stand, codes: Collection[str], vraag: WaardenVraag
) -> dict[str, list[Waarde]]:
    """Every cell that was asked for, as it may be shown, per indicator that the caller may see."""
    indicatoren = await load_indicatoren(db, caller, codes, stand.peil)
    return {
        code: (await answer(db, caller, Opdracht(indicator, vraag, stand))).waarden
        for code, indicator in indicatoren.items()
    }


async def answer(db: AsyncSession, caller: Principal, opdracht: Opdracht) -> Waarden:
    """Every cell that was asked for, as it may be shown."""
    indicator, stand = opdracht.indicator, opdracht.stand
    selectie = await _select(db, caller, opdracht.vraag)
    if indicator.rekenwijze == "vragenlijst":
        factor = MATEN[indicator.maat or ""].factor
        cellen = await _cells_from_answers(db, caller, selectie, indicator)
    else:
        factor = indicator.factor or Decimal(1)
        cellen = await _cells_from_registration(db, caller, selectie, indicator)
    return Waarden(
        indicator=indicator.code,
        dataversie=stand.dataversie,
        drempel=stand.drempel,
        factor=factor,
        waarden=publish(cellen, drempel=stand.drempel, factor=factor),
    )


async def _select(db: AsyncSession, caller: Principal, vraag: WaardenVraag) -> Selectie:
    """The cells that are asked for. An aanbieder sees its own part, whatever it asks."""
    leden = await load_leden(db, caller, {*vraag.uitsplitsing, *vraag.codes})
    faults = [
        Fout(f"?{dimensie}", "onbekende-waarde", "Deze code kennen we niet.")
        for dimensie, code in vraag.codes.items()
        if code not in leden[dimensie]
    ]
    if faults:
        raise InvoerOngeldig(faults)
    filters = {dimensie: leden[dimensie][code] for dimensie, code in vraag.codes.items()}
    if caller.rol is Rol.aanbieder:
        assert caller.aanbieder_nr is not None
        filters[Dimensie.aanbieder] = caller.aanbieder_nr
    chosen = {dimensie: {nr} for dimensie, nr in filters.items()}
    if Dimensie.gebied in filters:
        chosen[Dimensie.gebied] = await queries.load_below(db, caller, filters[Dimensie.gebied])
    shown = {
        dimensie: {code: nr for code, nr in leden[dimensie].items() if dimensie not in chosen or nr in chosen[dimensie]}
        for dimensie in vraag.uitsplitsing
    }
    selectie = Selectie(vraag.perioden, shown, filters)
    if count_cells(selectie) > MAX_CELLEN:
        reason = f"Dit zijn meer dan {MAX_CELLEN} cijfers. Vraag minder perioden of minder uitsplitsingen."
        raise InvoerOngeldig([Fout("?per", "te-veel", reason)])
    return selectie


async def _cells_from_answers(
    db: AsyncSession, caller: Principal, selectie: Selectie, indicator: Indicator
) -> list[Cel]:
    assert indicator.vragenlijst is not None
    assert indicator.vraag is not None
    assert indicator.maat is not None
    groepen = await queries.add_up_uitslagen(
        db, caller, selectie, vragenlijst=indicator.vragenlijst, vraag=indicator.vraag, maat=MATEN[indicator.maat]
    )
    # Nobody answered and nobody was asked look the same from here: neither is a zero.
    return list(fill_cells(selectie, groepen, ({}, {})))


async def _cells_from_registration(
    db: AsyncSession, caller: Principal, selectie: Selectie, indicator: Indicator
) -> list[Cel]:
    maatstaven = await load_maatstaven(db, caller)
    codes = {"teller": indicator.teller, "noemer": indicator.noemer}
    kanten = {kant: maatstaven[code] for kant, code in codes.items() if code is not None}
    groepen = await queries.add_up_registratie(db, caller, selectie, kanten)
    bekend = [await queries.load_bekend(db, caller, selectie, kant, maatstaf) for kant, maatstaf in kanten.items()]
    return list(fill_cells(selectie, groepen, bekend))
