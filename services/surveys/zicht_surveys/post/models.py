"""Letters by e-mail that still have to go. An address is here, sealed, until its letter has gone, and nowhere else."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Integer, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base

# What came of a letter, as its invitation knows it.
WACHT: Final = "wacht"
VERZONDEN: Final = "verzonden"
GEWEIGERD: Final = "geweigerd"
VERVALLEN: Final = "vervallen"

# What the service's Keyring seals a letter for.
MAIL: Final = "uitgaande-mail"


class UitgaandeMail(Base):
    """One letter. inhoud: a sealed `Brief` (post/queries.py), with the address and the link.

    uitnodiging_id: which invitation hears what came of it; empty for a reminder.
    volgende_poging_op: also the end of a lease, as in the outbox: who takes a letter moves this on.
    """

    __tablename__ = "uitgaande_mail"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    meting_id: Mapped[UUID]
    uitnodiging_id: Mapped[UUID | None]
    inhoud: Mapped[bytes] = mapped_column(LargeBinary)
    pogingen: Mapped[int] = mapped_column(Integer, server_default="0")
    volgende_poging_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
