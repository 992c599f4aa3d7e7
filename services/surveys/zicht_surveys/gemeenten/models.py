"""Which gemeenten this service knows."""

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base


class Gemeente(Base):
    """Which gemeenten this service knows. Not tenant data: the release of the ballot box walks all of them.

    A row is never deleted: the release truncates tables and puts back what the gemeenten in this list have in them.
    So no ballot may exist of a gemeente that is not here: metingen refer to it, uitnodigingen refer to metingen.
    """

    __tablename__ = "gemeenten"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    naam: Mapped[str] = mapped_column(String(200))
