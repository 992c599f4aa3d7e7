"""Random facts, random questions: the API and a plain calculation agree to the last digit.

Which cells are hidden is for the API to decide (test_onderdrukking.py attacks that); what it shows has to be right, and
a figure that few people stand behind is never shown.
"""

import csv
import io
import json
import random
import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.waarden.feiten import DIMENSIES, Vraag, beoordeel
from tests.api.waarden.gegevens import DREMPEL, INDICATOREN, LEDEN, Verzameling, make_verzameling
from tests.api.waarden.narekenen import Cel, Narekening
from tests.conftest import MakeGemeente
from tests.grondig import aantal
from zicht_api.perioden import parse_reeks

SOORTEN = ["maatstaf", "verhouding", "uniek", "doorlooptijd", "vragenlijst", "formule", "handmatig"]
# For each soort; 210 data sets together when all is asked for.
GEMEENTEN, VERZAMELINGEN, VRAGEN = aantal(2, 3), aantal(5, 10), 3
UIT_STARTERSET = ["uren", "clienten-bereikt", "gesprekken-per-client", "doorlooptijd", "uren-per-client", "nps",
                  "verwijzerscontacten", "telefonische-vragen", "doorverwijzingen"]  # fmt: skip
GEVRAAGD = [*INDICATOREN, *UIT_STARTERSET]
WIE = ["beheer", "bi", "beleid", "aanbieder:wegwijs", "aanbieder:buurvrouw"]

Plek = tuple[str, tuple[str | None, ...]]


def random_question(dice: random.Random, jaar: int, dimensies: list[str]) -> tuple[str, Vraag]:
    """As a query, and as what it asks: broken down by each of these dimensies, limited to a member of it, or both."""
    ways = {dimensie: dice.choice(["per", "per", "filter", "beide"]) for dimensie in dimensies}
    per = [dimensie for dimensie in dimensies if ways[dimensie] != "filter"]
    filters = {dimensie: dice.choice(LEDEN[dimensie][:4]) for dimensie in dimensies if ways[dimensie] != "per"}
    vorig = jaar - 1
    reeksen = [f"{jaar}", f"{vorig}..{jaar}", f"{jaar}-K1", f"{jaar}-K1..{jaar}-K4", f"{jaar}-02"]
    if len(dimensies) < 2:
        reeksen += [f"{jaar}", f"{jaar}-01..{jaar}-12", f"{vorig}-11..{jaar}-02", f"{jaar}-K1..{jaar}-K2"]
        reeksen += [f"{vorig}-W50..{jaar}-W07", f"{jaar}-W05", f"{jaar + 1}-01"]
    reeks = dice.choice(reeksen)
    query = {"periode": reeks, **filters} | ({"per": ",".join(per)} if per else {})
    perioden = parse_reeks(reeks)
    vraag = Vraag([periode.code for periode in perioden], per, filters)
    if dice.random() < 0.5:
        query["tegenover"] = vraag.tegenover = dice.choice([perioden[0].year_before(), perioden[-1].previous()]).code
    return "&".join(f"{name}={value}" for name, value in query.items()), vraag


def flat(cel: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """The members of an answer as the columns of CSV."""
    found: dict[str, Any] = {}
    for name, value in cel.items():
        column = prefix + re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
        found |= flat(value, f"{column}_") if isinstance(value, dict) else {column: value}
    return found


def assert_same_in_csv(text: str, answer: dict[str, Any]) -> None:
    """Cell by cell; what JSON has no member for (null is the whole of an interval) is empty in CSV."""
    head = {"indicator": answer["indicator"], "dataversie": answer["dataversie"]}
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) == len(answer["waarden"])
    for row, cel in zip(rows, answer["waarden"], strict=True):
        expected = {name: value for name, value in flat(head | cel).items() if value is not None}
        assert expected.keys() <= row.keys()
        for name, written in row.items():
            value = expected.get(name)
            if isinstance(value, bool):
                assert written == ("true" if value else "false"), name
            elif isinstance(value, int | Decimal):
                assert Decimal(written) == value, name
            else:
                assert written == (value or ""), name


def assert_hidden(cel: dict[str, Any]) -> None:
    """It says that it is hidden, and nothing else."""
    rest = {"onderdrukt", "reden", "voorlopig", "verschillen", "periode", *DIMENSIES}
    assert (cel["onderdrukt"], cel["reden"]) == (True, "te-weinig")
    assert not any(value is not None for name, value in cel.items() if name not in rest), cel
    assert not any(cel["verschillen"].values()), cel


def assert_right(cel: dict[str, Any], verwacht: Cel, hidden: dict[Plek, bool], richting: str) -> None:
    """A cell that is shown, to the last digit. hidden: which cells of this answer are, by place."""
    getal = verwacht.getal
    assert not getal.klein, cel
    shown = {name: cel[name] for name in ("waarde", "teller", "noemer", "n", "onderdrukt", "reden")}
    assert shown == {
        "waarde": getal.waarde,
        "teller": getal.teller,
        "noemer": getal.noemer,
        "n": getal.n,
        "onderdrukt": False,
        "reden": getal.reden,
    }
    if cel["interval"] is not None:
        assert cel["interval"]["onder"] <= cel["waarde"] <= cel["interval"]["boven"]
    assert_compared(cel, verwacht, hidden)
    doel = verwacht.anderen.get("streefwaarde")
    if doel is None or getal.waarde is None:
        assert cel["status"] is None
    else:
        nul = verwacht.anderen["nulmeting"].getal.waarde if cel["verschillen"]["nulmeting"] else None
        assert doel.getal.waarde is not None
        assert cel["status"] == beoordeel(richting, getal.waarde, doel.getal.waarde, nul)


