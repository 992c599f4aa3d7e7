"""The same figures in plain Python, from what was delivered: slow, short, and sharing no code with the API."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from tests.contacten import Rij

GESPREKKEN = {"gesprek", "huisbezoek", "inloopspreekuur", "keukentafelgesprek", "chat"}
OUDERS = {"BU0101": "WK01", "BU0102": "WK01", "WK01": None, "WK02": None}
ALLEEN_ALS_TELLING = {"klachten"}
DIMENSIES = ("gebied", "aanbieder", "doelgroep", "leefgebied", "vorm")


@dataclass
class Feiten:
    """Everything that was delivered. leden: the codes of each dimension, in the order of an answer."""

    leden: dict[str, list[str]]
    contacten: list[Rij] = field(default_factory=list)
    tellingen: list[Rij] = field(default_factory=list)
    uitslagen: list[Rij] = field(default_factory=list)
    tellingen_voor: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Vraag:
    perioden: list[str]
    per: list[str]
    filters: dict[str, str]


Kant = tuple[Fraction, int]


def periode_van(dag: date, voorbeeld: str) -> str:
    """The period of a day, of the same kind as the example."""
    if "W" in voorbeeld:
        jaar, week, _ = dag.isocalendar()
        return f"{jaar}-W{week:02}"
    if "K" in voorbeeld:
        return f"{dag.year}-K{(dag.month + 2) // 3}"
    return f"{dag.year}-{dag.month:02}" if "-" in voorbeeld else f"{dag.year}"


@cache
def dagen_van(periode: str) -> frozenset[date]:
    jaar = int(periode[:4])
    alle = (date(jaar - 1, 12, 20) + timedelta(days=offset) for offset in range(400))
    return frozenset(dag for dag in alle if periode_van(dag, periode) == periode)


def ligt_in(dagen: frozenset[date], periode: str) -> bool:
    return dagen <= dagen_van(periode)


def binnen(gebied: str | None, top: str) -> bool:
    while gebied is not None and gebied != top:
        gebied = OUDERS[gebied]
    return gebied == top


def past(feit: Rij, dimensie: str, code: str | None) -> bool:
    """Whether a fact belongs to a member of a dimension; None: to what is not broken down by it."""
    if dimensie == "leefgebied" and "leefgebieden" in feit:
        return code in feit["leefgebieden"] if code else not feit["leefgebieden"]
    mine = feit.get(dimensie)
    return binnen(mine, code) if dimensie == "gebied" and code else mine == code


def bijdragen(maatstaf: str, contact: Rij, leefgebied: str | None, *, apart: bool) -> Fraction | None:
    """What one contact adds to a maatstaf; None: nothing. leefgebied: that of the cell (apart) or of the filter."""
    duur, datum, afgesloten = contact.get("duurMinuten"), contact["datum"], contact.get("afgesloten")
    dagen = (date.fromisoformat(afgesloten) - date.fromisoformat(datum)).days if afgesloten else None
    vragen = (1 if leefgebied else 0) if apart or leefgebied else len(contact["leefgebieden"])
    soort, verwezen, client = contact["soort"], contact.get("doorverwezenNaar"), contact.get("clientPseudoniem")
    return {
        "contacten": Fraction(1),
        "gesprekken": Fraction(1) if soort in GESPREKKEN else None,
        "uren": Fraction(duur, 60) if duur else None,
        "doorverwijzingen": Fraction(1) if verwezen else None,
        "verwijzerscontacten": Fraction(1) if soort == "verwijzerscontact" else None,
        "telefonische-vragen": Fraction(1) if soort == "telefonisch" else None,
        "afgesloten-contacten": Fraction(1) if afgesloten else None,
        "doorlooptijddagen": Fraction(dagen) if dagen is not None else None,
        "leefgebiedvragen": Fraction(vragen) if vragen else None,
        "clienten": Fraction(1) if client else None,
    }.get(maatstaf)


def tel_maatstaf(feiten: Feiten, maatstaf: str, periode: str, cel: dict[str, str | None], vraag: Vraag) -> Kant | None:
    """Sum and people of one maatstaf in one cell; None when nothing contributes."""
    eisen = [*cel.items(), *vraag.filters.items()]
    apart = "leefgebied" in vraag.per
    leefgebied = cel.get("leefgebied") or vraag.filters.get("leefgebied")
    if apart:
        leefgebied = cel["leefgebied"]
    som, mensen = Fraction(0), set()
    for nummer, contact in enumerate(feiten.contacten):
        if maatstaf in feiten.tellingen_voor[contact["aanbieder"]]:
            continue
        if periode_van(date.fromisoformat(contact["datum"]), periode) != periode:
            continue
        if not all(past(contact, dimensie, code) for dimensie, code in eisen):
            continue
        erbij = bijdragen(maatstaf, contact, leefgebied, apart=apart)
        if erbij is not None:
            som += erbij
            mensen.add(contact.get("clientPseudoniem") or nummer)
    if maatstaf == "clienten":
        som = Fraction(len(mensen))
    geteld = sum(
        (
            Fraction(telling["waarde"])
            for telling in geldende_tellingen(feiten, maatstaf, periode)
            if all(past(telling, dimensie, code) for dimensie, code in eisen)
        ),
        Fraction(0),
    )
    n = len(mensen) - (-geteld // 1)
    return (som + geteld, int(n)) if n else None


def geldende_tellingen(feiten: Feiten, maatstaf: str, periode: str) -> list[Rij]:
    """The tellingen inside a period, without those that a longer one of the same aanbieder overlaps."""
    erin = [
        (telling, dagen)
        for telling in feiten.tellingen
        if telling["maatstaf"] == maatstaf and maatstaf in feiten.tellingen_voor[telling["aanbieder"]]
        if ligt_in(dagen := dagen_van(telling["periode"]), periode)
    ]
    return [
        telling
        for telling, dagen in erin
        if not any(
            other["aanbieder"] == telling["aanbieder"] and len(langer) > len(dagen) and langer & dagen
            for other, langer in erin
        )
    ]


def is_bekend(feiten: Feiten, maatstaf: str, periode: str, aanbieders: set[str]) -> bool:
    """Whether one of these aanbieders delivered something in the period from which the maatstaf follows."""
    contacten = maatstaf not in ALLEEN_ALS_TELLING and any(
        periode_van(date.fromisoformat(contact["datum"]), periode) == periode
        for contact in feiten.contacten
        if contact["aanbieder"] in aanbieders and maatstaf not in feiten.tellingen_voor[contact["aanbieder"]]
    )
    tellingen = any(
        telling["maatstaf"] == maatstaf and ligt_in(dagen_van(telling["periode"]), periode)
        for telling in feiten.tellingen
        if telling["aanbieder"] in aanbieders and maatstaf in feiten.tellingen_voor[telling["aanbieder"]]
    )
    return contacten or tellingen


SCORES: dict[str, tuple[Callable[[str], int | None], int]] = {
    "top2": (lambda a: (1 if a in "45" else 0) if a in {"1", "2", "3", "4", "5"} else None, 100),
    "gemiddelde": (lambda a: int(a) if a.isdigit() else None, 1),
    "nps": (lambda a: (1 if int(a) >= 9 else 0 if int(a) >= 7 else -1) if a.isdigit() and int(a) <= 10 else None, 100),
    "ja": (lambda a: {"ja": 1, "nee": 0}.get(a), 100),
}


def tel_vraag(
    feiten: Feiten, indicator: dict[str, Any], periode: str, cel: dict[str, str | None], vraag: Vraag
) -> Kant | None:
    """Points and respondents of one question in one cell."""
    score, _ = SCORES[indicator["maat"]]
    punten, n = Fraction(0), 0
    for uitslag in feiten.uitslagen:
        if (uitslag["vragenlijst"], uitslag["vraag"]) != (indicator["vragenlijst"], indicator["vraag"]):
            continue
        if not ligt_in(dagen_van(uitslag["periode"]), periode):
            continue
        if not all(past(uitslag, dimensie, code) for dimensie, code in [*cel.items(), *vraag.filters.items()]):
            continue
        for antwoord, aantal in uitslag["antwoorden"].items():
            waarde = score(antwoord)
            if waarde is not None:
                punten, n = punten + waarde * aantal, n + aantal
    return (punten, n) if n else None


def rond(value: Fraction) -> Decimal:
    return Decimal(round(value * 10_000)) / 10_000


def antwoord(feiten: Feiten, indicator: dict[str, Any], vraag: Vraag, drempel: int) -> list[dict[str, Any]]:
    """What the API has to answer, cell by cell."""
    uit_vragenlijst = indicator["rekenwijze"] == "vragenlijst"
    maatstaven = [code for code in (indicator["teller"], indicator["noemer"]) if code]
    factor = SCORES[indicator["maat"]][1] if uit_vragenlijst else Fraction(indicator["factor"] or 1)

    def kanten(periode: str, cel: dict[str, str | None]) -> list[Kant | None]:
        if uit_vragenlijst:
            found = tel_vraag(feiten, indicator, periode, cel, vraag)
            return [found, (Fraction(found[1]), found[1]) if found else None]
        return [tel_maatstaf(feiten, maatstaf, periode, cel, vraag) for maatstaf in maatstaven]

    def leden(dimensie: str) -> list[str | None]:
        chosen = vraag.filters.get(dimensie)
        codes = [
            code
            for code in feiten.leden[dimensie]
            if chosen is None or (binnen(code, chosen) if dimensie == "gebied" else code == chosen)
        ]
        return [*codes, None]

    cells = {
        (periode, members): kanten(periode, dict(zip(vraag.per, members, strict=True)))
        for periode, members in product(vraag.perioden, product(*map(leden, vraag.per)))
    }
    # What was not broken down is only shown where it occurs, somewhere in the answer.
    occurring = {
        place
        for (_, members), found in cells.items()
        for place, member in enumerate(members)
        if member is None and any(found)
    }
    answer = []
    for (periode, members), found in cells.items():
        if any(member is None and place not in occurring for place, member in enumerate(members)):
            continue
        cel = dict(zip(vraag.per, members, strict=True))
        aanbieder = cel.get("aanbieder") or vraag.filters.get("aanbieder")
        wie = {aanbieder} if aanbieder else set(feiten.leden["aanbieder"])
        if not uit_vragenlijst:
            found = [
                kant or ((Fraction(0), 0) if is_bekend(feiten, maatstaf, periode, wie) else None)
                for kant, maatstaf in zip(found, maatstaven, strict=True)
            ]
        answer.append({"periode": periode, **cel, **publiceer(found, factor, drempel)})
    return answer


def publiceer(kanten: list[Kant | None], factor: Fraction | int, drempel: int) -> dict[str, Any]:
    leeg = {"waarde": None, "teller": None, "noemer": None}
    if any(kant is None for kant in kanten):
        return leeg | {"n": 0, "onderdrukt": False, "reden": "geen-gegevens"}
    known = [kant for kant in kanten if kant is not None]
    if any(0 < n < drempel for _, n in known):
        return leeg | {"n": None, "onderdrukt": True, "reden": "te-weinig"}
    sommen = [rond(som) for som, _ in known]
    teller, noemer = sommen[0], sommen[1] if len(sommen) > 1 else None
    waarde = teller if noemer is None else rond(Fraction(teller) * factor / Fraction(noemer)) if noemer else None
    return {
        "waarde": waarde,
        "teller": teller,
        "noemer": noemer,
        "n": known[-1][1],
        "onderdrukt": False,
        "reden": "noemer-nul" if waarde is None else None,
    }
