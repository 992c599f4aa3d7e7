"""Small questionnaire definitions for tests, as the JSON that a gemeente would write."""

import json
from typing import Any

from zicht_surveys.vragenlijsten.schemas import Vragenlijst

LIKERT = [{"nl": label} for label in ("helemaal oneens", "oneens", "neutraal", "eens", "helemaal eens")]


def vraag(code: str, soort: str = "ja-nee", **rest: Any) -> dict[str, Any]:
    labels = {
        "likert5": LIKERT,
        "matrix": LIKERT,
        "nps": [{"nl": "laag"}, {"nl": "hoog"}],
        "rapportcijfer": [{"nl": "laag"}, {"nl": "hoog"}],
    }
    extra: dict[str, Any] = {"schaallabels": labels[soort]} if soort in labels else {}
    if soort in ("enkel", "meer"):
        extra["opties"] = [{"code": letter, "tekst": {"nl": f"optie {letter}"}} for letter in "abc"]
    if soort == "matrix":
        extra["rijen"] = [{"code": f"{code}-{nr}", "tekst": {"nl": f"Regel {code} {nr}"}} for nr in (1, 2)]
    return {"code": code, "soort": soort, "tekst": {"nl": f"Vraag {code}?"}} | extra | rest


def als(code: str, *waarden: str) -> dict[str, Any]:
    return {"als": {"vraag": code, "in": list(waarden)}}


def lijst(*paginas: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    return {
        "code": "proef",
        "variant": "standaard",
        "versie": 1,
        "titel": {"nl": "Proef"},
        "inleiding": {"nl": "Een proef."},
        "bron": "Zicht",
        "talen": ["nl"],
        "onderdelen": [{"titel": {"nl": f"Deel {nr}"}, "vragen": vragen} for nr, vragen in enumerate(paginas, start=1)],
    } | rest


def definitie(*paginas: list[dict[str, Any]], **rest: Any) -> Vragenlijst:
    return Vragenlijst.model_validate_json(json.dumps(lijst(*paginas, **rest)))
