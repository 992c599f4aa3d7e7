"""What is in the sets beside the observations: the codes and what they are called. Each row is a dict by property."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.codelijsten.queries import load_names
from zicht_api.dashboard.woorden import PIJLERS
from zicht_api.duiding.woorden import in_kort
from zicht_api.formaten.tabel import ONBEKEND, TOTAAL
from zicht_api.gebieden.queries import load_gebieden
from zicht_api.gemeenten.queries import Stand
from zicht_api.getallen import DECIMALEN
from zicht_api.indicatoren.models import Indicator
from zicht_api.odata import csdl
from zicht_api.odata.csdl import Verzameling
from zicht_api.odata.queries import load_indicatoren, load_jaren
from zicht_api.odata.vraag import DATASET_NAAM
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.waarden.blokken import Blok, BlokSoort
from zicht_shared.auth import Principal

Rij = Mapping[str, Any]

_TAAL: Final = "nl"
_TITEL: Final = "Cijfers over cliëntondersteuning"
_UITLEG: Final = (
    "Elke regel van Observations is een cijfer: van een indicator (Measure), over een periode, voor het geheel of voor "
    "een lid van een van de dimensies. _T betekent het geheel, _U wat nergens bij hoort. Tel leden niet op: een wijk "
    "omvat haar buurten, en mensen tellen in elk gebied en elke periode opnieuw. Confidential bij ValueAttribute "
    "betekent dat het cijfer verborgen is omdat er te weinig mensen achter staan, of omdat het uit andere cijfers zou "
    "volgen; Missing dat er niets is aangeleverd; Impossible dat er niets te delen viel."
)
# Per dimension: what it is called, and what CBS calls its kind.
_DIMENSIES: Final = {
    "Perioden": ("Perioden", "Jaren, kwartalen en maanden.", "TimeDimension"),
    "Gebieden": ("Gebieden", "Wijken, buurten en kernen. Een gebied omvat alle gebieden eronder.", "GeoDimension"),
    "Aanbieders": ("Aanbieders", "Wie de cliëntondersteuning biedt.", "Dimension"),
    "Doelgroepen": ("Doelgroepen", "Voor wie de cliëntondersteuning is.", "Dimension"),
    "Leefgebieden": ("Leefgebieden", "Waar een contact over ging: dat kan over meer gaan.", "Dimension"),
    "Vormen": ("Vormen", "Door beroepskrachten of door vrijwilligers.", "Dimension"),
}
_CBS_PERIODEN: Final = {PeriodeSoort.jaar: "JJ", PeriodeSoort.kwartaal: "KW", PeriodeSoort.maand: "MM"}
# These have no tenths: they are counts of people.
_HEEL: Final = {"uniek"}


async def load_lijst(db: AsyncSession, caller: Principal, stand: Stand, verzameling: Verzameling) -> list[Rij]:
    """The rows of a set, in the order that they have by themselves."""
    rows = await _LADERS[verzameling.naam](db, caller, stand)
    numbered = [{"Index": index, **row} for index, row in enumerate(rows, 1)]
    return [{name: row.get(name) for name in verzameling.eigenschappen} for row in numbered]


async def _measures(db: AsyncSession, caller: Principal, stand: Stand) -> Iterable[Rij]:
    return [_measure(indicator) for indicator in await load_indicatoren(db, caller, stand)]


def _measure(indicator: Indicator) -> Rij:
    return {
        "Identifier": indicator.code,
        "Title": indicator.naam,
        "Description": indicator.omschrijving or None,
        "MeasureGroupId": indicator.pijler,
        "DataType": "Decimal",
        "Unit": indicator.eenheid,
        "Decimals": 0 if indicator.rekenwijze in _HEEL else DECIMALEN,
        "Pijler": indicator.pijler,
        "Soort": indicator.soort,
        "Richting": indicator.richting,
        "Rekenwijze": indicator.rekenwijze,
        "Maat": indicator.maat,
        "Streefwaarde": indicator.streefwaarde,
        "Nulmeting": indicator.nulmeting,
        "Nulmetingperiode": indicator.nulmeting_periode,
        "Functies": ",".join(indicator.functies),
        "Belang": indicator.belang,
        "Doelen": ",".join(indicator.doelen),
        "Openbaar": indicator.openbaar,
    }


async def _groups(_: AsyncSession, __: Principal, ___: Stand) -> Iterable[Rij]:
    return [{"Id": code, "Title": naam, "Description": vraag} for code, (naam, vraag) in PIJLERS.items()]


async def _perioden(db: AsyncSession, caller: Principal, stand: Stand) -> Iterable[Rij]:
    perioden = [
        Periode.parse(code)
        for jaar in await load_jaren(db, caller, stand)
        for code in Blok(BlokSoort.kalender, jaar).perioden
    ]
    return [_periode(periode, stand.dag) for periode in perioden if periode.begin <= stand.dag]


def _periode(periode: Periode, dag: date) -> Rij:
    jaar, nummer = periode.code[:4], periode.code[5:].removeprefix("K")
    return {
        "Identifier": periode.code,
        "Title": in_kort(periode.code),
        "Periodesoort": periode.soort,
        "Jaar": int(jaar),
        "Begindatum": periode.begin,
        "Einddatum": periode.eind,
        "Status": "Voorlopig" if periode.eind >= dag else "Definitief",
        "CbsCode": f"{jaar}{_CBS_PERIODEN[periode.soort]}{nummer or 0:0>2}",
    }


async def _gebieden(db: AsyncSession, caller: Principal, stand: Stand) -> Iterable[Rij]:
    leden = [
        {"Identifier": row.code, "Title": row.naam, "Soort": row.soort, "Ouder": row.ouder}
        for row in await load_gebieden(db, caller.gemeente_id, stand.peil)
    ]
    return _around(leden)


async def _aanbieders(db: AsyncSession, caller: Principal, stand: Stand) -> Iterable[Rij]:
    leden = [
        {"Identifier": code, "Title": row.naam, "Vorm": row.vorm, "Onafhankelijk": row.onafhankelijk}
        for code, row in sorted((await load_aanbieders(db, caller, stand.peil)).items())
    ]
    return _around(leden)


def _list_of(lijst: str) -> "_Lader":
    async def load(db: AsyncSession, _: Principal, __: Stand) -> Iterable[Rij]:
        leden = [{"Identifier": code, "Title": naam} for code, naam in (await load_names(db))[lijst]]
        return _around(leden)

    return load


def _around(leden: Sequence[Rij]) -> list[Rij]:
    """The members, between the total and what is of none of them."""
    return [{"Identifier": TOTAAL, "Title": "Totaal"}, *leden, {"Identifier": ONBEKEND, "Title": "Niet bekend"}]


async def _dimensions(_: AsyncSession, __: Principal, ___: Stand) -> Iterable[Rij]:
    return [
        {"Identifier": naam, "Title": titel, "Description": uitleg, "Kind": kind, **_MET_CODES}
        for naam, (titel, uitleg, kind) in _DIMENSIES.items()
    ]


_MET_CODES: Final = {"ContainsCodes": True, "ContainsGroups": False}


async def _properties(_: AsyncSession, caller: Principal, stand: Stand) -> Iterable[Rij]:
    return [
        {
            "Identifier": DATASET_NAAM,
            "Title": _TITEL,
            "Description": _UITLEG,
            "Catalog": caller.gemeente,
            "Authority": caller.gemeente_naam,
            "Language": _TAAL,
            "Dataversie": stand.dataversie,
            "Peildatum": stand.dag,
            "Drempel": stand.drempel,
        }
    ]


async def _catalogs(_: AsyncSession, caller: Principal, __: Stand) -> Iterable[Rij]:
    naam = caller.gemeente_naam
    return [{"Identifier": caller.gemeente, "Title": naam, "Publisher": naam, "Language": _TAAL}]


async def _datasets(_: AsyncSession, caller: Principal, stand: Stand) -> Iterable[Rij]:
    return [
        {
            "Identifier": DATASET_NAAM,
            "Title": _TITEL,
            "Description": _UITLEG,
            "Catalog": caller.gemeente,
            "Language": _TAAL,
            "Version": stand.dataversie,
            "Peildatum": stand.dag,
            "Status": "Regulier",
        }
    ]


_Lader = Callable[[AsyncSession, Principal, Stand], Awaitable[Iterable[Rij]]]
_LADERS: Final[Mapping[str, _Lader]] = {
    csdl.MEASURE_CODES.naam: _measures,
    csdl.MEASURE_GROUPS.naam: _groups,
    csdl.PERIODEN_CODES.naam: _perioden,
    csdl.GEBIEDEN_CODES.naam: _gebieden,
    csdl.AANBIEDERS_CODES.naam: _aanbieders,
    csdl.DOELGROEPEN_CODES.naam: _list_of("doelgroep"),
    csdl.LEEFGEBIEDEN_CODES.naam: _list_of("leefgebied"),
    csdl.VORMEN_CODES.naam: _list_of("vorm"),
    csdl.DIMENSIONS.naam: _dimensions,
    csdl.PROPERTIES.naam: _properties,
    csdl.CATALOGS.naam: _catalogs,
    csdl.DATASETS.naam: _datasets,
}
