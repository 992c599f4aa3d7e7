"""SQL of the webhooks. `webhooks_of` is the one place that says which of them a caller may see."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.webhooks.models import Bezorging, Webhook
from zicht_shared.auth import Doel, Principal
from zicht_shared.errors import NietGevonden


def webhooks_of(caller: Principal) -> Select[Webhook]:
    """All webhooks of the gemeente; a credential for verantwoorden sees those that are for that only: it could send
    the others' messages to itself."""
    mine = select(Webhook).where(Webhook.gemeente_id == caller.gemeente_id)
    return mine.where(Webhook.doel == caller.doel.value) if caller.doel is Doel.verantwoorden else mine


async def list_webhooks(
    db: AsyncSession, caller: Principal, after: tuple[datetime, UUID] | None, limit: int
) -> list[Webhook]:
    query = webhooks_of(caller).order_by(Webhook.aangemaakt_op, Webhook.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(Webhook.aangemaakt_op, Webhook.id) > after)
    return list(await db.scalars(query))


async def get_webhook(db: AsyncSession, caller: Principal, webhook_id: UUID) -> Webhook:
    row = await db.scalar(webhooks_of(caller).where(Webhook.id == webhook_id))
    if row is None:
        raise NietGevonden("webhook")
    return row


async def get_webhook_for_update(db: AsyncSession, caller: Principal, webhook_id: UUID) -> Webhook:
    row = await db.scalar(webhooks_of(caller).where(Webhook.id == webhook_id).with_for_update())
    if row is None:
        raise NietGevonden("webhook")
    return row


async def list_bezorgingen(
    db: AsyncSession, webhook: Webhook, before: tuple[datetime, UUID] | None, limit: int
) -> list[Bezorging]:
    """The newest first."""
    query = select(Bezorging).where(Bezorging.gemeente_id == webhook.gemeente_id, Bezorging.webhook_id == webhook.id)
    if before is not None:
        query = query.where(tuple_(Bezorging.aangemaakt_op, Bezorging.id) < before)
    return list(await db.scalars(query.order_by(Bezorging.aangemaakt_op.desc(), Bezorging.id.desc()).limit(limit)))


async def delete_webhook(db: AsyncSession, webhook: Webhook) -> None:
    """With everything that was sent to it, or would be."""
    await db.execute(
        delete(Bezorging).where(Bezorging.gemeente_id == webhook.gemeente_id, Bezorging.webhook_id == webhook.id)
    )
    await db.delete(webhook)
    await db.flush()
