from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from zicht_api.auth import Beheer
from zicht_api.webhooks import queries, service
from zicht_api.webhooks.schemas import Bezorging, Webhook, WebhookGegevens, WebhookMetGeheim
from zicht_api.webhooks.versturen import Verzender
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page, moment
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/webhooks", tags=["gebeurtenissen"], route_class=ZichtRoute)


async def _verzender(request: Request) -> Verzender:
    verzender: Verzender = request.app.state.verzender
    return verzender


Sender = Annotated[Verzender, Depends(_verzender)]


@router.get("")
async def list_webhooks(
    caller: Beheer, db: Transaction, request: Request, response: Response, limit: Limit = 100, cursor: Cursor = None
) -> Pagina[Webhook]:
    """Toon de webhooks, zonder hun geheim."""
    after = decode_cursor(cursor, [moment, UUID])
    rows = await queries.list_webhooks(db, caller, (after[0], after[1]) if after else None, limit + 1)
    found = [Webhook.model_validate(row) for row in rows]
    return make_page(request, response, found, limit, lambda row: [row.aangemaakt_op.isoformat(), row.id])


@router.post("", status_code=201)
async def create_webhook(
    nieuw: WebhookGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    verzender: Sender,
    idempotency_key: RequiredIdempotencyKey,
) -> WebhookMetGeheim:
    """Laat weten wat er gebeurt, op een adres van u.

    Een bericht heeft als `type` de soort gebeurtenis en als `data` de gebeurtenis zoals die in `/gebeurtenissen` staat;
    bij `signaal.nieuw` is `data` het signaal zelf. Het doel van uw sleutel is ook dat van de webhook.

    Elk bericht is ondertekend volgens Standard Webhooks (HMAC-SHA256), met het geheim dat alleen in dit antwoord staat.
    Een bericht kan vaker dan een keer aankomen, en later dan een volgend bericht. `webhook-id` is het id van de
    gebeurtenis: steeds hetzelfde, voor elke webhook en in de feed. Wie de volgorde nodig heeft, volgt de feed.
    """
    made = await service.create_webhook(db, caller, nieuw, verzender)
    response.headers["ETag"] = etag_of(1)
    return made


@router.get("/{webhook_id}")
async def get_webhook(webhook_id: UUID, caller: Beheer, db: Transaction, response: Response) -> Webhook:
    """Toon een webhook, zonder het geheim."""
    row = await queries.get_webhook(db, caller, webhook_id)
    response.headers["ETag"] = etag_of(row.versie)
    return Webhook.model_validate(row)


@router.put("/{webhook_id}")
async def change_webhook(
    webhook_id: UUID,
    gegevens: WebhookGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    verzender: Sender,
    if_match: IfMatch = None,
) -> Webhook:
    """Wijzig een webhook. Het geheim blijft hetzelfde."""
    row = await service.change_webhook(db, caller, webhook_id, gegevens, if_match, verzender)
    response.headers["ETag"] = etag_of(row.versie)
    return Webhook.model_validate(row)


@router.delete("/{webhook_id}", status_code=204)
async def delete_webhook(webhook_id: UUID, caller: Beheer, db: Transaction, if_match: IfMatch = None) -> None:
    """Verwijder een webhook, met wat er nog naartoe moest."""
    await service.delete_webhook(db, caller, webhook_id, if_match)


@router.get("/{webhook_id}/bezorgingen")
async def list_bezorgingen(
    webhook_id: UUID,
    caller: Beheer,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Bezorging]:
    """Toon wat er naar een webhook is gestuurd en wat nog niet aankwam, het nieuwste eerst."""
    webhook = await queries.get_webhook(db, caller, webhook_id)
    after = decode_cursor(cursor, [moment, UUID])
    rows = await queries.list_bezorgingen(db, webhook, (after[0], after[1]) if after else None, limit + 1)
    found = [Bezorging.model_validate(row) for row in rows]
    return make_page(request, response, found, limit, lambda row: [row.aangemaakt_op.isoformat(), row.id])
