"""The words of letters, forms and e-mail, per language. Dutch at level B1; the others were translated by a machine."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, get_args

from babel.dates import format_date

from zicht_surveys.vragenlijsten.schemas import Taal

TALEN: Final[tuple[Taal, ...]] = get_args(Taal)
_FOLDER: Final = Path(__file__).parent / "teksten"


@cache
def teksten(taal: Taal) -> dict[str, str]:
    words: dict[str, str] = json.loads((_FOLDER / f"{taal}.json").read_text(encoding="utf-8"))
    return words


def richting(taal: Taal) -> str:
    return "rtl" if taal == "ar" else "ltr"


def datum(dag: date, taal: Taal) -> str:
    """A day as people write it: 1 december 2026."""
    return format_date(dag, "d MMMM y", locale=taal)


def gemeente_naam(naam: str) -> str:
    """'Gemeente Waddinxveen', whether or not the name was registered with that word."""
    return naam if naam.lower().startswith("gemeente") else f"Gemeente {naam}"
