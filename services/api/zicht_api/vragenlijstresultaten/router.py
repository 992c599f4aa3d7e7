from uuid import UUID

from fastapi import APIRouter, Request, Response

from zicht_api.auth import BeheerOfBeleid, BeheerOfBeleidOfVragenlijsten, Vragenlijsten
from zicht_api.peildatum import StandOp
from zicht_api.vragenlijstresultaten import queries, service
from zicht_api.vragenlijstresultaten.schemas import NieuwResultaat, Ontvangst, Vragenlijstresultaat
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/vragenlijstresultaten", tags=["vragenlijstresultaten"], route_class=ZichtRoute)


@router.get("")
async def list_resultaten(
    caller: BeheerOfBeleidOfVragenlijsten,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Vragenlijstresultaat]:
    """Toon van welke metingen er uitkomsten zijn. De cijfers zelf staan bij de indicatoren."""
    after = decode_cursor(cursor, [UUID]) or [None]
    rows = await queries.list_resultaten(db, caller, stand.peil, after[0], limit + 1)
    items = [service.as_published(row, stand.drempel) for row in rows]
    return make_page(request, response, items, limit, lambda row: [row.id])


@router.get("/{resultaat_id}")
async def get_resultaat(
    resultaat_id: UUID, caller: BeheerOfBeleid, db: Transaction, stand: StandOp
) -> Vragenlijstresultaat:
    """Toon wat er van een meting bekend is."""
    return service.as_published(await queries.get_resultaat(db, caller, resultaat_id, stand.peil), stand.drempel)


@router.put("/{resultaat_id}")
async def replace_resultaat(
    resultaat_id: UUID, nieuw: NieuwResultaat, caller: Vragenlijsten, db: Transaction
) -> Ontvangst:
    """Vervang de uitkomst van een meting. Een versie die niet hoger is dan de bewaarde, verandert niets.

    Ligt de periode in een afgesloten periode, dan wordt een uitkomst met andere cijfers geweigerd (409) tot die is
    heropend.
    If-Match is hier niet nodig: de versie in de inhoud bepaalt wat nieuwer is, ook als berichten door elkaar komen.
    """
    return await service.replace_resultaat(db, caller, resultaat_id, nieuw)
