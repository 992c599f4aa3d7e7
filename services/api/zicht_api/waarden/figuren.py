"""What can be added up: each figure with its name in the cache, and the rougher one that it must not say more than."""

from dataclasses import dataclass
from decimal import Decimal

import msgspec

from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.berekeningen import BEREKENINGEN, CLIENTEN
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.vragenlijstresultaten.maten import MATEN


class Cel(msgspec.Struct, array_like=True, gc=False):
    """What the facts of one cell add up to.

    som: the sum, exact, as text. n: how many different people stand behind it. aantal: how many contacten or answers.
    kwadraten: the sum of the squares, for an interval. mediaan, onder, boven: of a duration in days.
    """

    som: str
    n: int
    aantal: int
    kwadraten: str | None = None
    mediaan: str | None = None
    onder: str | None = None
    boven: str | None = None


@dataclass(frozen=True)
class Registratie:
    """A maatstaf: from contacten, from tellingen, or from both by aanbieder."""

    code: str
    berekening: str | None

    @property
    def sleutel(self) -> str:
        return f"m:{self.code}"

    @property
    def deler(self) -> int:
        """What the sums are still to be divided by."""
        return BEREKENINGEN[self.berekening].deler if self.berekening else 1

    @property
    def basis(self) -> "Figuur | None":
        """All contacten: what is hidden of them is hidden of every count that is taken from them.

        Otherwise two counts that rest on nearly the same people could hide different cells, and show both.
        """
        return CONTACTEN if self.berekening and self.code != CONTACTEN.code else None


@dataclass(frozen=True)
class Doorlooptijd:
    """The days from the first contact to the last, over contacten that were closed."""

    sleutel: str = "d"
    deler: int = 1

    @property
    def basis(self) -> "Figuur | None":
        return CONTACTEN


@dataclass(frozen=True)
class Uitslag:
    """The points that answers to one question give. vraag None: all questions, for how many people answered at all."""

    vragenlijst: str
    vraag: str | None
    maat: str
    deler: int = 1

    @property
    def sleutel(self) -> str:
        return f"u:{self.vragenlijst}/{self.vraag or ''}/{self.maat}"

    @property
    def basis(self) -> "Figuur | None":
        return Uitslag(self.vragenlijst, None, "") if self.vraag else None


Figuur = Registratie | Doorlooptijd | Uitslag
CONTACTEN = Registratie("contacten", "contacten")


def kanten_of(indicator: Indicator, maatstaven: dict[str, Maatstaf]) -> list[Figuur]:
    """The figures that an indicator is made of: the teller, and for a quotient the noemer. None for other kinds."""
    match indicator.rekenwijze:
        case "maatstaf" | "uniek" | "verhouding":
            codes = [code for code in (indicator.teller, indicator.noemer) if code is not None]
            return [Registratie(code, maatstaven[code].berekening) for code in codes]
        case "doorlooptijd":
            return [Doorlooptijd()]
        case "vragenlijst":
            assert indicator.vragenlijst is not None
            assert indicator.maat is not None
            return [Uitslag(indicator.vragenlijst, indicator.vraag, indicator.maat)]
        case _:
            return []


def factor_of(indicator: Indicator) -> Decimal:
    """What teller / noemer is multiplied by."""
    if indicator.rekenwijze == "vragenlijst":
        return MATEN[indicator.maat or ""].factor
    return indicator.factor or Decimal(1)


def counts_clients(figuur: Figuur) -> bool:
    """Whether its sum is the number of people itself."""
    return isinstance(figuur, Registratie) and figuur.berekening == CLIENTEN
