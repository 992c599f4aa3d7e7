from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.perioden import parse_reeks
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Cijfer
from zicht_shared.schemas import Invoer, Schema


def _is_reeks(text: str) -> str:
    parse_reeks(text)
    return text


def _without_doubles(text: str) -> str:
    names = text.split(",")
    if len(set(names)) < len(names):
        raise ValueError("Een naam staat er twee keer in.")
    return text


def _is_uitsplitsing(text: str) -> str:
    if not set(text.split(",")) <= set(Dimensie):
        raise ValueError(f"Uitsplitsen kan naar {', '.join(Dimensie)}; scheid ze met een komma.")
    return text


class WaarnemingenVraag(Invoer):
    """Van welke indicatoren, over welke perioden, en waarnaar uitgesplitst."""

    periode: Annotated[str, StringConstraints(max_length=20), AfterValidator(_is_reeks)] | None = Field(
        default=None,
        description="Een periode (2026, 2026-K1, 2026-03, 2026-W10) of een reeks (2025-01..2025-12). Zonder: elk jaar, "
        "elk kwartaal en elke maand waarvan iets bekend is.",
        examples=["2025-01..2025-12"],
    )
    indicator: (
        Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_without_doubles)] | None
    ) = Field(
        default=None,
        description="Codes van indicatoren, met komma's. Zonder: alle die uw sleutel mag zien.",
        examples=["uren,clienten-bereikt"],
    )
    uitsplitsing: (
        Annotated[
            str, StringConstraints(max_length=60), AfterValidator(_is_uitsplitsing), AfterValidator(_without_doubles)
        ]
        | None
    ) = Field(
        default=None,
        description="Waarnaar uit te splitsen, met komma's, elk apart: gebied, aanbieder, doelgroep, leefgebied, vorm. "
        "Totalen staan er altijd bij. Twee tegelijk: zie /indicatoren/{code}/waarden.",
        examples=["gebied,doelgroep"],
    )
    formaat: Annotated[str, StringConstraints(max_length=20)] | None = Field(
        default=None,
        description="json, csv, csv-excel (opent goed in een Nederlandse Excel), xlsx, parquet of json-stat. Gaat voor "
        "de header Accept.",
        examples=["csv"],
    )
    # It is read by StandOp; here it only is no unknown parameter.
    peildatum: str | None = Field(default=None, exclude=True)

    @property
    def indicatoren(self) -> tuple[str, ...] | None:
        return None if self.indicator is None else tuple(self.indicator.split(","))

    @property
    def dimensies(self) -> tuple[Dimensie, ...]:
        """In the order in which they are defined."""
        asked = set(self.uitsplitsing.split(",")) if self.uitsplitsing else set()
        return tuple(dimensie for dimensie in Dimensie if dimensie in asked)


class Waarnemingen(Schema):
    """Cijfers van indicatoren, met waar ze op staan."""

    dataversie: int = Field(description="Rijst bij elke wijziging van cijfers of definities.")
    drempel: int = Field(description="Een cijfer waar minder mensen achter staan, wordt niet getoond.")
    waarden: list[Cijfer]
