"""Which picture belongs to a question, and of which figures."""

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.beelden.antwoorden import likert, nps
from zicht_api.beelden.beeld import Beeld, met_kop
from zicht_api.beelden.boom import boom
from zicht_api.beelden.cijfers import Groep
from zicht_api.beelden.samenstellen import antwoordstaven_of, groep_of, npsverdeling_of, reeks_of, stelling_of
from zicht_api.beelden.schemas import Beeldvraag, Boombeeldvraag
from zicht_api.beelden.staven import staven
from zicht_api.beelden.thema import Thema, thema_of
from zicht_api.beelden.trend import trend
from zicht_api.doelenbomen import service as doelenbomen
from zicht_api.doelenbomen.schemas import RealisatieVraag
from zicht_api.duiding.woorden import in_dag
from zicht_api.gemeenten.queries import Stand
from zicht_api.huisstijl.service import load_kleuren
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import get_indicator
from zicht_api.indicatoren.service import load_definities
from zicht_api.perioden import Periode, parse_reeks
from zicht_api.waarden.dimensies import load_namen
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_api.waarden.verdeling import load_verdeling
from zicht_shared.auth import Principal
from zicht_shared.errors import Fout, InvoerOngeldig


async def load_thema(db: AsyncSession, caller: Principal) -> Thema:
    """The colours of the caller's gemeente."""
    return thema_of(await load_kleuren(db, caller.gemeente_id))


async def understand(db: AsyncSession, caller: Principal, stand: Stand, code: str, vraag: Beeldvraag) -> Indicator:
    """The indicator that is asked for. Raises NietGevonden, and InvoerOngeldig for what has no such picture."""
    indicator = await get_indicator(db, caller, code, stand.peil)
    faults = _faults(indicator, vraag)
    if faults:
        raise InvoerOngeldig(faults)
    return indicator


async def make_beeld(
    db: AsyncSession, caller: Principal, stand: Stand, indicator: Indicator, vraag: Beeldvraag, thema: Thema
) -> Beeld:
    """The picture, to stand by itself: with its title, where its figures come from and of when they are."""
    match vraag.gekozen:
        case "trend":
            waarden = await _load(db, caller, stand, indicator, WaardenVraag(periode=vraag.periode))
            heel = caller.aanbieder is None
            beeld = trend(reeks_of(indicator, waarden, heel=heel), thema, breedte=vraag.breedte)
        case "staven":
            beeld = staven(await _load_groep(db, caller, stand, indicator, vraag), thema, breedte=vraag.breedte)
        case "verdeling":
            beeld = await _make_verdeling(db, caller, stand, indicator, vraag, thema)
    bron = (await load_definities(db, caller, stand.peil))[indicator.code].bron
    return met_kop(beeld, thema, f"Bron: {bron}. {_as_of(stand)}")


async def make_boombeeld(
    db: AsyncSession, caller: Principal, opdracht: doelenbomen.Opdracht, vraag: Boombeeldvraag, thema: Thema
) -> Beeld:
    """The tree, with its title and of when its figures are."""
    realisatie = await doelenbomen.answer(db, caller, opdracht)
    return met_kop(boom(realisatie, thema, breedte=vraag.breedte), thema, _as_of(opdracht.stand))


def as_realisatie(vraag: Boombeeldvraag) -> RealisatieVraag:
    """What is asked of the tree itself."""
    return RealisatieVraag(periode=vraag.periode, gebied=vraag.gebied, doelgroep=vraag.doelgroep)


def _faults(indicator: Indicator, vraag: Beeldvraag) -> list[Fout]:
    found = []
    if vraag.gekozen == "staven" and vraag.per is None:
        found.append(Fout("?per", "verplicht", "Zeg waarnaar de staven zijn uitgesplitst."))
    if vraag.gekozen != "staven" and vraag.per is not None:
        found.append(Fout("?per", "past-niet", "Uitsplitsen kan alleen bij staven."))
    if vraag.gekozen != "trend" and len(parse_reeks(vraag.periode)) > 1:
        found.append(Fout("?periode", "past-niet", "Een reeks kan alleen bij een trend; geef een periode."))
    if vraag.gekozen == "verdeling" and indicator.rekenwijze != "vragenlijst":
        found.append(Fout("?soort", "past-niet", "Alleen een indicator uit een vragenlijst heeft antwoorden."))
    return found


async def _load(
    db: AsyncSession, caller: Principal, stand: Stand, indicator: Indicator, vraag: WaardenVraag
) -> list[Waarde]:
    return (await load_waarden(db, caller, stand, [indicator.code], vraag))[indicator.code]


async def _load_groep(
    db: AsyncSession, caller: Principal, stand: Stand, indicator: Indicator, vraag: Beeldvraag
) -> Groep:
    assert vraag.per is not None
    delen = await _load(db, caller, stand, indicator, WaardenVraag(periode=vraag.periode, per=vraag.per))
    (totaal,) = await _load(db, caller, stand, indicator, WaardenVraag(periode=vraag.periode))
    return groep_of(indicator, delen, vraag.per, await load_namen(db, caller, stand, vraag.per), totaal)


async def _make_verdeling(
    db: AsyncSession, caller: Principal, stand: Stand, indicator: Indicator, vraag: Beeldvraag, thema: Thema
) -> Beeld:
    assert indicator.vragenlijst is not None
    assert indicator.vraag is not None
    periode = Periode.parse(vraag.periode)
    verdeling = await load_verdeling(db, caller, stand, indicator.vragenlijst, indicator.vraag, periode)
    titel = f"{indicator.naam}: de antwoorden"
    if verdeling.maat == "nps":
        (score,) = await _load(db, caller, stand, indicator, WaardenVraag(periode=vraag.periode))
        geteld = npsverdeling_of(verdeling, titel, score)
        if geteld is not None:
            return nps(geteld, thema, breedte=vraag.breedte)
    if verdeling.maat in ("top2", "ja"):
        return likert(titel, [stelling_of(verdeling, indicator.omschrijving)], thema, breedte=vraag.breedte)
    return staven(antwoordstaven_of(verdeling, titel), thema, breedte=vraag.breedte)


def _as_of(stand: Stand) -> str:
    return f"Stand van {in_dag(stand.dag)}, dataversie {stand.dataversie}."
