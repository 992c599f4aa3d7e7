"""The life of a draft: made, saved, offered, and approved by somebody else. Approval publishes it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, Fout, InvoerOngeldig, NietGevonden, Probleem
from zicht_surveys.vragenlijsten import queries
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten
from zicht_surveys.vragenlijsten.concept_schemas import (
    GERESERVEERD,
    Afwijzing,
    Concept,
    Gebrek,
    NieuweVragenlijst,
    Staat,
    Versie,
    VragenlijstOverzicht,
)
from zicht_surveys.vragenlijsten.families import (
    Conceptinhoud,
    Familie,
    content_of,
    draft_faults,
    families,
    published_as,
)
from zicht_surveys.vragenlijsten.models import Vragenlijst, Vragenlijstversie
from zicht_surveys.vragenlijsten.schemas import Inhoud
from zicht_surveys.vragenlijsten.service import load_familie


class ConceptHeeftGebreken(Probleem):
    status, code, title = 409, "concept-heeft-gebreken", "Deze vragenlijst is nog niet af."

    def __init__(self, faults: Sequence[Fout]) -> None:
        super().__init__("Zie invalidParams voor alles wat er nog moet gebeuren.", fouten=faults)


class GeenConcept(Probleem):
    status, code, title = 409, "geen-concept", "Er is niets om aan te bieden."

    def __init__(self) -> None:
        super().__init__("De nieuwste versie is al gepubliceerd. Wijzig haar eerst; dan ontstaat een nieuw concept.")


class NietTerReview(Probleem):
    status, code, title = 409, "niet-ter-review", "Dit concept is niet aangeboden."

    def __init__(self) -> None:
        super().__init__("Bied het concept eerst aan. Een wijziging haalt het weer uit de review.")


class EigenWerk(Probleem):
    status, code, title = 409, "eigen-werk", "Een ander moet deze vragenlijst goedkeuren."

    def __init__(self) -> None:
        super().__init__("Met uw sleutel is aan dit concept geschreven. Vraag een collega met een eigen sleutel.")


async def list_overviews(db: AsyncSession, caller: Principal, after: str, limit: int) -> list[VragenlijstOverzicht]:
    """The questionnaires of the library and of the gemeente together, by code."""
    rows = await queries.list_vragenlijsten(db, caller, after, limit)
    found = [
        _overview(code, familie.varianten, familie.versie, "bibliotheek", Staat.gepubliceerd)
        for code, familie in families().items()
        if code > after
    ]
    for row, nieuwste in rows:
        familie = await load_familie(db, caller.gemeente_id, row.code, nieuwste) if nieuwste else None
        varianten = familie.varianten if familie else _content(row).varianten
        found.append(_overview(row.code, varianten, nieuwste, "eigen", row.staat))
    return sorted(found, key=lambda overzicht: overzicht.code)[:limit]


async def get_familie(db: AsyncSession, caller: Principal, code: str, versie: int | None = None) -> Familie:
    familie = await load_familie(db, caller.gemeente_id, code, versie)
    if familie is None:
        raise NietGevonden("vragenlijst")
    return familie


async def create_vragenlijst(db: AsyncSession, caller: Principal, nieuw: NieuweVragenlijst) -> Vragenlijst:
    """A new draft, blank or with what another questionnaire asks. Raises BestaatAl."""
    inhoud = _blank(caller) if nieuw.vanuit is None else await _content_from(db, caller, nieuw.vanuit)
    return await start_vragenlijst(db, caller, nieuw.code, inhoud)


async def start_vragenlijst(db: AsyncSession, caller: Principal, code: str, inhoud: Conceptinhoud) -> Vragenlijst:
    """A new draft with this content. Raises BestaatAl, and InvoerOngeldig for a code that cannot be one."""
    if code in GERESERVEERD:
        raise InvoerOngeldig([Fout("/code", "gereserveerd", "Dit woord heeft hier een andere betekenis.")])
    row = None
    if code not in families():
        row = await queries.insert_vragenlijst(
            db,
            {
                "gemeente_id": caller.gemeente_id,
                "code": code,
                "inhoud": _as_json(inhoud),
                "staat": Staat.concept,
                "schrijvers": [caller.sleutel_id],
                "gewijzigd_op": datetime.now(UTC),
            },
        )
    if row is None:
        raise BestaatAl("vragenlijst")
    await record(db, caller, "vragenlijst.aangemaakt", code, na=row.inhoud)
    return row


async def save_concept(
    db: AsyncSession, caller: Principal, code: str, inhoud: Conceptinhoud, if_match: str | None
) -> Vragenlijst:
    """Save a draft, also one that cannot be published yet. What was offered has to be offered again."""
    row = await queries.get_vragenlijst_for_update(db, caller, code)
    check_if_match(if_match, row.versie)
    before = row.inhoud
    row.inhoud = _as_json(inhoud)
    row.schrijvers = sorted({*row.schrijvers, caller.sleutel_id})
    # Why it was turned down stays to be read by the one who works on it.
    await _move(db, row, Staat.concept, row.reden)
    await record(db, caller, "vragenlijst.gewijzigd", code, voor=before, na=row.inhoud)
    return row


async def offer(db: AsyncSession, caller: Principal, code: str, if_match: str | None) -> Vragenlijst:
    """Put a draft up for review; one that is so already stays as it is. Raises ConceptHeeftGebreken, GeenConcept."""
    row = await _checked_row(db, caller, code, if_match)
    if row.staat == Staat.ter_review:
        return row
    if row.staat == Staat.gepubliceerd:
        raise GeenConcept
    check_whole(row)
    await _move(db, row, Staat.ter_review, None)
    await record(db, caller, "vragenlijst.aangeboden", code)
    return row


async def approve(db: AsyncSession, caller: Principal, code: str, if_match: str | None) -> Vragenlijstversie:
    """Publish a draft as the next version. Raises NietTerReview, EigenWerk, ConceptHeeftGebreken."""
    row = await _checked_row(db, caller, code, if_match)
    if row.staat != Staat.ter_review:
        raise NietTerReview
    if caller.sleutel_id in row.schrijvers:
        raise EigenWerk
    # It was whole when it was offered, but a newer release of this service may ask more of it.
    inhoud = check_whole(row)
    versie = (await queries.newest_versie(db, caller.gemeente_id, code) or 0) + 1
    published = Vragenlijstversie(
        gemeente_id=caller.gemeente_id,
        code=code,
        versie=versie,
        inhoud=published_as(inhoud, code, versie).model_dump_json(by_alias=True),
        schrijvers=row.schrijvers,
        goedgekeurd_door=caller.sleutel_id,
        gepubliceerd_op=datetime.now(UTC),
    )
    db.add(published)
    row.schrijvers = []
    await _move(db, row, Staat.gepubliceerd, None)
    await record(db, caller, "vragenlijst.goedgekeurd", code, na=msgspec.json.encode({"versie": versie}).decode())
    return published


async def reject(
    db: AsyncSession, caller: Principal, code: str, afwijzing: Afwijzing, if_match: str | None
) -> Vragenlijst:
    """Send a draft back with the reason. Raises NietTerReview."""
    row = await _checked_row(db, caller, code, if_match)
    if row.staat != Staat.ter_review:
        raise NietTerReview
    await _move(db, row, Staat.afgewezen, afwijzing.reden)
    await record(db, caller, "vragenlijst.afgewezen", code, na=afwijzing.model_dump_json())
    return row


async def list_versies(db: AsyncSession, caller: Principal, code: str, before: int | None, limit: int) -> list[Versie]:
    """The published versions, the newest first. Raises NietGevonden when the questionnaire is not there."""
    if code in families():
        numbers = {definition.versie for definition in alle_vragenlijsten() if definition.code == code}
        shown = sorted((number for number in numbers if before is None or number < before), reverse=True)[:limit]
        return [Versie(versie=number, gepubliceerd_op=None, schrijvers=[], goedgekeurd_door=None) for number in shown]
    await queries.get_vragenlijst(db, caller, code)
    return [Versie.model_validate(row) for row in await queries.list_versies(db, caller, code, before, limit)]


async def as_concept(db: AsyncSession, row: Vragenlijst) -> Concept:
    """A draft as it is shown, with all that is still wrong with it."""
    inhoud = _content(row)
    return Concept(
        code=row.code,
        staat=Staat(row.staat),
        gepubliceerde_versie=await queries.newest_versie(db, row.gemeente_id, row.code),
        reden=row.reden,
        schrijvers=row.schrijvers,
        gewijzigd_op=row.gewijzigd_op,
        varianten=list(inhoud.varianten),
        gebreken=[Gebrek.model_validate(fault) for fault in draft_faults(inhoud)],
    )


async def _checked_row(db: AsyncSession, caller: Principal, code: str, if_match: str | None) -> Vragenlijst:
    row = await queries.get_vragenlijst_for_update(db, caller, code)
    if if_match is not None:
        check_if_match(if_match, row.versie)
    return row


async def _move(db: AsyncSession, row: Vragenlijst, staat: Staat, reden: str | None) -> None:
    row.staat, row.reden = staat, reden
    row.gewijzigd_op = datetime.now(UTC)
    row.versie += 1
    await db.flush()


def check_whole(row: Vragenlijst) -> Conceptinhoud:
    """The draft, when nothing stands in the way of using it. Raises ConceptHeeftGebreken with all that does."""
    inhoud = _content(row)
    if faults := draft_faults(inhoud):
        raise ConceptHeeftGebreken(faults)
    return inhoud


async def _content_from(db: AsyncSession, caller: Principal, vanuit: str) -> Conceptinhoud:
    familie = await load_familie(db, caller.gemeente_id, vanuit)
    if familie is not None:
        return content_of(familie)
    row = await queries.find_vragenlijst(db, caller.gemeente_id, vanuit)
    if row is None:
        reason = "Deze vragenlijst is er niet; zie /vragenlijsten."
        raise InvoerOngeldig([Fout("/vanuit", "onbekende-vragenlijst", reason)])
    return _content(row)


def _blank(caller: Principal) -> Conceptinhoud:
    """One page with one question, the words of which are still to be written."""
    vraag = {"code": "vraag-1", "soort": "open", "tekst": {}}
    variant = {
        "variant": "standaard",
        "titel": {},
        "inleiding": {},
        "bron": f"Eigen vragenlijst van {caller.gemeente_naam}.",
        "talen": ["nl"],
        "onderdelen": [{"titel": {}, "vragen": [vraag]}],
    }
    return Conceptinhoud.model_validate({"varianten": [variant]})


def _content(row: Vragenlijst) -> Conceptinhoud:
    return Conceptinhoud.model_validate_json(row.inhoud)


def _as_json(inhoud: Conceptinhoud) -> str:
    return inhoud.model_dump_json(by_alias=True)


def _overview(
    code: str, varianten: Sequence[Inhoud], versie: int | None, herkomst: Literal["bibliotheek", "eigen"], staat: str
) -> VragenlijstOverzicht:
    first = varianten[0]
    return VragenlijstOverzicht(
        code=code,
        herkomst=herkomst,
        versie=versie,
        titel=first.titel,
        talen=[taal for taal in first.talen if all(taal in variant.talen for variant in varianten)],
        nagekeken=[taal for taal in first.talen if all(taal in variant.nagekeken for variant in varianten)],
        varianten=[variant.variant for variant in varianten],
        concept=None if staat == Staat.gepubliceerd else Staat(staat),
    )
