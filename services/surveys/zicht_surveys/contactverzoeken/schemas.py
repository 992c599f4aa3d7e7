from datetime import date
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema


class Contactverzoek(Schema):
    """Een inwoner die vroeg om gebeld te worden. Wat die inwoner antwoordde, is er niet bij te vinden."""

    id: UUID
    telefoonnummer: str
    verwijderen_na: date = Field(description="Dan wordt het nummer vernietigd, gebeld of niet.")
