"""The texts of a story: screened as they come in, sealed as they are kept. What was typed in is kept nowhere."""

import re
from collections.abc import Iterator
from typing import Final, get_args

from zicht_api.verhalen.models import VERHAAL
from zicht_api.verhalen.schemas import Gemaskeerd, GescreendDeel, Inhoud, VerhaalGegevens
from zicht_shared.crypto import Keyring
from zicht_shared.errors import Fout
from zicht_shared.screening import Soort, screen

_SOORTEN: Final[tuple[Soort, ...]] = get_args(Soort)


def screen_verhaal(gegevens: VerhaalGegevens) -> Inhoud:
    """The texts as they may be kept. citaat: None when the passage does not stand in what is kept of the delen."""
    delen = [
        GescreendDeel(onderwerp=deel.onderwerp, stap=_screened(deel.stap), tekst=screen(deel.tekst).tekst)
        for deel in gegevens.delen
    ]
    citaat = None if gegevens.citaat is None else _find_citaat(gegevens.citaat, delen)
    return Inhoud(titel=_screened(gegevens.titel), citaat=citaat, delen=delen)


def find_citaat_faults(gegevens: VerhaalGegevens, inhoud: Inhoud) -> Iterator[Fout]:
    """What is wrong with the passage, if it was not found."""
    if gegevens.citaat is None or inhoud.citaat is not None:
        return
    typed = _on_one_line(gegevens.citaat)
    if any(typed in _on_one_line(deel.tekst) for deel in gegevens.delen):
        reason = "Hierin is iets vervangen dat zonder de rest van de tekst niet te zien is. Kies een andere passage."
        yield Fout("/citaat", "gescreend", reason)
    else:
        yield Fout("/citaat", "staat-er-niet", "Deze passage staat zo niet in een van de delen.")


def list_masked(inhoud: Inhoud) -> list[Gemaskeerd]:
    """Where something was replaced, and what; also what was replaced before it was sent here."""
    found = []
    for pointer, tekst in _texts(inhoud):
        soorten = [soort for soort in _SOORTEN if f"⟨{soort}⟩" in (tekst or "")]
        if soorten:
            found.append(Gemaskeerd(pointer=pointer, soorten=soorten))
    return found


def seal(keyring: Keyring, inhoud: Inhoud) -> bytes:
    return keyring.seal(VERHAAL, inhoud.model_dump_json().encode())


def unseal(keyring: Keyring, sealed: bytes) -> Inhoud:
    return Inhoud.model_validate_json(keyring.unseal(VERHAAL, sealed))


def _find_citaat(citaat: str, delen: list[GescreendDeel]) -> str | None:
    """The passage as it stands in a screened deel.

    Screened by itself it could still hold a name: what gives a name away often stands before the passage.
    """
    kept = [_on_one_line(deel.tekst) for deel in delen]
    spelled = (_on_one_line(citaat), _on_one_line(screen(citaat).tekst))
    return next((passage for passage in spelled if any(passage in tekst for tekst in kept)), None)


def _screened(tekst: str | None) -> str | None:
    return None if tekst is None else screen(tekst).tekst


def _on_one_line(tekst: str) -> str:
    return re.sub(r"\s+", " ", tekst).strip()


def _texts(inhoud: Inhoud) -> Iterator[tuple[str, str | None]]:
    yield "/titel", inhoud.titel
    for place, deel in enumerate(inhoud.delen):
        yield f"/delen/{place}/stap", deel.stap
        yield f"/delen/{place}/tekst", deel.tekst
    yield "/citaat", inhoud.citaat
