"""Facts and definitions are kept by revision: a row holds from data version `versie_van` until, not including,
`versie_tot`; None: it holds now. So any answer can be given again as it was.
"""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from sqlalchemy import BigInteger, ColumnElement, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.inspection import inspect
from sqlalchemy.orm import Mapped, mapped_column


def geldig(rij: str, peil: int | None = None) -> str:
    """SQL for the revisions that count. rij: the name of the table in the query; peil: a data version, or None for now.

    Now has a form of its own, because the indexes over what holds now are made for it.
    """
    if peil is None:
        return f"{rij}.versie_tot IS NULL"
    return f"({rij}.versie_van <= {peil:d} AND ({rij}.versie_tot IS NULL OR {rij}.versie_tot > {peil:d}))"


class Revisie:
    """The columns of a definition that is kept by revision, and when one holds."""

    versie_van: Mapped[int] = mapped_column(BigInteger, primary_key=True, server_default="1")
    versie_tot: Mapped[int | None] = mapped_column(BigInteger)

    @classmethod
    def geldt(cls, peil: int | None = None) -> ColumnElement[bool]:
        """As `geldig`, for the ORM."""
        if peil is None:
            return cls.versie_tot.is_(None)
        return and_(cls.versie_van <= peil, or_(cls.versie_tot.is_(None), cls.versie_tot > peil))


class _Versioned(Protocol):
    versie: Any
    versie_tot: Any


R = TypeVar("R", bound=_Versioned)


async def revise(db: AsyncSession, row: R, dataversie: int, values: Mapping[str, Any]) -> R:
    """Close this revision and follow it with one that has the new values. Returns the new one.

    dataversie: the version that the transaction makes, one higher than any revision of the row began at.
    """
    row.versie_tot = dataversie
    # Before the new one goes in: at every moment one revision holds.
    await db.flush()
    kept = {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}
    following = {**kept, **values, "versie": row.versie + 1, "versie_van": dataversie, "versie_tot": None}
    new = type(row)(**following)
    db.add(new)
    await db.flush()
    return new
