"""Where definitions come from: the library, or what the gemeente published itself.

What was published never changes, so a process reads it once and keeps it.
"""

from collections import OrderedDict
from collections.abc import Collection
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.vragenlijsten import queries
from zicht_surveys.vragenlijsten.families import Familie, families, library_familie
from zicht_surveys.vragenlijsten.schemas import Vragenlijst

_KEEP_AT_MOST: Final = 1000
_Key = tuple[UUID, str, int]
# Own questionnaires by gemeente, code and version; the one that was not asked for longest goes first.
_kept: OrderedDict[_Key, Familie] = OrderedDict()


async def load_familie(db: AsyncSession, gemeente_id: UUID, code: str, versie: int | None = None) -> Familie | None:
    """A published questionnaire of the library or of this gemeente, the newest version when none is named.

    None when there is no such questionnaire, or nothing of it was published (yet).
    """
    if code in families():
        return library_familie(code, versie)
    versie = versie or await queries.newest_versie(db, gemeente_id, code)
    if versie is None:
        return None
    if _missing(gemeente_id, [(code, versie)]):
        inhoud = await queries.find_published(db, gemeente_id, code, versie)
        if inhoud is None:
            return None
        _keep(gemeente_id, inhoud)
    return _kept[gemeente_id, code, versie]


async def is_unpublished(db: AsyncSession, gemeente_id: UUID, code: str) -> bool:
    """Whether the gemeente has this questionnaire, but only as a draft."""
    row = await queries.find_vragenlijst(db, gemeente_id, code)
    return row is not None and await queries.newest_versie(db, gemeente_id, code) is None


async def load_definitions(driver: asyncpg.Connection, gemeente_id: UUID, keys: Collection[tuple[str, int]]) -> None:
    """See to it that `definition` knows these (code, versie), with all their variants.

    Costs a query for own questionnaires that this process has not seen yet, and nothing for all others.
    """
    own = [key for key in set(keys) if key[0] not in families()]
    if missing := _missing(gemeente_id, own):
        for row in await queries.published_for_pages(driver, gemeente_id, missing):
            _keep(gemeente_id, row["inhoud"])


def definition(gemeente_id: UUID, code: str, variant: str, versie: int) -> Vragenlijst:
    """A published definition, once `load_definitions` has seen to it. Raises LookupError when there is none."""
    familie = library_familie(code, versie) if code in families() else _kept.get((gemeente_id, code, versie))
    for found in familie.varianten if familie else []:
        if found.variant == variant:
            return found
    raise LookupError(f"Er is geen vragenlijst {code}, variant {variant}, versie {versie}.")


def _missing(gemeente_id: UUID, keys: Collection[tuple[str, int]]) -> list[tuple[str, int]]:
    missing = []
    for code, versie in keys:
        if (key := (gemeente_id, code, versie)) in _kept:
            _kept.move_to_end(key)
        else:
            missing.append((code, versie))
    return missing


def _keep(gemeente_id: UUID, inhoud: str) -> None:
    familie = Familie.model_validate_json(inhoud)
    _kept[gemeente_id, familie.code, familie.versie] = familie
    if len(_kept) > _KEEP_AT_MOST:
        _kept.popitem(last=False)
