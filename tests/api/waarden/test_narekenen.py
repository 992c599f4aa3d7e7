"""Random facts, random questions: the API and a plain calculation agree to the last digit."""

import csv
import io
import json
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.api.waarden.narekenen import DIMENSIES, OUDERS, Feiten, Vraag, antwoord
from tests.contacten import Rij
from tests.gemeente import AANBIEDERS, Gemeente
from zicht_api.codelijsten.lijsten import LIJSTEN
from zicht_api.perioden import parse_reeks

DREMPEL = 5
VORM = {str(aanbieder["code"]): str(aanbieder["vorm"]) for aanbieder in AANBIEDERS}
LEDEN = {
    "gebied": sorted(OUDERS),
    "aanbieder": sorted(VORM),
    "doelgroep": [code for code, _ in LIJSTEN["doelgroep"]],
    "leefgebied": [code for code, _ in LIJSTEN["leefgebied"]],
    "vorm": [code for code, _ in LIJSTEN["vorm"]],
}
MAATSTAVEN = ["uren", "clienten", "gesprekken", "leefgebiedvragen", "klachten"]
REEKSEN = ["2025", "2024..2025", "2025-K1..2025-K4", "2024-11..2025-03", "2024-W50..2025-W07", "2025-02", "2026-01"]
EXTRA: list[dict[str, Any]] = [
    {"code": "klachten", "rekenwijze": "maatstaf", "teller": "klachten"},
    {"code": "klachten-per-kop", "rekenwijze": "verhouding", "teller": "klachten", "noemer": "clienten", "factor": 7.5},
    {"code": "uren-per-gesprek", "rekenwijze": "verhouding", "teller": "uren", "noemer": "gesprekken"},
    {"code": "vragen-per-contact", "rekenwijze": "verhouding", "teller": "leefgebiedvragen", "noemer": "contacten"},
]  # fmt: skip


def choose(dice: random.Random, codes: list[str], chance: float) -> str | None:
    return dice.choice(codes) if dice.random() < chance else None


