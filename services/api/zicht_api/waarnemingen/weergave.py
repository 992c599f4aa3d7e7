"""The two forms that PostgreSQL itself writes: no row of them passes through Python."""

from collections.abc import AsyncIterator
from typing import Final

from zicht_api.formaten.kiezen import CSV, JSON, Formaat
from zicht_api.waarnemingen.service import Uitvoer
from zicht_api.waarnemingen.tabel import BRON, KOLOMMEN

_JSON: Final = """
    json_build_object(
        'indicator', w.indicator, 'periode', w.periode, 'gebied', w.gebied, 'aanbieder', w.aanbieder,
        'doelgroep', w.doelgroep, 'leefgebied', w.leefgebied, 'vorm', w.vorm, 'waarde', w.waarde, 'teller', w.teller,
        'noemer', w.noemer, 'n', w.n, 'onderdrukt', w.onderdrukt, 'reden', w.reden, 'voorlopig', w.voorlopig,
        'interval', CASE WHEN w.methode IS NOT NULL
                    THEN json_build_object('onder', w.onder, 'boven', w.boven, 'methode', w.methode) END,
        'streefwaarde', w.streefwaarde, 'status', w.status
    )::text
"""


def write(uitvoer: Uitvoer, formaat: Formaat) -> AsyncIterator[bytes]:
    """The answer in this format, piece by piece."""
    match formaat.naam:
        case JSON.naam:
            return to_json(uitvoer)
        case CSV.naam:
            return to_csv(uitvoer)
    return formaat.write(uitvoer.tabel)


# What a line of a CSV is made of, after the column of the data version that comes second.
CSV_KOLOMMEN: Final = tuple(
    f"CASE WHEN w.{bron} THEN 'true' ELSE 'false' END" if kolom.soort == "ja-nee" else f"w.{bron}"
    for kolom, bron in zip(KOLOMMEN, BRON, strict=True)
)


async def to_json(uitvoer: Uitvoer) -> AsyncIterator[bytes]:
    """See schemas.Waarnemingen."""
    tabel = uitvoer.tabel
    yield f'{{"dataversie":{tabel.dataversie},"drempel":{tabel.drempel},"waarden":['.encode()
    between = ""
    async for rows in uitvoer.stroom.rows([_JSON]):
        yield (between + ",".join(text for (text,) in rows)).encode()
        between = ","
    yield b"]}"


async def to_csv(uitvoer: Uitvoer) -> AsyncIterator[bytes]:
    """RFC 4180 with a header row, a decimal point, and empty cells for what is not there: only codes and numbers."""
    header = [KOLOMMEN[0].naam, "dataversie", *(kolom.naam for kolom in KOLOMMEN[1:])]
    yield (",".join(header) + "\r\n").encode()
    first, *others = CSV_KOLOMMEN
    dataversie = f"{uitvoer.tabel.dataversie:d}"
    async for piece in uitvoer.stroom.csv([first, dataversie, *others]):
        yield piece
