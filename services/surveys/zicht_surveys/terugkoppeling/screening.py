"""What may not stand in a text that everybody can read. Pure.

Nothing is masked: who writes for residents must see what is wrong, and write it otherwise. Names are found by their
capitals, so what else has one must be known: by the writer, or because the language always writes it so.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from babel import Locale

from zicht_shared.errors import Fout
from zicht_shared.screening import screen
from zicht_surveys.invullen.teksten import TALEN
from zicht_surveys.terugkoppeling.schemas import TerugkoppelingGegevens
from zicht_surveys.vragenlijsten.schemas import Taal

# Any word that is nobody's name.
_NOBODY: Final = "iets"
# How these languages write a polite 'you' and 'your'.
_POLITE: Final[dict[Taal, str]] = {
    "uk": "Ви Вас Вам Вами Ваш Ваша Ваше Ваші Вашого Вашої Вашому Вашій Вашу Вашим Вашою Ваших Вашими",
    "pl": "Pan Pana Panu Panem Pani Panią Państwo Państwa Państwu Państwem",
}


def faults(gegevens: TerugkoppelingGegevens, gemeente: str) -> Iterator[Fout]:
    """A fault for each text that says who somebody is, and one when there is text but no Dutch.

    gemeente: the name of the gemeente itself, which may stand in it.
    """
    if gegevens.teksten and "nl" not in gegevens.teksten:
        yield Fout("/teksten/nl", "verplicht", "Er is tekst, maar niet in het Nederlands; dat is altijd nodig.")
    known = {*gegevens.geen_personen, gemeente, gemeente.removeprefix("Gemeente ")}
    for taal, teksten in gegevens.teksten.items():
        for member, tekst in teksten.model_dump(by_alias=True, exclude_none=True).items():
            text = _without(tekst, known | _capitals_of(taal))
            if found := screen(text).gemaskeerd:
                yield Fout(f"/teksten/{taal}/{member}", "herleidbaar", _reason(found, text))


@lru_cache
def _capitals_of(taal: Taal) -> frozenset[str]:
    """Words that this language may write with a capital anywhere: days, months, languages, and a polite 'you'."""
    locale = Locale(taal)
    days, months = (names["format"]["wide"].values() for names in (locale.days, locale.months))
    languages = [locale.languages[other] for other in TALEN]
    return frozenset({*days, *months, *languages, *_POLITE.get(taal, "").split()})


def _without(text: str, words: Collection[str]) -> str:
    """The text with these words, when they stand there whole, taken out of it."""
    # The longest first: 'Noord' must not take 'Stichting Noord' apart.
    parts = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    return re.sub(rf"(?<!\w)(?:{parts})(?!\w)", _NOBODY, text)


def _reason(found: Collection[str], text: str) -> str:
    lines = [nr for nr, line in enumerate(text.splitlines(), start=1) if screen(line).gemaskeerd]
    where = f" (regel {', '.join(map(str, lines))})" if lines else ""
    reason = f"Hieruit kan blijken wie iemand is{where}: {', '.join(found)}. Schrijf het anders op."
    if "naam" in found:
        reason += " Is het geen persoon maar bijvoorbeeld een organisatie of een wijk, zet die dan bij geenPersonen."
    return reason
