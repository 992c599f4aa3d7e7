"""What of that which aanbieders register is used, and by which indicator. Pure.

A contact's bronId, datum and soort are left out: without them there is no contact. So is vorm, which follows from the
aanbieder when it is not given.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from zicht_api.formules.taal import parse
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.berekeningen import BEREKENINGEN
from zicht_api.maatstaven.models import Maatstaf


class Veld(StrEnum):
    """A field of a contact that may be left out, as a delivery names it."""

    duur_minuten = "duurMinuten"
    leefgebieden = "leefgebieden"
    doelgroep = "doelgroep"
    gebied = "gebied"
    verwijzer = "verwijzer"
    doorverwezen_naar = "doorverwezenNaar"
    afgesloten = "afgesloten"
    client_pseudoniem = "clientPseudoniem"


# By these any figure from contacten can be broken down.
UITSPLITSINGEN = frozenset({Veld.gebied, Veld.doelgroep, Veld.leefgebieden})
# How `berekeningen` calls what a field gives; what it says of a contact besides is always there.
_UIT_BEREKENING = {
    "duur_minuten": Veld.duur_minuten,
    "doorverwezen_naar": Veld.doorverwezen_naar,
    "afgesloten": Veld.afgesloten,
    "wie": Veld.client_pseudoniem,
    "vragen": Veld.leefgebieden,
}
_ALTIJD = {"datum", "soort"}
_KOLOM = re.compile(r"\bc\.(\w+)")


def fields_of_berekening(naam: str) -> frozenset[Veld]:
    """The fields with which a maatstaf is computed. Raises KeyError for a column that nobody thought of here."""
    berekening = BEREKENINGEN[naam]
    kolommen = set(_KOLOM.findall(f"{berekening.som} {berekening.basis}")) - _ALTIJD
    return frozenset(_UIT_BEREKENING[kolom] for kolom in kolommen)


def fields_of(
    indicator: Indicator, maatstaven: Mapping[str, Maatstaf], tellingen_voor: Collection[str]
) -> frozenset[Veld]:
    """The fields with which an indicator is computed, from the contacten of an aanbieder.

    tellingen_voor: the maatstaven that come as tellingen there, and for which no field is needed. Of whatever follows
    from contacten, people are counted: to know how many clients stand behind a figure, and whether it may be shown.
    """
    if indicator.rekenwijze == "doorlooptijd":
        return frozenset({Veld.afgesloten, Veld.client_pseudoniem})
    berekeningen = [maatstaven[code].berekening for code in maatstaven_of(indicator) if code not in set(tellingen_voor)]
    uit_contacten = [naam for naam in berekeningen if naam is not None]
    if not uit_contacten:
        return frozenset()
    return frozenset({Veld.client_pseudoniem}).union(*map(fields_of_berekening, uit_contacten))


def maatstaven_of(indicator: Indicator) -> tuple[str, ...]:
    """The maatstaven that an indicator is made of."""
    return tuple(code for code in (indicator.teller, indicator.noemer) if code is not None)


def unused(indicatoren: Iterable[Indicator], in_bomen: Collection[str]) -> set[str]:
    """The codes of indicators that are nice to know, and of which nothing makes use.

    Used is: hanging on a doelenboom, named in the formula of another indicator, or watched by a signaalgrens. Whether
    anybody reads a figure is not recorded, and plays no part.
    """
    indicatoren = list(indicatoren)
    named = {
        code
        for indicator in indicatoren
        if indicator.formule is not None
        for code in parse(indicator.formule).verwijzingen - {indicator.code}
    }
    return {
        indicator.code
        for indicator in indicatoren
        if indicator.belang == "nice-to-know"
        and indicator.signaalgrens is None
        and indicator.code not in named
        and indicator.code not in in_bomen
    }
