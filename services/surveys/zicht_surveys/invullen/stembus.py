"""Sending answers: each link once, into the ballot box.

A transaction costs far more than what one submit does in it. So the submits of one gemeente that wait at the same
moment share one: the first goes at once, so does the second, and those that come while two are under way go together
in the next. Nobody waits for others to come, and nobody hears that answers were received before the commit that holds
them.
"""

import asyncio
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import msgspec

from zicht_shared.crypto import Keyring
from zicht_shared.db import Database
from zicht_shared.failpoints import afailpoint
from zicht_surveys.invullen import queries
from zicht_surveys.invullen.antwoorden import Answer, split
from zicht_surveys.invullen.service import Link, LinkGebruikt, find_links, link_of, open_row, sender_of
from zicht_surveys.invullen.stappen import first_unfinished
from zicht_surveys.resultaten.models import CONTACTVERZOEK, OPEN_ANTWOORD

_AT_MOST: Final = 64
# Transactions of one gemeente at the same time. With one, the service and the database wait for each other in turn.
_IN_FLIGHT: Final = 2


class NietAf(Exception):
    """These answers cannot be sent yet; `stap` is the first page that is not done."""

    def __init__(self, stap: int) -> None:
        super().__init__(stap)
        self.stap = stap


@dataclass(frozen=True, slots=True)
class _Submit:
    """Someone who waits."""

    link: Link
    outcome: asyncio.Future[None]

    def tell(self, refused: Exception | None) -> None:
        """That the answers were received, or why not."""
        if self.outcome.done():
            # They went away in the meantime. What they sent was received all the same.
            return
        if refused is None:
            self.outcome.set_result(None)
        else:
            self.outcome.set_exception(refused)


class Stembus:
    """The way into the box, one for a service process."""

    def __init__(self, db: Database, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring
        self._waiting: dict[UUID, list[_Submit]] = {}
        self._under_way: Counter[UUID] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def submit(self, token: str) -> None:
        """Drop the answers of a link in the box, once.

        Raises as open_row, also LinkGebruikt for all but the first of several at once, and NietAf.
        """
        submit = _Submit(link_of(token), asyncio.get_running_loop().create_future())
        gemeente = submit.link.gemeente
        self._waiting.setdefault(gemeente, []).append(submit)
        if self._under_way[gemeente] < _IN_FLIGHT:
            self._under_way[gemeente] += 1
            task = asyncio.create_task(self._serve(gemeente))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await submit.outcome

    async def _serve(self, gemeente: UUID) -> None:
        """Until nobody of this gemeente waits any more."""
        try:
            while True:
                # One turn of the loop: whoever's request lies ready at this moment comes along.
                await asyncio.sleep(0)
                together = self._take(gemeente)
                if not together:
                    return
                await self._serve_together(gemeente, together)
        finally:
            self._under_way[gemeente] -= 1
            if not self._under_way[gemeente]:
                del self._under_way[gemeente]
                # Empty, unless the service is stopping.
                for submit in self._waiting.pop(gemeente, []):
                    submit.outcome.cancel()

    def _take(self, gemeente: UUID) -> dict[bytes, _Submit]:
        """Those who wait and may go together, by the hash of their link; who may not goes on waiting."""
        together: dict[bytes, _Submit] = {}
        later: list[_Submit] = []
        for submit in self._waiting[gemeente]:
            # Who sends the same link at the same moment comes after it, and finds that it was used.
            if len(together) < _AT_MOST and submit.link.token_hash not in together:
                together[submit.link.token_hash] = submit
            else:
                later.append(submit)
        self._waiting[gemeente] = later
        # In one order always: two transactions that each hold a link the other waits for would never end.
        return dict(sorted(together.items()))

    async def _serve_together(self, gemeente: UUID, together: Mapping[bytes, _Submit]) -> None:
        try:
            refused = await self._drop(gemeente, {token_hash: submit.link for token_hash, submit in together.items()})
        except Exception as fault:
            refused = dict.fromkeys(together, fault)
        except BaseException:
            for submit in together.values():
                submit.outcome.cancel()
            raise
        for token_hash, submit in together.items():
            submit.tell(refused.get(token_hash))

    async def _drop(self, gemeente: UUID, links: Mapping[bytes, Link]) -> dict[bytes, Exception]:
        """Drop the answers of all these links in the box, in one transaction; gives why which of them were refused."""
        refused: dict[bytes, Exception] = {}
        stemmen: list[queries.Stem] = []
        async with queries.transaction(self._db, gemeente) as driver:
            rows = await find_links(driver, gemeente, list(links))
            await afailpoint("submit.na-lezen")
            for token_hash, link in links.items():
                try:
                    stemmen.append(self._stem(link, rows.get(token_hash)))
                except Exception as reason:
                    refused[token_hash] = reason
            received = await queries.vote(driver, gemeente, stemmen) if stemmen else set()
            await afailpoint("submit.voor-commit")
        await afailpoint("submit.na-commit")
        for token_hash in links.keys() - refused.keys() - received:
            refused[token_hash] = LinkGebruikt(sender_of(links[token_hash], rows[token_hash]))
        return refused

    def _stem(self, link: Link, row: asyncpg.Record | None) -> queries.Stem:
        """What goes into the box. Raises as open_row, and NietAf."""
        invulling = open_row(link, row)
        assert row is not None
        definition, answers = invulling.formulier.definition, invulling.answers
        if stap := first_unfinished(definition, answers):
            raise NietAf(stap)
        parts = split(definition, answers)
        return queries.Stem(
            link.token_hash,
            uuid4(),
            row["meting_id"],
            row["variant"],
            row["aanbieder"],
            row["gebied"],
            _json(parts.gesloten),
            _json(self._sealed(OPEN_ANTWOORD, parts.open)),
            _json(self._sealed(CONTACTVERZOEK, parts.contact)),
        )

    def _sealed(self, purpose: str, texts: Mapping[str, str]) -> dict[str, str]:
        return {veld: b64encode(self._keyring.seal(purpose, text.encode())).decode() for veld, text in texts.items()}


def _json(value: Mapping[str, Answer]) -> str:
    return msgspec.json.encode(value).decode()
