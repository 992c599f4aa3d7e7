"""The audit trail: who changed what, when, from what to what; written in the transaction of the change itself.

And who read what in bulk, in the transaction that the answer comes from: so what could not be noted is not given.
What is written here is chained afterwards, by `zicht_shared.sporen`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from cachetools import LRUCache
from sqlalchemy import BigInteger, DateTime, Identity, LargeBinary, Pool, String, UniqueConstraint, event, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from zicht_shared.auth import Principal


class AuditColumns:
    """One change. The service's role may insert and read, never update or delete."""

    __tablename__ = "auditregels"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    tijdstip: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sleutel_id: Mapped[str] = mapped_column(String(64))
    actie: Mapped[str] = mapped_column(String(64))
    object_id: Mapped[str] = mapped_column(String(200))
    voor: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    na: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class KetenColumns:
    """A link over one row of the trail (regel: its nr). The service's role may insert and read here too.

    Apart from the trail: rows are written by many at once, and are put in their place when they are all committed.
    """

    __tablename__ = "auditketen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    volgnr: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    regel: Mapped[int] = mapped_column(BigInteger)
    verzegeld_op: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint, ...]:  # noqa: N805
        return (UniqueConstraint("gemeente_id", "regel"),)


_RECORD = text("""
    INSERT INTO auditregels (gemeente_id, sleutel_id, actie, object_id, voor, na)
    VALUES (:gemeente_id, :sleutel_id, :actie, :object_id, CAST(:voor AS jsonb), CAST(:na AS jsonb))
""")


async def record(
    db: AsyncSession, caller: Principal, actie: str, object_id: str, *, voor: str | None = None, na: str | None = None
) -> None:
    """Write one audit row. actie: `noun.verb`, e.g. `aanbieder.gewijzigd`; voor, na: JSON texts without secrets."""
    await db.execute(
        _RECORD,
        {
            "gemeente_id": caller.gemeente_id,
            "sleutel_id": caller.sleutel_id,
            "actie": actie,
            "object_id": object_id,
            "voor": voor,
            "na": na,
        },
    )


# From so many rows on an answer is read in bulk, in whatever form; fewer are, as a file.
VEEL = 1000

_NEDERLAND = ZoneInfo("Europe/Amsterdam")
_Gelezen = tuple[UUID, str, str, str, str]
# Per database: what this process has noted today, and by whom.
_GELEZEN: WeakKeyDictionary[Pool, LRUCache[_Gelezen, None]] = WeakKeyDictionary()
_REMEMBERED = 20_000


async def record_reading(
    db: AsyncSession, caller: Principal, actie: str, object_id: str, na: Mapping[str, object]
) -> None:
    """Note that much was read at once: the first time on a day (in the Netherlands) that this credential does this,
    per process. A tool that comes back every five minutes would else fill the trail. Of nobody in particular nothing
    is noted.

    actie: `noun.gelezen`; na: how much, in which form, of which data version.
    """
    if caller.alleen_openbaar:
        return
    dag = datetime.now(_NEDERLAND).date().isoformat()
    bind = db.get_bind()
    gelezen = _GELEZEN.setdefault(bind.engine.pool, LRUCache(_REMEMBERED))
    this = (caller.gemeente_id, caller.sleutel_id, actie, object_id, dag)
    if this in gelezen:
        return
    await record(db, caller, actie, object_id, na=json.dumps(na))

    def remember(_: Session) -> None:
        gelezen[this] = None

    # Only then: what is rolled back was not noted.
    event.listen(db.sync_session, "after_commit", remember, once=True)
