"""What must hold of a story that comes in, whatever else there is. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from zicht_api.perioden import Periode
from zicht_api.verhalen.schemas import MAX_TEKENS, Herkomst, Onderwerp, Toestemming, Verhaaldeel, VerhaalGegevens
from zicht_shared.errors import Fout
from zicht_shared.screening import screen

ONDERWERPEN: Final[dict[Herkomst, frozenset[Onderwerp | None]]] = {
    Herkomst.dialooggesprek: frozenset({"eerste-contact", "informatie-en-advies", "opbrengst"}),
    Herkomst.klantreis: frozenset({"bejegening", "communicatie-en-informatie", "expertise"}),
    Herkomst.open_antwoord: frozenset({None}),
}


def find_faults(gegevens: VerhaalGegevens, vandaag: date) -> Iterator[Fout]:
    """Every fault, by pointer."""
    open_antwoord = gegevens.herkomst is Herkomst.open_antwoord
    if open_antwoord and len(gegevens.delen) > 1:
        yield Fout("/delen", "te-veel", "Een open antwoord is een deel.")
    if open_antwoord and gegevens.meting is None:
        yield Fout("/meting", "verplicht", "Zeg in welke meting dit antwoord stond.")
    if not open_antwoord and gegevens.meting is not None:
        yield Fout("/meting", "past-niet", "Dit veld hoort alleen bij een open antwoord.")
    if sum(len(deel.tekst) for deel in gegevens.delen) > MAX_TEKENS:
        yield Fout("/delen", "te-lang", f"Samen mogen de teksten hoogstens {MAX_TEKENS} tekens zijn. Vat samen.")
    for place, deel in enumerate(gegevens.delen):
        yield from _in_deel(f"/delen/{place}", gegevens.herkomst, deel)
    for place, thema in enumerate(gegevens.themas):
        if screen(thema).gemaskeerd:
            yield Fout(f"/themas/{place}", "persoonsgegeven", "Hierin lijkt iets te staan dat iemand kan herkennen.")
    for name in ("themas", "knopen", "indicatoren"):
        yield from _twice(f"/{name}", getattr(gegevens, name))
    if Periode.parse(gegevens.periode).begin > vandaag:
        yield Fout("/periode", "in-de-toekomst", "Deze periode moet nog komen.")
    yield from _in_toestemming(gegevens.toestemming, vandaag)


def _in_deel(pointer: str, herkomst: Herkomst, deel: Verhaaldeel) -> Iterator[Fout]:
    if deel.onderwerp not in ONDERWERPEN[herkomst]:
        known = ", ".join(sorted(filter(None, ONDERWERPEN[herkomst])))
        reason = f"Kies bij deze herkomst een van: {known}." if known else "Een open antwoord heeft geen onderwerp."
        yield Fout(f"{pointer}/onderwerp", "past-niet", reason)
    if (deel.stap is None) is (herkomst is Herkomst.klantreis):
        reason = "Een stap hoort bij elk deel van een klantreis, en alleen daarbij."
        yield Fout(f"{pointer}/stap", "past-niet", reason)


def _in_toestemming(toestemming: Toestemming, vandaag: date) -> Iterator[Fout]:
    yield from _twice("/toestemming/waarvoor", toestemming.waarvoor)
    if toestemming.gegeven_op > vandaag:
        yield Fout("/toestemming/gegevenOp", "in-de-toekomst", "Deze dag moet nog komen.")
    if toestemming.tot < vandaag:
        yield Fout("/toestemming/tot", "voorbij", "Deze toestemming is voorbij. Vraag haar opnieuw.")


def _twice(pointer: str, items: Sequence[object]) -> Iterator[Fout]:
    for place, item in enumerate(items):
        if item in items[:place]:
            yield Fout(f"{pointer}/{place}", "dubbel", "Dit staat er al.")
