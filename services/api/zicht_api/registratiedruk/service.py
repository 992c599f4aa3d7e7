"""Holding what aanbieders register against what the monitor uses."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.gemeenten.queries import Stand
from zicht_api.leverkalender.queries import Gevuld, Verwacht, load_vulling
from zicht_api.leverkalender.vulling import publish_vulling
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.perioden import Periode
from zicht_api.registratiedruk import queries, schemas
from zicht_api.registratiedruk.gebruik import UITSPLITSINGEN, Veld, fields_of, unused
from zicht_api.registratiedruk.voorstellen import Levering, Monitor, Voorstel, propose
from zicht_shared.auth import Principal

_KOLOMMEN = {
    Veld.duur_minuten: "duur_minuten",
    Veld.leefgebieden: "leefgebieden",
    Veld.doelgroep: "doelgroep",
    Veld.gebied: "gebied_nr",
    Veld.verwijzer: "verwijzer",
    Veld.doorverwezen_naar: "doorverwezen_naar",
    Veld.afgesloten: "afgesloten",
    Veld.client_pseudoniem: "client",
}


async def weigh(
    db: AsyncSession, caller: Principal, stand: Stand, periode: str, perioden: Sequence[Periode]
) -> schemas.Registratiedruk:
    """As the indicators have it that the caller may see. periode: the range as it was asked."""
    begin, eind = perioden[0].begin, perioden[-1].eind
    aanbieders = await load_aanbieders(db, caller, stand.peil)
    verwacht = [Verwacht(row.nr, row.nr, begin, eind) for row in aanbieders.values()]
    vulling = await load_vulling(db, caller, stand.peil, verwacht, _KOLOMMEN.values())
    tellingen = await queries.count_tellingen(db, caller, stand.peil, begin, eind)
    indicatoren = await queries.load_all_indicatoren(db, caller, stand.peil)
    overbodig = unused(indicatoren, await queries.load_in_bomen(db, caller, stand.peil))
    monitor = Monitor(indicatoren, await load_maatstaven(db, caller, stand.peil), frozenset(overbodig))
    gevuld = {code: vulling[row.nr] for code, row in sorted(aanbieders.items()) if row.nr in vulling}
    leveringen = {
        code: Levering(
            frozenset(row.tellingen_voor),
            {veld: gevuld[code].velden[kolom] for veld, kolom in _KOLOMMEN.items()} if code in gevuld else {},
            tellingen.get(row.nr, {}),
        )
        for code, row in sorted(aanbieders.items())
    }
    return schemas.Registratiedruk(
        dataversie=stand.dataversie,
        periode=periode,
        velden=[_veld(veld, monitor, leveringen, gevuld, stand.drempel) for veld in Veld],
        maatstaven=_maatstaven(monitor, leveringen),
        overbodig=[
            schemas.Overbodig(indicator=indicator.code, naam=indicator.naam)
            for indicator in indicatoren
            if indicator.code in overbodig
        ],
        voorstellen=_voorstellen(propose(monitor, leveringen), leveringen, gevuld, stand.drempel),
    )


def _veld(
    veld: Veld, monitor: Monitor, leveringen: Mapping[str, Levering], gevuld: Mapping[str, Gevuld], drempel: int
) -> schemas.VeldGebruik:
    users = {code: monitor.users(veld, levering) for code, levering in leveringen.items()}
    gebruikt_door = set().union(*users.values())
    rekent = any(
        veld in fields_of(indicator, monitor.maatstaven, levering.tellingen_voor)
        for indicator in monitor.indicatoren
        for levering in leveringen.values()
    )
    gebruik = "berekening" if rekent else "uitsplitsing" if gebruikt_door and veld in UITSPLITSINGEN else "geen"
    return schemas.VeldGebruik(
        veld=veld,
        gebruik=gebruik,
        gebruikt_door=sorted(gebruikt_door),
        vulling=[
            schemas.Vulling(
                aanbieder=code,
                gevuld=publish_vulling(een.velden[_KOLOMMEN[veld]], een.rijen, mensen=een.mensen, drempel=drempel),
                nodig=bool(users[code]),
            )
            for code, een in gevuld.items()
        ],
    )


def _maatstaven(monitor: Monitor, leveringen: Mapping[str, Levering]) -> list[schemas.MaatstafGebruik]:
    geleverd = {maatstaf for levering in leveringen.values() for maatstaf in levering.tellingen}
    return [
        schemas.MaatstafGebruik(
            maatstaf=maatstaf,
            gebruikt_door=sorted(monitor.counters(maatstaf)),
            aanbieders=[code for code, levering in leveringen.items() if maatstaf in levering.tellingen],
        )
        for maatstaf in sorted(geleverd)
    ]


def _voorstellen(
    voorstellen: Sequence[Voorstel], leveringen: Mapping[str, Levering], gevuld: Mapping[str, Gevuld], drempel: int
) -> list[schemas.Voorstel]:
    alles = sum(sum(levering.gevuld.values()) + sum(levering.tellingen.values()) for levering in leveringen.values())
    # People may come to more than one aanbieder: together there are at least as many as at one of them.
    mensen = max((een.mensen for een in gevuld.values()), default=0)
    return [
        schemas.Voorstel(
            veld=voorstel.veld,
            maatstaf=voorstel.maatstaf,
            aanbieders=list(voorstel.aanbieders),
            indicatoren=list(voorstel.indicatoren),
            voorstel=voorstel.tekst,
            reden=voorstel.reden,
            aandeel=publish_vulling(voorstel.waarden, alles, mensen=mensen, drempel=drempel),
        )
        for voorstel in voorstellen
    ]
