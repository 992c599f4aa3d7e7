"""SQL of open answers: sealed texts, by their random id."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.metingen.models import Meting
from zicht_surveys.resultaten.models import Antwoord, OpenAntwoord


async def count_respondents(db: AsyncSession, meting: Meting) -> int:
    """People of whom any answer was released."""
    mine = (Antwoord.gemeente_id == meting.gemeente_id, Antwoord.meting_id == meting.id)
    return await db.scalar(select(func.count()).select_from(Antwoord).where(*mine)) or 0


async def list_open_antwoorden(
    db: AsyncSession, meting: Meting, vraag: str | None, after: UUID | None, limit: int
) -> Sequence[OpenAntwoord]:
    """In the order of their ids, which say nothing. What is past its time is not there, purged yet or not."""
    found = select(OpenAntwoord).where(
        OpenAntwoord.gemeente_id == meting.gemeente_id,
        OpenAntwoord.meting_id == meting.id,
        OpenAntwoord.verwijderen_na > func.current_date(),
    )
    if vraag is not None:
        found = found.where(OpenAntwoord.vraag == vraag)
    if after is not None:
        found = found.where(OpenAntwoord.id > after)
    return list(await db.scalars(found.order_by(OpenAntwoord.id).limit(limit)))
