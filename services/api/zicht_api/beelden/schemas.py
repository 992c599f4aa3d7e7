from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.doelenbomen.schemas import RealisatieVraag
from zicht_api.perioden import parse_reeks
from zicht_api.waarden.dimensies import Dimensie
from zicht_shared.schemas import Invoer


def _is_reeks(text: str) -> str:
    parse_reeks(text)
    return text


Formaatnaam = Annotated[
    str | None,
    StringConstraints(max_length=20),
    Field(description="svg of png. Gaat voor de header Accept.", examples=["svg"]),
]
Breedte = Annotated[
    int,
    Field(
        ge=300,
        le=1600,
        description="Hoe breed het beeld wordt ontworpen, in CSS-pixels: de letters blijven even groot. Een PNG heeft "
        "twee keer zoveel pixels.",
    ),
]


class Beeldvraag(Invoer):
    """Welk beeld van een indicator."""

    soort: Literal["trend", "staven", "verdeling"] | None = Field(
        default=None,
        description="trend: een lijn over perioden; staven: de delen van een uitsplitsing naast elkaar; verdeling: "
        "hoe vaak elk antwoord op de vraag is gegeven, van een indicator uit een vragenlijst. Leeg: staven als er is "
        "uitgesplitst, en anders een trend.",
    )
    periode: Annotated[str, StringConstraints(max_length=20), AfterValidator(_is_reeks)] = Field(
        description="Een periode (2026, 2026-K1, 2026-03, 2026-W10); bij een trend ook een reeks (2025-01..2025-12).",
        examples=["2025-01..2025-12"],
    )
    per: Dimensie | None = Field(default=None, description="Waarnaar uit te splitsen; bij staven.")
    formaat: Formaatnaam = None
    breedte: Breedte = 640
    # It is read by StandOp; here it only is no unknown parameter.
    peildatum: str | None = Field(default=None, exclude=True)

    @property
    def gekozen(self) -> Literal["trend", "staven", "verdeling"]:
        return self.soort or ("staven" if self.per else "trend")


class Boombeeldvraag(RealisatieVraag):
    """Welk beeld van een doelenboom."""

    formaat: Formaatnaam = None
    breedte: Breedte = 1000
