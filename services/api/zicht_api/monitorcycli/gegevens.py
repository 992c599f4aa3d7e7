"""The checks on what came of a cycle: what was delivered, measured, told, discussed and done. Each is one question."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.duiding.queries import sessies_van_cyclus
from zicht_api.gemeenten.queries import Stand
from zicht_api.leverkalender.aanleverstatus import load_aanleverstatus
from zicht_api.leverkalender.status import Leveringsstatus
from zicht_api.monitorcycli import queries
from zicht_api.monitorcycli.opzet import Opzet, each_of
from zicht_api.monitorcycli.stappen import Vondst
from zicht_api.monitorcycli.tijdvak import as_reeks
from zicht_api.verbeterplannen.models import Verbeteractie
from zicht_api.verbeterplannen.overgangen import ACTIE_KLAAR, Actiestatus, Planstatus
from zicht_api.verbeterplannen.queries import load_acties, load_indicatorstanden, load_vergeleken
from zicht_api.verhalen.queries import tel_verhalen
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Principal

_GELEVERD = (Leveringsstatus.volledig, Leveringsstatus.te_laat)
# A plan that is still being written is none yet, and one that was stopped leads to nothing.
_VASTGESTELD = (Planstatus.vastgesteld, Planstatus.in_uitvoering, Planstatus.afgerond)


async def check_gegevens(db: AsyncSession, caller: Principal, stand: Stand, opzet: Opzet) -> dict[str, Vondst]:
    return {
        **await _check_aanleveringen(db, caller, stand, opzet),
        **await _check_metingen(db, caller, stand, opzet),
        "cijfers": await _check_cijfers(db, caller, stand, opzet),
        "verhalen": await _check_verhalen(db, caller, opzet),
        "signalen": await _check_signalen(db, caller, opzet),
        "duiding": await _check_duiding(db, caller, opzet),
        **await _check_plannen(db, caller, opzet),
    }


async def _check_aanleveringen(db: AsyncSession, caller: Principal, stand: Stand, opzet: Opzet) -> dict[str, Vondst]:
    maanden = opzet.perioden[-1]
    verwacht = await load_aanleverstatus(db, caller, stand, maanden)
    gevraagd = [een for een in verwacht if een.oordeel.status is not Leveringsstatus.verwacht]
    ontbreekt = [
        f"{een.aanbieder} {een.soort} {een.verwachting.periode}"
        for een in gevraagd
        if een.oordeel.status not in _GELEVERD
    ]
    afspraken = {een.leverafspraak: f"/v1/leverafspraken/{een.leverafspraak}" for een in verwacht}
    return {
        "leverafspraken": Vondst(len(afspraken), 1, list(afspraken.values()) or ["/v1/leverafspraken"]),
        "aanleveringen": Vondst(
            len(gevraagd) - len(ontbreekt),
            max(1, len(gevraagd)),
            [f"/v1/aanleverstatus?periode={as_reeks(maanden)}"],
            ontbreekt,
        ),
    }


async def _check_metingen(db: AsyncSession, caller: Principal, stand: Stand, opzet: Opzet) -> dict[str, Vondst]:
    """A meting of which nothing came in yet is known only by its id."""
    metingen = opzet.cyclus.metingen
    bekend = await queries.load_resultaten(db, caller, stand.peil, metingen)
    met_antwoorden = {nummer for nummer, row in bekend.items() if any(row.ontvangen.values())}
    teruggekoppeld = {nummer for nummer, row in bekend.items() if row.teruggekoppeld_op is not None}
    paden = [f"/v1/vragenlijstresultaten/{nummer}" for nummer in metingen if nummer in bekend]
    return {
        "metingen": _each_meting(metingen, met_antwoorden, paden),
        "terugkoppeling": _each_meting(metingen, teruggekoppeld, paden),
    }


def _each_meting(metingen: list[UUID], met: set[UUID], paden: list[str]) -> Vondst:
    ontbreekt = [str(nummer) for nummer in metingen if nummer not in met]
    return Vondst(
        len(metingen) - len(ontbreekt), max(1, len(metingen)), paden or ["/v1/vragenlijstresultaten"], ontbreekt
    )


async def _check_cijfers(db: AsyncSession, caller: Principal, stand: Stand, opzet: Opzet) -> Vondst:
    """A figure over any year, quarter or month of the cycle will do: what is asked once a year has none over a month,
    and what was entered over a quarter none over the year."""
    ontbreekt = list(opzet.indicatoren)
    getoond: dict[str, str] = {}
    for perioden in opzet.perioden:
        vraag = WaardenVraag(periode=as_reeks(perioden))
        waarden = await load_waarden(db, caller, stand, ontbreekt, vraag) if ontbreekt else {}
        getoond |= {
            code: vraag.periode for code, reeks in waarden.items() if any(een.waarde is not None for een in reeks)
        }
        ontbreekt = [code for code in ontbreekt if code not in getoond]
    grofste = as_reeks(opzet.perioden[0])
    paden = [f"/v1/indicatoren/{code}/waarden?periode={getoond.get(code, grofste)}" for code in opzet.indicatoren]
    found = each_of(opzet.indicatoren, getoond)
    return Vondst(found.gevonden, found.nodig, paden or found.paden, found.ontbreekt)


async def _check_verhalen(db: AsyncSession, caller: Principal, opzet: Opzet) -> Vondst:
    hoeveel = await tel_verhalen(db, caller, begin=opzet.cyclus.begin, eind=opzet.cyclus.eind)
    return Vondst(hoeveel, 1, ["/v1/verhalen"])


async def _check_signalen(db: AsyncSession, caller: Principal, opzet: Opzet) -> Vondst:
    """Where nothing stood out there is nothing to discuss, once it was looked."""
    perioden = [periode.code for reeks in opzet.perioden for periode in reeks]
    signalen = await queries.list_signalen(db, caller, perioden, opzet.indicatoren)
    nieuw = [str(signaal.id) for signaal in signalen if signaal.status == "nieuw"]
    paden = [f"/v1/signalen/{nummer}" for nummer in nieuw or [str(signaal.id) for signaal in signalen]]
    gekeken = bool(signalen) or await queries.was_looked(db, caller)
    nodig = len(signalen) if gekeken else 1
    return Vondst(len(signalen) - len(nieuw), nodig, paden or ["/v1/signalen"], nieuw)


async def _check_duiding(db: AsyncSession, caller: Principal, opzet: Opzet) -> Vondst:
    sessies = await sessies_van_cyclus(db, caller, opzet.cyclus.code)
    paden = [f"/v1/duidingssessies/{sessie.id}" for sessie in sessies]
    vastgesteld = [sessie for sessie in sessies if sessie.status == "vastgesteld"]
    return Vondst(len(vastgesteld), 1, paden or ["/v1/duidingssessies"])


async def _check_plannen(db: AsyncSession, caller: Principal, opzet: Opzet) -> dict[str, Vondst]:
    plannen = await queries.list_plannen(db, caller, opzet.cyclus.code)
    vastgesteld = [plan.id for plan in plannen if plan.status in _VASTGESTELD]
    acties = await load_acties(db, caller, vastgesteld)
    lopend = [actie.code for actie in acties if actie.status not in ACTIE_KLAAR]
    paden = [f"/v1/verbeterplannen/{plan.id}" for plan in plannen] or ["/v1/verbeterplannen"]
    return {
        "verbeterplan": Vondst(len(vastgesteld), 1, paden),
        "acties": Vondst(len(acties) - len(lopend), max(1, len(acties)), _paden(acties) or paden, lopend),
        "effect": await _check_effect(db, caller, acties, paden),
    }


async def _check_effect(
    db: AsyncSession, caller: Principal, acties: Sequence[Verbeteractie], paden: Sequence[str]
) -> Vondst:
    """An actie is only closed with its effect, or with the reason why there is none."""
    zichtbaar = await load_indicatorstanden(db, caller, {een.indicator for een in acties if een.indicator is not None})
    gemeten = await load_vergeleken(db, caller, {actie.plan_id for actie in acties})
    te_meten = [
        actie
        for actie in acties
        if actie.status != Actiestatus.vervallen and (actie.indicator is None or actie.indicator in zichtbaar)
    ]
    klaar = [
        actie for actie in te_meten if actie.status == Actiestatus.afgesloten or (actie.plan_id, actie.code) in gemeten
    ]
    ontbreekt = [actie.code for actie in te_meten if actie not in klaar]
    effecten = [
        f"{pad}/effect" if (actie.plan_id, actie.code) in gemeten else pad
        for actie, pad in zip(te_meten, _paden(te_meten), strict=True)
    ]
    return Vondst(len(klaar), max(1, len(te_meten)), effecten or paden, ontbreekt)


def _paden(acties: Sequence[Verbeteractie]) -> list[str]:
    return [f"/v1/verbeterplannen/{actie.plan_id}/acties/{actie.code}" for actie in acties]
