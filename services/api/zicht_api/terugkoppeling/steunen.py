"""Which indicators rest on what an aanbieder delivered. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from zicht_api.aanleveringen.schemas import Soort
from zicht_api.formules.taal import parse
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.registratiedruk.gebruik import maatstaven_of

Bron = Literal["contacten", "tellingen", "vragenlijst", "formule"]


@dataclass(frozen=True, slots=True)
class Steun:
    """An indicator, and how it rests on what was delivered. maatstaven: those of it that were counted from that."""

    indicator: Indicator
    bronnen: Sequence[Bron]
    maatstaven: Sequence[str]


def find_supported(
    indicatoren: Iterable[Indicator],
    maatstaven: Mapping[str, Maatstaf],
    geleverd: Collection[str],
    tellingen_voor: Collection[str],
    beantwoord: Collection[str],
) -> list[Steun]:
    """The indicators that are counted from this, and those whose formula names one of them, in the order given.

    geleverd: `contacten`, and the maatstaven of which tellingen came. tellingen_voor: the maatstaven that come as
    tellingen from this aanbieder; the others follow from contacten. beantwoord: the indicators that its clients
    answered the question of.
    """
    indicatoren = list(indicatoren)
    found = {
        each.code: Steun(each, ["vragenlijst"], [])
        if each.code in beantwoord
        else _counted(each, maatstaven, geleverd, tellingen_voor)
        for each in indicatoren
    }
    supported = {code for code, steun in found.items() if steun.bronnen}
    formules = {each.code: parse(each.formule).verwijzingen for each in indicatoren if each.formule is not None}
    while more := {code for code, named in formules.items() if named & supported} - supported:
        supported |= more
    return [
        found[each.code] if each.code not in formules else Steun(each, ["formule"], [])
        for each in indicatoren
        if each.code in supported
    ]


def _counted(
    indicator: Indicator,
    maatstaven: Mapping[str, Maatstaf],
    geleverd: Collection[str],
    tellingen_voor: Collection[str],
) -> Steun:
    geteld = [code for code in maatstaven_of(indicator) if code in tellingen_voor and code in geleverd]
    berekend = [
        code
        for code in maatstaven_of(indicator)
        if code not in tellingen_voor and code in maatstaven and maatstaven[code].berekening is not None
    ]
    bronnen: list[Bron] = []
    if Soort.contacten in geleverd and (berekend or indicator.rekenwijze == "doorlooptijd"):
        bronnen.append("contacten")
    if geteld:
        bronnen.append("tellingen")
    return Steun(indicator, bronnen, [*(berekend if "contacten" in bronnen else []), *geteld])
