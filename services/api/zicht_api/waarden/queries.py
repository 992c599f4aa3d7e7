"""Reading figures. Everything in one answer comes from the same moment."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebieden.boom import boom
from zicht_api.getallen import divide
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.vragenlijstresultaten.maten import Maat
from zicht_api.waarden import registratie, uitslagen
from zicht_api.waarden.cellen import Bekend, Groep, Kant
from zicht_api.waarden.dimensies import Selectie
from zicht_shared.auth import Principal

_BELOW = text(f"WITH RECURSIVE {boom()} SELECT nr FROM boom WHERE top = :gebied")


async def load_below(db: AsyncSession, caller: Principal, gebied: int) -> set[int]:
    """The numbers of a gebied and of all that lies below it."""
    return set(await db.scalars(_BELOW, {"gemeente_id": caller.gemeente_id, "gebied": gebied}))


async def add_up_registratie(
    db: AsyncSession, caller: Principal, selectie: Selectie, kanten: Mapping[str, Maatstaf]
) -> list[Groep]:
    """What contacten and tellingen add up to. kanten: the maatstaf of the teller and, for a quotient, of the noemer."""
    statement = text(registratie.compose(kanten, selectie.per, selectie.filters))
    values = _values(caller, selectie) | {kant: maatstaf.code for kant, maatstaf in kanten.items()}
    delers = {kant: registratie.deler_of(maatstaf) for kant, maatstaf in kanten.items()}
    return _groepen(await db.execute(statement, values), selectie, delers)


async def add_up_uitslagen(
    db: AsyncSession, caller: Principal, selectie: Selectie, *, vragenlijst: str, vraag: str, maat: Maat
) -> list[Groep]:
    """What the answers to one question add up to: the points, and the respondents as noemer."""
    statement = text(uitslagen.compose(maat, selectie.per, selectie.filters))
    rows = await db.execute(statement, _values(caller, selectie) | {"vragenlijst": vragenlijst, "vraag": vraag})
    return _groepen(rows, selectie, {"teller": 1, "noemer": 1})


async def load_bekend(db: AsyncSession, caller: Principal, selectie: Selectie, kant: str, maatstaf: Maatstaf) -> Bekend:
    """Where something was delivered from which this maatstaf follows."""
    statement = text(registratie.compose_bekend(kant, maatstaf, selectie.filters))
    found: dict[str, set[int]] = {}
    for row in await db.execute(statement, _values(caller, selectie) | {kant: maatstaf.code}):
        found.setdefault(row.periode, set()).add(row.aanbieder_nr)
    return {periode: frozenset(nrs) for periode, nrs in found.items()}


def _values(caller: Principal, selectie: Selectie) -> dict[str, Any]:
    perioden = selectie.perioden
    return {
        "gemeente_id": caller.gemeente_id,
        "perioden": [periode.code for periode in perioden],
        "begin": [periode.begin for periode in perioden],
        "eind": [periode.eind for periode in perioden],
        "eerste": perioden[0].begin,
        "laatste": perioden[-1].eind,
        **{dimensie.value: nr for dimensie, nr in selectie.filters.items()},
    }


def _groepen(rows: Iterable[Row[Any]], selectie: Selectie, delers: Mapping[str, int]) -> list[Groep]:
    """The groups to which something contributes; others hold facts, but none that this figure is made of."""
    groepen = (_groep(row, selectie, delers) for row in rows)
    return [groep for groep in groepen if any(groep.kanten)]


def _groep(row: Row[Any], selectie: Selectie, delers: Mapping[str, int]) -> Groep:
    values = row._mapping
    return Groep(
        periode=values["periode"],
        leden=tuple(values[f"per_{dimensie}"] for dimensie in selectie.per),
        kanten=tuple(
            Kant(divide(Decimal(values[kant]), Decimal(deler)), int(values[f"n_{kant}"]))
            if values[f"n_{kant}"]
            else None
            for kant, deler in delers.items()
        ),
    )
