"""SQL of the OData service: one shape of statement for every set, of which PostgreSQL itself writes the JSON."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn
from uuid import UUID

import msgspec
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Numeric,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.formaten.tabel import TOTAAL
from zicht_api.gemeenten.queries import Stand, load_geraakt
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.odata.csdl import NAMESPACE, Edm, Verzameling
from zicht_api.odata.filter import Veld
from zicht_api.odata.fouten import VraagOngeldig, VraagTeZwaar
from zicht_api.odata.vorm import Vorm
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarnemingen.queries import WAARNEMINGEN, load_years_by_hand
from zicht_shared.auth import Principal
from zicht_shared.db import Database

_LIMIT: Final = text("SET LOCAL statement_timeout = '2s'")
# The first rows of a million in another order are found in memory, or else by sorting all of them on disk.
_ROOM: Final = text("SET LOCAL work_mem = '32MB'")
_CANCELED, _DATA_EXCEPTION = "57014", "22"

# What CBS says of a figure that is not there, by our reason.
_KENMERKEN: Final = {"te-weinig": "Confidential", "geen-gegevens": "Missing", "noemer-nul": "Impossible"}
_SQL_TYPES: Final = {
    Edm.tekst: Text, Edm.getal: Numeric, Edm.geheel: BigInteger, Edm.klein: Integer, Edm.ja_nee: Boolean,
    Edm.datum: Date,
}  # fmt: skip
# JSON has texts, numbers and truth values; of what it does not have, the type can be told beside it.
_NIET_IN_JSON: Final = {Edm.getal, Edm.geheel, Edm.klein, Edm.datum}


@dataclass(frozen=True)
class Tafel:
    """The rows of a set in SQL. orde: the order that they have by themselves, which is total; plaats: by which two
    numbers a row is found again, where that is quicker than counting."""

    velden: Mapping[str, Veld]
    van: FromClause
    orde: Sequence[ColumnElement[Any]]
    plaats: tuple[ColumnElement[int], ColumnElement[int]] | None = None


@dataclass(frozen=True, slots=True)
class Vraagstuk:
    """What is asked of a Tafel. orde: a property, and whether it goes down."""

    waar: Sequence[ColumnElement[bool]]
    orde: Sequence[tuple[str, bool]]
    over: int
    hoogstens: int


@dataclass(frozen=True, slots=True)
class Stuk:
    """A run of rows. regels: JSON with commas between them. meer: there are more. laatste: the place of the last."""

    regels: bytes
    aantal: int
    meer: bool
    laatste: tuple[int, int] | None


@asynccontextmanager
async def limited(database: Database, gemeente_id: UUID) -> AsyncIterator[AsyncSession]:
    """A transaction in which a question costs two seconds at most. Raises VraagTeZwaar, and VraagOngeldig for a filter
    that reckons with numbers that are too large."""
    async with database.transaction(gemeente_id) as db:
        await db.execute(_LIMIT)
        await db.execute(_ROOM)
        try:
            yield db
        except DBAPIError as fault:
            _refuse(fault)


def _refuse(fault: DBAPIError) -> NoReturn:
    sqlstate = getattr(fault.orig, "sqlstate", None) or ""
    if sqlstate == _CANCELED:
        raise VraagTeZwaar from None
    if sqlstate.startswith(_DATA_EXCEPTION):
        raise VraagOngeldig("?$filter", "te-groot", "Dit filter rekent met te grote getallen.") from None
    raise fault


async def load_indicatoren(db: AsyncSession, caller: Principal, stand: Stand) -> Sequence[Indicator]:
    """All that the caller sees, by code."""
    return (await db.scalars(indicatoren_of(caller, stand.peil).order_by(Indicator.code))).all()


async def load_jaren(db: AsyncSession, caller: Principal, stand: Stand) -> list[int]:
    """Every year that something is known of and that has begun."""
    known = set(await load_geraakt(db, caller.gemeente_id, stand.dataversie))
    known |= await load_years_by_hand(db, caller.gemeente_id, stand.dataversie)
    return sorted(jaar for jaar in known if jaar > 0 and date(jaar, 1, 1) <= stand.dag)


def tafel_of_observations(gemeente_id: UUID, verzameling: Verzameling, blokken: Sequence[UUID]) -> Tafel:
    """The observations of these blocks, in their order."""
    w = WAARNEMINGEN.c
    b = func.unnest(literal(list(blokken), ARRAY(Uuid))).table_valued("id", with_ordinality="plaats", name="b")
    blok = b.render_derived()
    leden = [(dimensie.value, w[dimensie.value]) for dimensie in Dimensie]
    lid = case(*((code != TOTAAL, literal(f":{naam}=") + code) for naam, code in leden), else_="")
    kolommen: dict[str, ColumnElement[Any]] = {
        "Id": w.indicator + ":" + w.periode + lid,
        "Measure": w.indicator,
        "ValueAttribute": case(_KENMERKEN, value=w.reden, else_="None"),
        "Value": w.waarde,
        "Teller": w.teller,
        "Noemer": w.noemer,
        "N": w.n,
        "Ondergrens": w.onder,
        "Bovengrens": w.boven,
        "Methode": w.methode,
        "Streefwaarde": w.streefwaarde,
        "Status": w.status,
        "Voorlopig": w.voorlopig,
        "Perioden": w.periode,
        "Periodesoort": w.periodesoort,
        "Gebieden": w.gebied,
        "Aanbieders": w.aanbieder,
        "Doelgroepen": w.doelgroep,
        "Leefgebieden": w.leefgebied,
        "Vormen": w.vorm,
    }
    van = blok.join(WAARNEMINGEN, and_(w.gemeente_id == gemeente_id, w.publicatie == blok.c.id))
    plaats = (blok.c.plaats, cast(w.nr, BigInteger))
    return Tafel(_velden(verzameling, kolommen), van, plaats, plaats)


def tafel_of_rows(verzameling: Verzameling, rows: Sequence[Mapping[str, Any]]) -> Tafel:
    """Rows that are in memory, as a table: what holds for one set holds for all."""
    document = msgspec.json.encode([{"_nr": nr, **row} for nr, row in enumerate(rows)]).decode()
    columns = [column(naam, _SQL_TYPES[each.edm]()) for naam, each in verzameling.eigenschappen.items()]
    made = func.json_to_recordset(cast(literal(document, Text), JSON)).table_valued(column("_nr", Integer), *columns)
    rijen = made.render_derived(name="rijen", with_types=True)
    velden = _velden(verzameling, {naam: rijen.c[naam] for naam in verzameling.eigenschappen})
    return Tafel(velden, rijen, [rijen.c["_nr"]])


def _velden(verzameling: Verzameling, kolommen: Mapping[str, ColumnElement[Any]]) -> dict[str, Veld]:
    return {naam: Veld(kolommen[naam], each.edm, each.leeg) for naam, each in verzameling.eigenschappen.items()}


async def count(db: AsyncSession, tafel: Tafel, waar: Sequence[ColumnElement[bool]]) -> int:
    found = await db.scalar(select(func.count()).select_from(tafel.van).where(*waar))
    assert isinstance(found, int)
    return found


async def load_stuk(
    db: AsyncSession,
    tafel: Tafel,
    verzameling: Verzameling,
    vraagstuk: Vraagstuk,
    vorm: Vorm,
    names: Sequence[str],
    adres: str,
) -> Stuk:
    """names: of the properties that are shown. adres: of the set, for the ids of its rows."""
    velden = {naam: tafel.velden[naam].sql.label(naam) for naam in {*names, verzameling.sleutel}}
    plaats = [] if tafel.plaats is None else [array(list(tafel.plaats)).label("_plaats")]
    keys = [*((_sortable(tafel.velden[naam]), omlaag) for naam, omlaag in vraagstuk.orde)]
    keys += [(each, False) for each in tafel.orde]
    # One more than is shown tells that there are more. Of all others nothing is kept while they are sorted.
    found = (
        select(*(key.label(f"_{nr}") for nr, (key, _) in enumerate(keys)), *plaats, *velden.values())
        .select_from(tafel.van)
        .where(*vraagstuk.waar)
        .order_by(*(_order(key, omlaag=omlaag) for key, omlaag in keys))
        .offset(vraagstuk.over)
        .limit(vraagstuk.hoogstens + 1)
        .subquery("gevonden")
    )
    again = [_order(found.c[f"_{nr}"], omlaag=omlaag) for nr, (_, omlaag) in enumerate(keys)]
    rijen = select(func.row_number().over(order_by=again).label("_rang"), *found.c).subquery("rijen")
    rang = rijen.c["_rang"]
    shown = rang <= vraagstuk.hoogstens
    regel = write_row(verzameling, {naam: rijen.c[naam] for naam in velden}, vorm, names, adres)
    regels = func.string_agg(regel, aggregate_order_by(literal(","), rang)).filter(shown)
    laatste = literal(None) if tafel.plaats is None else func.max(rijen.c["_plaats"]).filter(shown)
    row = (await db.execute(select(func.count(), func.convert_to(regels, "UTF8"), laatste))).one()
    aantal = min(row[0], vraagstuk.hoogstens)
    return Stuk(row[1] or b"", aantal, row[0] > vraagstuk.hoogstens, tuple(row[2]) if row[2] else None)


def _sortable(veld: Veld) -> ColumnElement[Any]:
    return veld.sql.collate("C") if veld.edm is Edm.tekst else veld.sql


def _order(key: ColumnElement[Any], *, omlaag: bool) -> ColumnElement[Any]:
    """null comes before all else (URL conventions 4.0, 5.1.4)."""
    return key.desc().nulls_last() if omlaag else key.asc().nulls_first()


def write_row(
    verzameling: Verzameling, kolommen: Mapping[str, ColumnElement[Any]], vorm: Vorm, names: Sequence[str], adres: str
) -> ColumnElement[str]:
    """A row as a JSON object. The names are ours, so that they need no care; the values are PostgreSQL's to write."""
    parts: list[ColumnElement[Any]] = []
    if vorm.niveau == "full":
        sleutel = func.replace(kolommen[verzameling.sleutel], "'", "''")
        zelf = literal(adres) if verzameling.enkel else literal(f"{adres}('") + sleutel + "')"
        parts += [
            literal(f'"@odata.type":"#{NAMESPACE}.{verzameling.soort}","@odata.id":'),
            _as_text(zelf),
            literal(","),
        ]
    for place, naam in enumerate(names):
        eigenschap = verzameling.eigenschappen[naam]
        soort = eigenschap.edm.value.removeprefix("Edm.")
        told = vorm.niveau == "full" and eigenschap.edm in _NIET_IN_JSON
        before = f'"{naam}@odata.type":"#{soort}",' if told else ""
        parts.append(literal(f'{"," if place else ""}{before}"{naam}":'))
        value = _as_json(kolommen[naam], eigenschap.edm, als_tekst=vorm.als_tekst)
        parts.append(func.coalesce(value, "null") if eigenschap.leeg else value)
    return func.concat("{", *parts, "}")


def _as_json(value: ColumnElement[Any], edm: Edm, *, als_tekst: bool) -> ColumnElement[str]:
    match edm:
        case Edm.getal | Edm.geheel if als_tekst:
            return literal('"') + cast(func.trim_scale(value) if edm is Edm.getal else value, Text) + '"'
        case Edm.getal:
            # With a fraction always, as CBS writes it: to a client that takes the type of a column from its first page,
            # 125 would be a column of integers.
            return cast(func.trim_scale(value) + literal_column("0.0"), Text)
        case Edm.geheel | Edm.klein | Edm.ja_nee:
            return cast(value, Text)
    return _as_text(value)


def _as_text(value: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(func.to_json(value), Text)
