"""Everything that a page is made of, read in one transaction; drawing and writing need no database any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.beelden.thema import Thema, thema_of
from zicht_api.dashboard.antwoorden import Uitslagen, load_uitslagen
from zicht_api.dashboard.gegevens import Cijfers, choose_cijfer, load_bomen, load_cijfers, load_delen
from zicht_api.dashboard.gesprek import Gesprek, Grenzen, load_gesprek
from zicht_api.dashboard.tegels import Pijler, make_pijlers
from zicht_api.dashboard.vraag import Vraag
from zicht_api.doelenbomen.schemas import Realisatie
from zicht_api.huisstijl.service import load_kleuren
from zicht_api.peildatum import stand_at
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring

DASHBOARD: Final = Grenzen(verhalen=4, plannen=4, effecten=3)


@dataclass(frozen=True, slots=True)
class Dichtbij:
    """One indicator looked at closely. delen: its figures over the period, by what they are broken down."""

    code: str
    delen: Mapping[Dimensie, Sequence[Waarde]]


@dataclass(frozen=True, slots=True)
class Inhoud:
    cijfers: Cijfers
    pijlers: tuple[Pijler, ...]
    dichtbij: Dichtbij | None
    bomen: Sequence[Realisatie]
    uitslagen: Uitslagen
    gesprek: Gesprek
    thema: Thema


async def load_inhoud(db: AsyncSession, caller: Principal, keyring: Keyring, vraag: Vraag) -> Inhoud:
    """What the dashboard shows. Raises InvoerOngeldig for what is asked and is not there."""
    cijfers = await load_cijfers(db, caller, await stand_at(db, caller.gemeente_id, vraag.peildatum), vraag)
    pijlers = make_pijlers(cijfers.indicatoren.values(), cijfers.reeksen, cijfers.periode)
    return Inhoud(
        cijfers=cijfers,
        pijlers=pijlers,
        dichtbij=await _load_dichtbij(db, caller, cijfers, pijlers),
        bomen=await load_bomen(db, caller, cijfers),
        uitslagen=await load_uitslagen(db, caller, cijfers),
        gesprek=await load_gesprek(db, caller, keyring, cijfers, DASHBOARD),
        thema=thema_of(await load_kleuren(db, caller.gemeente_id)),
    )


async def _load_dichtbij(
    db: AsyncSession, caller: Principal, cijfers: Cijfers, pijlers: Sequence[Pijler]
) -> Dichtbij | None:
    code = choose_cijfer(cijfers, [tegel.code for pijler in pijlers for tegel in pijler.tegels])
    if code is None:
        return None
    per = [Dimensie.gebied] if cijfers.gebieden else []
    per += [Dimensie.doelgroep]
    # Of one member there is nothing to lay side by side.
    wanted = [dimensie for dimensie in per if dimensie != "doelgroep" or cijfers.vraag.doelgroep is None]
    return Dichtbij(code, {dimensie: await load_delen(db, caller, cijfers, code, dimensie) for dimensie in wanted})
