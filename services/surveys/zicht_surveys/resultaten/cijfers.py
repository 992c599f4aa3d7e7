"""From how often each answer was given to what is said of a question. Pure: only from counts that may be shown."""

from collections.abc import Mapping
from typing import Final

from zicht_surveys.resultaten.schemas import Aandeel, Cijfer, Interval
from zicht_surveys.resultaten.statistiek import Schatting, mean, nps, share
from zicht_surveys.resultaten.velden import Veld, in_dutch, label_of

_DECIMALS: Final = 4
_TOP2: Final = ("4", "5")


def distribution(veld: Veld, aantallen: Mapping[str, int], n: int) -> list[Aandeel]:
    """The share of every value of the scale, those that nobody chose too.

    aantallen: by value. n: how many chose one or more of them; shares are of n, so of `meer` they may exceed 100 %
    together.
    """
    return [
        Aandeel(
            antwoord=waarde,
            tekst=in_dutch(label_of(veld, waarde)),
            aantal=aantallen.get(waarde, 0),
            percentage=_rounded(schatting.waarde),
            interval=_interval(schatting),
        )
        for waarde in veld.labels
        for schatting in [share(aantallen.get(waarde, 0), n)]
    ]


def figures(veld: Veld, aantallen: Mapping[str, int], n: int) -> list[Cijfer]:
    """The figures that go with this kind of question; aantallen, n: without weet-niet, n > 0."""
    match veld.soort:
        case "likert5":
            top2 = share(sum(aantallen.get(waarde, 0) for waarde in _TOP2), n)
            return [_cijfer("top2", top2), _cijfer("gemiddelde", mean(_scores(veld, aantallen)))]
        case "rapportcijfer":
            return [_cijfer("gemiddelde", mean(_scores(veld, aantallen)))]
        case "nps":
            return [_cijfer("nps", nps(_scores(veld, aantallen)))]
        case "ja-nee":
            return [_cijfer("ja", share(aantallen.get("ja", 0), n))]
        case _:
            # Of options only their shares say something.
            return []


def response(ontvangen: int, uitgenodigd: int) -> Cijfer | None:
    """Which part of those who were invited answered; None when more answered than were invited (by open links)."""
    return _cijfer("respons", share(ontvangen, uitgenodigd)) if 0 < uitgenodigd >= ontvangen else None


def _scores(veld: Veld, aantallen: Mapping[str, int]) -> dict[int, int]:
    return {int(waarde): aantallen[waarde] for waarde in veld.labels if aantallen.get(waarde)}


def _cijfer(maat: str, schatting: Schatting) -> Cijfer:
    return Cijfer.model_validate({"maat": maat, "waarde": _rounded(schatting.waarde), "interval": _interval(schatting)})


def _interval(schatting: Schatting) -> Interval | None:
    if schatting.onder is None or schatting.boven is None or schatting.methode is None:
        return None
    return Interval(onder=_rounded(schatting.onder), boven=_rounded(schatting.boven), methode=schatting.methode)


def _rounded(figure: float) -> float:
    return round(figure, _DECIMALS)
