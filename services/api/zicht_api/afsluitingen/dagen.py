"""The days on which nothing may change any more. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zicht_shared.errors import Fout

_MORGEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AfgeslotenDagen:
    """reeksen: first and last day of each stretch, in order and apart; of a gemeente that closes as it goes, one."""

    reeksen: tuple[tuple[date, date], ...] = ()

    @classmethod
    def of(cls, perioden: Iterable[tuple[date, date]]) -> "AfgeslotenDagen":
        """From periods by their first and last day, which may overlap."""
        reeksen: list[tuple[date, date]] = []
        for begin, eind in sorted(perioden):
            if reeksen and begin <= reeksen[-1][1] + _MORGEN:
                reeksen[-1] = (reeksen[-1][0], max(eind, reeksen[-1][1]))
            else:
                reeksen.append((begin, eind))
        return cls(tuple(reeksen))

    def overlaps(self, begin: date, eind: date) -> bool:
        """Whether any day from begin up to and including eind is closed."""
        return any(begin <= laatste and eerste <= eind for eerste, laatste in self.reeksen)

    def touches(self, dagen: Sequence[date]) -> bool:
        """Whether any of these days is closed; made for many of them."""
        return any(eerste <= dag <= laatste for eerste, laatste in self.reeksen for dag in dagen)


GEEN = AfgeslotenDagen()


def fout_afgesloten(pointer: str) -> Fout:
    """What is wrong with a row that would change a closed period."""
    reason = "Deze periode is afgesloten. Vraag de gemeente om haar te heropenen, of laat de regel weg."
    return Fout(pointer, "periode-afgesloten", reason)
