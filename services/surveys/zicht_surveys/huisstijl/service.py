"""Setting the look of the residents' pages: anything, as long as it can be read."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import Fout, Probleem
from zicht_surveys.huisstijl import queries
from zicht_surveys.huisstijl.kleuren import Token, Verhouding, palette, ratios
from zicht_surveys.huisstijl.schemas import Contrast, Huisstijl, HuisstijlGegevens
from zicht_surveys.huisstijl.stijlblad import fingerprint, stylesheet, stylesheet_address
from zicht_surveys.metingen.queries import register_gemeente


class ContrastTeLaag(Probleem):
    status, code = 400, "contrast-te-laag"
    title = "Met deze kleuren is de vragenlijst niet voor iedereen te lezen."

    def __init__(self, tokens: Mapping[Token, str], unreadable: Iterable[Verhouding]) -> None:
        super().__init__(
            "Elk paar hieronder heeft meer contrast nodig (WCAG 2.2 AA: 4,5 voor tekst, 3 voor randen en knoppen).",
            fouten=[Fout(_pointer(tokens, paar), self.code, _reason(paar)) for paar in unreadable],
        )


async def get_huisstijl(db: AsyncSession, caller: Principal) -> tuple[Huisstijl, int]:
    """The look, and its version (0: nothing was ever set)."""
    row = await queries.find_huisstijl(db, caller.gemeente_id)
    if row is None:
        return _huisstijl(caller, {}, None), 0
    return _huisstijl(caller, row.tokens, row.kenmerk), row.versie


async def change_huisstijl(
    db: AsyncSession, caller: Principal, gegevens: HuisstijlGegevens, if_match: str | None
) -> tuple[Huisstijl, int]:
    """Set the whole look. Raises ContrastTeLaag, and 412/428 by the rules of If-Match."""
    colours = palette(gegevens.tokens)
    if unreadable := [paar for paar in ratios(colours) if not paar.voldoet]:
        raise ContrastTeLaag(gegevens.tokens, unreadable)
    await register_gemeente(db, caller)
    former = await queries.lock_huisstijl(db, caller.gemeente_id)
    check_if_match(if_match, former.versie)
    css = stylesheet(colours) if gegevens.tokens else None
    kenmerk = fingerprint(css) if css else None
    await queries.change_huisstijl(db, caller.gemeente_id, gegevens.tokens, css, kenmerk)
    voor, na = json.dumps(former.tokens), json.dumps(gegevens.tokens)
    await record(db, caller, "huisstijl.gewijzigd", caller.gemeente, voor=voor, na=na)
    return _huisstijl(caller, gegevens.tokens, kenmerk), former.versie + 1


def _huisstijl(caller: Principal, tokens: Mapping[Token, str], kenmerk: str | None) -> Huisstijl:
    colours = palette(tokens)
    contrasten = [
        Contrast(voorgrond=paar.voor, achtergrond=paar.achter, contrast=paar.contrast, nodig=paar.nodig)
        for paar in ratios(colours)
    ]
    address = stylesheet_address(caller.gemeente[2:], kenmerk) if kenmerk else None
    return Huisstijl(tokens=dict(tokens), kleuren=colours, contrasten=contrasten, stijlblad=address)


def _pointer(tokens: Mapping[Token, str], paar: Verhouding) -> str:
    """The colour of the two that was set; both, or neither: the one in front."""
    return f"/tokens/{paar.achter if paar.achter in tokens and paar.voor not in tokens else paar.voor}"


def _reason(paar: Verhouding) -> str:
    contrast, nodig = (f"{number:.2f}".replace(".", ",") for number in (paar.contrast, paar.nodig))
    return f"{paar.voor} op {paar.achter}: het contrast is {contrast}, nodig is {nodig}."
