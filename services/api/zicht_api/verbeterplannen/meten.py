"""Figures of what an actie aims at, in a state of the data: published ones, and no others."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.benchmarkgroepen.queries import list_groepen
from zicht_api.benchmarkgroepen.rondes import SOORTEN
from zicht_api.benchmarkgroepen.schemas import Groepscijfers, VergelijkingVraag
from zicht_api.benchmarkgroepen.service import NietVergelijkbaar, compare
from zicht_api.doelenbomen import service as doelenbomen
from zicht_api.doelenbomen.schemas import RealisatieVraag
from zicht_api.gemeenten.queries import Stand, bevroren_stand
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.perioden import Periode
from zicht_api.verbeterplannen import queries
from zicht_api.verbeterplannen.effect import (
    EIGEN_CIJFERS,
    Omstandigheden,
    compare_with_group,
    compute_verschil,
    differs,
    find_kanttekeningen,
    judge,
)
from zicht_api.verbeterplannen.models import Effectmeting, Verbeteractie, Verbeterplan
from zicht_api.verbeterplannen.schemas import (
    ActieMeetpunt,
    Effect,
    EffectmetingInLijst,
    Groepsontwikkeling,
    Meetwaarden,
    Verwachting,
)
from zicht_api.waarden.onderdrukking import Verschil
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.errors import NietGevonden

_ALLE_GROEPEN = 1000
_WEEK = "Cijfers per week worden niet tussen gemeenten vergeleken."
_KNOOP = "Een knoop is van uw eigen doelenboom; de score wordt niet tussen gemeenten vergeleken."
_AANBIEDER = "Gemeenten worden alleen vergeleken voor wie de hele gemeente ziet."
_GEEN_DEELNAME = "Uw gemeente doet aan geen benchmarkgroep mee."


class Figuren(NamedTuple):
    """voor, na: both periods in one state of the data, the later one held against the earlier one. toen: the value
    before, as it was known when the actie was laid down."""

    voor: Meetwaarden
    na: Meetwaarden
    toen: Meetwaarden


async def load_voor(db: AsyncSession, caller: Principal, actie: Verbeteractie) -> Meetwaarden:
    """The value before, from the data as it was when the actie was laid down."""
    stand = await bevroren_stand(db, actie.gemeente_id, actie.dataversie, actie.dag)
    return await _measure(db, caller, stand, actie, actie.periode_voor)


async def load_na(db: AsyncSession, caller: Principal, actie: Verbeteractie, dataversie: int, dag: date) -> Meetwaarden:
    """The value after, held against the one before, in the state of the data that a measurement was made on."""
    stand = await bevroren_stand(db, actie.gemeente_id, dataversie, dag)
    return await _measure(db, caller, stand, actie, actie.periode_na, tegenover=actie.periode_voor)


async def load_figuren(
    db: AsyncSession, caller: Principal, actie: Verbeteractie, dataversie: int, dag: date
) -> Figuren:
    stand = await bevroren_stand(db, actie.gemeente_id, dataversie, dag)
    return Figuren(
        voor=await _measure(db, caller, stand, actie, actie.periode_voor),
        na=await _measure(db, caller, stand, actie, actie.periode_na, tegenover=actie.periode_voor),
        toen=await load_voor(db, caller, actie),
    )


async def load_effect(
    db: AsyncSession,
    caller: Principal,
    plan: Verbeterplan,
    actie: Verbeteractie,
    meetpunt: ActieMeetpunt,
    meting: Effectmeting,
    figuren: Figuren,
) -> Effect:
    """What a measurement found. figuren: in the state of the data that it was made on."""
    verschil, anders = compute_verschil(figuren.voor, figuren.na), differs(figuren.toen, figuren.voor)
    groepen, geen_groepen = await _load_groepen(db, caller, actie, meting, verschil)
    omstandigheden = Omstandigheden(
        periode_voor=Periode.parse(actie.periode_voor),
        periode_na=Periode.parse(actie.periode_na),
        ook=[ander.code for ander in await queries.load_same_aim(db, caller, actie)],
        uit_signaal=caller.doel is Doel.leren and bool(plan.signalen),
    )
    return Effect(
        plan=plan.id,
        actie=actie.code,
        meting=EffectmetingInLijst.model_validate(meting),
        meetpunt=meetpunt,
        voor=figuren.voor,
        na=figuren.na,
        verschil=verschil,
        voor_bij_aanvang=figuren.toen if anders else None,
        verwachting=await _judge(db, caller, actie, meting, figuren.na),
        groepen=groepen,
        geen_groepen=geen_groepen,
        kanttekeningen=find_kanttekeningen(omstandigheden, knoop=actie.knoop is not None, anders_bekend=anders),
    )


async def _measure(
    db: AsyncSession,
    caller: Principal,
    stand: Stand,
    actie: Verbeteractie,
    periode: str,
    tegenover: str | None = None,
) -> Meetwaarden:
    cijfer = score = dekking = None
    if actie.indicator is not None:
        vraag = WaardenVraag(periode=periode, tegenover=tegenover, **actie.filters)
        found = await load_waarden(db, caller, stand, [actie.indicator], vraag)
        # None where there was no such indicator yet in this state of the data, or not for this caller.
        cijfer = found[actie.indicator][0] if actie.indicator in found else None
    else:
        score, dekking = await _load_score(db, caller, stand, actie, periode)
    return Meetwaarden(
        periode=periode,
        dataversie=stand.dataversie,
        dag=stand.dag,
        voorlopig=Periode.parse(periode).eind >= stand.dag,
        cijfer=cijfer,
        score=score,
        dekking=dekking,
    )


async def _load_score(
    db: AsyncSession, caller: Principal, stand: Stand, actie: Verbeteractie, periode: str
) -> tuple[Decimal | None, Decimal | None]:
    """The score and the dekking of a knoop; nothing where it was not there in this state of the data."""
    assert actie.doelenboom is not None
    vraag = RealisatieVraag(periode=periode, **actie.filters)
    try:
        opdracht = await doelenbomen.understand(db, caller, stand, actie.doelenboom, vraag)
    except NietGevonden:
        return None, None
    realisatie = await doelenbomen.answer(db, caller, opdracht)
    found = [knoop for knoop in realisatie.knopen if knoop.code == actie.knoop]
    return (found[0].score, found[0].dekking) if found else (None, None)


async def _judge(
    db: AsyncSession, caller: Principal, actie: Verbeteractie, meting: Effectmeting, na: Meetwaarden
) -> Verwachting:
    if caller.rol is Rol.aanbieder and actie.filters.get("aanbieder") is None:
        return Verwachting(
            verwachte_waarde=actie.verwachte_waarde, uitkomst="niet-te-zeggen", toelichting=EIGEN_CIJFERS
        )
    # Of a knoop a higher score always is better.
    richting = "hoger"
    if actie.indicator is not None:
        found = await load_indicatoren(db, caller, [actie.indicator], meting.dataversie)
        richting = found[actie.indicator].richting if found else "neutraal"
    return judge(richting, actie.verwachte_waarde, na)


async def _load_groepen(
    db: AsyncSession, caller: Principal, actie: Verbeteractie, meting: Effectmeting, verschil: Verschil | None
) -> tuple[list[Groepsontwikkeling], str | None]:
    """The same in each benchmarkgroep that the gemeente takes part in, or why not."""
    if caller.rol is Rol.aanbieder:
        return [], _AANBIEDER
    if actie.indicator is None:
        return [], _KNOOP
    if Periode.parse(actie.periode_na).soort not in SOORTEN:
        return [], _WEEK
    groepen = [row.code for row in await list_groepen(db, caller, "", _ALLE_GROEPEN) if row.sinds is not None]
    stand = await bevroren_stand(db, actie.gemeente_id, meting.dataversie, meting.dag)
    found = []
    for groep in groepen:
        try:
            voor, na = [
                await _load_groepscijfers(db, caller, stand, actie.indicator, groep, periode)
                for periode in (actie.periode_voor, actie.periode_na)
            ]
        except NietVergelijkbaar as obstacle:
            return [], obstacle.detail
        except NietGevonden:
            return [], "Deze indicator was er toen niet."
        found.append(compare_with_group(groep, verschil, voor, na))
    return found, None if found else _GEEN_DEELNAME


async def _load_groepscijfers(
    db: AsyncSession, caller: Principal, stand: Stand, indicator: str, groep: str, periode: str
) -> Groepscijfers | None:
    vergelijking = await compare(db, caller, stand, indicator, VergelijkingVraag(groep=groep, periode=periode))
    return vergelijking.perioden[0].groep
