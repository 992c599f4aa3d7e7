"""Ten million contacten over fifty gemeenten: a core as it is after ten years of deliveries.

Gemeenten, aanbieders, gebieden and data versions are made by the services' own functions; only the contacten go
straight into their table. They go in month by month over all gemeenten, as deliveries arrive: the rows of one gemeente
lie as spread over the disk as they would. Every value follows from the number of a contact or of a client, so a
gemeente has the same rows in every database.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise, product
from uuid import UUID

import asyncpg

from zicht_api.aanbieders.schemas import NieuweAanbieder
from zicht_api.aanbieders.service import create_aanbieder
from zicht_api.codelijsten.lijsten import LIJSTEN, SoortContact, Vorm
from zicht_api.gebieden.schemas import NieuwGebied
from zicht_api.gebieden.service import create_gebied
from zicht_api.gemeenten.queries import next_dataversie
from zicht_api.gemeenten.service import create_gemeente
from zicht_api.sleutels.service import operator
from zicht_shared.auth import Principal
from zicht_shared.db import Database

TOTAAL = 10_000_000
GROOTSTE = 1_000_000
GEMETEN = 100_000
GEMEENTEN = 50
JAREN = 10
CONTACTEN_PER_CLIENT = 4

# January to December: autumn and the new year are busy, summer is not. Each year three per cent more than the last.
_SEIZOEN = (1.10, 1.00, 1.10, 1.00, 0.95, 1.00, 0.75, 0.70, 1.15, 1.15, 1.10, 0.90)
_GROEI = 1.03
# Per wijk: how many buurten it has. The first three lie in one kern, the other two in another: fifty gebieden in all.
_BUURTEN = (10, 9, 8, 8, 8)
_KERN_VAN_WIJK = (1, 1, 1, 2, 2)


@dataclass(frozen=True)
class Gemeente:
    """A gemeente of the measurement: its number, which is its code too, and how many contacten hold now."""

    nr: int
    contacten: int

    @property
    def code(self) -> str:
        return f"GM{self.nr:04d}"

    @property
    def caller(self) -> Principal:
        return operator(self.code, f"Gemeente {self.nr}")

    @property
    def id(self) -> UUID:
        return self.caller.gemeente_id

    def wijk(self, wijk: int) -> str:
        """The code of a wijk; they count from 1."""
        return f"WK{self.nr:04d}{wijk:02d}"

    def buurt(self, wijk: int, buurt: int) -> str:
        return f"BU{self.nr:04d}{wijk:02d}{buurt:02d}"

    def aanbieder(self, nr: int) -> str:
        return f"aanbieder-{nr:02d}"

    @property
    def aanbieders(self) -> int:
        """Four to twelve."""
        return 4 + self.nr * 7 % 9


@dataclass(frozen=True)
class _Nummers:
    """What the rows of a gemeente must hold: numbers of its aanbieders and gebieden, and its data versions.

    versies: the version of each year's delivery, in order; correctie: the later one that corrected some of the rows.
    """

    aanbieders: list[int]
    vormen: list[int]
    wijken: list[int]
    buurten: list[int]
    versies: list[int]
    correctie: int


def gemeenten(deel: float = 1.0) -> tuple[Gemeente, ...]:
    """The largest first, then the one that is measured, then the others. deel: which part of all sizes to make."""
    totaal, grootste, gemeten = (round(size * deel) for size in (TOTAAL, GROOTSTE, GEMETEN))
    anderen = range(3, GEMEENTEN + 1)
    rest = divide(totaal - grootste - gemeten, [(nr + 5) ** -0.7 for nr in anderen])
    return (
        Gemeente(1, grootste),
        Gemeente(2, gemeten),
        *(Gemeente(nr, contacten) for nr, contacten in zip(anderen, rest, strict=True)),
    )


def divide(totaal: int, gewichten: Sequence[float]) -> list[int]:
    """Whole parts in proportion to the weights, that add up to the total exactly."""
    som = sum(gewichten)
    grenzen = [round(totaal * tot / som) for tot in accumulate(gewichten, initial=0.0)]
    return [after - before for before, after in pairwise(grenzen)]


async def fill(owner_url: str, service_url: str, te_vullen: Collection[Gemeente], laatste_jaar: int) -> None:
    """Make gemeenten, with their contacten over the ten years up to and including the last one.

    The database is migrated. owner_url: as its owner, to write contacten; service_url: as the role of the service.
    """
    jaren = range(laatste_jaar - JAREN + 1, laatste_jaar + 1)
    database = Database(service_url, application="zicht-bench")
    try:
        nummers = {gemeente: await _make_gemeente(database, gemeente, jaren) for gemeente in te_vullen}
    finally:
        await database.close()
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("SET synchronous_commit = off; SET work_mem = '128MB'")
        await _write_plan(connection, nummers, jaren)
        for maand in _months(jaren):
            await connection.execute(_MAAND, maand)
        # As it is in a database that has lived: seen by vacuum, with statistics, and nothing left to write out.
        await connection.execute("VACUUM (ANALYZE) contacten")
        await connection.execute("ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def _make_gemeente(database: Database, gemeente: Gemeente, jaren: range) -> _Nummers:
    caller = gemeente.caller
    async with database.transaction(gemeente.id) as db:
        await create_gemeente(db, caller)
        aanbieders = [await create_aanbieder(db, caller, nieuw) for nieuw in _aanbieders(gemeente)]
        gebieden = {nieuw.code: (await create_gebied(db, caller, nieuw)).nr for nieuw in _gebieden(gemeente)}
        return _Nummers(
            aanbieders=[row.nr for row in aanbieders],
            vormen=[Vorm[row.vorm] for row in aanbieders],
            wijken=[nr for code, nr in gebieden.items() if code.startswith("WK")],
            buurten=[nr for code, nr in gebieden.items() if code.startswith("BU")],
            versies=[await next_dataversie(db, gemeente.id, f"aanlevering over {jaar}") for jaar in jaren],
            correctie=await next_dataversie(db, gemeente.id, "correcties"),
        )


def _aanbieders(gemeente: Gemeente) -> list[NieuweAanbieder]:
    return [
        NieuweAanbieder(
            code=gemeente.aanbieder(nr), naam=f"Aanbieder {nr}", vorm="informeel" if nr % 4 == 0 else "formeel"
        )
        for nr in range(1, gemeente.aanbieders + 1)
    ]


def _gebieden(gemeente: Gemeente) -> list[NieuwGebied]:
    """Each after the one that it lies in."""
    kernen = {kern: f"KE{gemeente.nr:04d}{kern:02d}" for kern in sorted(set(_KERN_VAN_WIJK))}
    made = [NieuwGebied(code=code, naam=f"Kern {kern}", soort="kern") for kern, code in kernen.items()]
    for wijk, (kern, buurten) in enumerate(zip(_KERN_VAN_WIJK, _BUURTEN, strict=True), 1):
        code = gemeente.wijk(wijk)
        made.append(NieuwGebied(code=code, naam=f"Wijk {wijk}", soort="wijk", ouder=kernen[kern]))
        made += [
            NieuwGebied(code=gemeente.buurt(wijk, buurt), naam=f"Buurt {wijk}.{buurt}", soort="buurt", ouder=code)
            for buurt in range(1, buurten + 1)
        ]
    return made


def _months(jaren: range) -> list[date]:
    return [date(jaar, maand, 1) for jaar, maand in product(jaren, range(1, 13))]


async def _write_plan(connection: asyncpg.Connection, nummers: dict[Gemeente, _Nummers], jaren: range) -> None:
    """Two tables of this session, from which `_MAAND` works: the gemeenten, and which contacten each month has."""
    await connection.execute("""
        CREATE TEMP TABLE bench_gemeenten (
            nr integer PRIMARY KEY, gemeente_id uuid, clienten_per_jaar integer, aanbieders smallint[],
            vormen smallint[], wijken integer[], buurten integer[], correctie bigint, laatste_dag date);
        CREATE TEMP TABLE bench_maanden (
            maand date, nr integer, versie bigint, van integer, tot integer, PRIMARY KEY (maand, nr));
    """)
    laatste_dag = date(jaren[-1], 12, 31)
    await connection.copy_records_to_table(
        "bench_gemeenten",
        records=[
            (gemeente.nr, gemeente.id, gemeente.contacten // CONTACTEN_PER_CLIENT // JAREN, gevonden.aanbieders,
             gevonden.vormen, gevonden.wijken, gevonden.buurten, gevonden.correctie, laatste_dag)
            for gemeente, gevonden in nummers.items()
        ],
    )  # fmt: skip
    maanden = _months(jaren)
    gewichten = [_GROEI ** (maand.year - jaren[0]) * _SEIZOEN[maand.month - 1] for maand in maanden]
    for gemeente, gevonden in nummers.items():
        grenzen = list(accumulate(divide(gemeente.contacten, gewichten), initial=0))
        await connection.copy_records_to_table(
            "bench_maanden",
            records=[
                (maand, gemeente.nr, gevonden.versies[maand.year - jaren[0]], van, tot)
                for maand, (van, tot) in zip(maanden, pairwise(grenzen), strict=True)
            ],
        )
    await connection.execute("ANALYZE bench_gemeenten; ANALYZE bench_maanden")


def _share(of: str, salt: int) -> str:
    """SQL: a number from 0 up to 1 that follows from the number `of` within the gemeente; another salt, another one."""
    return f"((hashint8extended({of}, nr * 100 + {salt}) & 2147483647) / 2147483648.0::float8)"


def _draw(of: str, salt: int, sides: int | str) -> str:
    """SQL: a whole number from 0 up to `sides`, in the same way."""
    return f"floor({_share(of, salt)} * {sides})::integer"


# Of twenty contacten: most are talks, then calls and visits.
_SOORTEN = [
    soort
    for soort, times in {
        SoortContact.gesprek: 6,
        SoortContact.telefonisch: 4,
        SoortContact.huisbezoek: 3,
        SoortContact.e_mail: 2,
        SoortContact.chat: 1,
        SoortContact.inloopspreekuur: 1,
        SoortContact.keukentafelgesprek: 1,
        SoortContact.verwijzerscontact: 1,
        SoortContact.overig: 1,
    }.items()
    for _ in range(times)
]

# A client's contacten lie within a year of each other, most of them close together: contact number s goes to the client
# who is next in line, or to one who was so some time ago. What belongs to a client is drawn from its number.
_MAAND = f"""
WITH maand AS (
    SELECT m.nr, m.versie, m.van, m.tot, m.maand, (m.maand + interval '1 month')::date - m.maand AS dagen
    FROM bench_maanden m WHERE m.maand = $1
), contact AS MATERIALIZED (
    SELECT g.*, m.versie, s, m.maand + {_draw("s", 1, "m.dagen")} AS dag,
           s / {CONTACTEN_PER_CLIENT} - floor(power({_share("s", 2)}, 3) * clienten_per_jaar)::integer AS client,
           ('{{{",".join(str(int(soort)) for soort in _SOORTEN)}}}'::smallint[])[1 + {_draw("s", 3, len(_SOORTEN))}]
               AS soort,
           1 + {_draw("s", 4, len(LIJSTEN["leefgebied"]))} AS leefgebied,
           {_draw("s", 5, 100)} = 0 AS verbeterd
    FROM maand m JOIN bench_gemeenten g USING (nr), generate_series(m.van, m.tot - 1) AS s
), van_client AS MATERIALIZED (
    SELECT *, 1 + floor(power({_share("client", 21)}, 2) * cardinality(aanbieders))::integer AS aanbieder,
           -- What falls in a weekend goes to some weekday of the same month.
           CASE WHEN extract(isodow FROM dag) < 6 THEN dag
                ELSE date_trunc('week', dag)::date + {_draw("s", 14, 5)}
                     + CASE WHEN extract(day FROM dag) > 6 THEN 0 ELSE 7 END END AS datum,
           CASE WHEN {_draw("client", 22, 100)} < 92
                THEN buurten[1 + floor(power({_share("client", 23)}, 1.4) * cardinality(buurten))::integer]
                WHEN {_draw("client", 22, 100)} < 96 THEN wijken[1 + {_draw("client", 23, "cardinality(wijken)")}]
                END AS gebied_nr,
           CASE WHEN {_draw("client", 24, 100)} < 95
                THEN 1 + floor(power({_share("client", 25)}, 2) * {len(LIJSTEN["doelgroep"])})::integer
                END AS doelgroep,
           CASE WHEN {_draw("client", 26, 100)} < 90
                THEN 1 + floor(power({_share("client", 27)}, 1.5) * {len(LIJSTEN["verwijzer"])})::integer
                END AS verwijzer
    FROM contact
), rij AS MATERIALIZED (
    SELECT *, datum + floor(power({_share("s", 6)}, 3) * 200)::integer AS afgesloten FROM van_client
)
INSERT INTO contacten (gemeente_id, aanbieder_nr, bron_id, versie_van, versie_tot, datum, soort, client, duur_minuten,
                       leefgebieden, doelgroep, gebied_nr, vorm, verwijzer, doorverwezen_naar, afgesloten)
