"""What a plan and an actie must satisfy by themselves and within their plan. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from zicht_api.perioden import Periode
from zicht_api.verbeterplannen.overgangen import has_cycle
from zicht_api.verbeterplannen.schemas import Meetpunt, VerbeteractieGegevens, VerbeterplanGegevens
from zicht_shared.errors import Fout

ONBEKEND = "onbekende-waarde"
# A score of a knoop is of a whole, or of a gebied or doelgroep of it.
_NIET_BIJ_KNOOP: tuple[str, ...] = ("aanbieder", "leefgebied", "vorm")
_ALLEEN_KNOOP: tuple[str, ...] = ("doelenboom", "knoop")


def find_plan_faults(gegevens: VerbeterplanGegevens, in_gebruik: Collection[str]) -> Iterator[Fout]:
    """in_gebruik: the codes of the resultaten that an actie of the plan contributes to."""
    if gegevens.eind < gegevens.begin:
        yield Fout("/eind", "voor-het-begin", "Een plan eindigt niet voordat het begint.")
    ambities = [ambitie.code for ambitie in gegevens.ambities]
    resultaten = [resultaat.code for resultaat in gegevens.resultaten]
    yield from _find_doubles("/ambities", ambities)
    yield from _find_doubles("/resultaten", resultaten)
    for place, resultaat in enumerate(gegevens.resultaten):
        if resultaat.ambitie not in ambities:
            yield Fout(f"/resultaten/{place}/ambitie", ONBEKEND, "Deze ambitie staat niet in dit plan.")
    for code in sorted(set(in_gebruik) - set(resultaten)):
        yield Fout("/resultaten", "in-gebruik", f"Aan het resultaat {code} draagt een actie bij; laat het staan.")


def find_actie_faults(
    gegevens: VerbeteractieGegevens,
    code: str,
    resultaten: Collection[str],
    anderen: Mapping[str, Collection[str]],
) -> Iterator[Fout]:
    """resultaten: the codes in the plan. anderen: its other acties, with what each depends on."""
    if gegevens.deadline < gegevens.begin:
        yield Fout("/deadline", "voor-het-begin", "De deadline is niet voor het begin.")
    yield from _find_unknown("/resultaten", gegevens.resultaten, resultaten, "Dit resultaat staat niet in dit plan.")
    known = {*anderen, code}
    yield from _find_unknown("/hangtAfVan", gegevens.hangt_af_van, known, "Deze actie staat niet in dit plan.")
    if has_cycle(code, gegevens.hangt_af_van, anderen):
        yield Fout("/hangtAfVan", "kring", "Zo zou deze actie op zichzelf wachten.")
    yield from _find_meetpunt_faults(gegevens.meetpunt)


def _find_meetpunt_faults(meetpunt: Meetpunt) -> Iterator[Fout]:
    if meetpunt.indicator is None:
        for name in _ALLEEN_KNOOP:
            if getattr(meetpunt, name) is None:
                yield Fout(f"/meetpunt/{name}", "verplicht", "Noem een indicator, of een doelenboom met een knoop.")
        past_niet, reason = _NIET_BIJ_KNOOP, "De score van een knoop wordt hier niet naar uitgesplitst."
    else:
        past_niet, reason = _ALLEEN_KNOOP, "Noem een indicator, of een doelenboom met een knoop: niet allebei."
    for name in past_niet:
        if getattr(meetpunt, name) is not None:
            yield Fout(f"/meetpunt/{name}", "past-niet", reason)
    voor, na = Periode.parse(meetpunt.periode_voor), Periode.parse(meetpunt.periode_na)
    if voor.soort is not na.soort:
        yield Fout("/meetpunt/periodeNa", "andere-soort", "Vergelijk een jaar met een jaar, een maand met een maand.")
    if na.begin <= voor.eind:
        yield Fout("/meetpunt/periodeNa", "niet-later", "De periode erna begint na de periode ervoor.")
    if meetpunt.meetdatum <= na.eind:
        yield Fout("/meetpunt/meetdatum", "te-vroeg", "Het effect is pas te meten als de periode erna voorbij is.")


def _find_doubles(pointer: str, codes: Sequence[str]) -> Iterator[Fout]:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield Fout(f"{pointer}/{place}/code", "dubbel", "Deze code staat er twee keer in.")


def _find_unknown(pointer: str, codes: Iterable[str], known: Collection[str], reason: str) -> Iterator[Fout]:
    for place, code in enumerate(codes):
        if code not in known:
            yield Fout(f"{pointer}/{place}", ONBEKEND, reason)
