"""The questionnaires of a gemeente itself: one draft each, and every version that was published."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base


class Vragenlijst(Base):
    """A questionnaire and its draft.

    inhoud: JSON of Conceptinhoud, as it was saved; after publication what was published, where the next draft begins.
    schrijvers: the keys that wrote in it since the last publication. versie: of the draft, for If-Match.
    """

    __tablename__ = "vragenlijsten"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    inhoud: Mapped[str] = mapped_column(Text)
    staat: Mapped[str] = mapped_column(String(16))
    schrijvers: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    reden: Mapped[str | None] = mapped_column(String(2000))
    gewijzigd_op: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Vragenlijstversie(Base):
    """A version as it was published: JSON of Familie, byte for byte what was approved. The service may only add."""

    __tablename__ = "vragenlijstversies"
    __table_args__ = (
        ForeignKeyConstraint(["gemeente_id", "code"], ["vragenlijsten.gemeente_id", "vragenlijsten.code"]),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    versie: Mapped[int] = mapped_column(Integer, primary_key=True)
    inhoud: Mapped[str] = mapped_column(Text)
    schrijvers: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    goedgekeurd_door: Mapped[str] = mapped_column(String(64))
    gepubliceerd_op: Mapped[datetime] = mapped_column(DateTime(timezone=True))
