"""A contact as it is delivered: its fields, and what must hold between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import Meta

from zicht_api.aanleveringen.lezen import Kolommen
from zicht_api.afsluitingen.dagen import GEEN, AfgeslotenDagen, fout_afgesloten
from zicht_shared.errors import Fout
from zicht_shared.privacy import contains_bsn, may_contain_bsn

# No space at either end, and no control characters: a code with a space is another code, and nobody would see it.
# \Z, not $: that would leave room for a line end.
_Tekst = Annotated[
    str, Meta(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?\Z")
]

EERSTE_DAG = date(2000, 1, 1)
MAX_MINUTEN = 24 * 60


class ContactRij(msgspec.Struct, forbid_unknown_fields=True, rename="camel", gc=False):
    """Names and meaning as in design.md section 4. `verwijderd` takes back a contact that was delivered before."""

    bron_id: _Tekst
    datum: date | None = None
    soort: str | None = None
    aanbieder: str | None = None
    client_pseudoniem: _Tekst | None = None
    duur_minuten: Annotated[int, Meta(ge=0, le=MAX_MINUTEN)] | None = None
    leefgebieden: Annotated[list[str], Meta(max_length=20)] = []
    doelgroep: str | None = None
    gebied: str | None = None
    vorm: str | None = None
    verwijzer: str | None = None
    doorverwezen_naar: str | None = None
    afgesloten: date | None = None
    verwijderd: bool = False


_NAMES = frozenset(field.encode_name for field in msgspec.structs.fields(ContactRij))
KOLOMMEN = Kolommen(
    verplicht=frozenset({"bronId"}),
    toegestaan=_NAMES,
    datums=frozenset({"datum", "afgesloten"}),
    lijsten=frozenset({"leefgebieden"}),
    getallen=frozenset({"duurMinuten"}),
    ja_nee=frozenset({"verwijderd"}),
)


@dataclass(frozen=True)
class Omgeving:
    """What the codes of this gemeente stand for, and which aanbieders the caller may deliver for.

    aanbieders: code to (number, its own vorm). eigen: the aanbieder when a row names none.
    """

    codes: Mapping[str, Mapping[str, int]]
    gebieden: Mapping[str, int]
    aanbieders: Mapping[str, tuple[int, int]]
    eigen: str | None
    vandaag: date
    afgesloten: AfgeslotenDagen = GEEN

    @cached_property
    def morgen(self) -> date:
        """The last day that a contact may have: a registration system may already live in tomorrow."""
        return self.vandaag + timedelta(days=1)


def doubtful(rijen: Sequence[ContactRij], omgeving: Omgeving) -> bool:
    """True when `rules` may have something against one of these rows, other than a code that is not known.

    Looks at whole columns: this runs for every row that is delivered, `rules` only when this doubts.
    """
    datums = [rij.datum for rij in rijen]
    afgesloten = [(rij.afgesloten, rij.datum) for rij in rijen if rij.afgesloten is not None]
    teksten = "\n".join([rij.bron_id for rij in rijen] + [rij.client_pseudoniem or "" for rij in rijen])
    return (
        None in datums
        or any(rij.verwijderd for rij in rijen)
        or not EERSTE_DAG <= min(filter(None, datums)) <= max(filter(None, datums)) <= omgeving.morgen
        or any(eind < begin for eind, begin in afgesloten if begin is not None)
        or omgeving.afgesloten.touches([datum for datum in datums if datum is not None])
        or may_contain_bsn(teksten)
    )


def rules(rij: ContactRij, omgeving: Omgeving) -> list[Fout]:
    """Every fault of a well-typed row."""
    faults = [
        Fout(pointer, "burgerservicenummer", "Dit lijkt een burgerservicenummer; dat mag hier niet in.")
        for pointer, text in (("/bronId", rij.bron_id), ("/clientPseudoniem", rij.client_pseudoniem))
        if text is not None and contains_bsn(text)
    ]
    if rij.aanbieder is None and omgeving.eigen is None:
        faults.append(Fout("/aanbieder", "verplicht", "Zeg van welke aanbieder dit contact is."))
    elif (rij.aanbieder or omgeving.eigen) not in omgeving.aanbieders:
        faults.append(Fout("/aanbieder", "onbekende-waarde", "Voor deze aanbieder kunt u niet aanleveren."))
    if rij.verwijderd:
        return faults
    faults += [
        Fout(pointer, "verplicht", "Dit veld is verplicht.")
        for pointer, value in (("/datum", rij.datum), ("/soort", rij.soort))
        if value is None
    ]
    faults += _code_faults(rij, omgeving)
    if rij.datum is not None:
        faults += _date_faults(rij.datum, rij.afgesloten, omgeving.morgen)
        if omgeving.afgesloten.overlaps(rij.datum, rij.datum):
            faults.append(fout_afgesloten("/datum"))
    return faults


def _code_faults(rij: ContactRij, omgeving: Omgeving) -> list[Fout]:
    codes = omgeving.codes
    checks: list[tuple[str, str | None, Mapping[str, int]]] = [
        ("/soort", rij.soort, codes["soort"]),
        ("/gebied", rij.gebied, omgeving.gebieden),
        ("/doelgroep", rij.doelgroep, codes["doelgroep"]),
        ("/vorm", rij.vorm, codes["vorm"]),
        ("/verwijzer", rij.verwijzer, codes["verwijzer"]),
        ("/doorverwezenNaar", rij.doorverwezen_naar, codes["doorverwijzing"]),
    ]
    checks += [(f"/leefgebieden/{index}", code, codes["leefgebied"]) for index, code in enumerate(rij.leefgebieden)]
    return [
        Fout(pointer, "onbekende-waarde", "Deze code kennen we niet; zie de codelijsten en de gebieden.")
        for pointer, code, known in checks
        if code is not None and code not in known
    ]


def _date_faults(datum: date, afgesloten: date | None, morgen: date) -> list[Fout]:
    faults = []
    if datum > morgen:
        faults.append(Fout("/datum", "in-de-toekomst", "Deze datum ligt in de toekomst."))
    if datum < EERSTE_DAG:
        faults.append(Fout("/datum", "te-lang-geleden", "Deze datum ligt voor 2000."))
    if afgesloten is not None and afgesloten < datum:
        faults.append(Fout("/afgesloten", "voor-begin", "De afsluiting ligt voor de datum van het contact."))
    return faults
