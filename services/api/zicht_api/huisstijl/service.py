"""The look of what the core shows on pages and in pictures: anything, as long as it can be read."""

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.huisstijl import queries
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.huisstijl.beoordeling import check_readable, describe_huisstijl
from zicht_shared.huisstijl.kleuren import Token, palette
from zicht_shared.huisstijl.schemas import Huisstijl, HuisstijlGegevens


async def load_kleuren(db: AsyncSession, gemeente_id: UUID) -> Mapping[str, str]:
    """Every colour of the pages of a gemeente as `#rrggbb`, by its name, also those that it did not set."""
    row = await queries.find_huisstijl(db, gemeente_id)
    return _colours_of(tuple(sorted(row.tokens.items())) if row else ())


# What is kept in the database is only what was set: a colour that a later version of Zicht adds is there at once.
@lru_cache(maxsize=1024)
def _colours_of(tokens: tuple[tuple[Token, str], ...]) -> Mapping[str, str]:
    return MappingProxyType(palette(dict(tokens)))


async def get_huisstijl(db: AsyncSession, caller: Principal) -> tuple[Huisstijl, int]:
    """The look, and its version (0: nothing was ever set)."""
    row = await queries.find_huisstijl(db, caller.gemeente_id)
    return (_huisstijl(caller, row.tokens), row.versie) if row else (_huisstijl(caller, {}), 0)


async def change_huisstijl(
    db: AsyncSession, caller: Principal, gegevens: HuisstijlGegevens, if_match: str | None
) -> tuple[Huisstijl, int]:
    """Set the whole look. Raises ContrastTeLaag, and 412/428 by the rules of If-Match."""
    check_readable(gegevens.tokens)
    former = await queries.lock_huisstijl(db, caller.gemeente_id)
    check_if_match(if_match, former.versie)
    await queries.change_huisstijl(db, caller.gemeente_id, gegevens.tokens)
    voor, na = json.dumps(former.tokens), json.dumps(gegevens.tokens)
    await record(db, caller, "huisstijl.gewijzigd", caller.gemeente, voor=voor, na=na)
    return _huisstijl(caller, gegevens.tokens), former.versie + 1


def _huisstijl(caller: Principal, tokens: Mapping[Token, str]) -> Huisstijl:
    return describe_huisstijl(tokens, f"/dashboard/{caller.gemeente}/huisstijl.css" if tokens else None)
