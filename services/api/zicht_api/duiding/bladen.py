"""The two pages of a session: to talk over beforehand, and to read afterwards what was said.

Stories are read anew for each page, and only as far as they may be read at that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes
from zicht_api.codelijsten.lijsten import LIJSTEN
from zicht_api.duiding.bespreking import describe_sessie
from zicht_api.duiding.cijfers import load_cijfers
from zicht_api.duiding.inhoud import onderwerpen_of
from zicht_api.duiding.models import Duidingssessie as Row
from zicht_api.duiding.overeenstemming import STEMMEN_PER_DEELNEMER
from zicht_api.duiding.schemas import Duidingssessie
from zicht_api.duiding.weergave import Namen, Onderwerpblad, show_onderwerp
from zicht_api.duiding.woorden import ANTWOORDEN, DELEN, PLANNEN, VRAGEN, in_dag, in_groep, in_mensen, in_periode
from zicht_api.gebieden.queries import load_gebieden
from zicht_api.gemeenten.queries import NEDERLAND, Stand
from zicht_api.verbeterplannen.queries import plannen_uit_sessie
from zicht_api.verhalen.schemas import Gebruik
from zicht_api.verhalen.service import load_leesbaar
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring
from zicht_shared.drukwerk import load_drukwerk

_DRUKWERK: Final = load_drukwerk(Path(__file__).parent, "blad.css")
HEADERS: Final = _DRUKWERK.headers
_GESPREKSBLAD: Final = _DRUKWERK.sjablonen.get_template("gespreksblad.html")
_VERSLAG: Final = _DRUKWERK.sjablonen.get_template("verslag.html")


@dataclass(frozen=True, slots=True)
class _Gelezen:
    sessie: Duidingssessie
    bladen: list[Onderwerpblad]


async def make_gespreksblad(db: AsyncSession, caller: Principal, keyring: Keyring, row: Row, stand: Stand) -> str:
    """What lies on the table: figures, what is different about them, stories, and the four questions."""
    gelezen = await _read(db, caller, keyring, row, stand)
    return _GESPREKSBLAD.render(
        _head(gelezen, caller),
        soort="Gespreksblad",
        vragen=VRAGEN,
        antwoorden=ANTWOORDEN,
        met_verhaal=any(blad.verhaal is not None for blad in gelezen.bladen),
        stemmen_per_deelnemer=STEMMEN_PER_DEELNEMER,
    )


async def make_verslag(db: AsyncSession, caller: Principal, keyring: Keyring, row: Row, stand: Stand) -> str:
    """What was said, what was concluded, and what happened with it."""
    gelezen = await _read(db, caller, keyring, row, stand)
    sessie = gelezen.sessie
    chosen = {top.code for top in sessie.top_vijf}
    plannen = await plannen_uit_sessie(db, caller, row.id)
    vastgesteld = sessie.vastgesteld_op and in_dag(sessie.vastgesteld_op.astimezone(NEDERLAND).date())
    return _VERSLAG.render(
        _head(gelezen, caller),
        soort="Verslag",
        vastgesteld=vastgesteld,
        groepen={groep.perspectief: in_groep(groep.perspectief) for groep in sessie.deelnemers},
        conclusies=[each.tekst for each in sessie.conclusies if each.onderwerp is None],
        per_onderwerp={
            blad.code: [each.tekst for each in sessie.conclusies if each.onderwerp == blad.code]
            for blad in gelezen.bladen
        },
        overige=[each.tekst for each in sessie.aanbevelingen if each.code not in chosen],
        plannen=[
            {
                "naam": plan.naam,
                "status": PLANNEN[plan.status],
                "begin": in_dag(plan.begin),
                "eind": in_dag(plan.eind),
            }
            for plan in plannen
        ],
        drempel=stand.drempel,
    )


def _head(gelezen: _Gelezen, caller: Principal) -> dict[str, object]:
    """What both pages begin with."""
    sessie, naam = gelezen.sessie, caller.gemeente_naam
    return {
        "sessie": sessie,
        "bladen": gelezen.bladen,
        "gemeente": naam if naam.lower().startswith("gemeente") else f"Gemeente {naam}",
        "datum": in_dag(sessie.datum),
        "dag": in_dag(sessie.dag),
        "periode": in_periode(sessie.periode),
        "aan_tafel": ", ".join(in_mensen(groep.perspectief, groep.deelnemers) for groep in sessie.deelnemers),
        "deelnamen": DELEN,
    }


async def _read(db: AsyncSession, caller: Principal, keyring: Keyring, row: Row, stand: Stand) -> _Gelezen:
    sessie = await describe_sessie(db, caller, row)
    onderwerpen = onderwerpen_of(row)
    cijfers = await load_cijfers(db, caller, row, stand)
    ids = [each.verhaal for each in onderwerpen if each.verhaal is not None]
    verhalen = await load_leesbaar(db, caller, keyring, ids, waarvoor=Gebruik.duiding)
    namen = await _load_namen(db, caller, stand)
    bladen = [
        show_onderwerp(
            nummer,
            onderwerp,
            bespreking,
            figures,
            verhalen.get(onderwerp.verhaal) if onderwerp.verhaal else None,
            namen,
        )
        for nummer, (onderwerp, bespreking, figures) in enumerate(
            zip(onderwerpen, sessie.bespreking, cijfers.onderwerpen, strict=True), start=1
        )
    ]
    return _Gelezen(sessie, bladen)


async def _load_namen(db: AsyncSession, caller: Principal, stand: Stand) -> Namen:
    """What the members of each breakdown were called then."""
    lijsten = {dimensie: dict(LIJSTEN[dimensie]) for dimensie in ("doelgroep", "leefgebied", "vorm")}
    aanbieders = await load_codes(db, caller, stand.peil)
    gebieden = await load_gebieden(db, caller.gemeente_id, stand.peil)
    ouders = {gebied.code: gebied.ouder for gebied in gebieden}
    in_order = sorted(gebieden, key=lambda gebied: _path(gebied.code, ouders))
    return Namen(
        leden={
            **lijsten,
            "aanbieder": {code: aanbieder.naam for code, aanbieder in sorted(aanbieders.items())},
            "gebied": {gebied.code: gebied.naam for gebied in in_order},
        },
        onder=[code for code, ouder in ouders.items() if ouder is not None],
    )


def _path(code: str, ouders: Mapping[str, str | None]) -> list[str]:
    """From the top of the tree down to a gebied: sorted by it, each stands below what it is part of."""
    ouder = ouders[code]
    return [code] if ouder is None else [*_path(ouder, ouders), code]
