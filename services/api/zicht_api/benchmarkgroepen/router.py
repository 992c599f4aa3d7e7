from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from zicht_api.auth import Beheer, BeheerOfBeleidOfBi
from zicht_api.benchmarkgroepen import queries, service
from zicht_api.benchmarkgroepen.schemas import Benchmarkgroep, Deelname, Groepsvergelijking, VergelijkingVraag
from zicht_api.indicatoren.router import IndicatorCode
from zicht_api.peildatum import StandOp
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(tags=["benchmark"], route_class=ZichtRoute)
GroepCode = Annotated[Code, Path()]


@router.get("/benchmarkgroepen")
async def list_benchmarkgroepen(
    caller: BeheerOfBeleidOfBi,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Benchmarkgroep]:
    """Toon de groepen waarin gemeenten zich laten vergelijken, op code, en of uw gemeente meedoet."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_groepen(db, caller, after[0], limit + 1)
    return make_page(request, response, [service.as_schema(row) for row in rows], limit, lambda groep: [groep.code])


@router.put("/benchmarkdeelnames/{groep}")
async def join_benchmarkgroep(groep: GroepCode, deelname: Deelname, caller: Beheer, db: Transaction) -> Benchmarkgroep:
    """Laat uw gemeente meedoen aan een groep.

    De totalen die uw gemeente toont, tellen dan mee in het gemiddelde en de kwartielen van de groep. Niemand ziet ze
    apart. If-Match is hier niet nodig: wie al meedoet, blijft meedoen.
    """
    return await service.join(db, caller, groep)


@router.delete("/benchmarkdeelnames/{groep}", status_code=204)
async def leave_benchmarkgroep(groep: GroepCode, caller: Beheer, db: Transaction) -> None:
    """Laat uw gemeente niet meer meedoen. Wat over voorbije perioden is vastgesteld, blijft staan."""
    await service.leave(db, caller, groep)


@router.get(
    "/indicatoren/{code}/vergelijking",
    responses={409: {"description": "Uw gemeente doet niet mee, of dit cijfer is niet te vergelijken."}},
)
async def get_vergelijking(
    code: IndicatorCode,
    vraag: Annotated[VergelijkingVraag, Query()],
    caller: BeheerOfBeleidOfBi,
    db: Transaction,
    stand: StandOp,
) -> Groepsvergelijking:
    """Toon een indicator naast die van de gemeenten in een benchmarkgroep.

    Alleen gemeenten die hetzelfde meten, tellen mee. Wat meegroeit met de grootte van een gemeente, zoals een aantal
    contacten, wordt niet vergeleken. Verschil is geen oordeel: gemeenten verschillen ook in wie er wonen.
    """
    return await service.compare(db, caller, stand, code, vraag)