SELECT gemeente_id, aanbieders[aanbieder], 'reg-' || lpad(s::text, 8, '0'),
       CASE WHEN verbeterd AND NOT oud THEN correctie ELSE versie END, CASE WHEN oud THEN correctie END,
       datum, soort,
       CASE WHEN soort <> {int(SoortContact.verwijzerscontact)} AND {_draw("s", 7, 100)} < 97
            THEN decode(md5(nr || ':' || client), 'hex') END,
       CASE WHEN {_draw("s", 8, 100)} < 97
            THEN 5 + 5 * floor(power({_share("s", 9)}, 2) * 23)::integer + CASE WHEN oud THEN 15 ELSE 0 END END,
       CASE WHEN {_draw("s", 10, 10)} = 0 THEN '{{}}'
            WHEN {_draw("s", 10, 10)} < 6 OR leefgebied > 8 THEN ARRAY[leefgebied]
            WHEN {_draw("s", 10, 10)} < 9 THEN ARRAY[leefgebied, leefgebied + 2]
            ELSE ARRAY[leefgebied, leefgebied + 1, leefgebied + 3] END::smallint[],
       doelgroep, gebied_nr, vormen[aanbieder], verwijzer,
       CASE WHEN {_draw("s", 11, 4)} = 0 THEN 1 + {_draw("s", 12, len(LIJSTEN["doorverwijzing"]))} END,
       CASE WHEN {_draw("s", 13, 100)} < 65 AND afgesloten <= laatste_dag THEN afgesloten END
FROM rij JOIN (VALUES (false), (true)) AS revisie (oud) ON verbeterd OR NOT oud
ORDER BY nr, aanbieder, s
"""
