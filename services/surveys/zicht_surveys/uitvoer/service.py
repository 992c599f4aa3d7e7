"""An export of what was answered: one respondent a row, as far as that keeps everybody unrecognisable."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any, Final, Literal

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal, check_leren
from zicht_shared.errors import NietGevonden
from zicht_surveys.metingen.models import Meting
from zicht_surveys.resultaten.queries import count_answers, count_received
from zicht_surveys.resultaten.service import load_varianten
from zicht_surveys.uitvoer import queries
from zicht_surveys.uitvoer.beveiliging import Vrij, decide
from zicht_surveys.uitvoer.codeboek import Codeboek, make_codeboek
from zicht_surveys.uitvoer.schrijven import SCHRIJVERS, Cell
from zicht_surveys.uitvoer.variabelen import Variabele, variabelen_of

Formaat = Literal["csv", "xlsx", "sav"]
MEDIA_TYPES: Final[dict[Formaat, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
}


async def make_uitvoer(db: AsyncSession, caller: Principal, meting: Meting, formaat: Formaat) -> IO[bytes]:
    """A file without a name, open at its start: it is gone as soon as it is closed. Raises AlleenOmTeLeren."""
    check_leren(caller)
    codeboek = await get_codeboek(db, meting)
    variabelen = variabelen_of(await load_varianten(db, meting))
    vrij = await _decide(db, meting)
    with ExitStack() as unless_done:
        file = unless_done.enter_context(TemporaryFile())
        schrijver = SCHRIJVERS[formaat](variabelen, codeboek, file)
        respondenten = 0
        async for batch in queries.stream_antwoorden(db, meting):
            rows = [row for row in (_row(one, vrij, variabelen) for one in batch) if row is not None]
            await asyncio.to_thread(schrijver.add, rows)
            respondenten += len(rows)
        await asyncio.to_thread(schrijver.finish, file)
        na = json.dumps({"formaat": formaat, "versie": meting.resultaat_versie, "rijen": respondenten})
        await record(db, caller, "uitvoer.gemaakt", str(meting.id), na=na)
        file.seek(0)
        unless_done.pop_all()
    return file


def _row(row: Row[Any], vrij: Mapping[str, Vrij | None], variabelen: Sequence[Variabele]) -> list[Cell] | None:
    """One respondent, in the order of the columns; None when the whole variant stays inside."""
    allowed = vrij.get(row.variant)
    if allowed is None:
        return None
    aanbieder, answers = allowed.row(row.aanbieder, row.antwoorden)
    asked = (variabele.number(answers) if row.variant in variabele.varianten else None for variabele in variabelen)
    return [row.variant, aanbieder, *asked]


async def get_codeboek(db: AsyncSession, meting: Meting) -> Codeboek:
    """What the columns of the export of this meting mean. Raises NietGevonden when its questionnaire is gone."""
    varianten = await load_varianten(db, meting)
    if not varianten:
        raise NietGevonden("vragenlijst")
    return make_codeboek(meting.id, meting.vragenlijst, meting.vragenlijst_versie, varianten)


async def _decide(db: AsyncSession, meting: Meting) -> dict[str, Vrij | None]:
    """By variant what may leave of it."""
    groepen: dict[str, dict[str | None, int]] = defaultdict(dict)
    for row in await count_received(db, meting, "aanbieder"):
        groepen[row.variant][row.deel] = row.aantal
    velden: dict[str, dict[str, dict[str | None, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in await count_answers(db, meting, "aanbieder"):
        velden[row.variant][row.vraag][row.deel] = row.n
    return {variant: decide(sizes, velden[variant], meting.drempel) for variant, sizes in groepen.items()}
