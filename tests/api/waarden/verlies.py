"""What hiding costs, beside other ways of protecting small cells: `python -m tests.api.waarden.aanval` measures it."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from zlib import crc32

import numpy as np

from tests.api.waarden.aanval import (
    Getoond,
    Kennis,
    Per,
    Vak,
    ask,
    attack,
    combine,
    learn,
    vakken_of,
    ways_of,
)
from tests.api.waarden.tabellen import JAAR, Indeling, Tabel, perioden_of, random_correctie, random_tabel
from zicht_api.perioden import PeriodeSoort
from zicht_api.waarden.blokken import Blok, BlokSoort
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Registratie
from zicht_api.waarden.kubussen import Leden
from zicht_api.waarden.raster import Fijnheid, make_tijd, own_fijnheid

ALLES = Fijnheid(4, lopend=True)
DOORVERWIJZINGEN = Registratie("doorverwijzingen", "doorverwijzingen")
BASE = 5
# Tables with more cells take long to attack when much is shown.
LARGE = 200


def gemeente(people: int) -> Tabel:
    """A year of a middling gemeente: two wijken of four buurten, four aanbieders, eleven doelgroepen; few are busy."""
    dice = np.random.default_rng(7)
    boom = {None: (1, 2), 1: (3, 4, 5, 6), 2: (7, 8, 9, 10)}
    buurten = [frozenset({ouder, kind}) for ouder in (1, 2) for kind in boom[ouder]]
    niet: frozenset[int | None] = frozenset({None})
    plekken: dict[Dimensie, list[frozenset[int | None]]] = {
        Dimensie.gebied: [*buurten, frozenset({1, -1}), niet],
        Dimensie.aanbieder: [frozenset({nr}) for nr in range(1, 5)],
        Dimensie.doelgroep: [*(frozenset({nr}) for nr in range(1, 12)), niet],
        Dimensie.leefgebied: [niet],
        Dimensie.vorm: [niet],
    }
    delen = [deel for deel in perioden_of(Blok(BlokSoort.delen, JAAR)) if deel.startswith(f"{JAAR}-W")]
    indeling = Indeling(plekken, [deel for nr, deel in enumerate(delen) if delen[nr - 1][-7:] != deel[-7:]], boom)
    shares = [
        np.array([16, 14, 12, 11, 11, 10, 9, 8, 3, 6]),
        np.array([40, 30, 20, 10]),
        np.array([25, 20, 15, 10, 8, 6, 4, 3, 2, 1, 1, 5]),
        np.ones(1),
        np.ones(1),
        np.ones(12),
    ]
    kansen = shares[0]
    for share in shares[1:]:
        kansen = np.multiply.outer(kansen, share)
    aantallen = dice.multinomial(people, (kansen / kansen.sum()).ravel()).reshape(indeling.vorm)
    return Tabel(indeling, aantallen, drempel=10, dag=date(JAAR + 1, 3, 1))


def cells_of(tabel: Tabel) -> Iterator[Vak]:
    """Every cell with anyone in it, each question once: in all, by one dimensie, by two and by three."""
    used = [dimensie for dimensie in Dimensie if len(tabel.indeling.plekken[dimensie]) > 1]
    for size in range(4):
        for per in combinations(used, size):
            yield from (vak for vak in vakken_of(tabel, per) if vak.n)


def own_fijnheden(tabel: Tabel) -> dict[tuple[Per, Leden], Fijnheid]:
    """How finely each single member would be shown if nothing could be subtracted, with the whole under no dimensie."""
    found: dict[tuple[Per, Leden], Fijnheid] = {}
    totaal = _aantallen(tabel, (), ())
    tijd = make_tijd(JAAR, totaal, lopend_jaar=tabel.dag.year == JAAR)
    for per in ((), *((dimensie,) for dimensie in Dimensie)):
        for leden in product(*(tabel.indeling.leden[dimensie] for dimensie in per)):
            found[per, leden] = own_fijnheid(_aantallen(tabel, per, leden), tijd, tabel.drempel, ALLES)
    return found


def _aantallen(tabel: Tabel, per: Per, leden: Leden) -> dict[str, int]:
    plek = tuple(tabel.indeling.leden[dimensie].index(lid) for dimensie, lid in zip(per, leden, strict=True))
    blokken = (Blok(BlokSoort.kalender, JAAR), Blok(BlokSoort.delen, JAAR))
    return {
        periode: int(n)
        for blok in blokken
        for periode, n in zip(blok.perioden, tabel.cellen(per, blok)[plek], strict=True)
    }


def count_loss(tabel: Tabel, getoond: Getoond) -> Counter[str]:
    """Cells by what became of them, and people by month, and by year, whether a cell shows them."""
    found: Counter[str] = Counter()
    own = own_fijnheden(tabel)
    tijd = make_tijd(JAAR, _aantallen(tabel, (), ()), lopend_jaar=tabel.dag.year == JAAR)
    for vak in cells_of(tabel):
        shown = getoond(vak.per, vak.leden, vak.periode)
        if shown:
            reason = "getoond"
        elif vak.n < tabel.drempel:
            reason = "zelf klein"
        elif len(vak.per) > 1:
            reason = "combinatie"
        elif vak.periode.soort is not PeriodeSoort.week and own[vak.per, vak.leden].shows(tijd, vak.periode.code):
            reason = "gezin"
        else:
            reason = "fijnheid"
        found[reason] += 1
        if len(vak.per) in (1, 2) and vak.periode.soort in ("jaar", "maand"):
            found[f"mensen per {vak.periode.soort}, {len(vak.per)}"] += vak.n
            found[f"getoond per {vak.periode.soort}, {len(vak.per)}"] += vak.n * shown
    return found


def describe(title: str, found: Counter[str]) -> None:
    reasons = ("getoond", "zelf klein", "fijnheid", "gezin", "combinatie")
    cells = sum(found[reason] for reason in reasons)
    print(f"{title}: {cells} cellen; " + ", ".join(f"{reason} {found[reason] / cells:.1%}" for reason in reasons))
    for size, name in ((1, "een dimensie"), (2, "twee dimensies")):
        for soort in ("jaar", "maand"):
            people = found[f"mensen per {soort}, {size}"]
            if people:
                print(
                    f"  mensen getoond naar {name}, per {soort}: {found[f'getoond per {soort}, {size}'] / people:.1%}"
                )


def only_small(tabel: Tabel) -> Getoond:
    """The first alternative: hide what is small, and nothing else."""
    small = {
        (vak.per, vak.leden, vak.periode)
        for per in ways_of(tabel)
        for vak in vakken_of(tabel, per)
        if 0 < vak.n < tabel.drempel
    }
    return lambda *cel: cel not in small


def rounded(tabel: Tabel, base: int) -> tuple[Kennis, list[tuple[int, int]]]:
    """The second: nothing is hidden, every cell is rounded up or down by a key of its own, at random and fairly.

    What is then known, and each number as it is and as it is shown.
    """
    kennis, pairs = Kennis(tabel.aantallen.ravel(), tabel.drempel), []
    for per in ways_of(tabel):
        for vak in vakken_of(tabel, per):
            key = vak.masker.tobytes()
            if key in kennis.tussen:
                continue
            down = vak.n // base * base
            up = (crc32(key) % base) < vak.n - down
            shown = down + base * up
            pairs.append((vak.n, shown))
            kennis.tussen[key] = (vak.masker, max(0, shown - base + 1), shown + base - 1 if shown or vak.n else 0)
            if 0 < vak.n < tabel.drempel:
                kennis.doelen[key] = vak
    return kennis, pairs


def describe_attack(title: str, kennissen: list[Kennis]) -> None:
    leaks = [(len(kennis.doelen), attack(kennis)) for kennis in kennissen]
    small, near = sum(size for size, _ in leaks), [lek.boven - lek.onder for _, found in leaks for lek in found]
    print(f"  {title}: {small} kleine cellen, {len(near)} bekend tot op de drempel, {sum(x < 1 for x in near)} precies")


def describe_rounding(pairs: list[tuple[int, int]]) -> None:
    ernaast = [(abs(n - shown), n) for n, shown in pairs if n]
    relative = np.mean([verschil / n for verschil, n in ernaast])
    print(
        f"  afgerond op {BASE}: gemiddeld {np.mean([v for v, _ in ernaast]):.2f} ernaast, {relative:.1%} van het cijfer"
    )


def some_of(kennis: Kennis, size: int) -> Kennis:
    """With fewer goals: a large table takes long to attack."""
    doelen = random.Random(1).sample(sorted(kennis.doelen), min(size, len(kennis.doelen)))
    return replace(kennis, doelen={key: kennis.doelen[key] for key in doelen})


async def compare(tabellen: list[Tabel], most: int) -> None:
    """What the attack finds under our rules, and under the first alternative."""
    describe_attack("regels", [some_of(learn(tabel, await ask(tabel)), most) for tabel in tabellen])
    describe_attack("alleen klein", [some_of(learn(tabel, only_small(tabel)), most) for tabel in tabellen])


async def measure_stronger(tables: int) -> None:
    """Attackers who know more than the answers: that people were only added, or that one figure is part of another."""
    found: Counter[str] = Counter()
    for seed in range(tables):
        dice = random.Random(seed)
        tabel = random_tabel(dice)
        if tabel.aantallen.size > LARGE:
            continue
        before = learn(tabel, await ask(tabel))
        for erbij in (1, 10):
            later = random_correctie(dice, tabel, 0, erbij)
            leaks = attack(combine(before, learn(later, await ask(later))))
            found[f"{erbij} erbij: tabellen"] += 1
            found[f"{erbij} erbij: tabellen met een lek"] += bool(leaks)
        part = np.random.default_rng(seed).binomial(tabel.aantallen, 0.4)
        deel = replace(tabel, aantallen=part)
        leaks = attack(combine(learn(deel, await ask(deel, DOORVERWIJZINGEN, tabel)), before))
        found["deel van: tabellen"] += 1
        found["deel van: tabellen met een lek"] += bool(leaks)
    print(f"Wie meer weet dan de antwoorden: {dict(found)}")


async def measure() -> None:
    tabellen = [random_tabel(random.Random(seed)) for seed in range(1_000)]
    loss: Counter[str] = Counter()
    for tabel in tabellen:
        loss += count_loss(tabel, await ask(tabel))
    describe("1000 willekeurige tabellen", loss)
    small = [tabel for tabel in tabellen[:300] if tabel.aantallen.size <= LARGE]
    await compare(small, 10_000)
    about = [rounded(tabel, BASE) for tabel in small]
    describe_attack("afgerond", [kennis for kennis, _ in about])
    describe_rounding([pair for _, pairs in about for pair in pairs])
    for people in (10_000, 3_000):
        tabel = gemeente(people)
        describe(f"Gemeente met {people} mensen", count_loss(tabel, await ask(tabel)))
        describe("  alleen klein", count_loss(tabel, only_small(tabel)))
        await compare([tabel], 40)
        # With a base of 5 a number is known to within 8, which is less than a drempel of 10: no attack needed.
        describe_rounding(rounded(tabel, BASE)[1])
    await measure_stronger(300)


def main() -> None:
    asyncio.run(measure())
