from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from zicht_api.auth import BeheerOfAanbieder
from zicht_api.contacten import queries, service
from zicht_api.contacten.queries import Plek
from zicht_api.contacten.schemas import Contact
from zicht_api.peildatum import StandOp
from zicht_shared.audit import record_reading
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code, Datum

router = APIRouter(prefix="/contacten", tags=["contacten"], route_class=ZichtRoute)


@router.get("")
async def list_contacten(
    caller: BeheerOfAanbieder,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    bron_id: Annotated[
        str | None,
        Query(alias="bronId", max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$", description="De id in het eigen systeem."),
    ] = None,
    vanaf: Annotated[Datum | None, Query(description="Alleen contacten op of na deze dag.")] = None,
    tot_en_met: Annotated[
        Datum | None, Query(alias="totEnMet", description="Alleen contacten op of voor deze dag.")
    ] = None,
    aanbieder: Annotated[Code | None, Query(description="Alleen van deze aanbieder.")] = None,
    gebied: Annotated[Code | None, Query(description="Alleen in dit gebied, met alles wat eronder ligt.")] = None,
    soort: Annotated[Code | None, Query(description="Alleen deze soort contact.")] = None,
    leefgebied: Annotated[Code | None, Query(description="Alleen contacten over dit leefgebied.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Contact]:
    """Toon contacten, op datum. Een aanbieder ziet alleen die van zichzelf, beheer ziet ze alleen om van te leren."""
    parts = decode_cursor(cursor, [date.fromisoformat, _small, str])
    filters = await service.resolve(
        db,
        caller,
        stand.peil,
        {
            "bron_id": bron_id,
            "vanaf": vanaf,
            "tot_en_met": tot_en_met,
            "aanbieder": aanbieder,
            "gebied": gebied,
            "soort": soort,
            "leefgebied": leefgebied,
        },
    )
    rows = await queries.list_contacten(db, caller, stand.peil, filters, Plek(*parts) if parts else None, limit + 1)
    # Single contacten are of people, however few are read.
    gelezen = {"filters": sorted(filters), "dataversie": stand.dataversie}
    await record_reading(db, caller, "contacten.gelezen", caller.aanbieder or "alle", gelezen)
    page = make_page(request, response, rows, limit, lambda row: Plek(row.datum, row.aanbieder_nr, row.bron_id))
    return Pagina(items=[Contact.model_validate(row) for row in page.items], volgende=page.volgende)


def _small(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**15:
        raise ValueError("not the number of an aanbieder")
    return number
