"""Every text that the pages themselves say, per language (`<taal>.json`); the questions bring their own.

Dutch at level B1. A new language is one more file with the same keys and the same {names} in them (a test compares).
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, get_args

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import format_unit

from zicht_surveys.vragenlijsten.schemas import Taal

TALEN: Final[tuple[Taal, ...]] = get_args(Taal)
TEKSTEN: Final[Mapping[Taal, Mapping[str, str]]] = {
    taal: json.loads((Path(__file__).parent / f"{taal}.json").read_text(encoding="utf-8")) for taal in TALEN
}
# In which of these a person has read the texts of this folder.
NAGEKEKEN: Final[tuple[Taal, ...]] = ("nl",)
# What a language calls itself, for those who read no other.
EIGEN_NAAM: Final[Mapping[Taal, str]] = {
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "tr": "Türkçe",
    "uk": "Українська",
    "pl": "Polski",
}
RICHTING: Final[Mapping[Taal, str]] = {"ar": "rtl"}


@lru_cache(maxsize=1024)
def datum(dag: date, taal: Taal) -> str:
    """A day in words: `31 december 2026`."""
    # The English of Europe: the day before the month, as in the letters.
    return format_date(dag, format="long", locale="en_GB" if taal == "en" else taal)


@lru_cache(maxsize=1024)
def duur(minuten: int, taal: Taal) -> str:
    """How long something takes, in the right plural: `2 minuten`."""
    return format_unit(minuten, "duration-minute", locale=taal)


def getal(waarde: int, taal: Taal) -> str:
    """A number with the marks between thousands of its language: `2.001`."""
    return format_decimal(waarde, locale=taal)
