"""What deliveries must do, as plain dicts. No database in sight: docs/aanleveren.md, written down once more."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.contacten import Rij

Sleutel = Hashable
# What a field stands for when it is left out; every other one is empty then.
_LEFT_OUT = {"vorm": "formeel"}
_CONTACT = ("datum", "soort", "clientPseudoniem", "duurMinuten", "leefgebieden", "doelgroep", "gebied", "vorm")
_TELLING = ("maatstaf", "periode", "gebied", "doelgroep", "leefgebied", "vorm")

NAMEN = ("nieuw", "gewijzigd", "ongewijzigd", "verwijderd", "afgekeurd")


@dataclass
class Bestand:
    """What holds now, by key, and how many revisions that took."""

    rijen: dict[Sleutel, Rij] = field(default_factory=dict)
    revisies: int = 0


def sleutel_of(soort: str, rij: Rij) -> Sleutel:
    return rij["bronId"] if soort == "contacten" else tuple(rij.get(naam) for naam in _TELLING)


def waarde_of(soort: str, rij: Rij) -> Rij:
    """What there is to know of a row, however it was written."""
    if soort == "tellingen":
        return {"waarde": rij["waarde"]}
    given = {naam: value for naam, value in rij.items() if value is not None}
    plain = {naam: given.get(naam, _LEFT_OUT.get(naam)) for naam in _CONTACT}
    return plain | {"leefgebieden": sorted(set(given.get("leefgebieden", [])))}


def deliver(bestand: Bestand, soort: str, rijen: Sequence[Rij], *, bij_fouten: str, droogloop: bool) -> dict[str, int]:
    """The five counts of the receipt; unless it is a dry run or is refused, the rows are in `bestand` afterwards.

    A row is faulty when it has a member `fout`, which is not sent.
    """
    counts, seen, after = dict.fromkeys(NAMEN, 0), set[Sleutel](), dict(bestand.rijen)
    for rij in rijen:
        sleutel = sleutel_of(soort, rij)
        if "fout" in rij or sleutel in seen:
            counts["afgekeurd"] += 1
            continue
        seen.add(sleutel)
        counts[_put(after, sleutel, None if rij.get("verwijderd") else waarde_of(soort, rij))] += 1
    if counts["afgekeurd"] and bij_fouten == "alles-of-niets" and not droogloop:
        return dict.fromkeys(NAMEN, 0) | {"afgekeurd": len(rijen)}
    if not droogloop:
        bestand.rijen = after
        bestand.revisies += counts["nieuw"] + counts["gewijzigd"]
    return counts


def _put(rijen: dict[Sleutel, Rij], sleutel: Sleutel, waarde: Rij | None) -> str:
    before = rijen.pop(sleutel, None)
    if waarde is None:
        return "ongewijzigd" if before is None else "verwijderd"
    rijen[sleutel] = waarde
    if before is None:
        return "nieuw"
    return "ongewijzigd" if before == waarde else "gewijzigd"


def total(bestand: Bestand, naam: str) -> Any:
    return sum(waarde[naam] or 0 for waarde in bestand.rijen.values())
