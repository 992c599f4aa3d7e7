"""What must hold between the fields of a leverafspraak. Pure."""

from collections.abc import Collection, Iterator, Sequence

from zicht_api.aanleveringen.schemas import Soort
from zicht_api.leverkalender.schemas import LeverafspraakGegevens
from zicht_shared.errors import Fout


def find_faults(
    gegevens: LeverafspraakGegevens, maatstaven: Collection[str], tellingen_voor: Collection[str]
) -> Iterator[Fout]:
    """maatstaven: those of the gemeente. tellingen_voor: those that the aanbieder delivers as tellingen."""
    vanaf, tot = gegevens.vanaf_periode, gegevens.tot_periode
    for pointer, periode in (("/vanaf", vanaf), ("/tot", tot)):
        if periode is not None and periode.soort != gegevens.periodesoort:
            yield Fout(pointer, "past-niet", f"Dit is geen {gegevens.periodesoort}.")
    if tot is not None and tot.begin < vanaf.begin:
        yield Fout("/tot", "voor-begin", "De laatste periode ligt voor de eerste.")
    if gegevens.soort is Soort.tellingen:
        yield from _maatstaf_faults(gegevens.maatstaven, maatstaven, tellingen_voor)
    elif gegevens.maatstaven:
        yield Fout("/maatstaven", "past-niet", "Bij contacten hoort dit veld niet.")


def _maatstaf_faults(
    genoemd: Sequence[str], maatstaven: Collection[str], tellingen_voor: Collection[str]
) -> Iterator[Fout]:
    if not genoemd:
        yield Fout("/maatstaven", "verplicht", "Zeg welke maatstaven als telling worden geleverd.")
    for plek, code in enumerate(genoemd):
        if code not in maatstaven:
            yield Fout(f"/maatstaven/{plek}", "onbekende-waarde", "Deze maatstaf kennen we niet.")
        elif code not in tellingen_voor:
            reason = "Deze maatstaf volgt bij deze aanbieder uit de contacten."
            yield Fout(f"/maatstaven/{plek}", "komt-uit-contacten", reason)


def overlap(een: LeverafspraakGegevens, ander: LeverafspraakGegevens) -> bool:
    """Whether two agreements of one aanbieder expect the same twice."""
    if een.soort is not ander.soort:
        return False
    if een.soort is Soort.tellingen and not set(een.maatstaven) & set(ander.maatstaven):
        return False
    return _begins_within(een, ander) or _begins_within(ander, een)


def _begins_within(een: LeverafspraakGegevens, ander: LeverafspraakGegevens) -> bool:
    tot = ander.tot_periode
    return een.vanaf_periode.begin >= ander.vanaf_periode.begin and (tot is None or een.vanaf_periode.begin <= tot.eind)
