"""Nobody works out a small hidden cell from the rest: over random tables (1,000 at most), and over HTTP."""

import csv
import io
import random
from datetime import date
from typing import Any

import httpx
import numpy as np
import pytest

from tests.api.waarden.aanval import Kennis, Per, Vak, ask, attack, learn, vakken_of, ways_of
from tests.api.waarden.tabellen import JAAR, Indeling, Tabel, random_aantallen, random_correctie, random_tabel
from tests.contacten import contact
from tests.gemeente import Gemeente
from tests.grondig import aantal
from zicht_api.waarden.blokken import Blok, BlokSoort
from zicht_api.waarden.dimensies import Dimensie

PARTS, TABELLEN = 4, aantal(25, 250)


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_small_hidden_cell_is_known_to_within_less_than_the_drempel(part: int) -> None:
    hidden, shown = 0, 0
    for seed in range(part * TABELLEN, (part + 1) * TABELLEN):
        tabel = random_tabel(random.Random(seed))
        kennis = learn(tabel, await ask(tabel))
        assert attack(kennis) == [], seed
        hidden, shown = hidden + len(kennis.doelen), shown + len(kennis.tussen)
    assert hidden > 20 * TABELLEN
    assert shown > 20 * TABELLEN


async def test_a_correction_does_not_open_what_was_hidden() -> None:
    """Nothing ties the answers before to those after, so that each must stand by itself, and both decide alike."""
    for seed in range(1_000, 1_000 + aantal(20, 60)):
        dice = random.Random(seed)
        tabel = random_tabel(dice)
        later = random_correctie(dice, tabel, *dice.choice([(1, 0), (2, 2), (5, 5)]))
        assert attack(learn(later, await ask(later))) == [], seed


async def test_the_attack_gets_through_when_only_small_cells_are_hidden() -> None:
    """Otherwise the tests above would say nothing."""
    found = 0
    for seed in range(8):
        tabel = random_tabel(random.Random(seed))
        small = {
            (vak.per, vak.leden, vak.periode)
            for per in ways_of(tabel)
            for vak in vakken_of(tabel, per)
            if 0 < vak.n < tabel.drempel
        }
        found += len(attack(learn(tabel, lambda *cel, small=small: cel not in small)))
    assert found > 100


CODES: dict[Dimensie, dict[int | None, str | None]] = {
    Dimensie.gebied: {1: "WK01", 2: "WK02", 3: "BU0101", 4: "BU0102", None: None},
    Dimensie.aanbieder: {1: "wegwijs", 2: "buurvrouw"},
    Dimensie.doelgroep: {1: "ouderen", 2: "lvb", None: None},
    Dimensie.leefgebied: {1: "wonen", 2: "financien", None: None},
    Dimensie.vorm: {1: "formeel", None: None},
}
PLEKKEN: dict[Dimensie, list[frozenset[int | None]]] = {
    Dimensie.gebied: [*map(frozenset, ({1, 3}, {1, 4}, {1, -1}, {2}, {None}))],
    Dimensie.aanbieder: [frozenset({1}), frozenset({2})],
    Dimensie.doelgroep: [frozenset({1}), frozenset({2}), frozenset({None})],
    Dimensie.leefgebied: [frozenset({1}), frozenset({1, 2}), frozenset({None})],
    Dimensie.vorm: [frozenset({1})],
}
# There are contacten in February and in May only.
REEKSEN = [
    f"{JAAR}",
    f"{JAAR}-K1..{JAAR}-K2",
    f"{JAAR}-02..{JAAR}-05",
    f"{JAAR}-W05..{JAAR}-W09",
    f"{JAAR}-W18..{JAAR}-W22",
]
Cellen = dict[tuple[Any, ...], dict[str, Any]]


