"""What the onderwerpen of a session refer to: whether it is there, what it is called, and whether it is there still."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.doelenbomen.queries import find_doelenboom
from zicht_api.duiding.models import Duidingssessie
from zicht_api.duiding.onderwerpen import vraag_of
from zicht_api.duiding.schemas import Gespreksonderwerp, Sessieopzet, Signaalstand, Toestand, VastOnderwerp
from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.monitorcycli.queries import monitorcyclus_exists
from zicht_api.signalen.queries import load_signalen
from zicht_api.verhalen.queries import bestaande_verhalen
from zicht_api.waarden.selectie import select
from zicht_shared.auth import Principal
from zicht_shared.errors import Fout, InvoerOngeldig

_ONBEKEND = "onbekende-waarde"


@dataclass(frozen=True, slots=True)
class Knoopstand:
    """A knoop as it was: its name, and the indicators on it that the caller sees."""

    naam: str
    indicatoren: Sequence[str]


@dataclass(frozen=True, slots=True)
class Bekend:
    """What there is of what is referred to. indicatoren: code to name; knopen: by doelenboom and code."""

    indicatoren: Mapping[str, str]
    knopen: Mapping[tuple[str, str], Knoopstand]


@dataclass(frozen=True, slots=True)
class Tafel:
    """What is put on the table. onderwerpen: as they are kept; indicatoren: every one that is talked about."""

    onderwerpen: Sequence[VastOnderwerp]
    indicatoren: Sequence[str]
    fouten: Sequence[Fout] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Verwijzing:
    """What an onderwerp is about, in words; pad: where to read more, None when there is nothing."""

    naam: str
    pad: str | None
    toestand: Toestand


async def lay_table(db: AsyncSession, caller: Principal, stand: Stand, opzet: Sessieopzet) -> Tafel:
    """What is talked about, looked up as of a state. fouten: every reference to something that is not there."""
    bekend = await load_bekend(db, caller, stand.peil, opzet.onderwerpen)
    signalen = await load_signalen(db, caller, [each.signaal for each in opzet.onderwerpen if each.signaal])
    verhalen = await bestaande_verhalen(db, caller, [each.verhaal for each in opzet.onderwerpen if each.verhaal])
    faults, vast = [], []
    if opzet.monitorcyclus is not None and not await monitorcyclus_exists(db, caller, opzet.monitorcyclus):
        faults.append(Fout("/monitorcyclus", _ONBEKEND, "Deze monitorcyclus kennen we niet."))
    for index, onderwerp in enumerate(opzet.onderwerpen):
        signaal = signalen.get(onderwerp.signaal) if onderwerp.signaal else None
        signaalstand = Signaalstand.model_validate(signaal) if signaal else None
        about = sorted(_indicatoren_of(onderwerp, signaalstand, bekend))
        vast.append(VastOnderwerp(**onderwerp.model_dump(), signaalstand=signaalstand, indicatoren=about))
        faults += [
            Fout(f"/onderwerpen/{index}/{veld}", _ONBEKEND, reason)
            for veld, reason, known in (
                ("indicator", "Deze indicator kennen we niet.", onderwerp.indicator in (None, *bekend.indicatoren)),
                ("knoop", "Deze knoop kennen we niet.", _knoop_of(onderwerp) in (None, *bekend.knopen)),
                ("signaal", "Dit signaal kennen we niet.", onderwerp.signaal in (None, *signalen)),
                ("verhaal", "Dit verhaal kennen we niet.", onderwerp.verhaal in (None, *verhalen)),
            )
            if not known
        ]
        faults += await _faults_in_filters(db, caller, stand, vast[-1], opzet.periode, f"/onderwerpen/{index}")
    return Tafel(vast, sorted({code for each in vast for code in each.indicatoren}), faults)


async def load_bekend(
    db: AsyncSession, caller: Principal, peil: int | None, onderwerpen: Iterable[Gespreksonderwerp]
) -> Bekend:
    """The indicators and knopen that these refer to, those that there are at a data version (None: now)."""
    onderwerpen = list(onderwerpen)
    named = {each.indicator for each in onderwerpen if each.indicator}
    wanted = {knoop for each in onderwerpen if (knoop := _knoop_of(each)) is not None}
    bomen = {boom: await find_doelenboom(db, caller, boom, peil) for boom in sorted({boom for boom, _ in wanted})}
    found = {(code, knoop["code"]): knoop for code, boom in bomen.items() if boom is not None for knoop in boom.knopen}
    on_knopen = {key: [each["code"] for each in found[key]["indicatoren"]] for key in wanted if key in found}
    seen = await load_indicatoren(db, caller, named.union(*on_knopen.values()), peil)
    return Bekend(
        {code: row.naam for code, row in seen.items() if code in named},
        {
            key: Knoopstand(found[key]["naam"], [code for code in codes if code in seen])
            for key, codes in on_knopen.items()
        },
    )


def _knoop_of(onderwerp: Gespreksonderwerp) -> tuple[str, str] | None:
    if onderwerp.doelenboom is None or onderwerp.knoop is None:
        return None
    return onderwerp.doelenboom, onderwerp.knoop


def _indicatoren_of(onderwerp: Gespreksonderwerp, signaal: Signaalstand | None, bekend: Bekend) -> set[str]:
    knoop = bekend.knopen.get(_knoop_of(onderwerp) or ("", ""))
    named = (onderwerp.indicator, signaal.indicator if signaal else None)
    return {code for code in named if code is not None} | set(knoop.indicatoren if knoop else ())


async def _faults_in_filters(
    db: AsyncSession, caller: Principal, stand: Stand, onderwerp: VastOnderwerp, periode: str, pointer: str
) -> list[Fout]:
    """What the figures are limited to must have been there. pointer: of the onderwerp."""
    try:
        await select(db, caller, stand, vraag_of(onderwerp, periode, per=onderwerp.per))
    except InvoerOngeldig as fault:
        if onderwerp.signaalstand is not None:
            reason = "Dit signaal gaat over iets dat er op de peildatum nog niet was."
            return [Fout(f"{pointer}/signaal", _ONBEKEND, reason)]
        return [replace(fout, pointer=f"{pointer}/{fout.pointer.removeprefix('?')}") for fout in fault.fouten]
    return []


async def describe(
    db: AsyncSession, caller: Principal, sessie: Duidingssessie, onderwerpen: Sequence[VastOnderwerp]
) -> dict[str, Verwijzing]:
    """What each onderwerp is about, by its code: called as it was then, and whether it is there now."""
    toen = await load_bekend(db, caller, sessie.dataversie, onderwerpen)
    nu = await load_bekend(db, caller, None, onderwerpen)
    verhalen = await bestaande_verhalen(db, caller, [each.verhaal for each in onderwerpen if each.verhaal])
    return {onderwerp.code: _describe(onderwerp, toen, nu, verhalen) for onderwerp in onderwerpen}


def _describe(onderwerp: VastOnderwerp, toen: Bekend, nu: Bekend, verhalen: set[UUID]) -> Verwijzing:
    knoop = _knoop_of(onderwerp)
    if knoop is not None:
        pad = f"/v1/doelenbomen/{knoop[0]}" if knoop in nu.knopen else None
        return Verwijzing(toen.knopen[knoop].naam, pad, "aanwezig" if pad else "verwijderd")
    if onderwerp.signaalstand is not None:
        return Verwijzing(onderwerp.signaalstand.regel, f"/v1/signalen/{onderwerp.signaal}", "aanwezig")
    if onderwerp.verhaal is not None:
        there = onderwerp.verhaal in verhalen
        pad = f"/v1/verhalen/{onderwerp.verhaal}" if there else None
        return Verwijzing("Een verhaal", pad, "aanwezig" if there else "ingetrokken")
    code = onderwerp.indicator or ""
    pad = f"/v1/indicatoren/{code}" if code in nu.indicatoren else None
    return Verwijzing(toen.indicatoren[code], pad, "aanwezig" if pad else "verwijderd")
