"""Names and languages of other formats in Zicht's own words: codes, language tags, and texts where a file has none."""

import re
import unicodedata
from collections.abc import Container, Mapping
from functools import lru_cache
from itertools import count
from typing import Final

from zicht_shared.privacy import contains_bsn
from zicht_surveys.invullen.teksten import EIGEN_NAAM, TALEN
from zicht_surveys.vragenlijsten.schemas import Taal

_TAG: Final = re.compile(r"(?:^|\()\s*([a-z]{2})(?:[-_][a-z0-9]+)*\s*\)?\s*$", re.IGNORECASE | re.ASCII)
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_LONGEST: Final = 60
_NAMES: Final[Mapping[str, Taal]] = {
    "dutch": "nl",
    "engels": "en",
    "arabic": "ar",
    "arabisch": "ar",
    "turkish": "tr",
    "turks": "tr",
    "ukrainian": "uk",
    "oekraïens": "uk",
    "polish": "pl",
    "pools": "pl",
    **{name.casefold(): taal for taal, name in EIGEN_NAAM.items()},
}

# What stands in a questionnaire that is read when the file itself has no text for it.
DEEL: Final[Mapping[str, str]] = {
    "nl": "Deel {nummer}",
    "en": "Part {nummer}",
    "ar": "الجزء {nummer}",
    "tr": "Bölüm {nummer}",
    "uk": "Частина {nummer}",
    "pl": "Część {nummer}",
}
VRAGENLIJST: Final[Mapping[str, str]] = {
    "nl": "Vragenlijst",
    "en": "Questionnaire",
    "ar": "استبيان",
    "tr": "Anket",
    "uk": "Анкета",
    "pl": "Ankieta",
}
ANDERS: Final[Mapping[str, str]] = {
    "nl": "Anders",
    "en": "Other",
    "ar": "غير ذلك",
    "tr": "Diğer",
    "uk": "Інше",
    "pl": "Inne",
}
NAMELIJK: Final[Mapping[str, str]] = {
    "nl": "Wat bedoelt u met 'anders'?",
    "en": "What do you mean by 'other'?",
    "ar": "ماذا تقصدون بـ «غير ذلك»؟",
    "tr": "'Diğer' derken ne demek istiyorsunuz?",
    "uk": "Що Ви маєте на увазі під «інше»?",
    "pl": "Co oznacza „inne”?",
}


@lru_cache(maxsize=256)
def taal_of(name: str) -> Taal | None:
    """The language that another format calls this: `nl`, `en-GB`, `English (en)`, `Nederlands`; None for all others."""
    known = _NAMES.get(name.strip().casefold())
    if known is not None:
        return known
    found = _TAG.search(name.strip())
    return next((taal for taal in TALEN if found and found[1].lower() == taal), None)


def code_of(name: str) -> str:
    """A name as a code of ours: itself when it is one already. Always the same code for the same name; '' for none."""
    if len(name) <= _LONGEST and _CODE.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name[:1000]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST - 10].strip("-")


def unused(code: str, seen: Container[str]) -> str:
    """This code, or the first of `code-2`, `code-3` ... that is not taken."""
    if code not in seen:
        return code
    return next(numbered for nummer in count(2) if (numbered := f"{code[:50].strip('-')}-{nummer}") not in seen)


def quoted(name: object) -> str:
    """A name from a file as we may repeat it: short, on one line, and never a BSN."""
    shown = "".join(char for char in str(name)[:60] if char.isprintable())
    return "'…'" if contains_bsn(shown) else f"'{shown}'"
