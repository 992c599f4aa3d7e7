"""Statistical disclosure control: the one way by which figures about residents leave.

Raw cells go in, published values come out. Only this module makes a Waarde or an Aantal, and routes of figures answer
with nothing else (tests/architecture/test_onderdrukking.py).

A cell is hidden when a number in it rests on at least one person but on fewer than the gemeente's drempel. Zero is
shown: nobody stands behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import Field

from zicht_api.getallen import Decimaal, divide, round_published
from zicht_shared.schemas import Schema

Reden = Literal["te-weinig", "geen-gegevens", "noemer-nul"]


@dataclass(frozen=True, slots=True)
class Cel:
    """A figure before publication.

    dimensies: the members of the breakdown, by name; None: not broken down. teller, noemer: exact; teller None: nothing
    is known; noemer None: the figure is the teller itself. n: how many people stand behind the cell. groepen: how many
    stand behind each number in it that would be published.
    """

    periode: str
    dimensies: Mapping[str, str | None]
    teller: Decimal | None
    noemer: Decimal | None
    n: int
    groepen: tuple[int, ...]


class Waarde(Schema):
    """Een cijfer dat naar buiten mag. Alleen de gevraagde uitsplitsingen staan erin; null is: niet uitgesplitst."""

    periode: str
    gebied: str | None = None
    aanbieder: str | None = None
    doelgroep: str | None = None
    leefgebied: str | None = None
    vorm: str | None = None
    waarde: Decimaal | None = Field(
        description="teller / noemer × factor, of de teller zelf; op 4 decimalen, de helft naar even."
    )
    teller: Decimaal | None
    noemer: Decimaal | None
    n: int | None = Field(
        description="Hoeveel verschillende mensen er achter dit cijfer staan. Een contact zonder clientPseudoniem telt "
        "als een mens, en bij een telling is het de telling zelf. Bij een vragenlijst: wie de vraag beantwoordde."
    )
    onderdrukt: bool
    reden: Reden | None = Field(
        description="Waarom er geen waarde staat. te-weinig: minder mensen dan de drempel; geen-gegevens: over deze "
        "periode is niets aangeleverd; noemer-nul: er valt niets te delen. Is er wel aangeleverd maar niets geteld, "
        "dan is de waarde 0."
    )


class Aantal(Schema):
    """Een aantal mensen dat naar buiten mag."""

    aantal: int | None
    onderdrukt: bool


def publish(cellen: Sequence[Cel], *, drempel: int, factor: Decimal) -> list[Waarde]:
    """Decide over all cells of one answer together: what is hidden in one may follow from the others.

    factor: what teller / noemer is multiplied by; it plays no part in cells without a noemer.
    """
    return [_hide(cel) if _is_small(cel.groepen, drempel) else _show(cel, factor) for cel in cellen]


def publish_aantallen(aantallen: Mapping[str, int], *, drempel: int) -> dict[str, Aantal]:
    """Counts of people by name, with the small ones hidden."""
    return {
        naam: Aantal(aantal=None, onderdrukt=True)
        if _is_small((aantal,), drempel)
        else Aantal(aantal=aantal, onderdrukt=False)
        for naam, aantal in aantallen.items()
    }


def _is_small(groepen: Sequence[int], drempel: int) -> bool:
    return any(0 < groep < drempel for groep in groepen)


def _hide(cel: Cel) -> Waarde:
    return Waarde(
        periode=cel.periode,
        **cel.dimensies,
        waarde=None,
        teller=None,
        noemer=None,
        n=None,
        onderdrukt=True,
        reden="te-weinig",
    )


def _show(cel: Cel, factor: Decimal) -> Waarde:
    teller, noemer = _rounded(cel.teller), _rounded(cel.noemer)
    waarde, reden = _compute(teller, noemer, factor)
    return Waarde(
        periode=cel.periode,
        **cel.dimensies,
        waarde=waarde,
        teller=teller,
        noemer=noemer,
        n=cel.n,
        onderdrukt=False,
        reden=reden,
    )


def _compute(teller: Decimal | None, noemer: Decimal | None, factor: Decimal) -> tuple[Decimal | None, Reden | None]:
    """From the rounded teller and noemer, so that whoever recomputes it from the answer finds the same figure."""
    if teller is None:
        return None, "geen-gegevens"
    if noemer is None:
        return teller, None
    if noemer == 0:
        return None, "noemer-nul"
    return round_published(divide(teller * factor, noemer)), None


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_published(value)
