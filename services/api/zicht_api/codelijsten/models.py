"""The lists of codes that every gemeente shares (domain.md): reference data, not of any tenant."""

from sqlalchemy import SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Code(Base):
    """nr is what fact tables hold; it never changes meaning and is never reused."""

    __tablename__ = "codes"

    lijst: Mapped[str] = mapped_column(String(32), primary_key=True)
    nr: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    naam: Mapped[str] = mapped_column(String(200))
