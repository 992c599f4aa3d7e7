"""The kept observations as a table for the formats: columns with their titles, codes with their names, definitions."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.formaten.tabel import ONBEKEND, TOTAAL, Kolom, Tabel
from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.definities import definitie_of
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.waarden.dimensies import Dimensie, load_namen
from zicht_api.waarnemingen.queries import count_rows
from zicht_api.waarnemingen.stroom import Stroom
from zicht_shared.auth import Principal

# How each column is called, of which kind it is, what it is for people, and where it stands in the rows.
_KOLOMMEN: Final = (
    (Kolom("indicator", "tekst", "Indicator"), "indicator"),
    (Kolom("periode", "tekst", "Periode"), "periode"),
    (Kolom("gebied", "tekst", "Gebied"), "gebied"),
    (Kolom("aanbieder", "tekst", "Aanbieder"), "aanbieder"),
    (Kolom("doelgroep", "tekst", "Doelgroep"), "doelgroep"),
    (Kolom("leefgebied", "tekst", "Leefgebied"), "leefgebied"),
    (Kolom("vorm", "tekst", "Vorm"), "vorm"),
    (Kolom("waarde", "getal", "Waarde"), "waarde"),
    (Kolom("teller", "getal", "Teller"), "teller"),
    (Kolom("noemer", "getal", "Noemer"), "noemer"),
    (Kolom("n", "geheel", "Aantal mensen"), "n"),
    (Kolom("onderdrukt", "ja-nee", "Onderdrukt"), "onderdrukt"),
    (Kolom("reden", "tekst", "Reden"), "reden"),
    (Kolom("voorlopig", "ja-nee", "Voorlopig"), "voorlopig"),
    (Kolom("interval_onder", "getal", "Interval: van"), "onder"),
    (Kolom("interval_boven", "getal", "Interval: tot"), "boven"),
    (Kolom("interval_methode", "tekst", "Interval: methode"), "methode"),
    (Kolom("streefwaarde", "getal", "Streefwaarde"), "streefwaarde"),
    (Kolom("status", "tekst", "Status"), "status"),
)
KOLOMMEN: Final = tuple(kolom for kolom, _ in _KOLOMMEN)
BRON: Final = tuple(name for _, name in _KOLOMMEN)

_UITLEG: Final = (
    "Een rij is een cijfer van een indicator over een periode, in totaal of uitgesplitst naar een dimensie.",
    f"{TOTAAL} is: niet uitgesplitst naar deze dimensie. {ONBEKEND} is: niet bekend bij welke.",
    "onderdrukt: er staan minder mensen achter dan de drempel, of achter een ander cijfer dat hieruit zou volgen.",
    "voorlopig: de periode is nog niet voorbij.",
    "Tel getoonde delen niet op tot een totaal: delen kunnen verborgen zijn, en wie op twee plaatsen kwam, telt in "
    "het totaal een keer.",
)


async def make_tabel(
    db: AsyncSession,
    caller: Principal,
    stand: Stand,
    indicatoren: Sequence[Indicator],
    perioden: Sequence[str],
    dimensies: Sequence[Dimensie],
    stroom: Stroom,
) -> Tabel:
    """The table of these observations; the rows are read when it is written, and counted now."""
    aantal = sum(publicatie.aantal for publicatie in stroom.publicaties)
    if stroom.perioden is not None:
        ids = [publicatie.id for publicatie in stroom.publicaties]
        aantal = await count_rows(db, caller.gemeente_id, ids, stroom.perioden)
    maatstaven = await load_maatstaven(db, caller, stand.peil)
    codes = {indicator.code for indicator in indicatoren}
    return Tabel(
        titel=f"Cijfers van {caller.gemeente_naam}",
        dataversie=stand.dataversie,
        dag=stand.dag,
        drempel=stand.drempel,
        uitleg=_UITLEG,
        kolommen=KOLOMMEN,
        dimensies={
            "indicator": {indicator.code: indicator.naam for indicator in indicatoren},
            "periode": {periode: periode for periode in perioden},
            **{dimensie: await load_namen(db, caller, stand, dimensie) for dimensie in dimensies},
        },
        definities=tuple(definitie_of(indicator, maatstaven, codes) for indicator in indicatoren),
        rijen=stroom.rows([f"w.{name}" for name in BRON]),
        aantal=aantal,
    )
