"""SQL of the export: the closed answers of one respondent a row, in an order that says nothing and never comes back."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.metingen.models import Meting

BATCH: Final = 1000

_ROWS: Final = text("""
    SELECT variant, aanbieder, antwoorden FROM antwoorden
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id ORDER BY gen_random_uuid()
""")


async def stream_antwoorden(db: AsyncSession, meting: Meting) -> AsyncIterator[Sequence[Row[Any]]]:
    """Batches of variant, aanbieder and antwoorden, never all of them in memory."""
    key = {"gemeente_id": meting.gemeente_id, "meting_id": meting.id}
    rows = await db.stream(_ROWS, key, execution_options={"yield_per": BATCH})
    async for batch in rows.partitions():
        yield batch
