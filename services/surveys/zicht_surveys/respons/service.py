"""How many answered, never who."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, cast

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal, check_leren
from zicht_surveys.metingen.models import Meting
from zicht_surveys.respons import queries
from zicht_surveys.respons.cellen import Cel, hidden_cells, is_small
from zicht_surveys.respons.schemas import Groep, Respons

_Mailstaat = Literal["wacht", "verzonden", "geweigerd", "vervallen"]


async def get_respons(db: AsyncSession, caller: Principal, meting: Meting) -> Respons:
    """The response of a meting, small groups hidden. Raises AlleenOmTeLeren for a credential for accounting."""
    check_leren(caller)
    rows = await queries.count_respons(db, meting)
    varianten: list[Groep] = []
    groepen: list[Groep] = []
    for variant, group in groupby(rows, key=attrgetter("variant")):
        of_variant = list(group)
        total = Cel(*(sum(getattr(row, name) for row in of_variant) for name in Cel._fields))
        hidden = hidden_cells({row.aanbieder: _cel(row) for row in of_variant}, meting.drempel)
        varianten.append(_groep(variant, None, of_variant, onderdrukt=is_small(total, meting.drempel)))
        groepen += [_groep(variant, row.aanbieder, [row], onderdrukt=row.aanbieder in hidden) for row in of_variant]
    return Respons(
        meting_id=meting.id,
        drempel=meting.drempel,
        varianten=varianten,
        groepen=groepen,
        mail=cast(dict[_Mailstaat, int], await queries.count_mail(db, meting)),
    )


def _cel(row: Row[Any]) -> Cel:
    return Cel(row.uitgenodigd, row.geantwoord)


def _groep(variant: str, aanbieder: str | None, rows: Sequence[Row[Any]], *, onderdrukt: bool) -> Groep:
    uitgenodigd, geantwoord = sum(row.uitgenodigd for row in rows), sum(row.geantwoord for row in rows)
    percentage = None
    if uitgenodigd and not onderdrukt:
        percentage = (Decimal(100) * geantwoord / uitgenodigd).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Groep(
        variant=variant,
        aanbieder=aanbieder,
        uitgenodigd=uitgenodigd,
        ingetrokken=sum(row.ingetrokken for row in rows),
        verlopen=sum(row.verlopen for row in rows),
        geantwoord=None if onderdrukt else geantwoord,
        responspercentage=percentage,
        onderdrukt=onderdrukt,
    )
