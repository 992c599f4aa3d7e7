"""What stands out among figures: what changed most, and what is missing. Pure; works on published figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zicht_api.dashboard.woorden import Verschilzin, verschil_met_vorige, waarde_in_woorden
from zicht_api.getallen import divide
from zicht_api.indicatoren.models import Indicator
from zicht_api.waarden.onderdrukking import Waarde

MAX_VERANDERD: Final = 5


@dataclass(frozen=True, slots=True)
class Veranderd:
    code: str
    naam: str
    cijfer: str
    verschil: Verschilzin


@dataclass(frozen=True, slots=True)
class Ontbreekt:
    """The names of the indicators without a figure, by the reason."""

    reden: str
    namen: tuple[str, ...]


def find_veranderd(indicatoren: Sequence[Indicator], waarden: Mapping[str, Waarde]) -> tuple[Veranderd, ...]:
    """What moved since the period before, and not by chance; what moved most of what it was stands first."""
    moved = [
        (_size(waarde), indicator, waarde)
        for indicator in indicatoren
        if (waarde := waarden[indicator.code]).waarde is not None
        and waarde.verschillen.vorige is not None
        and waarde.verschillen.vorige.significant
    ]
    moved.sort(key=lambda each: (-each[0], each[1].code))
    return tuple(
        Veranderd(indicator.code, indicator.naam, waarde_in_woorden(waarde, indicator.eenheid), zin)
        for _, indicator, waarde in moved[:MAX_VERANDERD]
        if (zin := verschil_met_vorige(waarde, indicator)) is not None
    )


def find_ontbreekt(indicatoren: Sequence[Indicator], waarden: Mapping[str, Waarde]) -> tuple[Ontbreekt, ...]:
    """What has no figure over the period, by why."""
    per_reden: dict[str, list[str]] = {}
    for indicator in indicatoren:
        if (reden := waarden[indicator.code].reden) is not None:
            per_reden.setdefault(reden, []).append(indicator.naam)
    return tuple(Ontbreekt(reden, tuple(namen)) for reden, namen in sorted(per_reden.items()))


def _size(waarde: Waarde) -> Decimal:
    """How much of what it was a figure moved; of what was 0, all of it."""
    assert waarde.waarde is not None
    assert waarde.verschillen.vorige is not None
    verschil = waarde.verschillen.vorige.verschil
    toen = waarde.waarde - verschil
    return abs(divide(verschil, toen)) if toen else abs(verschil)
