from typing import Annotated

from pydantic import Field, StringConstraints

from zicht_shared.schemas import Geheel, Invoer, Schema, Tekst


class GemeenteGegevens(Invoer):
    """Wat een gemeente over zichzelf instelt."""

    drempel: Geheel = Field(
        ge=5,
        le=100,
        description="Een cijfer waar minder mensen achter staan, wordt niet getoond. Begint op 10; nooit onder 5.",
    )
    reden: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] | None = Field(
        default=None, description="Waarom; verplicht bij een drempel onder 10. Wordt bij de wijziging bewaard."
    )


class Gemeente(Schema):
    """De gemeente waar uw sleutel bij hoort."""

    code: str = Field(examples=["GM0627"])
    naam: str
    drempel: int = Field(description="Een cijfer waar minder mensen achter staan, wordt niet getoond.")
