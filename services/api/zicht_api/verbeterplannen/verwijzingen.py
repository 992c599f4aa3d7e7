"""What a plan and its acties refer to elsewhere: whether that is there when they are laid down, and what is gone later.

What was referred to before may be gone: who changes something else need not take it out.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.duiding.queries import bestaande_sessies
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.monitorcycli.queries import monitorcyclus_exists
from zicht_api.signalen.queries import load_signalen
from zicht_api.verbeterplannen import queries
from zicht_api.verbeterplannen.regels import ONBEKEND
from zicht_api.verbeterplannen.schemas import VerbeteractieGegevens, VerbeterplanGegevens
from zicht_api.waarden.dimensies import Dimensie, load_leden
from zicht_shared.auth import Principal
from zicht_shared.errors import Fout


class Naar(NamedTuple):
    """Something elsewhere: of which kind, and its id or code; of a knoop with its doelenboom before it."""

    soort: str
    sleutel: str


Verwijzingen = dict[str, Naar]


def verwijzingen_in_plan(inhoud: VerbeterplanGegevens) -> Verwijzingen:
    """By pointer."""
    found: Verwijzingen = {}
    for soort, name in (("duidingssessie", "duidingssessies"), ("signaal", "signalen")):
        for place, sleutel in enumerate(getattr(inhoud.aanleiding, name)):
            found[f"/aanleiding/{name}/{place}"] = Naar(soort, str(sleutel))
    if inhoud.monitorcyclus is not None:
        found["/monitorcyclus"] = Naar("monitorcyclus", inhoud.monitorcyclus)
    for place, ambitie in enumerate(inhoud.ambities):
        if ambitie.knoop is not None:
            found[f"/ambities/{place}/knoop"] = _to_knoop(ambitie.knoop.doelenboom, ambitie.knoop.knoop)
    return found


def verwijzingen_in_actie(inhoud: VerbeteractieGegevens) -> Verwijzingen:
    """By pointer; a meetpunt that is not sound is left out as far as it cannot be looked up."""
    found: Verwijzingen = {}
    meetpunt = inhoud.meetpunt
    if inhoud.aanbieder is not None:
        found["/aanbieder"] = Naar("aanbieder", inhoud.aanbieder)
    if meetpunt.indicator is not None:
        found["/meetpunt/indicator"] = Naar("indicator", meetpunt.indicator)
    elif meetpunt.doelenboom is not None and meetpunt.knoop is not None:
        found["/meetpunt/knoop"] = _to_knoop(meetpunt.doelenboom, meetpunt.knoop)
    for dimensie in Dimensie:
        if (code := getattr(meetpunt, dimensie)) is not None:
            found[f"/meetpunt/{dimensie}"] = Naar(dimensie, code)
    return found


async def find_unknown(
    db: AsyncSession, caller: Principal, verwijzingen: Verwijzingen, eerder: Collection[Naar] = ()
) -> list[Fout]:
    """eerder: what was referred to before."""
    gone = await load_gone(db, caller, set(verwijzingen.values()) - set(eerder))
    return [
        Fout(pointer, ONBEKEND, f"Dit kennen we niet: geen {naar.soort} met deze code.")
        for pointer, naar in verwijzingen.items()
        if naar in gone
    ]


async def load_gone(db: AsyncSession, caller: Principal, verwijzingen: Collection[Naar]) -> set[Naar]:
    """Those that are not there, or not for this caller."""
    gone: set[Naar] = set()
    for soort in sorted({naar.soort for naar in verwijzingen}):
        sleutels = {naar.sleutel for naar in verwijzingen if naar.soort == soort}
        there = await _load_there(db, caller, soort, sleutels)
        gone |= {Naar(soort, sleutel) for sleutel in sleutels - there}
    return gone


async def _load_there(db: AsyncSession, caller: Principal, soort: str, sleutels: Collection[str]) -> set[str]:
    match soort:
        case "duidingssessie":
            return {str(found) for found in await bestaande_sessies(db, caller, [UUID(each) for each in sleutels])}
        case "signaal":
            return {str(found) for found in await load_signalen(db, caller, [UUID(each) for each in sleutels])}
        case "monitorcyclus":
            return {code for code in sleutels if await monitorcyclus_exists(db, caller, code)}
        case "indicator":
            return set(await load_indicatoren(db, caller, sleutels))
        case "aanbieder":
            return set(await load_aanbieders(db, caller))
        case "knoop":
            bomen = await queries.load_knopen(db, caller, {sleutel.partition("/")[0] for sleutel in sleutels})
            return {f"{boom}/{knoop}" for boom, knopen in bomen.items() for knoop in knopen}
        case _:
            dimensie = Dimensie(soort)
            return set((await load_leden(db, caller, None, [dimensie]))[dimensie])


def _to_knoop(doelenboom: str, knoop: str) -> Naar:
    return Naar("knoop", f"{doelenboom}/{knoop}")
