"""What was delivered, as a test knows it, and what its words mean: periods, points, formulas. No code of the API."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from tests.contacten import Rij

GESPREKKEN = {"gesprek", "huisbezoek", "inloopspreekuur", "keukentafelgesprek", "chat"}
ALLEEN_ALS_TELLING = {"klachten"}
OPTELLEND = {"maatstaf", "uniek"}
DIMENSIES = ("gebied", "aanbieder", "doelgroep", "leefgebied", "vorm")

Leden = tuple[str | None, ...]
# What is counted: ("maatstaf", code), ("doorlooptijd",) or ("vraag", vragenlijst, vraag, maat).
Figuur = tuple[str, ...]
Haal = Callable[[str], Fraction]


class Onbekend(Exception):
    """A formula needs a figure that is not there."""


# Every formula that the tests use, written down a second time.
FORMULES: dict[str, Callable[[Haal], Fraction]] = {
    "[uren] / [clienten-bereikt]": lambda i: i("uren") / i("clienten-bereikt"),
    "([tijd] - [klachten]) / [bereik] * 12.5": lambda i: (i("tijd") - i("klachten")) / i("bereik") * Fraction(25, 2),
    "als([welkom] > 50, [cijfer], [bereik] / 3)": lambda i: i("cijfer") if i("welkom") > 50 else i("bereik") / 3,
    "max([tijd], 2 * [begroot]) - rond([klachten-per-kop], 1)": lambda i: (
        max(i("tijd"), 2 * i("begroot")) - round(i("klachten-per-kop"), 1)
    ),
    "abs(-[saldo]) + min([bereik], [dagen], 7) / 3": lambda i: (
        abs(i("saldo")) + min(i("bereik"), i("dagen"), Fraction(7)) / 3
    ),
}

# Per maat: the points of an answer, None where it is no answer to the question; and the factor.
SCORES: dict[str, tuple[Callable[[str], int | None], int]] = {
    "top2": (lambda a: (1 if a in "45" else 0) if a in {"1", "2", "3", "4", "5"} else None, 100),
    "gemiddelde": (lambda a: int(a) if a.isdigit() else None, 1),
    "nps": (lambda a: (1 if int(a) >= 9 else 0 if int(a) >= 7 else -1) if a.isdigit() and int(a) <= 10 else None, 100),
    "ja": (lambda a: {"ja": 1, "nee": 0}.get(a), 100),
}


@dataclass
class Feiten:
    """All that holds now. leden: the codes of each dimension, in the order of an answer.

    contacten by aanbieder and bronId, tellingen by what they are about, resultaten by id, ingevoerd by indicator and
    period, indicatoren as they were laid down.
    """

    leden: dict[str, list[str]]
    ouders: dict[str, str | None]
    indicatoren: dict[str, Rij] = field(default_factory=dict)
    contacten: dict[tuple[str, str], Rij] = field(default_factory=dict)
    tellingen: dict[tuple[str | None, ...], Rij] = field(default_factory=dict)
    resultaten: dict[str, Rij] = field(default_factory=dict)
    ingevoerd: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    tellingen_voor: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Vraag:
    """wie: the aanbieder that asks, None when it is the gemeente. tegenover: the period to compare with besides."""

    perioden: list[str]
    per: list[str]
    filters: dict[str, str]
    wie: str | None = None
    tegenover: str | None = None


@cache
def periode_van(datum: str, soort: str) -> str:
    """The period of a day; soort: W, K, M or J."""
    dag = date.fromisoformat(datum)
    if soort == "W":
        jaar, week, _ = dag.isocalendar()
        return f"{jaar}-W{week:02}"
    if soort == "K":
        return f"{dag.year}-K{(dag.month + 2) // 3}"
    return f"{dag.year}-{dag.month:02}" if soort == "M" else f"{dag.year}"


def soort_van(periode: str) -> str:
    return "J" if "-" not in periode else periode[5] if periode[5] in "WK" else "M"


@cache
def dagen_van(periode: str) -> frozenset[date]:
    jaar = int(periode[:4])
    alle = (date(jaar - 1, 12, 20) + timedelta(days=offset) for offset in range(400))
    return frozenset(dag for dag in alle if periode_van(dag.isoformat(), soort_van(periode)) == periode)


def vorige_van(periode: str) -> str:
    return periode_van((min(dagen_van(periode)) - timedelta(days=1)).isoformat(), soort_van(periode))


def jaar_eerder(periode: str) -> str | None:
    """None: that year has no such week."""
    eerder = f"{int(periode[:4]) - 1}{periode[4:]}"
    return eerder if dagen_van(eerder) else None


def rond(value: Fraction) -> Decimal:
    return Decimal(round(value * 10_000)) / 10_000


def beoordeel(richting: str, waarde: Decimal, doel: Decimal, nul: Decimal | None) -> str | None:
    """behaald, op-weg or niet-behaald; None: no direction is better."""
    if richting == "neutraal":
        return None
    teken = 1 if richting == "hoger" else -1
    if waarde * teken >= doel * teken:
        return "behaald"
    return "op-weg" if nul is not None and waarde * teken > nul * teken else "niet-behaald"


def bijdrage(maatstaf: str, contact: Rij, vragen: int) -> Fraction | None:
    """What one contact adds to a maatstaf; None: nothing. vragen: how many leefgebieden of it are counted here."""
    duur, dagen, soort = contact.get("duurMinuten"), doorlooptijd(contact), contact["soort"]
    ways: dict[str, tuple[bool, Fraction]] = {
        "contacten": (True, Fraction(1)),
        "gesprekken": (soort in GESPREKKEN, Fraction(1)),
        "uren": (bool(duur), Fraction(duur or 0, 60)),
        "doorverwijzingen": ("doorverwezenNaar" in contact, Fraction(1)),
        "verwijzerscontacten": (soort == "verwijzerscontact", Fraction(1)),
        "telefonische-vragen": (soort == "telefonisch", Fraction(1)),
        "afgesloten-contacten": (dagen is not None, Fraction(1)),
        "doorlooptijddagen": (dagen is not None, Fraction(dagen or 0)),
        "leefgebiedvragen": (vragen > 0, Fraction(vragen)),
        # Who they are is counted, not how often they came.
        "clienten": ("clientPseudoniem" in contact, Fraction(0)),
    }
    counts, value = ways.get(maatstaf, (False, Fraction(0)))
    return value if counts else None


def doorlooptijd(contact: Rij) -> int | None:
    if "afgesloten" not in contact:
        return None
    return (date.fromisoformat(contact["afgesloten"]) - date.fromisoformat(contact["datum"])).days
