"""Fictional gemeenten and plausible contacten: working days, regulars and one-offs. Nobody in it exists."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from zlib import crc32

from zicht_api.perioden import Periode
from zicht_cli.demo.kalender import MAANDEN, Kalender


@dataclass(frozen=True)
class DemoGemeente:
    """contacten: how many it gets in all, over MAANDEN months, but for those of `stil`: the gebied from which for one
    quarter nobody comes."""

    code: str
    naam: str
    contacten: int
    gebieden: list[dict[str, Any]]
    aanbieders: list[dict[str, Any]]
    stil: str | None = None


def _gebieden(cijfers: str, wijken: dict[str, list[str]]) -> list[dict[str, Any]]:
    gebieden: list[dict[str, Any]] = []
    for number, (wijk, buurten) in enumerate(wijken.items(), start=1):
        code = f"{cijfers}{number:02d}"
        gebieden.append({"code": f"WK{code}", "naam": wijk, "soort": "wijk", "ouder": None})
        gebieden += [
            {"code": f"BU{code}{index:02d}", "naam": buurt, "soort": "buurt", "ouder": f"WK{code}"}
            for index, buurt in enumerate(buurten, start=1)
        ]
    return gebieden


GEMEENTEN = [
    DemoGemeente(
        code="GM9901",
        naam="Lindewaard",
        contacten=20_160,
        gebieden=_gebieden(
            "9901",
            {
                "Centrum": ["Oude Kern", "Havenkwartier"],
                "Lindenpark": ["Park-Noord", "Park-Zuid", "De Singels"],
                "Buitengebied": ["Kerkdorp", "De Polder"],
            },
        ),
        aanbieders=[
            {"code": "wegwijs", "naam": "Stichting Wegwijs", "vorm": "formeel", "doelgroepen": ["ouderen", "lvb"]},
            {"code": "steunpunt", "naam": "Steunpunt Mantelzorg", "vorm": "formeel", "doelgroepen": ["mantelzorgers"]},
            {"code": "de-brug", "naam": "Vrijwilligersgroep De Brug", "vorm": "informeel", "doelgroepen": ["ggz"]},
            {"code": "buurtgenoten", "naam": "Buurtgenoten", "vorm": "informeel", "doelgroepen": ["algemeen"]},
        ],
        stil="BU99010301",
    ),
    DemoGemeente(
        code="GM9902",
        naam="Oosterveen",
        contacten=4_800,
        gebieden=_gebieden("9902", {"Dorp": ["Dorp-Oost", "Dorp-West"], "Veenrand": ["Turfhoek"]}),
        aanbieders=[
            {"code": "samen-sterk", "naam": "Samen Sterk", "vorm": "formeel", "doelgroepen": ["algemeen"]},
            {"code": "welzijn-oost", "naam": "Welzijn Oosterveen", "vorm": "formeel", "doelgroepen": ["ouderen"]},
            {"code": "de-luisteraar", "naam": "De Luisteraar", "vorm": "informeel", "doelgroepen": ["ggz"]},
            {"code": "burenhulp", "naam": "Burenhulp", "vorm": "informeel", "doelgroepen": ["algemeen"]},
        ],
    ),
]

_SOORTEN = {
    "gesprek": 38,
    "telefonisch": 24,
    "huisbezoek": 16,
    "e-mail": 8,
    "keukentafelgesprek": 8,
    "verwijzerscontact": 6,
}
_LEEFGEBIEDEN = {
    "zorg-en-ondersteuning": 30, "financien": 18, "wonen": 16, "zelfstandig-leven": 12, "gezondheid": 8,
    "sociaal-netwerk": 6, "werk-en-inkomen": 6, "welzijn": 4,
}  # fmt: skip
_VERWIJZERS = {"zelf": 34, "huisarts": 20, "wijkteam": 18, "toegang": 14, "naaste": 10, "school": 4}
_MINUTEN = {
    "gesprek": 50,
    "telefonisch": 15,
    "huisbezoek": 75,
    "e-mail": 10,
    "keukentafelgesprek": 90,
    "verwijzerscontact": 20,
}


def contacten_in(gemeente: DemoGemeente, aanbieder: str, kalender: Kalender, maand: Periode) -> list[dict[str, Any]]:
    """What an aanbieder registered in a month. The same for the same day of the kalender."""
    random = Random(crc32(f"{gemeente.code}/{aanbieder}/{maand}".encode()))  # noqa: S311  (plausible, not secret)
    per_maand = gemeente.contacten // MAANDEN // len(gemeente.aanbieders)
    first = kalender.maanden.index(maand) * per_maand
    vorm = next(row["vorm"] for row in gemeente.aanbieders if row["code"] == aanbieder)
    rijen = [_contact(random, gemeente, aanbieder, vorm, maand.begin, first + index) for index in range(per_maand)]
    return [rij for rij in rijen if rij["gebied"] != gemeente.stil or random.random() < _komst(kalender, maand)]


def nagekomen_contacten(gemeente: DemoGemeente, aanbieder: str, kalender: Kalender) -> list[dict[str, Any]]:
    """Telephone calls from the silent gebied that were registered only after the conversation about it."""
    dag = kalender.stilte.eind
    return [
        {
            "bronId": f"{aanbieder}-nagekomen-{nummer:02d}",
            "datum": (dag - timedelta(days=nummer)).isoformat(),
            "soort": "telefonisch",
            "clientPseudoniem": f"{aanbieder}-nagekomen-{nummer:02d}",
            "duurMinuten": 10,
            "leefgebieden": ["wonen"],
            "doelgroep": "ouderen",
            "gebied": gemeente.stil,
            "vorm": "formeel",
            "verwijzer": "zelf",
        }
        for nummer in range(12)
    ]


def _komst(kalender: Kalender, maand: Periode) -> float:
    """Which part of those in the silent gebied comes in a month: after the silence more and more of them."""
    if kalender.stilte.contains(maand):
        return 0.0
    return 0.3 * (maand.begin.month - kalender.aanpak.begin.month + 1) if kalender.aanpak.contains(maand) else 1.0


def _contact(
    random: Random, gemeente: DemoGemeente, aanbieder: str, vorm: str, begin: date, number: int
) -> dict[str, Any]:
    soort = _pick(random, _SOORTEN)
    # A third of the clients comes often, the others a few times: as a caseload is.
    clients = gemeente.contacten // 12
    client = random.randrange(clients // 3) if random.random() < 0.55 else random.randrange(clients)
    home = Random(client)  # noqa: S311
    datum = begin + timedelta(days=random.randrange(28))
    datum -= timedelta(days=max(0, datum.weekday() - 4))
    rij: dict[str, Any] = {
        "bronId": f"{aanbieder}-{number:06d}",
        "datum": max(datum, begin).isoformat(),
        "soort": soort,
        "clientPseudoniem": f"{aanbieder}-{client}",
        "duurMinuten": max(5, round(random.gauss(_MINUTEN[soort], _MINUTEN[soort] / 4))),
        "leefgebieden": sorted({_pick(random, _LEEFGEBIEDEN) for _ in range(random.choice((1, 1, 2)))}),
        "doelgroep": home.choice(("ouderen", "ouderen", "lvb", "ggz", "mantelzorgers", "algemeen")),
        "gebied": home.choice([row["code"] for row in gemeente.gebieden if row["soort"] == "buurt"]),
        "vorm": vorm,
        "verwijzer": _pick(random, _VERWIJZERS),
    }
    if random.random() < 0.22:
        rij["doorverwezenNaar"] = random.choice(("toegang", "wijkteam", "vrijwilligers", "schuldhulp", "welzijn"))
    if random.random() < 0.3:
        rij["afgesloten"] = (max(datum, begin) + timedelta(days=random.randrange(5, 60))).isoformat()
    return rij


def _pick(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
