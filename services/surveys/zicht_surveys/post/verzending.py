"""Sending letters by e-mail: one process sends a letter, and its address is gone as soon as the letter is.

Letters are taken in one short transaction (SKIP LOCKED, and a lease), sent in none, and each settled in one of its own.
A letter goes once, unless the server's answer to it was lost: after a line that broke before the answer, or a process
that died between the answer and the commit, it goes again.

A refused address (5xx) is refused for good, and so is one that was put off too often. A server that refuses us, or
that cannot be reached, says nothing about an address: all stops until the next round, which waits longer each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog
from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from zicht_shared.crypto import Unreadable
from zicht_shared.db import Database
from zicht_shared.failpoints import afailpoint
from zicht_surveys.outbox.queries import list_gemeenten
from zicht_surveys.post import queries
from zicht_surveys.post.bericht import mail
from zicht_surveys.post.kantoor import Mailserver, Postkantoor
from zicht_surveys.post.models import GEWEIGERD, MAIL, VERVALLEN, VERZONDEN
from zicht_surveys.post.opruimen import wipe
from zicht_surveys.post.queries import Brief, Zending
from zicht_surveys.vragenlijsten.service import load_familie

log = structlog.get_logger()

_PATIENCE_SECONDS: Final = 20
# With the backoff of queries.try_later this is about half a day.
_ATTEMPTS: Final = 30
# A line that breaks in the middle of a letter may have broken after it: not often, or somebody gets it often.
_BROKEN: Final = 3
_REFUSED: Final = 500


class ServerUnreachable(Exception):
    """The mail server takes nothing from us now: stop, and let the pause before the next round grow."""


async def send_letters(database: Database, kantoor: Postkantoor) -> int:
    """Send every letter that is due; returns how many the server took. Raises ServerUnreachable."""
    if kantoor.server is None:
        return 0
    ronde = _Ronde(database, kantoor, kantoor.server)
    try:
        async with database.transaction(None) as db:
            gemeenten = await list_gemeenten(db)
        for gemeente, _ in gemeenten:
            while True:
                async with database.transaction(gemeente) as db:
                    zendingen = await queries.take(db, gemeente)
                if not zendingen:
                    break
                await ronde.send(zendingen)
    finally:
        await wipe(database, settled=ronde.settled)
    return ronde.sent


@dataclass(slots=True)
class _Ronde:
    """One round: how many letters the server took, and how many are done with, whatever came of them."""

    database: Database
    kantoor: Postkantoor
    server: Mailserver
    sent: int = 0
    settled: int = 0

    async def send(self, zendingen: Sequence[Zending]) -> None:
        """Send letters of one gemeente over one connection. Raises ServerUnreachable; the rest is due again then."""
        left = list(zendingen)
        smtp = SMTP(
            hostname=self.server.host,
            port=self.server.port,
            username=self.server.username,
            password=self.server.password,
            use_tls=self.server.use_tls,
            start_tls=self.server.start_tls,
            timeout=_PATIENCE_SECONDS,
        )
        try:
            async with smtp:
                while left:
                    await self._send_one(smtp, left.pop(0))
        except (SMTPException, OSError) as fault:
            raise ServerUnreachable from fault
        finally:
            if left:
                async with self.database.transaction(left[0].gemeente) as db:
                    await queries.give_back(db, left[0].gemeente, left)

    async def _send_one(self, smtp: SMTP, zending: Zending) -> None:
        try:
            brief = msgspec.json.decode(self.kantoor.keyring.unseal(MAIL, zending.inhoud), type=Brief)
        except Unreadable:
            log.warning("letter_unreadable")
            await self._settle(zending, GEWEIGERD)
            return
        if zending.vervallen:
            await self._settle(zending, VERVALLEN)
            return
        message = await self._message(zending, brief)
        await afailpoint("post.voor-verzending")
        try:
            await smtp.sendmail(self.server.afzender, [brief.aan], message)
        except SMTPRecipientsRefused as fault:
            await self._refused(zending, fault.recipients[0].code)
            return
        except SMTPDataError as fault:
            await self._refused(zending, fault.code)
            return
        except SMTPResponseException:
            # Not this address but we are refused.
            async with self.database.transaction(zending.gemeente) as db:
                await queries.give_back(db, zending.gemeente, [zending])
            raise
        except (SMTPException, OSError):
            await self._put_off(zending, _BROKEN)
            raise
        await afailpoint("post.na-verzending")
        self.sent += 1
        await self._settle(zending, VERZONDEN)

    async def _message(self, zending: Zending, brief: Brief) -> bytes:
        async with self.database.transaction(zending.gemeente) as db:
            familie = await load_familie(db, zending.gemeente, zending.vragenlijst, zending.vragenlijst_versie)
        assert familie is not None  # what was published never goes
        by_variant = {definition.variant: definition for definition in familie.varianten}
        definition = by_variant.get(zending.variant, familie.varianten[0])
        return mail(brief, self.server.afzender, zending.gemeente_naam, definition.titel, zending.tot)

    async def _refused(self, zending: Zending, code: int) -> None:
        if code >= _REFUSED:
            await self._settle(zending, GEWEIGERD)
        else:
            await self._put_off(zending, _ATTEMPTS)

    async def _put_off(self, zending: Zending, attempts: int) -> None:
        """Let it wait, unless this was the last of so many attempts."""
        if zending.pogingen >= attempts:
            await self._settle(zending, GEWEIGERD)
            return
        async with self.database.transaction(zending.gemeente) as db:
            await queries.try_later(db, zending)

    async def _settle(self, zending: Zending, uitkomst: str) -> None:
        async with self.database.transaction(zending.gemeente) as db:
            await queries.settle(db, zending, uitkomst)
            await afailpoint("post.voor-commit")
        self.settled += 1
