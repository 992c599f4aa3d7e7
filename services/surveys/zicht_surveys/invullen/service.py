"""What a link may do: open, and keep what was answered. Sending it is in stembus.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from zicht_shared.crypto import sha256
from zicht_shared.db import Database
from zicht_shared.tenancy import gemeente_code_of, gemeente_id
from zicht_surveys.huisstijl.stijlblad import stylesheet_address
from zicht_surveys.invullen import queries
from zicht_surveys.invullen.antwoorden import Answer, Fault, keep_visible, read_answers
from zicht_surveys.invullen.concept import open_draft, seal_draft
from zicht_surveys.invullen.pagina import ONBEKEND, Afzender, Formulier, Melding
from zicht_surveys.terugkoppeling.adres import page_address
from zicht_surveys.vragenlijsten.service import definition, load_definitions

_NOBODY = "GM0000"


class Afgewezen(Exception):
    """There is nothing to fill in behind this link, and the page that says so."""

    melding: Melding
    status: int

    def __init__(self, afzender: Afzender = ONBEKEND) -> None:
        super().__init__(self.melding)
        self.afzender = afzender


class LinkOnbekend(Afgewezen):
    melding, status = "onbekend", 404


class StapOnbekend(Afgewezen):
    """The link may be one of ours, but there is no such page behind it."""

    melding, status = "onbekend", 404


class LinkGebruikt(Afgewezen):
    melding, status = "gebruikt", 200


class LinkGesloten(Afgewezen):
    melding, status = "gesloten", 410


@dataclass(frozen=True, slots=True)
class Link:
    token: str
    gemeente: UUID
    token_hash: bytes


@dataclass(frozen=True, slots=True)
class Invulling:
    """One link, opened by the one who holds it, with what was answered so far."""

    formulier: Formulier
    answers: dict[str, Answer]


def link_of(token: str) -> Link:
    """Where a token belongs. A text that cannot be one belongs to nobody.

    It is looked up all the same, so that its answer takes as long as that to an unknown link.
    """
    return Link(token, gemeente_id(gemeente_code_of(token) or _NOBODY), sha256(token))


async def find_links(driver: queries.Driver, gemeente: UUID, token_hashes: list[bytes]) -> dict[bytes, asyncpg.Record]:
    """As queries.open_links, and with what these links ask at hand for open_row."""
    rows = await queries.open_links(driver, gemeente, token_hashes)
    await load_definitions(driver, gemeente, {(row["vragenlijst"], row["vragenlijst_versie"]) for row in rows.values()})
    return rows


def open_row(link: Link, row: asyncpg.Record | None) -> Invulling:
    """A link with its row from find_links. Raises LinkOnbekend, LinkGebruikt or LinkGesloten."""
    if row is None:
        raise LinkOnbekend
    if row["gestemd"]:
        raise LinkGebruikt(sender_of(link, row))
    if row["gesloten"]:
        raise LinkGesloten(sender_of(link, row))
    formulier = _formulier(row, link)
    return Invulling(formulier, keep_visible(formulier.definition, open_draft(link.token, row["concept"])))


async def open_invulling(db: Database, token: str) -> Invulling:
    """The questionnaire behind a link. Raises as open_row."""
    link = link_of(token)
    async with queries.transaction(db, link.gemeente) as driver:
        rows = await find_links(driver, link.gemeente, [link.token_hash])
    return open_row(link, rows.get(link.token_hash))


async def find_received(db: Database, token: str) -> Formulier | None:
    """The questionnaire whose answers were received by this link; None when there are none yet. Raises LinkOnbekend."""
    link = link_of(token)
    async with queries.transaction(db, link.gemeente) as driver:
        rows = await find_links(driver, link.gemeente, [link.token_hash])
    if not rows:
        raise LinkOnbekend
    row = rows[link.token_hash]
    return _formulier(row, link) if row["gestemd"] else None


async def save_step(
    db: Database, token: str, stap: int, form: Mapping[str, Sequence[str]]
) -> tuple[Invulling, list[Fault]]:
    """Keep the answers of one page, unless something is wrong with them.

    Returns the link with all answers as they are kept now, and the faults. Raises as open_row, and StapOnbekend when
    there is no such step.
    """
    link = link_of(token)
    async with queries.transaction(db, link.gemeente) as driver:
        rows = await find_links(driver, link.gemeente, [link.token_hash])
        invulling = open_row(link, rows.get(link.token_hash))
        asked = invulling.formulier.definition
        if not 1 <= stap <= len(asked.onderdelen):
            raise StapOnbekend
        onderdeel = asked.onderdelen[stap - 1]
        given, faults = read_answers(onderdeel, form, invulling.answers)
        if faults:
            return invulling, faults
        velden = {veld for vraag in onderdeel.vragen for veld in vraag.velden}
        others = {veld: answer for veld, answer in invulling.answers.items() if veld not in velden}
        answers = keep_visible(asked, others | given)
        await queries.save_draft(driver, link.gemeente, link.token_hash, seal_draft(token, answers))
    return Invulling(invulling.formulier, answers), []


def sender_of(link: Link, row: asyncpg.Record) -> Afzender:
    """Whose link this is, from its row of find_links."""
    nummer = link.token[:4]
    huisstijl = row["huisstijl"] and stylesheet_address(nummer, row["huisstijl"])
    return Afzender(row["gemeente"], huisstijl, page_address(nummer, row["meting_id"]))


def _formulier(row: asyncpg.Record, link: Link) -> Formulier:
    asked = definition(link.gemeente, row["vragenlijst"], row["variant"], row["vragenlijst_versie"])
    afzender = sender_of(link, row)
    return Formulier(
        asked,
        f"/i/{link.token}",
        row["gemeente"],
        row["tot"],
        afzender.huisstijl,
        terugkoppeling=afzender.terugkoppeling,
    )
