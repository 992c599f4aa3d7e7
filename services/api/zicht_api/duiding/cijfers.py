"""The figures that a session is about: worked out again from the data version that it is bound to."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.doelenbomen.schemas import KnoopRealisatie, RealisatieVraag
from zicht_api.doelenbomen.service import answer, understand
from zicht_api.duiding.inhoud import onderwerpen_of
from zicht_api.duiding.models import Duidingssessie
from zicht_api.duiding.onderwerpen import indicator_of, periode_of, verloop_of, vraag_of
from zicht_api.duiding.schemas import Onderwerpcijfers, Sessiecijfers, VastOnderwerp
from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Principal


async def load_cijfers(db: AsyncSession, caller: Principal, row: Duidingssessie, stand: Stand) -> Sessiecijfers:
    """The figures of every onderwerp. stand: the state that the session is bound to."""
    onderwerpen = onderwerpen_of(row)
    named = {code for each in onderwerpen if (code := indicator_of(each)) is not None}
    indicatoren = await load_indicatoren(db, caller, named, stand.peil)
    return Sessiecijfers(
        duidingssessie=row.id,
        dataversie=stand.dataversie,
        dag=stand.dag,
        drempel=stand.drempel,
        onderwerpen=[
            await _load_onderwerp(db, caller, stand, onderwerp, row.periode, indicatoren) for onderwerp in onderwerpen
        ],
    )


async def _load_onderwerp(
    db: AsyncSession,
    caller: Principal,
    stand: Stand,
    onderwerp: VastOnderwerp,
    sessieperiode: str,
    indicatoren: Mapping[str, Indicator],
) -> Onderwerpcijfers:
    indicator = indicatoren.get(indicator_of(onderwerp) or "")
    periode = periode_of(onderwerp, sessieperiode)
    verloop, waarden = [], []
    if indicator is not None:
        reeks = vraag_of(onderwerp, verloop_of(periode), per=None)
        verloop = (await load_waarden(db, caller, stand, [indicator.code], reeks))[indicator.code]
        waarden = verloop[-1:]
    if indicator is not None and onderwerp.per is not None:
        delen = vraag_of(onderwerp, periode, per=onderwerp.per)
        waarden = (await load_waarden(db, caller, stand, [indicator.code], delen))[indicator.code]
    return Onderwerpcijfers(
        onderwerp=onderwerp.code,
        soort=onderwerp.soort,
        indicator=indicator and indicator.code,
        naam=indicator and indicator.naam,
        eenheid=indicator and indicator.eenheid,
        richting=indicator and indicator.richting,
        periode=periode,
        waarden=waarden,
        verloop=verloop,
        realisatie=await _load_realisatie(db, caller, stand, onderwerp, periode),
    )


async def _load_realisatie(
    db: AsyncSession, caller: Principal, stand: Stand, onderwerp: VastOnderwerp, periode: str
) -> KnoopRealisatie | None:
    if onderwerp.doelenboom is None:
        return None
    vraag = RealisatieVraag(periode=periode, gebied=onderwerp.gebied, doelgroep=onderwerp.doelgroep)
    opdracht = await understand(db, caller, stand, onderwerp.doelenboom, vraag)
    knopen = (await answer(db, caller, opdracht)).knopen
    return next(knoop for knoop in knopen if knoop.code == onderwerp.knoop)
