"""How often each answer to a question was given, as far as it may be shown.

It is shown where the figure of that question over that period is, for the gemeente as a whole. Whoever may read the
results of a meting to learn from them gets every answer, as the survey service gives them. For all others those who
gave an answer are a group like any other: all answers are shown or none of them, down to the fineness at which each was
given by nobody or by enough (raster.py, docs/decisions/0011). Where they are not, only what the figure itself tells.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.revisies import geldig
from zicht_api.waarden.blokken import Blok, BlokSoort, blok_of
from zicht_api.waarden.figuren import Figuur, Uitslag
from zicht_api.waarden.fragmenten import PERIODEN
from zicht_api.waarden.kubussen import Lezing, Vlak
from zicht_api.waarden.meten import Reden
from zicht_api.waarden.onderdrukking import Aantal, publish_antwoorden
from zicht_api.waarden.publicatie import Publicatie, decide
from zicht_api.waarden.raster import NIVEAUS, Aantallen, Fijnheid, make_tijd, own_fijnheid
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.errors import NietGevonden

# The answers that count for a figure, from the lowest to the highest, in the groups that the figure itself tells apart:
# who knows the figure with its teller, n and interval knows how many are in each.
_GROEPEN: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "top2": (("1", "2", "3"), ("4", "5")),
    "nps": (tuple(map(str, range(7))), ("7", "8"), ("9", "10")),
    "ja": (("nee",), ("ja",)),
}
_GEMIDDELDE: Final = "gemiddelde"
# A question, by the code of its questionnaire and its own.
Sleutel = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Antwoordgroep:
    """One answer, or several that are only shown together."""

    antwoorden: tuple[str, ...]
    aantal: Aantal


@dataclass(frozen=True, slots=True)
class Verdeling:
    """groepen: from the lowest answer to the highest; none: `reden` says why. maat: what the answers are a scale of."""

    vragenlijst: str
    vraag: str
    periode: str
    maat: str
    groepen: tuple[Antwoordgroep, ...]
    reden: Reden | None
    voorlopig: bool


async def load_verdeling(
    db: AsyncSession, caller: Principal, stand: Stand, vragenlijst: str, vraag: str, periode: Periode
) -> Verdeling:
    """Raises NietGevonden when the caller sees no indicator that rests on this question."""
    found = await load_verdelingen(db, caller, stand, {(vragenlijst, vraag)}, periode)
    if not found:
        raise NietGevonden("vraag")
    return found[vragenlijst, vraag]


async def load_verdelingen(
    db: AsyncSession, caller: Principal, stand: Stand, vragen: Collection[Sleutel], periode: Periode
) -> dict[Sleutel, Verdeling]:
    """Of those of these questions on which an indicator rests that the caller sees; however many, in as many round
    trips as one."""
    maten = await _load_maten(db, caller, stand, vragen)
    lezing = Lezing(db, caller, stand)
    figuren: list[Figuur] = [Uitslag(*sleutel, maat) for sleutel, found in maten.items() for maat in found]
    publicatie = await decide(lezing, figuren, [periode], ())
    geteld = await _count(lezing, maten, blok_of(periode)) if maten else {}
    return {
        sleutel: _verdeling_of(lezing, publicatie, sleutel, maten[sleutel], geteld.get(sleutel, {}), periode)
        for sleutel in maten
    }


def _verdeling_of(
    lezing: Lezing,
    publicatie: Publicatie,
    sleutel: Sleutel,
    maten: Sequence[str],
    geteld: Mapping[str, Mapping[str, int]],
    periode: Periode,
) -> Verdeling:
    """geteld: by answer and period of the block, how many gave it."""
    figuren = [Uitslag(*sleutel, maat) for maat in maten]
    deze = {antwoord: aantallen[periode.code] for antwoord, aantallen in geteld.items() if periode.code in aantallen}
    zichtbaar = [figuur for figuur in figuren if publicatie.shows(figuur, (), periode)]
    maat = next((maat for maat in (*_GROEPEN, _GEMIDDELDE) if maat in maten), maten[0])
    schaal = _scale(maat, deze)
    reden: Reden | None = None
    groepen: Sequence[tuple[str, ...]] = ()
    if len(zichtbaar) < len(figuren):
        reden = "te-weinig"
    elif not any(deze.get(antwoord) for antwoord in schaal):
        reden = "geen-gegevens"
    elif _may_read_results(lezing.caller) or _is_complete(lezing, figuren[0], geteld, schaal, periode):
        groepen = [(antwoord,) for antwoord in schaal]
    elif maat in _GROEPEN:
        groepen = _GROEPEN[maat]
    else:
        reden = "te-weinig"
    aantallen = publish_antwoorden(deze, groepen)
    return Verdeling(
        vragenlijst=sleutel[0],
        vraag=sleutel[1],
        periode=periode.code,
        maat=maat,
        groepen=tuple(Antwoordgroep(groep, aantal) for groep, aantal in zip(groepen, aantallen, strict=True)),
        reden=reden,
        voorlopig=periode.eind >= lezing.stand.dag,
    )


async def _load_maten(
    db: AsyncSession, caller: Principal, stand: Stand, vragen: Collection[Sleutel]
) -> dict[Sleutel, list[str]]:
    """The figures of each of these questions that the caller sees."""
    asked = tuple_(Indicator.vragenlijst, Indicator.vraag).in_(vragen)
    query = indicatoren_of(caller, stand.peil).where(asked).order_by(Indicator.maat)
    maten: dict[Sleutel, list[str]] = {}
    for row in await db.scalars(query):
        found = maten.setdefault((row.vragenlijst or "", row.vraag or ""), [])
        if row.maat and row.maat not in found:
            found.append(row.maat)
    return maten


async def _count(lezing: Lezing, vragen: Collection[Sleutel], blok: Blok) -> dict[Sleutel, dict[str, dict[str, int]]]:
    """By question, answer and period of the block, how many gave it."""
    values = {
        "gemeente_id": lezing.caller.gemeente_id,
        "vragenlijsten": [vragenlijst for vragenlijst, _ in vragen],
        "vragen": [vraag for _, vraag in vragen],
        "basis": lezing.basis,
        "begin": [begin for begin, _ in blok.perioden.values()],
        "eind": [eind for _, eind in blok.perioden.values()],
    }
    codes = list(blok.perioden)
    found: dict[Sleutel, dict[str, dict[str, int]]] = {}
    for row in await lezing.db.execute(text(_statement(lezing.stand.peil)), values):
        antwoorden = found.setdefault((row.vragenlijst, row.vraag), {})
        antwoorden.setdefault(row.antwoord, {})[codes[row.plaats]] = row.aantal
    return found


def _statement(peil: int | None) -> str:
    return f"""
        WITH {PERIODEN}
        SELECT u.vragenlijst, u.vraag, p.plaats, u.antwoord, CAST(sum(u.aantal) AS bigint) AS aantal
        FROM unnest(CAST(:vragenlijsten AS text[]), CAST(:vragen AS text[])) AS v (vragenlijst, vraag)
        JOIN uitslagen u ON u.gemeente_id = :gemeente_id AND u.vragenlijst = v.vragenlijst AND u.vraag = v.vraag
                        AND {geldig("u", peil)} AND (CAST(:basis AS smallint) IS NULL OR u.aanbieder_nr = :basis)
        JOIN perioden p ON u.begin >= p.begin AND u.eind <= p.eind
        GROUP BY u.vragenlijst, u.vraag, p.plaats, u.antwoord
    """


def _scale(maat: str, deze: Collection[str]) -> list[str]:
    """Every answer that counts, from the lowest to the highest. Of a grade only those between which grades were given:
    what the scale was stands in the questionnaire."""
    if maat in _GROEPEN:
        return [antwoord for groep in _GROEPEN[maat] for antwoord in groep]
    cijfers = [int(antwoord) for antwoord in deze if antwoord.isascii() and antwoord.isdigit() and len(antwoord) <= 3]
    return [str(cijfer) for cijfer in range(min(cijfers), max(cijfers) + 1)] if cijfers else []


def _may_read_results(caller: Principal) -> bool:
    """Who gets these counts from the survey service too: see its route /v1/metingen/{id}/resultaten."""
    return caller.rol in (Rol.beheer, Rol.beleid) and caller.doel is Doel.leren and not caller.alleen_openbaar


def _is_complete(
    lezing: Lezing, figuur: Figuur, geteld: Mapping[str, Aantallen], schaal: Collection[str], periode: Periode
) -> bool:
    """Whether every answer is shown over this period: in no period that is shown beside it one of them is small."""
    if periode.soort is PeriodeSoort.week:
        return False
    jaar = periode.begin.year
    totaal = lezing.get(Vlak(figuur.basis or figuur, Blok(BlokSoort.kalender, jaar))).per_lid.get((), {})
    tijd = make_tijd(jaar, totaal, lopend_jaar=jaar >= lezing.stand.dag.year)
    grens = Fijnheid(NIVEAUS, lopend=True)
    return all(
        own_fijnheid(geteld.get(antwoord, {}), tijd, lezing.stand.drempel, grens).shows(tijd, periode.code)
        for antwoord in schaal
    )
