"""What a gemeente may see of the answers."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Doel, Principal
from zicht_shared.errors import Probleem
from zicht_surveys.metingen.models import Meting
from zicht_surveys.resultaten import queries
from zicht_surveys.resultaten.onderdrukking import suppressed
from zicht_surveys.resultaten.schemas import Resultaten, Uitslag


class AlleenOmTeLeren(Probleem):
    status, code, title = 403, "alleen-om-te-leren", "Deze uitkomsten zijn om van te leren."

    def __init__(self) -> None:
        super().__init__("Uw sleutel is om te verantwoorden. Vraag de indicatoren op; die weten waarvoor zij dienen.")


async def get_resultaten(db: AsyncSession, caller: Principal, meting: Meting, *, per_aanbieder: bool) -> Resultaten:
    """The counts of a meting, small groups hidden. Raises AlleenOmTeLeren for a credential for accounting."""
    if caller.doel is not Doel.leren:
        raise AlleenOmTeLeren
    rows = await queries.count_answers(db, meting, per_aanbieder=per_aanbieder)
    return Resultaten(
        meting_id=meting.id,
        versie=meting.resultaat_versie,
        drempel=meting.drempel,
        uitgenodigd=await queries.count_invited(db, meting),
        ontvangen=await queries.count_received(db, meting),
        uitslagen=[
            uitslag
            for _, of_one_question in groupby(rows, key=attrgetter("variant", "vraag"))
            for uitslag in _shown(list(of_one_question), meting.drempel)
        ],
    )


def _shown(rows: Sequence[Row[Any]], drempel: int) -> list[Uitslag]:
    hidden = suppressed({row.aanbieder: row.n for row in rows}, drempel)
    return [
        Uitslag(
            variant=row.variant,
            vraag=row.vraag,
            aanbieder=row.aanbieder,
            n=None if row.aanbieder in hidden else row.n,
            antwoorden=None if row.aanbieder in hidden else row.antwoorden,
            onderdrukt=hidden.get(row.aanbieder),
        )
        for row in rows
    ]