def assert_compared(cel: dict[str, Any], verwacht: Cel, hidden: dict[Plek, bool]) -> None:
    """Each difference is that of two shown figures; what cannot be compared, or is hidden, is left out."""
    assert cel["verschillen"].keys() == {"vorige", "vorigJaar", "nulmeting", "streefwaarde", "tegenover"}
    for naam, verschil in cel["verschillen"].items():
        ander = verwacht.anderen.get(naam)
        if ander is None or ander.getal.waarde is None or verwacht.getal.waarde is None:
            assert verschil is None, naam
            continue
        plek = (ander.periode or "", tuple(verwacht.leden.values()))
        if verschil is None:
            # Hidden, so far as this answer tells.
            assert ander.periode is not None, naam
            assert hidden.get(plek, True), naam
        else:
            assert not ander.getal.klein, naam
            assert not hidden.get(plek, False), naam
            assert (verschil["met"], verschil["verschil"]) == (ander.met, verwacht.getal.waarde - ander.getal.waarde)


def place_of(cel: dict[str, Any], vraag: Vraag) -> Plek:
    return cel["periode"], tuple(cel[dimensie] for dimensie in vraag.per)


async def ask(
    verzameling: Verzameling, code: str, wie: str, query: str, vraag: Vraag
) -> list[tuple[dict[str, Any], Cel]]:
    """Ask it and recompute it. Gives the cells of both; none where it may not be asked."""
    client = verzameling.gemeente.at_api(wie)
    url = f"/v1/indicatoren/{code}/waarden?{query}"
    answer = await client.get(url)
    if vraag.wie is not None and vraag.filters.get("aanbieder", vraag.wie) != vraag.wie:
        assert answer.status_code == 400
        return []
    assert answer.status_code == 200, (url, answer.text)
    body = json.loads(answer.text, parse_float=Decimal)
    if verzameling.dice.random() < 0.5:
        assert_same_in_csv((await client.get(url, headers={"Accept": "text/csv"})).text, body)
    feiten = verzameling.feiten
    expected = Narekening(feiten, vraag, DREMPEL, verzameling.vandaag).cellen(code)
    cells = body["waarden"]
    assert [place_of(cel, vraag) for cel in cells] == [(cel.periode, tuple(cel.leden.values())) for cel in expected], (
        url
    )
    hidden = {place_of(cel, vraag): cel["onderdrukt"] for cel in cells}
    for cel, verwacht in zip(cells, expected, strict=True):
        assert cel["voorlopig"] == verwacht.voorlopig, url
        if cel["onderdrukt"]:
            assert_hidden(cel)
        else:
            assert_right(cel, verwacht, hidden, feiten.indicatoren[code]["richting"])
    return list(zip(cells, expected, strict=True))


async def ask_some(
    verzameling: Verzameling, jaar: int, *, twee: bool, gelijk: bool
) -> list[tuple[dict[str, Any], Cel]]:
    """Questions about a data set, all about the same dimensies. gelijk: it has no small cells, so that for a single
    dimensie nothing is hidden."""
    dice, indicatoren, soort = verzameling.dice, verzameling.feiten.indicatoren, verzameling.soort
    codes = [code for code in GEVRAAGD if code in indicatoren and indicatoren[code]["rekenwijze"] == soort]
    aantal = 2 if twee else dice.choice([0, 0, 0, 1] if soort == "handmatig" else [0, 1, 1, 1])
    dimensies, wie = dice.sample(DIMENSIES, aantal), dice.choice(WIE[:3] if twee else WIE)
    found = []
    for _ in range(VRAGEN):
        query, vraag = random_question(dice, jaar, dimensies)
        vraag.wie = wie.partition(":")[2] or None
        cells = await ask(verzameling, dice.choice(codes), wie, query, vraag)
        if gelijk and not twee:
            assert not any(cel["onderdrukt"] for cel, _ in cells), (wie, query)
        found += cells
    return found


@pytest.mark.parametrize("soort", SOORTEN)
async def test_every_figure_is_what_the_delivered_rows_add_up_to(nieuwe_gemeente: MakeGemeente, soort: str) -> None:
    vandaag = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    known, shown = 0, 0
    for seed in range(GEMEENTEN):
        verzameling = await make_verzameling(await nieuwe_gemeente(), soort, seed, vandaag)
        for nummer in reversed(range(VERZAMELINGEN)):
            jaar, gelijk = vandaag.year - 2 * nummer, nummer % 5 in (1, 3)
            await verzameling.fill(jaar, gelijk=gelijk)
            # Two dimensies take the API long to decide about, and are shown where nothing is small.
            cells = await ask_some(verzameling, jaar, twee=(seed, nummer) == (0, 3), gelijk=gelijk)
            known += sum(verwacht.getal.waarde is not None for _, verwacht in cells)
            shown += sum(cel["waarde"] is not None for cel, _ in cells)
    # Not vacuous: there were figures, and a good part of them was shown.
    assert shown * 30 >= (8 if soort == "handmatig" else 20) * GEMEENTEN * VERZAMELINGEN
    assert shown >= known / 10
