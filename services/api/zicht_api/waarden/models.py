"""What was added up, kept until the facts under it change."""

from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Kubus(Base):
    """All cells of one figure over one year, as of the data version that last touched it.

    sleutel: which figure, broken down by what. Two readers may add up the same at once: then it is here twice, which
    does no harm, and nobody waited. A change of facts takes away what it makes old.
    """

    __tablename__ = "kubussen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    jaar: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sleutel: Mapped[str] = mapped_column(String(300), primary_key=True)
    versie: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    cellen: Mapped[bytes] = mapped_column(LargeBinary)
