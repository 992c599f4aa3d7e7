"""Setting the look of the residents' pages: anything, as long as it can be read."""

import json

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.huisstijl.beoordeling import check_readable, describe_huisstijl
from zicht_shared.huisstijl.schemas import Huisstijl, HuisstijlGegevens
from zicht_shared.huisstijl.stijlblad import fingerprint, stylesheet
from zicht_surveys.huisstijl import queries
from zicht_surveys.huisstijl.stijlblad import stylesheet_address
from zicht_surveys.metingen.queries import register_gemeente


async def get_huisstijl(db: AsyncSession, caller: Principal) -> tuple[Huisstijl, int]:
    """The look, and its version (0: nothing was ever set)."""
    row = await queries.find_huisstijl(db, caller.gemeente_id)
    if row is None:
        return describe_huisstijl({}, None), 0
    return describe_huisstijl(row.tokens, _address(caller, row.kenmerk)), row.versie


async def change_huisstijl(
    db: AsyncSession, caller: Principal, gegevens: HuisstijlGegevens, if_match: str | None
) -> tuple[Huisstijl, int]:
    """Set the whole look. Raises ContrastTeLaag, and 412/428 by the rules of If-Match."""
    colours = check_readable(gegevens.tokens)
    await register_gemeente(db, caller)
    former = await queries.lock_huisstijl(db, caller.gemeente_id)
    check_if_match(if_match, former.versie)
    css = stylesheet(colours) if gegevens.tokens else None
    kenmerk = fingerprint(css) if css else None
    await queries.change_huisstijl(db, caller.gemeente_id, gegevens.tokens, css, kenmerk)
    voor, na = json.dumps(former.tokens), json.dumps(gegevens.tokens)
    await record(db, caller, "huisstijl.gewijzigd", caller.gemeente, voor=voor, na=na)
    return describe_huisstijl(gegevens.tokens, _address(caller, kenmerk)), former.versie + 1


def _address(caller: Principal, kenmerk: str | None) -> str | None:
    return stylesheet_address(caller.gemeente[2:], kenmerk) if kenmerk else None
