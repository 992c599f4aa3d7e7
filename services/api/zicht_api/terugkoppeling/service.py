"""Telling an aanbieder what came of what it delivered: figures, conversations, plans."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.models import Aanbieder
from zicht_api.aanbieders.queries import get_aanbieder
from zicht_api.aanleveringen.schemas import Aanlevering
from zicht_api.duiding.bespreking import load_besproken
from zicht_api.duiding.schemas import BesprokenSessie
from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.leverkalender.aanleverstatus import load_aanleverstatus
from zicht_api.leverkalender.queries import Verwacht, load_stukken, load_versies
from zicht_api.leverkalender.service import describe_status
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.perioden import Periode
from zicht_api.registratiedruk.queries import load_all_indicatoren
from zicht_api.terugkoppeling import queries
from zicht_api.terugkoppeling.schemas import (
    MAX_AANLEVERINGEN,
    Geleverd,
    Levertotalen,
    SteunendeIndicator,
    Terugkoppeling,
    Vervolgactie,
)
from zicht_api.terugkoppeling.steunen import find_supported
from zicht_api.verbeterplannen.queries import ActieOver, load_acties_over
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Principal, Rol


async def report_back(
    db: AsyncSession, caller: Principal, stand: Stand, aanbieder_id: UUID, periode: str, perioden: Sequence[Periode]
) -> Terugkoppeling:
    """What was delivered and what stands on it as the caller may see it; what was done with it as the aanbieder may.

    periode: the range as it was asked. Raises NietGevonden for an aanbieder that the caller may not see.
    """
    aanbieder = await get_aanbieder(db, caller, aanbieder_id, stand.peil)
    verwacht = [Verwacht(0, aanbieder.nr, perioden[0].begin, perioden[-1].eind)]
    stukken = await load_stukken(db, caller, stand.dataversie, verwacht, verwacht)
    holds = {stuk.wat for stuk in stukken if stuk.versie_tot is None or stuk.versie_tot > stand.dataversie}
    gezien = await load_all_indicatoren(db, caller, stand.peil)
    indicatoren = [
        SteunendeIndicator(
            indicator=steun.indicator.code,
            naam=steun.indicator.naam,
            bronnen=list(steun.bronnen),
            maatstaven=list(steun.maatstaven),
            cijfers=f"/v1/indicatoren/{steun.indicator.code}/waarden?periode={periode}&aanbieder={aanbieder.code}",
        )
        for steun in find_supported(
            gezien,
            await load_maatstaven(db, caller, stand.peil),
            holds,
            aanbieder.tellingen_voor,
            await _answered(db, caller, stand, aanbieder, perioden, gezien),
        )
    ]
    codes = [each.indicator for each in indicatoren]
    # Whoever asks: what was said of another aanbieder is no feedback to this one.
    als_aanbieder = replace(
        caller, rol=Rol.aanbieder, aanbieder_id=aanbieder.id, aanbieder=aanbieder.code, aanbieder_nr=aanbieder.nr
    )
    sessies = await load_besproken(db, als_aanbieder, codes)
    acties = await load_acties_over(db, als_aanbieder, codes, aanbieder.code)
    return Terugkoppeling(
        aanbieder=aanbieder.code,
        naam=aanbieder.naam,
        periode=periode,
        dataversie=stand.dataversie,
        dag=stand.dag,
        geleverd=await _delivered(db, caller, stand, aanbieder, perioden, {stuk.versie_van for stuk in stukken}),
        indicatoren=indicatoren,
        duidingssessies=[sessie for sessie in sessies if _is_about(sessie, perioden)],
        acties=[_follow_up(caller, aanbieder, actie) for actie in acties],
    )


async def _answered(
    db: AsyncSession,
    caller: Principal,
    stand: Stand,
    aanbieder: Aanbieder,
    perioden: Sequence[Periode],
    indicatoren: Sequence[Indicator],
) -> set[str]:
    """The indicators of which a figure of this aanbieder may be shown over a meting in these periods.

    By what is shown, not by what is there: that few answered must not be told apart from that nobody did.
    """
    metingen = await queries.load_metingen(db, caller, stand.peil, perioden[0].begin, perioden[-1].eind)
    found = set()
    for periode, vragenlijsten in metingen.items():
        codes = [each.code for each in indicatoren if each.vragenlijst in vragenlijsten]
        vraag = WaardenVraag(periode=periode, aanbieder=aanbieder.code)
        shown = await load_waarden(db, caller, stand, codes, vraag)
        found |= {code for code, waarden in shown.items() if any(waarde.waarde is not None for waarde in waarden)}
    return found


async def _delivered(
    db: AsyncSession,
    caller: Principal,
    stand: Stand,
    aanbieder: Aanbieder,
    perioden: Sequence[Periode],
    versies: set[int],
) -> Geleverd:
    found = (await load_versies(db, caller, versies)).values()
    ids = {versie.aanlevering for versie in found if versie.aanlevering is not None}
    bewijzen = [Aanlevering.model_validate(row) for row in await queries.load_aanleveringen(db, caller, ids)]
    return Geleverd(
        totalen=Levertotalen(
            aanleveringen=len(bewijzen),
            ontvangen=sum(bewijs.ontvangen for bewijs in bewijzen),
            nieuw=sum(bewijs.nieuw for bewijs in bewijzen),
            gewijzigd=sum(bewijs.gewijzigd for bewijs in bewijzen),
            ongewijzigd=sum(bewijs.ongewijzigd for bewijs in bewijzen),
            verwijderd=sum(bewijs.verwijderd for bewijs in bewijzen),
            afgekeurd=sum(bewijs.afgekeurd for bewijs in bewijzen),
        ),
        aanleveringen=bewijzen[:MAX_AANLEVERINGEN],
        status=[describe_status(een) for een in await load_aanleverstatus(db, caller, stand, perioden, aanbieder.code)],
    )


def _is_about(sessie: BesprokenSessie, perioden: Sequence[Periode]) -> bool:
    """Whether its period shares a day with these."""
    periode = Periode.parse(sessie.periode)
    return periode.begin <= perioden[-1].eind and perioden[0].begin <= periode.eind


def _follow_up(caller: Principal, aanbieder: Aanbieder, actie: ActieOver) -> Vervolgactie:
    may_look = caller.rol is not Rol.aanbieder or actie.aanbieder == aanbieder.code
    return Vervolgactie(
        plan=actie.plan_id,
        plannaam=actie.plan,
        actie=actie.code,
        omschrijving=actie.omschrijving,
        status=actie.status,
        aanbieder=actie.aanbieder,
        indicator=actie.indicator,
        gemeten=actie.gemeten,
        pad=actie.pad if may_look else None,
        effect=f"{actie.pad}/effect" if may_look and actie.gemeten else None,
    )
