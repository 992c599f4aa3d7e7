"""Looking at a questionnaire as a resident will see it: a link for an hour, behind which nothing is kept."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared import klok
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring, Unreadable
from zicht_shared.db import Database
from zicht_shared.errors import Fout, InvoerOngeldig, NietGevonden
from zicht_surveys.huisstijl.queries import find_huisstijl
from zicht_surveys.huisstijl.stijlblad import stylesheet_address
from zicht_surveys.invullen.pagina import Afzender, Formulier
from zicht_surveys.invullen.service import LinkGesloten, LinkOnbekend
from zicht_surveys.voorbeelden.schemas import NieuwVoorbeeld, Voorbeeld
from zicht_surveys.vragenlijsten import queries
from zicht_surveys.vragenlijsten.concepten import ConceptHeeftGebreken, check_whole
from zicht_surveys.vragenlijsten.families import Familie, published_as
from zicht_surveys.vragenlijsten.schemas import Vragenlijst
from zicht_surveys.vragenlijsten.service import load_familie

_VALID: Final = timedelta(hours=1)
_PURPOSE: Final = "voorbeeld"


class _Toegang(msgspec.Struct, array_like=True):
    """What a link says, sealed: nobody can make or change one. van: a version, or None for the draft as it is then."""

    gemeente: UUID
    gemeente_code: str
    gemeente_naam: str
    code: str
    van: int | None
    variant: str
    tot: datetime


_decoder = msgspec.json.Decoder(_Toegang)


async def create_voorbeeld(
    db: AsyncSession, caller: Principal, keyring: Keyring, code: str, nieuw: NieuwVoorbeeld, public_url: str
) -> Voorbeeld:
    """A link to look at one variant. Raises NietGevonden, ConceptHeeftGebreken, InvoerOngeldig for the variant."""
    van = None if nieuw.van == "concept" else nieuw.van
    familie = await _familie(db, caller.gemeente_id, code, van)
    if familie is None:
        raise NietGevonden("vragenlijst")
    if nieuw.variant not in {definition.variant for definition in familie.varianten}:
        raise InvoerOngeldig([Fout("/variant", "onbekende-variant", "Deze variant heeft de vragenlijst niet.")])
    tot = await klok.now(db) + _VALID
    toegang = _Toegang(caller.gemeente_id, caller.gemeente, caller.gemeente_naam, code, van, nieuw.variant, tot)
    sealed = keyring.seal(_PURPOSE, msgspec.json.encode(toegang))
    token = urlsafe_b64encode(sealed).rstrip(b"=").decode()
    return Voorbeeld(url=f"{public_url}/voorbeeld/{token}", geldig_tot=tot)


async def open_voorbeeld(database: Database, keyring: Keyring, token: str) -> Formulier:
    """The questionnaire behind a link, without its conditions: all its pages are to be seen.

    Raises LinkOnbekend, and LinkGesloten when the hour is over or the draft cannot be shown any more.
    """
    toegang = _unseal(keyring, token)
    async with database.transaction(toegang.gemeente) as db:
        huisstijl = await find_huisstijl(db, toegang.gemeente)
        afzender = Afzender(
            toegang.gemeente_naam,
            stylesheet_address(toegang.gemeente_code[2:], huisstijl.kenmerk)
            if huisstijl and huisstijl.kenmerk
            else None,
        )
        if toegang.tot <= await klok.now(db):
            raise LinkGesloten(afzender)
        try:
            familie = await _familie(db, toegang.gemeente, toegang.code, toegang.van)
        except ConceptHeeftGebreken:
            familie = None
    for definition in familie.varianten if familie else []:
        if definition.variant == toegang.variant:
            return Formulier(
                _unbranched(definition),
                f"/voorbeeld/{token}",
                toegang.gemeente_naam,
                toegang.tot.date(),
                afzender.huisstijl,
                voorbeeld=True,
            )
    raise LinkGesloten(afzender)


async def _familie(db: AsyncSession, gemeente_id: UUID, code: str, van: int | None) -> Familie | None:
    if van is not None:
        return await load_familie(db, gemeente_id, code, van)
    row = await queries.find_vragenlijst(db, gemeente_id, code)
    # The number is shown nowhere.
    return published_as(check_whole(row), code, versie=1) if row else None


def _unseal(keyring: Keyring, token: str) -> _Toegang:
    try:
        # A text of the right length is all that b64decode asks for.
        sealed = urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
        return _decoder.decode(keyring.unseal(_PURPOSE, sealed))
    except (ValueError, Unreadable, msgspec.DecodeError):
        raise LinkOnbekend from None


def _unbranched(definition: Vragenlijst) -> Vragenlijst:
    """All questions, whatever is answered: nothing that decides about a later page is kept."""
    onderdelen = tuple(
        onderdeel.model_copy(
            update={"vragen": tuple(vraag.model_copy(update={"als": None}) for vraag in onderdeel.vragen)}
        )
        for onderdeel in definition.onderdelen
    )
    members = {name: getattr(definition, name) for name in Vragenlijst.model_fields}
    return Vragenlijst(**members | {"onderdelen": onderdelen})
