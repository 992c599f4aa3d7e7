"""The rules by which something stands out. Pure: published figures go in, findings come out.

A figure that is hidden or missing is never taken for zero: where a rule needs one, it says nothing. docs/decisions/0013
tells why the rules are as they are; the tests measure how often they call without a reason.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import median

from zicht_api.leverkalender.aanleverstatus import Leverstatus
from zicht_api.leverkalender.status import Leveringsstatus
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.signalen.bevindingen import Bevinding, Signaalsoort, in_words
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.statistiek import Proportie, Telling, Verschil, compare_counts, compare_proportions, wilson

Reeks = Sequence[Waarde]

PER_JAAR = {PeriodeSoort.maand: 12, PeriodeSoort.kwartaal: 4, PeriodeSoort.jaar: 1}
_MAANDEN = {PeriodeSoort.maand: 1, PeriodeSoort.kwartaal: 3, PeriodeSoort.jaar: 12}
MIN_HISTORIE = 12
# Of the standard deviation, on the scale of the square root: there a count varies as much whatever its size.
UITSCHIETER = 5.0
# In per cent: more than half.
OVERHEERST = Decimal(50)

_LANGSTE_HISTORIE = 24
# A change that is certain is still not worth a conversation when it is small.
_MIN_VERANDERING = Decimal("0.25")
_MIN_PUNTEN = Decimal(10)
_HONDERD = Decimal(100)
# How much wider an interval of 99 % is than one of 95 %: 2.58 and 1.96 standard errors.
_RUIMER = Decimal("1.32")


def find_grens(
    indicator: str, richting: str, grens: Decimal, reeks: Reeks, perioden: Collection[str]
) -> list[Bevinding]:
    """Where the figure came over the signaalgrens: the first of a run of figures beyond it.

    richting: hoger is better: beyond is below; otherwise beyond is above. reeks: in order. perioden: to look at.
    """
    found, before = [], None
    for waarde in reeks:
        if waarde.waarde is None:
            continue
        beyond = waarde.waarde < grens if richting == "hoger" else waarde.waarde > grens
        if beyond and waarde.periode in perioden and (before is None or not before[1]):
            side = "onder" if richting == "hoger" else "boven"
            found.append(
                Bevinding(
                    Signaalsoort.grens,
                    waarde.periode,
                    f"De waarde {in_words(waarde.waarde)} ligt {side} de signaalgrens {in_words(grens)}.",
                    "Vergelijking van de getoonde waarde met de signaalgrens van de indicator.",
                    indicator,
                    waarden=(before[0], waarde) if before else (waarde,),
                )
            )
        before = (waarde, beyond)
    return found


def find_verandering(
    indicator: str,
    maat: "Maat",
    reeks: Reeks,
    perioden: Collection[str],
    plaats: Mapping[str, str] | None = None,
) -> list[Bevinding]:
    """Where the figure surely and clearly differs from the period before and from the same period last year, both in
    the same direction: neither the season nor a slow trend does that.

    maat: MENSEN or PROPORTIE. reeks: in order, without gaps; periods of which something is hidden are passed over.
    """
    found = []
    for index, now in enumerate(reeks):
        back = index - PER_JAAR[Periode.parse(now.periode).soort]
        if now.periode not in perioden or back < 0:
            continue
        before, last_year = reeks[index - 1], reeks[back]
        changes = (maat.compare(now, before), maat.compare(now, last_year))
        if changes[0] is None or changes[1] is None or (changes[0].verschil > 0) != (changes[1].verschil > 0):
            continue
        regel = (
            f"{maat.naam}: {maat.show(now)}, tegen {maat.show(before)} in {before.periode} "
            f"en {maat.show(last_year)} in {last_year.periode}."
        )
        methode = f"{changes[0].methode}; met beide bij een zekerheid van 99 %, en {maat.minstens}."
        found.append(
            Bevinding(
                Signaalsoort.verandering, now.periode, regel, methode, indicator, plaats or {}, (last_year, before, now)
            )
        )
    return found


@dataclass(frozen=True)
class Maat:
    """How two figures are compared. compare: their difference when it is certain and large enough, or None."""

    naam: str
    minstens: str
    compare: Callable[[Waarde, Waarde], Verschil | None]
    show: Callable[[Waarde], str]


def _more_or_fewer_people(now: Waarde, then: Waarde) -> Verschil | None:
    if now.n is None or then.n is None or now.waarde is None or then.waarde is None:
        return None
    verschil = compare_counts(Telling(now.n, _days(now)), Telling(then.n, _days(then)))
    large = abs(verschil.verschil) >= _MIN_VERANDERING * (now.n - verschil.verschil)
    return verschil if large and _is_certain(verschil) else None


def _other_proportion(now: Waarde, then: Waarde) -> Verschil | None:
    parts = _as_proportion(now), _as_proportion(then)
    if parts[0] is None or parts[1] is None:
        return None
    verschil = compare_proportions(parts[0], parts[1], _HONDERD)
    return verschil if abs(verschil.verschil) >= _MIN_PUNTEN and _is_certain(verschil) else None


def _is_certain(verschil: Verschil) -> bool:
    """At 99 %: of the many figures that are looked at each month one in twenty differs at 95 %, by chance."""
    bound = verschil.onder if verschil.verschil > 0 else verschil.boven
    return bound is not None and abs(verschil.verschil) > _RUIMER * abs(verschil.verschil - bound)


def _as_proportion(waarde: Waarde) -> Proportie | None:
    if waarde.teller is None or not waarde.noemer or not 0 <= waarde.teller <= waarde.noemer:
        return None
    return Proportie(waarde.teller, waarde.noemer)


def _days(waarde: Waarde) -> Decimal:
    return Decimal(Periode.parse(waarde.periode).dagen)


def _people(waarde: Waarde) -> str:
    return str(waarde.n)


def _value(waarde: Waarde) -> str:
    return "-" if waarde.waarde is None else in_words(waarde.waarde)


# People come independently of one another; contacten of one person do not, so those are not what is compared.
MENSEN = Maat("Mensen achter dit cijfer", "minstens 25 % verschil", _more_or_fewer_people, _people)
PROPORTIE = Maat("Waarde", "minstens 10 procentpunt verschil", _other_proportion, _value)


def find_overheersing(
    indicator: str, plaats: Mapping[str, str], deel: Reeks, geheel: Sequence[Reeks], perioden: Collection[str]
) -> list[Bevinding]:
    """Where surely more than half of the people behind a figure are behind one part of it, and surely more than in the
    year before.

    geheel: the series that together are the whole. All over the same periods, in order, without gaps.
    """
    found = []
    for index, now in enumerate(deel):
        per_jaar = PER_JAAR[Periode.parse(now.periode).soort]
        earlier = range(index - per_jaar, index)
        if now.periode not in perioden or index < per_jaar:
            continue
        share, usual = _share(deel, geheel, [index]), _share(deel, geheel, earlier)
        if share is None or usual is None:
            continue
        onder = wilson(share.teller, share.noemer, _HONDERD).onder
        change = compare_proportions(share, usual, _HONDERD)
        if onder <= OVERHEERST or not change.significant or change.verschil <= 0:
            continue
        regel = (
            f"{_percentage(share)} % van de mensen achter dit cijfer, tegen {_percentage(usual)} % in het jaar ervoor."
        )
        methode = (
            f"Ondergrens van het Wilson-interval boven {OVERHEERST} % ({in_words(onder)} %), en {change.methode} (5 %)."
        )
        waarden = (now, *(reeks[index] for reeks in geheel if reeks is not deel))
        found.append(Bevinding(Signaalsoort.overheersing, now.periode, regel, methode, indicator, plaats, waarden))
    return found


def _share(deel: Reeks, geheel: Sequence[Reeks], places: Sequence[int]) -> Proportie | None:
    """Of the people in these periods together; None when a figure is not shown."""
    parts, wholes = [deel[place] for place in places], [reeks[place] for reeks in geheel for place in places]
    if any(waarde.waarde is None for waarde in (*parts, *wholes)):
        return None
    part, whole = sum(waarde.n or 0 for waarde in parts), sum(waarde.n or 0 for waarde in wholes)
    return Proportie(Decimal(part), Decimal(whole)) if part <= whole and whole else None


def _percentage(share: Proportie) -> str:
    return in_words((share.teller / share.noemer * 100).quantize(Decimal(1)))


def find_uitschieters(
    indicator: str, plaats: Mapping[str, str], reeks: Reeks, perioden: Collection[str]
) -> list[Bevinding]:
    """Where a figure lies outside everything that came before, and far from its middle.

    reeks: of one aanbieder, in order. At least MIN_HISTORIE earlier figures are needed; what is hidden is left out.
    """
    found = []
    for index, now in enumerate(reeks):
        if now.periode not in perioden or now.waarde is None:
            continue
        history = [w.waarde for w in reeks[max(0, index - _LANGSTE_HISTORIE) : index] if w.waarde is not None]
        if len(history) < MIN_HISTORIE or min(*history, now.waarde) < 0:
            continue
        low, high = min(history), max(history)
        if low <= now.waarde <= high or abs(_distance(now.waarde, history)) <= UITSCHIETER:
            continue
        regel = (
            f"De waarde {in_words(now.waarde)} ligt buiten wat eerder werd aangeleverd: "
            f"van {in_words(low)} tot en met {in_words(high)} in {len(history)} perioden."
        )
        methode = f"Afstand tot de mediaan groter dan {UITSCHIETER:.0f} maal de spreiding (MAD), op de wortelschaal."
        found.append(Bevinding(Signaalsoort.uitschieter, now.periode, regel, methode, indicator, plaats, (now,)))
    return found


def _distance(value: Decimal, history: Sequence[Decimal]) -> float:
    """How many standard deviations from the median, on the scale of Anscombe (1948): the square root of a count + 3/8.

    The spread is the median absolute deviation, which one earlier outlier does not move; at least that of Poisson.
    """
    roots = [sqrt(float(other) + 0.375) for other in history]
    middle = median(roots)
    spread = 1.4826 * median(abs(root - middle) for root in roots)
    return (sqrt(float(value) + 0.375) - middle) / max(spread, 0.5)


@dataclass(frozen=True, slots=True)
class Cijfer:
    """The finest figure that is shown over some time: of a part, and of the whole over the same period.

    geleverd: whether all was delivered that was agreed; else nothing can be said of it yet.
    """

    deel: Waarde
    geheel: Waarde
    geleverd: bool

    @property
    def is_known(self) -> bool:
        return self.geleverd and self.deel.waarde is not None and self.geheel.waarde is not None


def find_stiltes(
    indicator: str, dimensie: str, delen: Mapping[str, Sequence[Cijfer]], *, reeksen: int
) -> list[Bevinding]:
    """Which parts are silent in the last of their figures.

    delen: per member of the dimensie its series, in order, without gaps. reeksen: how many are looked at in this round.
    """
    # numpy and scipy take a second to import: only who looks for a silence waits for them.
    from zicht_api.signalen.stilte import FOUTKANS, HORIZON, Tijdvak, find_stilte

    found = []
    for member, cijfers in delen.items():
        tijdvakken = [
            Tijdvak(
                cijfer.deel.n if cijfer.is_known else None,
                cijfer.geheel.n if cijfer.is_known else None,
                _MAANDEN[Periode.parse(cijfer.deel.periode).soort],
            )
            for cijfer in cijfers
        ]
        stilte = find_stilte(tijdvakken, reeksen=reeksen)
        if stilte is None:
            continue
        sinds = cijfers[stilte.sinds].deel.periode
        regel = (
            f"Sinds {sinds} komen hier geen of bijna geen mensen meer. "
            f"Naar het aandeel in de tijd ervoor waren er {round(stilte.verwacht)} verwacht."
        )
        methode = (
            f"Kans op zo weinig kleiner dan {FOUTKANS:.0%}, gedeeld over {HORIZON} maanden en {reeksen} reeksen; "
            "negatief-binomiaal, met als verwachting het gebruikelijke aandeel in het geheel. Van verborgen cijfers is "
            "niets aangenomen."
        )
        shown = [cijfer.deel for cijfer in cijfers[max(0, stilte.sinds - MIN_HISTORIE) :]]
        found.append(Bevinding(Signaalsoort.stilte, sinds, regel, methode, indicator, {dimensie: member}, tuple(shown)))
    return found


def find_aanlevering(statussen: Sequence[Leverstatus]) -> list[Bevinding]:
    """Every expected delivery that did not come, came only in part, or came too late."""
    return [
        Bevinding(
            Signaalsoort.aanlevering,
            status.verwachting.periode.code,
            f"De aanlevering van {status.soort} over {status.verwachting.periode} {_WAT_ER_IS[status.oordeel.status]} "
            f"Zij werd verwacht uiterlijk op {status.verwachting.uiterlijk:%d-%m-%Y}.",
            "Vergelijking van wat is aangeleverd met de leverafspraak.",
            plaats={"aanbieder": status.aanbieder},
            kenmerk=str(status.leverafspraak),
        )
        for status in statussen
        if status.oordeel.status in _WAT_ER_IS
    ]


_WAT_ER_IS = {
    Leveringsstatus.ontbreekt: "ontbreekt.",
    Leveringsstatus.onvolledig: "is niet volledig.",
    Leveringsstatus.te_laat: "kwam te laat.",
}
