"""Understanding which contacten are asked for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.codelijsten.queries import load_codes
from zicht_api.gebieden.queries import load_nrs
from zicht_shared.auth import Principal, Rol, check_leren
from zicht_shared.errors import Fout, InvoerOngeldig

_CODES = ("aanbieder", "gebied", "soort", "leefgebied")


async def resolve(db: AsyncSession, caller: Principal, peil: int | None, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that were given, with numbers for codes. Raises InvoerOngeldig with every code that is unknown.

    From the rows of all aanbieders any figure for learning can be counted: AlleenOmTeLeren to who must account.
    """
    if caller.rol is not Rol.aanbieder:
        check_leren(caller)
    given = {name: value for name, value in asked.items() if value is not None}
    coded = [name for name in _CODES if name in given]
    if not coded:
        return given
    lijsten = await load_codes(db)
    known: dict[str, Mapping[str, int]] = {
        "aanbieder": {code: row.nr for code, row in (await load_aanbieders(db, caller, peil)).items()},
        "gebied": await load_nrs(db, caller.gemeente_id, peil),
        "soort": lijsten["soort"],
        "leefgebied": lijsten["leefgebied"],
    }
    faults = [
        Fout(f"?{name}", "onbekende-waarde", "Deze code kennen we niet.")
        for name in coded
        if given[name] not in known[name]
    ]
    if faults:
        raise InvoerOngeldig(faults)
    return given | {name: known[name][given[name]] for name in coded}
