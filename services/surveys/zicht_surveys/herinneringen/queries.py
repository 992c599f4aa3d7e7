"""SQL of the reminders. Whether a link was used is not read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal, Rol

_VALID = text("""
    SELECT token_hash, verloopt_op FROM uitnodigingen
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND token_hash = ANY(:token_hashes)
        AND open_link_id IS NULL AND ingetrokken_op IS NULL AND verloopt_op > now()
        AND (CAST(:aanbieder AS text) IS NULL OR aanbieder = :aanbieder)
""")


async def valid_links(
    db: AsyncSession, caller: Principal, meting_id: UUID, token_hashes: Sequence[bytes]
) -> dict[bytes, datetime]:
    """Until when the links with these hashes are valid; without those that are not of this meting, or not any more."""
    values = {
        "gemeente_id": caller.gemeente_id,
        "meting_id": meting_id,
        "token_hashes": token_hashes,
        "aanbieder": caller.aanbieder if caller.rol is Rol.aanbieder else None,
    }
    return {bytes(row.token_hash): row.verloopt_op for row in await db.execute(_VALID, values)}
