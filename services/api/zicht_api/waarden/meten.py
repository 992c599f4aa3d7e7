"""From what facts add up to, to a figure: by each way of reckoning, with how certain it is. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zicht_api.getallen import divide, round_published
from zicht_api.maatstaven.berekeningen import BEREKENINGEN
from zicht_api.waarden import statistiek
from zicht_api.waarden.figuren import Cel, Doorlooptijd, Figuur, Registratie, Uitslag
from zicht_api.waarden.statistiek import Gemiddelde, Interval, Nps, Proportie, Telling

Reden = Literal["te-weinig", "geen-gegevens", "noemer-nul"]

# What a figure is to statistics; None: a number of which chance says nothing.
Steekproef = Proportie | Nps | Gemiddelde | Telling | None


@dataclass(frozen=True, slots=True)
class Getal:
    """A figure of one cell, rounded as it is published. waarde None: `reden` says why."""

    waarde: Decimal | None
    teller: Decimal | None
    noemer: Decimal | None
    n: int | None
    reden: Reden | None
    interval: Interval | None
    steekproef: Steekproef = None


GEEN_GEGEVENS = Getal(None, None, None, 0, "geen-gegevens", None)


@dataclass(frozen=True, slots=True)
class Meetwaarde:
    """A raw figure: the sides that it is made of, each None where nothing is known. mediaan: which of both a
    doorlooptijd is."""

    figuren: tuple[Figuur, ...]
    cellen: tuple[Cel | None, ...]
    factor: Decimal
    mediaan: bool = False

    def as_getal(self) -> Getal:
        cellen = [cel for cel in self.cellen if cel is not None]
        if len(cellen) < len(self.cellen):
            return GEEN_GEGEVENS
        match self.figuren[0]:
            case Registratie() if len(cellen) == 1:
                return _count(self.figuren[0], cellen[0])
            case Registratie():
                return self._quotient(cellen[0], cellen[1])
            case Doorlooptijd():
                return _duration(cellen[0], mediaan=self.mediaan)
            case Uitslag(maat=maat):
                return _answers(maat, cellen[0], self.factor)

    def _quotient(self, teller: Cel, noemer: Cel) -> Getal:
        figuur_teller, figuur_noemer = self.figuren
        boven, onder = _som(figuur_teller, teller), _som(figuur_noemer, noemer)
        if onder == 0:
            return Getal(None, boven, onder, noemer.n, "noemer-nul", None)
        # From the rounded teller and noemer, so that whoever recomputes it from the answer finds the same figure.
        waarde = round_published(divide(boven * self.factor, onder))
        if not _counts_events(figuur_teller):
            return Getal(waarde, boven, onder, noemer.n, None, None)
        interval = statistiek.quotient_interval(int(boven), onder, self.factor)
        return Getal(waarde, boven, onder, noemer.n, None, interval, Telling(int(boven), onder))


def _count(figuur: Figuur, cel: Cel) -> Getal:
    teller = _som(figuur, cel)
    if not _counts_events(figuur):
        return Getal(teller, teller, None, cel.n, None, None)
    aantal = int(teller)
    return Getal(teller, teller, None, cel.n, None, statistiek.poisson_exact(aantal), Telling(aantal, Decimal(1)))


def _duration(cel: Cel, *, mediaan: bool) -> Getal:
    dagen, aantal = Decimal(cel.som), Decimal(cel.aantal)
    if not aantal:
        return Getal(None, None if mediaan else dagen, aantal, cel.n, "noemer-nul", None)
    if mediaan:
        waarde = round_published(Decimal(cel.mediaan or 0))
        methode = "rangorde van de waarnemingen (Conover 1999)"
        interval = Interval(Decimal(cel.onder or 0), Decimal(cel.boven or 0), methode)
        return Getal(waarde, None, aantal, cel.n, None, interval)
    gemiddelde = Gemiddelde(dagen, Decimal(cel.kwadraten or 0), cel.aantal)
    interval_of_mean = statistiek.t_interval(dagen, gemiddelde.kwadraten, cel.aantal, Decimal(1))
    waarde = round_published(divide(dagen, aantal))
    return Getal(waarde, dagen, aantal, cel.n, None, interval_of_mean, gemiddelde)


def _answers(maat: str, cel: Cel, factor: Decimal) -> Getal:
    punten, n, kwadraten = Decimal(cel.som), Decimal(cel.aantal), Decimal(cel.kwadraten or 0)
    if not n:
        return GEEN_GEGEVENS
    waarde = round_published(divide(punten * factor, n))
    steekproef: Steekproef
    interval: Interval | None
    match maat:
        case "nps":
            # Who gives a point and who takes one differ by the sum, and are together the sum of the squares.
            voor, tegen = int(kwadraten + punten) // 2, int(kwadraten - punten) // 2
            steekproef = Nps(voor, cel.aantal - voor - tegen, tegen)
            interval = statistiek.nps_interval(steekproef.promotors, steekproef.passief, steekproef.criticasters)
        case "gemiddelde":
            steekproef = Gemiddelde(punten, kwadraten, cel.aantal)
            interval = statistiek.t_interval(punten, kwadraten, cel.aantal, factor)
        case _:
            steekproef = Proportie(punten, n)
            interval = statistiek.wilson(punten, n, factor)
    return Getal(waarde, punten, n, cel.n, None, interval, steekproef)


def _som(figuur: Figuur, cel: Cel) -> Decimal:
    return round_published(divide(Decimal(cel.som), Decimal(figuur.deler)))


def _counts_events(figuur: Figuur) -> bool:
    """Whether the sum is a number of things that happened, so that chance says something of it."""
    return isinstance(figuur, Registratie) and figuur.berekening is not None and BEREKENINGEN[figuur.berekening].telt