def random_contact(dice: random.Random, nummer: int) -> Rij:
    datum = date(2024, 11, 1) + timedelta(days=int(dice.triangular(0, 400, 100)))
    aanbieder = dice.choice(LEDEN["aanbieder"])
    fields = {
        "bronId": f"R{nummer}",
        "aanbieder": aanbieder,
        "datum": datum.isoformat(),
        "soort": dice.choice([code for code, _ in LIJSTEN["soort"]]),
        "clientPseudoniem": choose(dice, [f"c{client}" for client in range(60)], 0.85),
        "duurMinuten": dice.choice([None, 0, 7, 20, 45, 50, 100]),
        "leefgebieden": sorted(dice.sample(LEDEN["leefgebied"][:4], dice.choice([0, 1, 1, 2, 3]))),
        "doelgroep": choose(dice, LEDEN["doelgroep"][:3], 0.8),
        "gebied": choose(dice, LEDEN["gebied"], 0.9),
        "vorm": VORM[aanbieder] if dice.random() < 0.7 else dice.choice(LEDEN["vorm"]),
        "doorverwezenNaar": choose(dice, ["ggz", "wlz"], 0.4),
        "afgesloten": (datum + timedelta(days=dice.randint(0, 90))).isoformat() if dice.random() < 0.6 else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def random_tellingen(dice: random.Random, tellingen_voor: dict[str, set[str]]) -> list[Rij]:
    tellingen: dict[tuple[Any, ...], Rij] = {}
    for aanbieder, maatstaven in tellingen_voor.items():
        for _ in range(25 if maatstaven else 0):
            fields = {
                "aanbieder": aanbieder,
                "maatstaf": dice.choice(sorted(maatstaven)),
                "periode": dice.choice(
                    ["2025", "2025-K1", "2025-K2", "2025-01", "2025-02", "2024-12", "2025-W05", "2025-W01"]
                ),
                "gebied": choose(dice, LEDEN["gebied"], 0.5),
                "doelgroep": choose(dice, LEDEN["doelgroep"][:2], 0.3),
                "leefgebied": choose(dice, LEDEN["leefgebied"][:2], 0.2),
                "vorm": choose(dice, LEDEN["vorm"], 0.2),
            }
            waarde = dice.choice([0, 0.5, 3, 12, 40.25, 100])
            tellingen[tuple(fields.values())] = {k: v for k, v in fields.items() if v is not None} | {"waarde": waarde}
    return list(tellingen.values())


def random_resultaten(dice: random.Random) -> list[dict[str, Any]]:
    schalen = {
        ("hoewijzer", "welkom"): ["1", "2", "3", "4", "5", "weet-niet"],
        ("hoewijzer", "rapportcijfer"): ["2", "6", "7", "8", "10", "weet-niet"],
        ("putten", "verbeterpunten"): ["ja", "nee", "weet-niet"],
        ("nps", "score"): [str(score) for score in range(11)],
    }
    resultaten = []
    for (vragenlijst, vraag), schaal in schalen.items():
        for periode in ("2025-K1", "2025-01", "2025-02"):
            delen = {(choose(dice, LEDEN["aanbieder"], 0.7), choose(dice, LEDEN["gebied"], 0.7)) for _ in range(6)}
            uitslagen = [
                {
                    "variant": variant,
                    "vraag": vraag,
                    "aanbieder": aanbieder,
                    "gebied": gebied,
                    "antwoorden": {antwoord: dice.choice([0, 1, 1, 2, 9]) for antwoord in schaal},
                }
                for aanbieder, gebied in sorted(delen, key=str)
                for variant in ("kort", "uitgebreid")
            ]
            resultaten.append({"vragenlijst": vragenlijst, "periode": periode, "uitslagen": uitslagen})
    return resultaten


async def deliver(gemeente: Gemeente, dice: random.Random, owner: asyncpg.Connection) -> Feiten:
    """Bring random facts in by the doors that are there for them."""
    await owner.execute("UPDATE gemeenten SET drempel = $1 WHERE id = $2", DREMPEL, gemeente.id)
    klachten = {"code": "klachten", "naam": "Klachten", "eenheid": "klachten"}
    (await gemeente.beheer.post("/v1/maatstaven", json=klachten)).raise_for_status()
    rest = {"naam": "n", "pijler": "bereik", "soort": "output", "eenheid": "x", "doelen": ["leren"]}
    for indicator in EXTRA:
        (await gemeente.beheer.post("/v1/indicatoren", json=rest | indicator)).raise_for_status()

    feiten = Feiten(leden=LEDEN)
    for aanbieder in (await gemeente.beheer.get("/v1/aanbieders")).json()["items"]:
        url, code = f"/v1/aanbieders/{aanbieder.pop('id')}", aanbieder.pop("code")
        feiten.tellingen_voor[code] = set(dice.sample(MAATSTAVEN, dice.choice([0, 2, 4])))
        etag = (await gemeente.beheer.get(url)).headers["etag"]
        changed = aanbieder | {"tellingenVoor": sorted(feiten.tellingen_voor[code])}
        (await gemeente.beheer.put(url, json=changed, headers={"If-Match": etag})).raise_for_status()

    feiten.contacten = [random_contact(dice, nummer) for nummer in range(dice.choice([40, 300]))]
    feiten.tellingen = random_tellingen(dice, feiten.tellingen_voor)
    for soort, rijen in (("contacten", feiten.contacten), ("tellingen", feiten.tellingen)):
        if rijen:
            receipt = await gemeente.beheer.post(f"/v1/aanleveringen?soort={soort}", json=rijen)
            assert receipt.status_code == 201, receipt.text
    for resultaat in random_resultaten(dice):
        body = resultaat | {"versie": 1, "naam": "Meting", "ontvangen": {}}
        vragenlijsten = gemeente.at_api("vragenlijsten")
        (await vragenlijsten.put(f"/v1/vragenlijstresultaten/{uuid4()}", json=body)).raise_for_status()
        feiten.uitslagen += [
            {name: value for name, value in uitslag.items() if value is not None}
            | {"vragenlijst": resultaat["vragenlijst"], "periode": resultaat["periode"]}
            for uitslag in resultaat["uitslagen"]
        ]
    return feiten


def random_question(dice: random.Random) -> tuple[str, Vraag]:
    reeks = dice.choice(REEKSEN)
    vraag = Vraag(
        perioden=[periode.code for periode in parse_reeks(reeks)],
        per=dice.sample(DIMENSIES, dice.choice([0, 1, 1, 2])),
        filters={
            dimensie: dice.choice(LEDEN[dimensie][:4]) for dimensie in dice.sample(DIMENSIES, dice.choice([0, 0, 1, 2]))
        },
    )
    query = {"periode": reeks, **vraag.filters} | ({"per": ",".join(vraag.per)} if vraag.per else {})
    return "&".join(f"{name}={value}" for name, value in query.items()), vraag


def read_csv(text: str) -> list[dict[str, Any]]:
    def read(name: str, cell: str) -> Any:
        if name in {"waarde", "teller", "noemer", "n"}:
            return Decimal(cell) if cell else None
        return {"": None, "true": True, "false": False}.get(cell, cell)

    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [{k: read(k, v) for k, v in row.items() if k not in {"indicator", "dataversie"}} for row in rows]


@pytest.mark.parametrize("seed", range(6))
async def test_every_figure_is_what_the_delivered_rows_add_up_to(
    gemeente: Gemeente, api_owner: asyncpg.Connection, seed: int
) -> None:
    dice = random.Random(seed)
    feiten = await deliver(gemeente, dice, api_owner)
    definitions = (await gemeente.bi.get("/v1/indicatoren?limit=1000")).text
    indicatoren = json.loads(definitions, parse_float=Decimal)["items"]
    answered = {"hoewijzer-welkom", "hoewijzer-rapportcijfer", "putten-verbeterpunten", "nps"}
    asked = [item for item in indicatoren if item["rekenwijze"] != "vragenlijst" or item["code"] in answered]
    shown, hidden = 0, 0
    for indicator in asked:
        for _ in range(4):
            query, vraag = random_question(dice)
            url = f"/v1/indicatoren/{indicator['code']}/waarden?{query}"
            client = dice.choice([gemeente.beheer, gemeente.bi, gemeente.beleid])
            answer = await client.get(url)
            expected = antwoord(feiten, indicator, vraag, DREMPEL)
            assert answer.status_code == 200, (url, answer.text)
            assert json.loads(answer.text, parse_float=Decimal)["waarden"] == expected, url
            assert read_csv((await client.get(url, headers={"Accept": "text/csv"})).text) == expected, url
            shown += sum(bool(cel["n"]) for cel in expected)
            hidden += sum(cel["onderdrukt"] for cel in expected)
    assert shown > 10
    assert hidden > 10


async def test_an_aanbieder_gets_the_figures_of_its_own_rows_only(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    dice = random.Random(100)
    feiten = await deliver(gemeente, dice, api_owner)
    indicatoren = (await gemeente.bi.get("/v1/indicatoren?limit=1000")).json()["items"]
    for indicator in indicatoren:
        query, vraag = random_question(dice)
        answer = await gemeente.aanbieder("wegwijs").get(f"/v1/indicatoren/{indicator['code']}/waarden?{query}")
        if vraag.filters.get("aanbieder", "wegwijs") != "wegwijs":
            assert answer.status_code == 400
            continue
        vraag.filters["aanbieder"] = "wegwijs"
        assert json.loads(answer.text, parse_float=Decimal)["waarden"] == antwoord(feiten, indicator, vraag, DREMPEL)
