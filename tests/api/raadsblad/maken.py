"""Figures, acties and stories to choose from."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from zicht_api.indicatoren.models import Indicator
from zicht_api.raadsblad.keuze import Kandidaat, Planregel
from zicht_api.verbeterplannen.overgangen import Actiestatus, Planstatus
from zicht_api.verbeterplannen.schemas import VerbeteractieInLijst
from zicht_api.verhalen.schemas import Verhaal
from zicht_api.waarden.onderdrukking import Waarde

GEEN = {"vorige": None, "vorig_jaar": None, "nulmeting": None, "streefwaarde": None}
PLAN = UUID(int=1)


def verschil(met: str, hoeveel: str, *, significant: bool | None = None) -> dict[str, Any]:
    return {
        "met": met,
        "verschil": Decimal(hoeveel),
        "onder": None,
        "boven": None,
        "significant": significant,
        "methode": "",
    }


def cijfer(waarde: str | None = "70", **anders: Any) -> Waarde:
    """A published figure over 2025 with differences as given: vorige, streefwaarde."""
    verschillen = {name: anders.pop(name) for name in GEEN if name in anders}
    # Only onderdrukking.py makes figures; these never leave a test.
    return Waarde.model_validate(
        {
            "periode": "2025",
            "waarde": None if waarde is None else Decimal(waarde),
            "teller": None,
            "noemer": None,
            "n": None if waarde is None else 412,
            "onderdrukt": False,
            "reden": "geen-gegevens" if waarde is None else None,
            "voorlopig": False,
            "interval": None,
            "status": None,
            "verschillen": GEEN | verschillen,
        }
        | anders
    )


def indicator(code: str, pijler: str = "bereik", **anders: Any) -> Indicator:
    eigen = {
        "naam": code.capitalize(),
        "omschrijving": "Wat het is.",
        "soort": "output",
        "eenheid": "%",
        "richting": "hoger",
        "rekenwijze": "verhouding",
        "belang": "need-to-know",
        "openbaar": False,
    }
    return Indicator(code=code, pijler=pijler, **eigen | anders)


def kandidaat(code: str, pijler: str = "bereik", waarde: str | None = "70", **anders: Any) -> Kandidaat:
    doel = anders.pop("doel", None)
    van_cijfer = {name: anders.pop(name) for name in ("vorige", "status", "n") if name in anders}
    if doel is not None:
        van_cijfer["streefwaarde"] = verschil("streefwaarde", doel)
    return Kandidaat(indicator(code, pijler, **anders), cijfer(waarde, **van_cijfer))


def regel(code: str, **anders: Any) -> Planregel:
    """An actie that is being done, in a plan that runs."""
    gemeten = anders.pop("gemeten", False)
    plan = anders.pop("plan", Planstatus.in_uitvoering)
    eind = anders.pop("eind", date(2025, 12, 31))
    meting = {
        "nr": 1,
        "dataversie": 1,
        "dag": date(2026, 1, 5),
        "vergeleken": gemeten,
        "gemeten_op": "2026-01-05T12:00Z",
    }
    meetpunt = {
        "indicator": anders.pop("indicator", None), "doelenboom": "boom", "knoop": "top", "gebied": None,
        "aanbieder": None, "doelgroep": None, "leefgebied": None, "vorm": None, "periode_voor": "2024",
        "periode_na": "2025", "verwachte_waarde": Decimal(75), "meetdatum": date(2026, 1, 1), "dataversie": 1,
        "dag": date(2025, 1, 1), "verwijderd": False,
    }  # fmt: skip
    actie = {
        "plan": PLAN, "code": code, "omschrijving": code, "resultaten": [], "stappen": [],
        "verantwoordelijke": "beleid", "aanbieder": None, "begin": date(2025, 1, 1),
        "deadline": date(2025, 6, 1), "randvoorwaarden": [],
        "kosten": {}, "hangt_af_van": [], "meetpunt": meetpunt, "effectmetingen": [meting] if gemeten else [],
        "status": Actiestatus.bezig, "versie": 1,
    }  # fmt: skip
    return Planregel(VerbeteractieInLijst.model_validate(actie | anders), plan, eind)


def verhaal(citaat: str | None, *indicatoren: str) -> Verhaal:
    return Verhaal.model_validate(
        {
            "id": UUID(int=2), "versie": 1, "status": "vrijgegeven", "herkomst": "dialooggesprek", "meting": None,
            "titel": None, "delen": [], "citaat": citaat, "themas": [], "knopen": [],
            "indicatoren": [{"code": code, "naam": code, "verwijderd": False} for code in indicatoren],
            "aanbieder": None, "gebied": None, "doelgroep": None, "periode": "2025-K1",
            "toestemming": {"waarvoor": ["openbaar"], "tot": date(2099, 1, 1), "wijze": None, "gegeven_op": None},
        }
    )  # fmt: skip
