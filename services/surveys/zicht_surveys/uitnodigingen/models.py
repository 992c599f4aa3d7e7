"""An invitation: which questionnaire a link opens. It never learns whether, when or what was answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base


class Uitnodiging(Base):
    """Found by the SHA-256 of its token; the token itself is nowhere. Not updated when the resident submits.

    mail: what came of the letter by e-mail; empty when none was asked for. No time, no address.
    open_link_id: of an open link's supply (open_links/models.py); nothing says whether it was given to somebody.
    """

    __tablename__ = "uitnodigingen"
    __table_args__ = (
        UniqueConstraint("gemeente_id", "id"),
        Index(None, "gemeente_id", "meting_id", "id"),
        ForeignKeyConstraint(["gemeente_id", "meting_id"], ["metingen.gemeente_id", "metingen.id"]),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[UUID]
    meting_id: Mapped[UUID]
    variant: Mapped[str] = mapped_column(String(32))
    aanbieder: Mapped[str] = mapped_column(String(64))
    gebied: Mapped[str | None] = mapped_column(String(64))
    verloopt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ingetrokken_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    mail: Mapped[str | None] = mapped_column(String(10))
    open_link_id: Mapped[UUID | None]
