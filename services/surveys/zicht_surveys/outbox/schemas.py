from typing import Literal
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema, Tijdstip


class Bericht(Schema):
    """Een uitkomst die nog niet bij de kern is."""

    meting_id: UUID
    versie: int
    status: Literal["wacht", "onbestelbaar"] = Field(
        description="`onbestelbaar`: de kern weigert deze uitkomst; los de oorzaak op en herstel haar."
    )
    pogingen: int
    volgende_poging_op: Tijdstip
    laatste_fout: str | None
