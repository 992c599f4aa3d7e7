"""What of a doelenboom is shown, to whom and in what room. Pure."""

from typing import Final

from zicht_api.doelenbomen.boom import NIVEAUS
from zicht_api.doelenbomen.schemas import Realisatie

# More than these make the picture too large for a page that must be quick.
MAX_KNOPEN: Final = 60


def prune(realisatie: Realisatie) -> Realisatie:
    """Only the knopen with an indicator on them or somewhere below."""
    ouders = {knoop.code: knoop.ouder for knoop in realisatie.knopen}
    kept: set[str] = set()
    for knoop in realisatie.knopen:
        code = knoop.code if knoop.indicatoren else None
        while code is not None and code not in kept:
            kept.add(code)
            code = ouders[code]
    return realisatie.model_copy(update={"knopen": [knoop for knoop in realisatie.knopen if knoop.code in kept]})


def cut_down(realisatie: Realisatie, hoogstens: int) -> Realisatie:
    """Without its lowest levels, until there are no more knopen than this; the scores are those of the whole tree."""
    soorten = list(NIVEAUS)
    knopen = realisatie.knopen
    while len(knopen) > hoogstens and len(soorten) > 1:
        soorten.pop()
        knopen = [knoop for knoop in knopen if knoop.soort in soorten]
    return realisatie.model_copy(update={"knopen": knopen})