async def deliver(gemeente: Gemeente, dice: random.Random) -> Tabel:
    """A random table, brought in as contacten of different clients."""
    delen = [deel for deel in Blok(BlokSoort.delen, JAAR).perioden if deel[-2:] in ("02", "05")]
    indeling = Indeling(PLEKKEN, dice.sample(delen, 4), {None: (1, 2), 1: (3, 4)})
    tabel = Tabel(indeling, random_aantallen(dice, indeling.vorm, dice.choice([60, 250, 1000])), 10, date.today())  # noqa: DTZ011
    rijen = []
    for *plekken, deel in np.argwhere(tabel.aantallen).tolist():
        leden = [PLEKKEN[dimensie][plek] for dimensie, plek in zip(Dimensie, plekken, strict=True)]
        gebied, aanbieder, doelgroep, leefgebieden, vorm = (
            [CODES[dimensie][lid] for lid in sorted(plek, key=str) if lid in CODES[dimensie] and lid is not None]
            for dimensie, plek in zip(Dimensie, leden, strict=True)
        )
        datum = Blok(BlokSoort.delen, JAAR).perioden[indeling.delen[deel]][0]
        rijen += [
            contact(
                nummer,
                aanbieder=aanbieder[0],
                datum=datum.isoformat(),
                clientPseudoniem=f"client-{nummer}",
                gebied=gebied[-1] if gebied and -1 not in leden[0] else "WK01" if gebied else None,
                doelgroep=doelgroep[0] if doelgroep else None,
                leefgebieden=leefgebieden,
                vorm=vorm[0],
            )
            for nummer in range(len(rijen), len(rijen) + int(tabel.aantallen[(*plekken, deel)]))
        ]
    for start in range(0, len(rijen), 1_000):
        (
            await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen[start : start + 1_000])
        ).raise_for_status()
    return tabel


def key_of(cel: dict[str, Any], per: Per) -> tuple[Any, ...]:
    return (cel["periode"], *(cel[dimensie] for dimensie in per))


async def ask_over_http(client: httpx.AsyncClient, code: str, query: str, per: Per) -> Cellen:
    """The answer, which is the same in both forms."""
    url = f"/v1/indicatoren/{code}/waarden?{query}"
    answer = (await client.get(url)).raise_for_status().json()["waarden"]
    text = (await client.get(url, headers={"Accept": "text/csv"})).raise_for_status().text
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert [[row["onderdrukt"] == "true", row["n"], row["waarde"]] for row in rows] == [
        [cel["onderdrukt"], *("" if cel[name] is None else str(cel[name]) for name in ("n", "waarde"))]
        for cel in answer
    ]
    return {key_of(cel, per): cel for cel in answer}


async def collect(client: httpx.AsyncClient, code: str, tabel: Tabel) -> Kennis:
    """All that one credential is told: totals, breakdowns and filters, over every kind of period."""
    kennis = Kennis(tabel.aantallen.ravel(), tabel.drempel)
    for per in ways_of(tabel):
        cellen: Cellen = {}
        # What is broken down by three dimensies is many cells: by year and by quarter is enough.
        for reeks in REEKSEN[: 2 if len(per) > 2 else None]:
            cellen |= await ask_over_http(client, code, f"periode={reeks}" + f"&per={','.join(per)}" * bool(per), per)
        for vak in vakken_of(tabel, per):
            codes = [CODES[dimensie][lid] for dimensie, lid in zip(per, vak.leden, strict=True)]
            if (key := (vak.periode.code, *codes)) in cellen:
                note(kennis, vak, cellen[key])
        if len(per) == 2 and (filters := CODES[per[0]][1]):
            query = f"periode={REEKSEN[0]}&{per[0]}={filters}&per={per[1]}"
            for key, cel in (await ask_over_http(client, code, query, per[1:])).items():
                assert cellen[key[0], filters, key[1]]["n"] == cel["n"]
    return kennis


def note(kennis: Kennis, vak: Vak, cel: dict[str, Any]) -> None:
    """A shown cell is right, and known; one that is hidden says nothing."""
    numbers = [cel[name] for name in ("waarde", "teller", "n")]
    if cel["onderdrukt"]:
        assert numbers == [None, None, None]
        assert cel["interval"] is None
        if 0 < vak.n < kennis.drempel:
            kennis.doelen[vak.masker.tobytes()] = vak
    else:
        assert cel["n"] == vak.n
        assert vak.n == 0 or numbers == [vak.n] * 3
        kennis.tussen[vak.masker.tobytes()] = (vak.masker, vak.n, vak.n)


