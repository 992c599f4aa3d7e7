"""Laying down, changing and removing webhooks."""

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.herstel.soorten import Wissoort
from zicht_api.uitgaand.adressen import check_url
from zicht_api.webhooks import queries
from zicht_api.webhooks.models import Webhook
from zicht_api.webhooks.schemas import Webhook as WebhookSchema
from zicht_api.webhooks.schemas import WebhookGegevens, WebhookMetGeheim
from zicht_api.webhooks.versturen import Verzender, new_geheim
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.wisregister import remember_erased, with_version


async def create_webhook(
    db: AsyncSession, caller: Principal, gegevens: WebhookGegevens, verzender: Verzender
) -> WebhookMetGeheim:
    """The secret is in the answer, and sealed in the database: every message is signed with it."""
    _check(gegevens, verzender)
    webhook_id, geheim = uuid4(), new_geheim()
    row = Webhook(
        gemeente_id=caller.gemeente_id,
        id=webhook_id,
        doel=caller.doel.value,
        geheim=verzender.seal(webhook_id, geheim),
        **_columns(gegevens),
    )
    db.add(row)
    await db.flush()
    await db.refresh(row)
    await record(db, caller, "webhook.aangemaakt", str(row.id), na=_as_json(row))
    return WebhookMetGeheim(**WebhookSchema.model_validate(row).model_dump(), geheim=geheim)


async def change_webhook(
    db: AsyncSession,
    caller: Principal,
    webhook_id: UUID,
    gegevens: WebhookGegevens,
    if_match: str | None,
    verzender: Verzender,
) -> Webhook:
    """Replace what is known of a webhook; its secret stays. Raises 412/428 by the rules of If-Match."""
    _check(gegevens, verzender)
    row = await queries.get_webhook_for_update(db, caller, webhook_id)
    check_if_match(if_match, row.versie)
    before = _as_json(row)
    for name, value in _columns(gegevens).items():
        setattr(row, name, value)
    row.versie += 1
    await db.flush()
    await record(db, caller, "webhook.gewijzigd", str(row.id), voor=before, na=_as_json(row))
    await _remember(db, row, row.versie - 1)
    return row


async def delete_webhook(db: AsyncSession, caller: Principal, webhook_id: UUID, if_match: str | None) -> None:
    row = await queries.get_webhook_for_update(db, caller, webhook_id)
    check_if_match(if_match, row.versie)
    await _remove(db, caller, row)


async def remove_webhook(db: AsyncSession, caller: Principal, webhook_id: UUID) -> None:
    """Whatever its version."""
    await _remove(db, caller, await queries.get_webhook_for_update(db, caller, webhook_id))


async def _remove(db: AsyncSession, caller: Principal, row: Webhook) -> None:
    await queries.delete_webhook(db, row)
    await record(db, caller, "webhook.verwijderd", str(row.id), voor=_as_json(row))
    await _remember(db, row, row.versie)


async def _remember(db: AsyncSession, row: Webhook, versie: int) -> None:
    """A backup that is put back must not send to where nothing is sent any more."""
    await remember_erased(db, row.gemeente_id, Wissoort.webhook, with_version(row.id, versie))


def _check(gegevens: WebhookGegevens, verzender: Verzender) -> None:
    faults = []
    try:
        check_url(gegevens.url, loopback=verzender.loopback)
    except ValueError as fault:
        faults.append(Fout("/url", "adres-niet-toegestaan", str(fault)))
    if gegevens.soorten and Gebeurtenissoort.signaal_nieuw not in gegevens.gebeurtenissen:
        reason = "Deze webhook krijgt geen signalen: laat dit leeg, of zet signaal.nieuw bij de gebeurtenissen."
        faults.append(Fout("/soorten", "past-niet", reason))
    if faults:
        raise InvoerOngeldig(faults)


def _columns(gegevens: WebhookGegevens) -> dict[str, object]:
    return gegevens.model_dump() | {
        "gebeurtenissen": [soort.value for soort in gegevens.gebeurtenissen],
        "soorten": [soort.value for soort in gegevens.soorten],
    }


def _as_json(row: Webhook) -> str:
    return WebhookSchema.model_validate(row).model_dump_json(by_alias=True)
