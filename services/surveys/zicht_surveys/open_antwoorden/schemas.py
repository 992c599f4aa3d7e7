from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema
from zicht_shared.screening import Soort


class OpenAntwoord(Schema):
    """Wat een inwoner in eigen woorden schreef, los van al het andere dat die inwoner antwoordde."""

    id: UUID
    vraag: str = Field(description="Code van de vraag; met `-want` erachter: de toelichting bij ja of nee.")
    tekst: str = Field(description="Gescreend: wat iemand kan herkennen, is vervangen door ⟨naam⟩, ⟨adres⟩ enzovoort.")
    gemaskeerd: list[Soort] = Field(
        description="Wat er is vervangen. `naam` gaat op hoe namen worden geschreven: er kan een naam zijn blijven "
        "staan, en er kan iets anders zijn vervangen."
    )
