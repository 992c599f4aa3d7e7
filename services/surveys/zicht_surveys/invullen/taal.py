"""In which language a page is: what was asked for in its address, else what the browser prefers, else Dutch. Pure.

No cookie: who chose a language takes it along in every address (`?taal=ar`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from zicht_surveys.invullen.teksten import TALEN
from zicht_surveys.vragenlijsten.schemas import Taal

_MAX_HEADER: Final = 400


@dataclass(frozen=True, slots=True)
class Taalkeuze:
    """gevraagd: the language in the address. browser: those that the browser prefers, the most wanted first."""

    gevraagd: Taal | None = None
    browser: tuple[Taal, ...] = ()

    def uit(self, talen: Sequence[Taal]) -> Taal:
        """The language of a page that exists in these: who asks for another gets Dutch, or else the first."""
        wanted: tuple[Taal, ...] = (self.gevraagd,) if self.gevraagd else self.browser
        return next((taal for taal in (*wanted, "nl") if taal in talen), talen[0])

    def adres(self, pad: str, **query: str) -> str:
        """An address of ours that stays in the language that was asked for."""
        if self.gevraagd:
            query["taal"] = self.gevraagd
        return f"{pad}?{urlencode(query)}" if query else pad


GEEN_VOORKEUR: Final = Taalkeuze()


def choose(taal: str | None, accept_language: str | None) -> Taalkeuze:
    """taal: from the address; accept_language: the browser's header. What is no language of ours counts as not said."""
    gevraagd = next((known for known in TALEN if known == taal), None)
    return Taalkeuze(gevraagd, _preferred((accept_language or "")[:_MAX_HEADER]))


@lru_cache(maxsize=512)
def _preferred(accept_language: str) -> tuple[Taal, ...]:
    """Our languages in an Accept-Language header (RFC 9110, 12.5.4), the most wanted first."""
    wanted: dict[Taal, float] = {}
    for part in accept_language.split(","):
        name, _, parameter = part.partition(";")
        weight = _weight(parameter)
        language = name.strip().lower().partition("-")[0]
        for taal in TALEN:
            if taal == language and weight > wanted.get(taal, 0):
                wanted[taal] = weight
    return tuple(sorted(wanted, key=lambda taal: -wanted[taal]))


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1
    try:
        return float(value) if name.lower() == "q" else 0
    except ValueError:
        return 0
