from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from zicht_api.auth import BeheerOfBeleid, BeheerOfBeleidOfAanbieder
from zicht_api.perioden import parse_reeks
from zicht_api.signalen import feed, queries, service
from zicht_api.signalen.bevindingen import Signaalsoort
from zicht_api.signalen.schemas import PeriodeReeks, Signaal, SignaalVraag, SignaalWijziging, Signalering, Status
from zicht_shared.concurrency import IfMatch, IfNoneMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page, moment
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(tags=["signalen"], route_class=ZichtRoute)


@router.post("/signaleringen", status_code=201)
async def create_signalering(
    caller: BeheerOfBeleid, db: Transaction, idempotency_key: IdempotencyKey = None
) -> Signalering:
    """Ga nu na wat er opvalt.

    Dat gebeurt ook vanzelf als cijfers zijn veranderd. Wat al eerder is gevonden, blijft hetzelfde signaal. Wat niet
    meer uit de cijfers volgt, vervalt en blijft te lezen.
    """
    return await service.signaleer(db, caller)


@router.get("/signalen", response_model_exclude_unset=True)
async def list_signalen(
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    status: Annotated[Status | None, Query(description="Alleen signalen die zo ver zijn.")] = None,
    soort: Annotated[Signaalsoort | None, Query(description="Alleen signalen van deze soort.")] = None,
    indicator: Annotated[Code | None, Query(description="Alleen signalen over deze indicator.")] = None,
    gebied: Annotated[Code | None, Query(description="Alleen signalen over dit gebied zelf.")] = None,
    periode: Annotated[
        PeriodeReeks | None,
        Query(description="Alleen signalen over deze periode, of over een van een reeks: 2026-01..2026-06."),
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Signaal]:
    """Toon wat er opvalt, het nieuwste eerst. Een aanbieder ziet de signalen over zichzelf."""
    perioden = [each.code for each in parse_reeks(periode)] if periode else None
    vraag = SignaalVraag(status, soort, indicator, gebied, perioden)
    after = decode_cursor(cursor, [moment, UUID])
    before = (after[0], after[1]) if after else None
    rows = await queries.list_signalen(db, caller, vraag, before, limit + 1)
    found = [service.as_seen(row, caller) for row in rows]
    return make_page(request, response, found, limit, lambda row: [row.gevonden_op.isoformat(), row.id])


@router.get(
    "/signalen/feed",
    response_class=Response,
    responses={
        200: {"description": "De feed.", "content": {feed.MEDIA_TYPE: {"schema": {"type": "string"}}}},
        304: {"description": "Er is niets veranderd."},
    },
)
async def get_feed(
    caller: BeheerOfBeleidOfAanbieder, db: Transaction, request: Request, if_none_match: IfNoneMatch = None
) -> Response:
    """Volg de nieuwste signalen in een feedlezer (Atom). Meld u daar aan met HTTP Basic."""
    rows = await queries.list_signalen(db, caller, SignaalVraag(), None, feed.MAX_ITEMS)
    document = feed.write(rows, caller, request.app.state.public_url)
    headers = {"ETag": feed.etag_of(document), "Cache-Control": "private, no-cache", "Vary": "Authorization, X-Api-Key"}
    if if_none_match is not None and (headers["ETag"] in if_none_match or if_none_match.strip() == "*"):
        return Response(status_code=304, headers=headers)
    return Response(document, media_type=feed.MEDIA_TYPE, headers=headers)


@router.get("/signalen/{signaal_id}", response_model_exclude_unset=True)
async def get_signaal(
    signaal_id: UUID, caller: BeheerOfBeleidOfAanbieder, db: Transaction, response: Response
) -> Signaal:
    """Toon een signaal, met de cijfers waar het op staat."""
    row = await queries.get_signaal(db, caller, signaal_id)
    response.headers["ETag"] = etag_of(row.versie)
    return service.as_seen(row, caller)


@router.patch("/signalen/{signaal_id}", response_model_exclude_unset=True)
async def change_signaal(
    signaal_id: UUID,
    wijziging: SignaalWijziging,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Signaal:
    """Leg vast hoe ver het gesprek over een signaal is."""
    row = await service.change_signaal(db, caller, signaal_id, wijziging, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return service.as_seen(row, caller)