async def pull_csv(client: httpx.AsyncClient, code: str) -> Cellen:
    """Everything at once, by every dimensie; weeks must be asked for."""
    cellen: Cellen = {}
    for reeks in ("", *(f"&periode={reeks}" for reeks in REEKSEN if "W" in reeks)):
        url = f"/v1/waarden?formaat=csv&indicator={code}&uitsplitsing={','.join(Dimensie)}{reeks}"
        text = (await client.get(url)).raise_for_status().text
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
            leden = {dimensie: row[dimensie] for dimensie in Dimensie if row[dimensie] != "_T"}
            numbers = {name: None if row[name] == "" else float(row[name]) for name in ("waarde", "teller", "n")}
            interval = None if row["interval_methode"] == "" else row["interval_onder"]
            cel = numbers | {"onderdrukt": row["onderdrukt"] == "true", "interval": interval}
            cellen[_place_of(row["periode"], leden)] = cel
    return cellen


ODATA = dict(zip(Dimensie, ("Gebieden", "Aanbieders", "Doelgroepen", "Leefgebieden", "Vormen"), strict=True))


async def pull_odata(client: httpx.AsyncClient, code: str) -> Cellen:
    """The same, page by page; what was asked with a filter or in another order comes besides."""
    cellen: Cellen = {}
    for more in ("", " and N ge 1&$orderby=N desc", " and ValueAttribute eq 'Confidential'&$orderby=Teller,Id"):
        url: str | None = f"/odata/v4/Observations?$filter=Measure eq '{code}'{more}"
        while url is not None:
            page = (await client.get(url, headers={"Prefer": "odata.maxpagesize=500"})).raise_for_status().json()
            url = page.get("@odata.nextLink")
            for row in page["value"]:
                leden = {dimensie: row[name] for dimensie, name in ODATA.items() if row[name] != "_T"}
                cel = {
                    "waarde": row["Value"],
                    "teller": row["Teller"],
                    "n": row["N"],
                    "onderdrukt": row["ValueAttribute"] == "Confidential",
                    "interval": row["Ondergrens"],
                }
                place = _place_of(row["Perioden"], leden)
                assert cellen.setdefault(place, cel) == cel
    return cellen


def _place_of(periode: str, leden: dict[Dimensie, str]) -> tuple[Any, ...]:
    return (periode, *((dimensie, None if lid == "_U" else lid) for dimensie, lid in leden.items()))


def learn_also(kennis: Kennis, tabel: Tabel, cellen: Cellen) -> int:
    """Add what these answers say to what is known; how many cells they gave."""
    found = 0
    for per in [(), *((dimensie,) for dimensie in Dimensie)]:
        for vak in vakken_of(tabel, per):
            codes = [(dimensie, CODES[dimensie][lid]) for dimensie, lid in zip(per, vak.leden, strict=True)]
            if (place := (vak.periode.code, *codes)) in cellen:
                found += 1
                note(kennis, vak, cellen[place])
    return found


@pytest.mark.parametrize("seed", range(aantal(1, 2)))
async def test_no_small_hidden_cell_follows_from_all_answers_over_http(gemeente: Gemeente, seed: int) -> None:
    tabel = await deliver(gemeente, random.Random(seed))
    for code in ("contacten", "clienten-bereikt")[seed % 2 :: aantal(2, 1)]:
        if code == "contacten":
            body = {"code": code, "naam": "n", "pijler": "bereik", "soort": "output", "eenheid": "x"}
            rest = {"doelen": ["leren"], "rekenwijze": "maatstaf", "teller": "contacten"}
            (await gemeente.beheer.post("/v1/indicatoren", json=body | rest)).raise_for_status()
        kennis = await collect(gemeente.bi, code, tabel)
        assert kennis.doelen
        assert kennis.tussen
        known = set(kennis.tussen)
        for pull in (pull_csv, pull_odata):
            assert learn_also(kennis, tabel, await pull(gemeente.bi, code)) > 40
        assert set(kennis.tussen) == known, "who pulls everything at once is told no more than who asks one by one"
        assert attack(kennis) == []
