"""The days of the demo, seen from the day it began: its year is the last four whole quarters."""

from dataclasses import dataclass
from datetime import date

from zicht_api.perioden import Periode, PeriodeSoort

MAANDEN = 24


@dataclass(frozen=True)
class Kalender:
    """vandaag: the day on which the demo began to be filled, also when it was broken off and taken up later."""

    vandaag: date

    @property
    def maanden(self) -> list[Periode]:
        """The last MAANDEN whole months, in order."""
        return _last_whole(PeriodeSoort.maand, self.vandaag, MAANDEN)

    @property
    def kwartalen(self) -> list[Periode]:
        """The last four whole quarters, in order: as it was, the silence, the plan, and what came of it."""
        return _last_whole(PeriodeSoort.kwartaal, self.vandaag, 4)

    @property
    def stilte(self) -> Periode:
        """The quarter in which one gebied does not come. At least thirteen of the months lie before it."""
        return self.kwartalen[1]

    @property
    def aanpak(self) -> Periode:
        """The quarter of the conversation and the plan."""
        return self.kwartalen[2]

    @property
    def herstel(self) -> Periode:
        """The quarter in which is measured what came of it."""
        return self.kwartalen[3]

    @property
    def nu(self) -> Periode:
        """The quarter of today."""
        return Periode.containing(PeriodeSoort.kwartaal, self.vandaag)


def _last_whole(soort: PeriodeSoort, dag: date, hoeveel: int) -> list[Periode]:
    perioden = [Periode.containing(soort, dag).previous()]
    while len(perioden) < hoeveel:
        perioden.insert(0, perioden[0].previous())
    return perioden
