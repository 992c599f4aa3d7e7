"""Reminding residents, all of them alike: nobody here knows who has answered, and nobody hears it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal, Rol
from zicht_shared.crypto import sha256
from zicht_shared.errors import Fout, InvoerOngeldig, NietGevonden
from zicht_surveys.drukwerk.brief import EINDE, Afzender, letter, letters_begin
from zicht_surveys.herinneringen import queries
from zicht_surveys.herinneringen.schemas import Herinnering, NieuweHerinneringen
from zicht_surveys.metingen.models import Meting
from zicht_surveys.metingen.queries import get_meting
from zicht_surveys.metingen.service import MetingGesloten, last_day
from zicht_surveys.post.kantoor import GEEN_MAILSERVER, Postkantoor
from zicht_surveys.post.queries import Brief
from zicht_surveys.uitnodigingen.uitvoer import path_of, pictures
from zicht_surveys.vragenlijsten.families import Familie
from zicht_surveys.vragenlijsten.schemas import Taal
from zicht_surveys.vragenlijsten.service import load_familie

_PIECE = 100


class Recept(msgspec.Struct, frozen=True):
    """From what the answer follows, besides the request itself. tot: the last day on which all of the links work."""

    gemeente_naam: str
    titel: dict[Taal, str]
    tot: date
    aantal: int
    per_mail: int


async def remind(
    db: AsyncSession, caller: Principal, meting_id: UUID, nieuw: NieuweHerinneringen, kantoor: Postkantoor, stem: str
) -> Recept:
    """Remind everybody with one of these links, all or nobody. stem: what every link begins with.

    Raises InvoerOngeldig with every fault, MetingGesloten and NietGevonden.
    """
    meting = await get_meting(db, caller, meting_id)
    if caller.rol is Rol.aanbieder and caller.aanbieder not in meting.aanbieders:
        raise NietGevonden("meting")
    if meting.gesloten_op is not None:
        raise MetingGesloten
    familie = await load_familie(db, caller.gemeente_id, meting.vragenlijst, meting.vragenlijst_versie)
    assert familie is not None  # a meting only ever refers to what was published
    tokens = [token_of(herinnering.link, stem) for herinnering in nieuw.herinneringen]
    valid = await queries.valid_links(db, caller, meting.id, [sha256(token) for token in tokens])
    if faults := list(_faults(nieuw.herinneringen, tokens, valid, familie, kantoor)):
        raise InvoerOngeldig(faults)
    brieven: list[tuple[UUID | None, Brief]] = [
        (None, Brief(herinnering.email, stem + path_of(token, herinnering.taal), herinnering.taal, "herinnering"))
        for herinnering, token in zip(nieuw.herinneringen, tokens, strict=True)
        if herinnering.email
    ]
    await kantoor.hand_in(db, caller.gemeente_id, meting.id, brieven)
    na = f'{{"aantal": {len(tokens)}, "perMail": {len(brieven)}}}'
    await record(db, caller, "uitnodigingen.herinnerd", str(meting.id), na=na)
    return Recept(
        gemeente_naam=caller.gemeente_naam,
        titel=familie.varianten[0].titel,
        tot=_until(meting, valid),
        aantal=len(tokens),
        per_mail=len(brieven),
    )


def letters(recept: Recept, nieuw: NieuweHerinneringen, stem: str, papier: str) -> Iterator[bytes]:
    """A letter for each who gets no e-mail, a piece at a time."""
    afzender = Afzender(recept.gemeente_naam, recept.titel, recept.tot)
    on_paper = [herinnering for herinnering in nieuw.herinneringen if herinnering.email is None]
    yield letters_begin(papier).encode()
    for start in range(0, len(on_paper), _PIECE):
        piece = on_paper[start : start + _PIECE]
        tails = [path_of(token_of(herinnering.link, stem), herinnering.taal) for herinnering in piece]
        yield "".join(
            letter(afzender, herinnering.taal, stem + tail, qr, soort="herinnering")
            for herinnering, tail, qr in zip(piece, tails, pictures(stem, tails), strict=True)
        ).encode()
    yield EINDE.encode()


def token_of(link: str, stem: str) -> str:
    """The token in a link as we gave it out, with or without a language; a bare token is one too."""
    return link.removeprefix(stem).partition("?")[0]


def _until(meting: Meting, valid: Mapping[bytes, datetime]) -> date:
    return min(meting.eindigt_op, last_day(min(valid.values())))


def _faults(
    herinneringen: Sequence[Herinnering],
    tokens: Sequence[str],
    valid: Mapping[bytes, datetime],
    familie: Familie,
    kantoor: Postkantoor,
) -> Iterator[Fout]:
    seen: set[str] = set()
    for index, (herinnering, token) in enumerate(zip(herinneringen, tokens, strict=True)):
        pointer = f"/herinneringen/{index}"
        if sha256(token) not in valid:
            reason = "Deze link is niet van deze meting of niet van u, of hij geldt niet meer."
            yield Fout(f"{pointer}/link", "onbekende-link", reason)
        elif token in seen:
            yield Fout(f"{pointer}/link", "dubbel", "Deze link staat er al.")
        seen.add(token)
        if herinnering.taal not in familie.varianten[0].talen:
            yield Fout(f"{pointer}/taal", "taal-ontbreekt", "Deze vragenlijst is er niet in deze taal.")
        if herinnering.email and not kantoor.open:
            yield Fout(f"{pointer}/email", "geen-mailserver", GEEN_MAILSERVER)
