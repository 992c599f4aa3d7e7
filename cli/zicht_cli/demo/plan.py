"""The verbeterplan of the demo: four acties, each with what it should move; carried out, measured and closed."""

from datetime import date, timedelta
from typing import Any

from zicht_cli.demo.kalender import Kalender
from zicht_cli.demo.vulling import Toneel

_PLANNEN = "/v1/verbeterplannen"
_PLAN = {
    "naam": "Kerkdorp weer in beeld",
    "ambities": [
        {"code": "bereikbaar", "tekst": "Wie in Kerkdorp een vraag heeft, vindt iemand die meedenkt."},
        {
            "code": "zelf-kiezen",
            "tekst": "Inwoners kiezen zelf, met uitleg die zij begrijpen.",
            "knoop": {"doelenboom": "zelfregie", "knoop": "toegang-tot-informatie"},
        },
    ],
    "resultaten": [
        {
            "code": "spreekuur-draait",
            "ambitie": "bereikbaar",
            "soort": "output",
            "tekst": "Elke week is er een spreekuur in het dorpshuis, en de huisartsen verwijzen ernaar.",
        },
        {
            "code": "dorp-bereikt",
            "ambitie": "bereikbaar",
            "soort": "outcome",
            "tekst": "Uit Kerkdorp komen weer net zo veel mensen als uit de andere buurten.",
        },
        {
            "code": "genoeg-informatie",
            "ambitie": "zelf-kiezen",
            "soort": "outcome",
            "tekst": "Zes van de tien inwoners kregen genoeg informatie om te kiezen.",
        },
    ],
}

# meetpunt: without its periods and its date, which are the same for all.
_ACTIES: list[dict[str, Any]] = [
    {
        "code": "spreekuur",
        "omschrijving": "Elke dinsdag een spreekuur in het dorpshuis van Kerkdorp.",
        "resultaten": ["spreekuur-draait", "dorp-bereikt"],
        "stappen": ["Ruimte huren in het dorpshuis.", "Rooster maken met vrijwilligers.", "Eerste spreekuur houden."],
        "verantwoordelijke": "Teamleider Stichting Wegwijs",
        "aanbieder": "wegwijs",
        "randvoorwaarden": [{"tekst": "Er is een ruimte zonder drempels.", "vervuld": True}],
        "kosten": {"begroot": 4800, "besteed": 4350},
        "meetpunt": {"indicator": "aanvragen", "gebied": "stil", "verwachteWaarde": 200},
    },
    {
        "code": "huisartsen",
        "omschrijving": "Een vaste lijn met de huisartsen in het buitengebied.",
        "resultaten": ["dorp-bereikt"],
        "stappen": ["Langsgaan bij de praktijken.", "Een telefoonnummer dat altijd wordt opgenomen."],
        "verantwoordelijke": "Coördinator Vrijwilligersgroep De Brug",
        "aanbieder": "de-brug",
        "hangtAfVan": ["spreekuur"],
        "kosten": {"begroot": 1200, "besteed": 900},
        "meetpunt": {"indicator": "clienten-bereikt", "gebied": "stil", "verwachteWaarde": 180},
    },
    {
        "code": "uitleg",
        "omschrijving": "Alle cliëntondersteuners oefenen met eenvoudig uitleggen.",
        "resultaten": ["genoeg-informatie"],
        "stappen": ["Training kiezen met ervaringsdeskundigen.", "Twee dagdelen oefenen.", "Na een maand terugkijken."],
        "verantwoordelijke": "Beleidsmedewerker Wmo, gemeente",
        "kosten": {"begroot": 6000, "besteed": 6150},
        "meetpunt": {"indicator": "hoewijzer-informatie-voldoende", "verwachteWaarde": 60},
    },
    {
        "code": "keuzekaart",
        "omschrijving": "Een keuzekaart, samen met inwoners gemaakt.",
        "resultaten": ["genoeg-informatie"],
        "stappen": ["Drie avonden met inwoners.", "De kaart drukken en uitdelen."],
        "verantwoordelijke": "Communicatieadviseur, gemeente",
        "hangtAfVan": ["uitleg"],
        "kosten": {"begroot": 2500, "besteed": 2100},
        "meetpunt": {"doelenboom": "zelfregie", "knoop": "toegang-tot-informatie", "verwachteWaarde": 90},
    },
]


def plan(toneel: Toneel, cyclus: str, sessie: str, signaal: str) -> str:
    """Lay down the plan with its acties, on the figures as they are now, and set it going; its id."""
    kalender, beleid = toneel.kalender, toneel.beleid
    gegevens = _PLAN | {
        "aanleiding": {"duidingssessies": [sessie], "signalen": [signaal]},
        "begin": kalender.aanpak.begin.isoformat(),
        "eind": kalender.vandaag.isoformat(),
        "monitorcyclus": cyclus,
    }
    made: str = beleid.post("plan", _PLANNEN, gegevens)["id"]
    here = f"{_PLANNEN}/{made}"
    for actie in _ACTIES:
        beleid.post(f"actie {actie['code']}", f"{here}/acties", _make_actie(toneel, actie))
    _move(toneel, here, "plan", "vastgesteld", "in-uitvoering")
    return made


def carry_out(toneel: Toneel, plan_id: str) -> None:
    """Do the acties, in an order in which none waits for another, with every step done on its day."""
    for actie in _ACTIES:
        here = f"{_PLANNEN}/{plan_id}/acties/{actie['code']}"
        _move(toneel, here, f"actie {actie['code']}", "bezig")
        gedaan = _make_actie(toneel, actie, gedaan_op=toneel.kalender.aanpak.eind)
        gedaan.pop("code")
        toneel.beleid.put(f"stappen {actie['code']}", here, gedaan)
        _move(toneel, here, f"actie {actie['code']}", "uitgevoerd")


def measure(toneel: Toneel, plan_id: str) -> None:
    """Measure what each actie did, close it, and then the plan."""
    here = f"{_PLANNEN}/{plan_id}"
    for actie in _ACTIES:
        at = f"{here}/acties/{actie['code']}"
        toneel.beleid.post(f"effect {actie['code']}", f"{at}/effectmeting", of=at)
        _move(toneel, at, f"actie {actie['code']}", "afgesloten")
    _move(toneel, here, "plan", "afgerond")


def _move(toneel: Toneel, here: str, wat: str, *statussen: str) -> None:
    for naar in statussen:
        toneel.beleid.post(f"{wat} {naar}", f"{here}/overgangen", {"naar": naar}, of=here)


def _make_actie(toneel: Toneel, actie: dict[str, Any], gedaan_op: date | None = None) -> dict[str, Any]:
    kalender = toneel.kalender
    meetpunt = actie["meetpunt"] | _measured_over(kalender)
    if "gebied" in meetpunt:
        meetpunt["gebied"] = toneel.gemeente.stil
    return actie | {
        "stappen": [
            {"tekst": tekst, "gedaanOp": gedaan_op.isoformat() if gedaan_op else None} for tekst in actie["stappen"]
        ],
        "begin": kalender.aanpak.begin.isoformat(),
        "deadline": kalender.aanpak.eind.isoformat(),
        "meetpunt": meetpunt,
    }


def _measured_over(kalender: Kalender) -> dict[str, str]:
    return {
        "periodeVoor": kalender.stilte.code,
        "periodeNa": kalender.herstel.code,
        "meetdatum": (kalender.herstel.eind + timedelta(days=1)).isoformat(),
    }
