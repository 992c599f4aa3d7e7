from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo

from zicht_api.formaten.kiezen import FormaatNaam
from zicht_api.getallen import Decimaal
from zicht_api.perioden import Periode, PeriodeCode, parse_reeks
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.schemas import Code, Invoer, Schema


def _is_reeks(text: str) -> str:
    parse_reeks(text)
    return text


def _is_per(text: str) -> str:
    names = text.split(",")
    if not set(names) <= set(Dimensie):
        raise ValueError(f"Uitsplitsen kan naar {', '.join(Dimensie)}; scheid ze met een komma.")
    if len(set(names)) < len(names):
        raise ValueError("Een uitsplitsing staat er twee keer in.")
    return text


def _is_same_kind(code: str, info: ValidationInfo) -> str:
    periode = info.data.get("periode")
    if periode is not None and Periode.parse(code).soort is not parse_reeks(periode)[0].soort:
        raise ValueError("Vergelijk een jaar met een jaar, een kwartaal met een kwartaal, enzovoort.")
    return code


class WaardenVraag(Invoer):
    """Over welke perioden, waarnaar uitgesplitst, en waartoe beperkt."""

    periode: Annotated[str, StringConstraints(max_length=20), AfterValidator(_is_reeks)] = Field(
        description="Een periode (2026, 2026-K1, 2026-03, 2026-W10) of een reeks (2025-01..2025-12), "
        "van hoogstens 200 perioden.",
        examples=["2025-01..2025-12"],
    )
    per: Annotated[str, StringConstraints(max_length=60), AfterValidator(_is_per)] | None = Field(
        default=None,
        description="Waarnaar uit te splitsen, met komma's: gebied, aanbieder, doelgroep, leefgebied, vorm. Een gebied "
        "omvat alle gebieden eronder; een contact telt bij elk van zijn leefgebieden.",
        examples=["gebied,aanbieder"],
    )
    gebied: Code | None = Field(default=None, description="Alleen dit gebied, met alles wat eronder ligt.")
    aanbieder: Code | None = Field(default=None, description="Alleen deze aanbieder.")
    doelgroep: Code | None = Field(default=None, description="Alleen deze doelgroep.")
    leefgebied: Code | None = Field(default=None, description="Alleen dit leefgebied.")
    vorm: Code | None = Field(default=None, description="Alleen formeel of alleen informeel.")
    tegenover: Annotated[PeriodeCode, AfterValidator(_is_same_kind)] | None = Field(
        default=None,
        description="Vergelijk ook met deze periode, van dezelfde soort: bijvoorbeeld met die voor een verbeteractie.",
        examples=["2025-K1"],
    )
    formaat: FormaatNaam | None = Field(default=None, exclude=True)
    # It is read by StandOp; here it only is no unknown parameter.
    peildatum: str | None = Field(default=None, exclude=True)

    @property
    def perioden(self) -> tuple[Periode, ...]:
        return parse_reeks(self.periode)

    @property
    def ander(self) -> Periode | None:
        """The period that was asked to compare with."""
        return None if self.tegenover is None else Periode.parse(self.tegenover)

    @property
    def uitsplitsing(self) -> tuple[Dimensie, ...]:
        return tuple(Dimensie(name) for name in self.per.split(",")) if self.per else ()

    @property
    def codes(self) -> dict[Dimensie, str]:
        """The filters that were given, by dimension."""
        return {dimensie: code for dimensie in Dimensie if (code := getattr(self, dimensie)) is not None}


class Waarden(Schema):
    """Waarden van een indicator, met waar ze op staan."""

    indicator: str
    dataversie: int = Field(description="Rijst bij elke wijziging van cijfers of definities.")
    drempel: int = Field(
        description="Een cijfer waar minder mensen achter staan, wordt niet getoond, en geen cijfer waaruit het zou "
        "volgen. Daardoor tellen de getoonde delen niet altijd op tot hun totaal. Unieke clienten tellen nooit op: "
        "wie in twee gebieden of twee maanden kwam, telt in het totaal een keer."
    )
    factor: Decimaal = Field(description="waarde = teller / noemer × factor, waar er een noemer is.")
    waarden: list[Waarde]
