"""What an actie brought about, as far as figures can say. Pure, and from published figures only."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zicht_api.benchmarkgroepen.schemas import Groepscijfers
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.verbeterplannen.schemas import Groepsontwikkeling, Meetwaarden, Verwachting
from zicht_api.waarden.onderdrukking import Verschil, Waarde

Uitkomst = Literal["ja", "nee", "niet-te-zeggen"]

TOESCHRIJVEN = (
    "Een verschil in de tijd is nog geen gevolg van de actie. Ook andere ontwikkelingen, andere acties en toeval "
    "werken mee. Bespreek met inwoners, professionals en beleid of de actie het verschil kan verklaren."
)
SEIZOEN = "De twee perioden vallen niet in hetzelfde deel van het jaar. Een verschil kan ook van het seizoen komen."
UITSCHIETER = (
    "De aanleiding was een signaal. Een cijfer dat uitschoot, ligt daarna vaak ook vanzelf dichter bij het gewone."
)
ANDERS_BEKEND = (
    "De waarde ervoor was bij het begin anders bekend: er is later nog aangeleverd of verbeterd, of de definitie is "
    "veranderd. Het verschil is berekend met wat er bij de meting bekend was, voor en na op dezelfde manier."
)
KNOOP = (
    "De score van een knoop komt uit meer cijfers. Er is niet te zeggen of een verschil daarin meer is dan toeval; "
    "kijk daarvoor naar de indicatoren eronder."
)
GEEN_TOETS = "verschil van twee scores, zonder toets"
NIET_GETOETST = (
    "Van dit cijfer is niet te zeggen hoe zeker het is. Of de verwachting is gehaald, volgt alleen uit het cijfer zelf."
)
EIGEN_CIJFERS = "U ziet hier alleen uw eigen cijfers. De verwachting gaat over meer dan dat."


@dataclass(frozen=True, slots=True)
class Omstandigheden:
    """What besides the figures bears on how to read an effect.

    ook: other acties that aim at the same. uit_signaal: the plan came from a signal.
    """

    periode_voor: Periode
    periode_na: Periode
    ook: Sequence[str]
    uit_signaal: bool


def is_compared(voor: Meetwaarden, na: Meetwaarden) -> bool:
    """Whether the effect is known: two figures that may be seen, and a later period that is over."""
    return not na.voorlopig and _figure_of(voor) is not None and _figure_of(na) is not None


def compute_verschil(voor: Meetwaarden, na: Meetwaarden) -> Verschil | None:
    """The difference; None where one of both cannot be seen. voor, na: on the same state of the data.

    na.cijfer was asked for `tegenover` the period before: how certain the difference is, was worked out with it.
    """
    if na.cijfer is not None:
        return na.cijfer.verschillen.tegenover
    if voor.score is None or na.score is None:
        return None
    return Verschil(
        met=voor.periode, verschil=na.score - voor.score, onder=None, boven=None, significant=None, methode=GEEN_TOETS
    )


def judge(richting: str, verwacht: Decimal, na: Meetwaarden) -> Verwachting:
    """Whether what was expected came: by the interval of the figure after, where it has one.

    richting: hoger, lager or neutraal, of the indicator; of a knoop always hoger. niet-te-zeggen while the interval
    still holds both answers.
    """

    def say(uitkomst: Uitkomst, toelichting: str) -> Verwachting:
        return Verwachting(verwachte_waarde=verwacht, uitkomst=uitkomst, toelichting=toelichting)

    waarde, cijfer = _figure_of(na), na.cijfer
    if waarde is None:
        return say("niet-te-zeggen", _why_nothing(cijfer))
    if richting == "neutraal":
        return say("niet-te-zeggen", "Bij deze indicator is hoger noch lager beter.")
    if na.voorlopig:
        return say("niet-te-zeggen", "De periode is nog niet voorbij.")
    teken = 1 if richting == "hoger" else -1
    if cijfer is None or cijfer.interval is None:
        return say("ja" if teken * (waarde - verwacht) >= 0 else "nee", KNOOP if cijfer is None else NIET_GETOETST)
    slechtst, best = sorted((teken * cijfer.interval.onder, teken * cijfer.interval.boven))
    if slechtst >= teken * verwacht:
        return say("ja", "Met 95 % zekerheid ligt de werkelijke waarde op de verwachting of is zij beter.")
    if best < teken * verwacht:
        return say("nee", "Met 95 % zekerheid is de werkelijke waarde niet zo goed als verwacht.")
    zelf = "het cijfer zelf wel" if teken * (waarde - verwacht) >= 0 else "het cijfer zelf niet"
    return say(
        "niet-te-zeggen",
        f"Door toeval kan de werkelijke waarde de verwachting zowel halen als missen; {zelf}.",
    )


def compare_with_group(
    groep: str, verschil: Verschil | None, voor: Groepscijfers | None, na: Groepscijfers | None
) -> Groepsontwikkeling:
    """How the same went elsewhere: our difference less that of the group. voor, na: None where nothing was settled."""
    if voor is None or na is None:
        return Groepsontwikkeling(
            groep=groep, gemiddelde_voor=None, gemiddelde_na=None, verschil_groep=None, verschil_van_verschillen=None,
            stap=None,
        )  # fmt: skip
    verschil_groep = na.gemiddelde - voor.gemiddelde
    return Groepsontwikkeling(
        groep=groep,
        gemiddelde_voor=voor.gemiddelde,
        gemiddelde_na=na.gemiddelde,
        verschil_groep=verschil_groep,
        verschil_van_verschillen=None if verschil is None else verschil.verschil - verschil_groep,
        stap=max(voor.stap, na.stap),
    )


def differs(toen: Meetwaarden, nu: Meetwaarden) -> bool:
    """Whether the value before was known otherwise at the start."""
    if toen.cijfer is None or nu.cijfer is None:
        return (toen.cijfer is None) != (nu.cijfer is None) or toen.score != nu.score
    return _shown(toen.cijfer) != _shown(nu.cijfer)


def find_kanttekeningen(omstandigheden: Omstandigheden, *, knoop: bool, anders_bekend: bool) -> list[str]:
    """What to keep in mind, the most general first. knoop: it is about a score; anders_bekend: see `differs`."""
    voor, na = omstandigheden.periode_voor, omstandigheden.periode_na
    other_season = voor.soort is not PeriodeSoort.jaar and voor.code[4:] != na.code[4:]
    ook = (
        f"Op dezelfde indicator of knoop richten zich ook andere acties: {', '.join(omstandigheden.ook)}. "
        "Wat van welke komt, is niet te scheiden."
    )
    said = {
        TOESCHRIJVEN: True,
        KNOOP: knoop,
        SEIZOEN: other_season,
        ook: bool(omstandigheden.ook),
        UITSCHIETER: omstandigheden.uit_signaal,
        ANDERS_BEKEND: anders_bekend,
    }
    return [tekst for tekst, holds in said.items() if holds]


def _figure_of(meetwaarden: Meetwaarden) -> Decimal | None:
    return meetwaarden.score if meetwaarden.cijfer is None else meetwaarden.cijfer.waarde


def _why_nothing(cijfer: Waarde | None) -> str:
    if cijfer is not None and cijfer.onderdrukt:
        return "Het cijfer wordt niet getoond, zodat mensen niet herkenbaar zijn."
    return "Er is geen cijfer over de periode erna."


def _shown(cijfer: Waarde) -> tuple[object, ...]:
    return cijfer.waarde, cijfer.teller, cijfer.noemer, cijfer.n, cijfer.reden
