"""What a gemeente tells residents about their answers to one meting."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base


class Terugkoppeling(Base):
    """teksten, geen_personen: as the gemeente wrote them. Since when all may read it: `metingen.teruggekoppeld_op`.

    That day stands with the meting because the outbox sends it along: a release of answers that waits for the row of
    the meting then sees it, where it would miss what another table got in the meantime.
    """

    __tablename__ = "terugkoppelingen"
    __table_args__ = (ForeignKeyConstraint(["gemeente_id", "meting_id"], ["metingen.gemeente_id", "metingen.id"]),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    meting_id: Mapped[UUID] = mapped_column(primary_key=True)
    teksten: Mapped[dict[str, Any]] = mapped_column(JSONB)
    geen_personen: Mapped[list[str]] = mapped_column(JSONB)
    verwacht_op: Mapped[date | None]
    gewijzigd_op: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    versie: Mapped[int] = mapped_column(Integer)
