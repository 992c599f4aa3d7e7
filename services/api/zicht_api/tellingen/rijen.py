"""A telling as it is delivered: a count of one maatstaf over one period, with the dimensions it is broken down by."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from zicht_api.aanleveringen.lezen import Kolommen
from zicht_api.afsluitingen.dagen import GEEN, AfgeslotenDagen, fout_afgesloten
from zicht_api.perioden import Periode
from zicht_shared.errors import Fout

HOOGSTE_WAARDE = 999_999_999


class TellingRij(msgspec.Struct, forbid_unknown_fields=True, rename="camel", gc=False):
    """`verwijderd` takes back a telling that was delivered before; its waarde is then not looked at.

    waarde: int or Decimal; `rules` sees to that, because msgspec would also make a number of a text.
    """

    maatstaf: str
    periode: str
    waarde: Any = None
    aanbieder: str | None = None
    gebied: str | None = None
    doelgroep: str | None = None
    leefgebied: str | None = None
    vorm: str | None = None
    verwijderd: bool = False


_NAMES = frozenset(field.encode_name for field in msgspec.structs.fields(TellingRij))
KOLOMMEN = Kolommen(
    verplicht=frozenset({"maatstaf", "periode"}),
    toegestaan=_NAMES,
    getallen=frozenset({"waarde"}),
    ja_nee=frozenset({"verwijderd"}),
)


@dataclass(frozen=True)
class Omgeving:
    """What the codes stand for. aanbieders: code to (number, the maatstaven that it delivers as tellingen)."""

    codes: Mapping[str, Mapping[str, int]]
    gebieden: Mapping[str, int]
    maatstaven: Mapping[str, object]
    aanbieders: Mapping[str, tuple[int, frozenset[str]]]
    eigen: str | None
    afgesloten: AfgeslotenDagen = GEEN


def rules(rij: TellingRij, omgeving: Omgeving) -> list[Fout]:
    """Every fault of a well-typed row."""
    faults = _aanbieder_faults(rij, omgeving)
    if rij.maatstaf not in omgeving.maatstaven:
        faults.append(Fout("/maatstaf", "onbekende-waarde", "Deze maatstaf kennen we niet."))
    faults += _periode_faults(rij.periode, omgeving.afgesloten)
    faults += _waarde_faults(rij)
    checks: list[tuple[str, str | None, Mapping[str, int]]] = [
        ("/gebied", rij.gebied, omgeving.gebieden),
        ("/doelgroep", rij.doelgroep, omgeving.codes["doelgroep"]),
        ("/leefgebied", rij.leefgebied, omgeving.codes["leefgebied"]),
        ("/vorm", rij.vorm, omgeving.codes["vorm"]),
    ]
    faults += [
        Fout(pointer, "onbekende-waarde", "Deze code kennen we niet; zie de codelijsten en de gebieden.")
        for pointer, code, known in checks
        if code is not None and code not in known
    ]
    return faults


def _periode_faults(code: str, afgesloten: AfgeslotenDagen) -> list[Fout]:
    try:
        periode = Periode.parse(code)
    except ValueError:
        return [Fout("/periode", "geen-periode", "Dit is geen periode, zoals 2026, 2026-K1, 2026-03 of 2026-W10.")]
    return [fout_afgesloten("/periode")] if afgesloten.overlaps(periode.begin, periode.eind) else []


def _waarde_faults(rij: TellingRij) -> list[Fout]:
    waarde = rij.waarde
    if waarde is None:
        return [] if rij.verwijderd else [Fout("/waarde", "verplicht", "Dit veld is verplicht.")]
    if isinstance(waarde, bool) or not isinstance(waarde, int | Decimal):
        return [Fout("/waarde", "geen-getal", "Dit moet een getal zijn.")]
    if waarde < 0:
        return [Fout("/waarde", "te-klein", "Een telling is niet kleiner dan nul.")]
    if waarde > HOOGSTE_WAARDE:
        return [Fout("/waarde", "te-groot", "Dit getal is te groot.")]
    if waarde != round(waarde, 2):
        return [Fout("/waarde", "te-precies", "Geef hoogstens twee cijfers achter de komma.")]
    return []


def _aanbieder_faults(rij: TellingRij, omgeving: Omgeving) -> list[Fout]:
    code = rij.aanbieder or omgeving.eigen
    if code is None:
        return [Fout("/aanbieder", "verplicht", "Zeg van welke aanbieder deze telling is.")]
    if code not in omgeving.aanbieders:
        return [Fout("/aanbieder", "onbekende-waarde", "Voor deze aanbieder kunt u niet aanleveren.")]
    if rij.maatstaf in omgeving.maatstaven and rij.maatstaf not in omgeving.aanbieders[code][1]:
        # A maatstaf comes from contacten or from tellingen, per aanbieder; both would count people twice.
        reason = (
            "Deze maatstaf volgt bij deze aanbieder uit de contacten; de gemeente kan dat bij de aanbieder wijzigen."
        )
        return [Fout("/maatstaf", "komt-uit-contacten", reason)]
    return []
