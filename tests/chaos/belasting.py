"""People at work while something breaks: what they were told, and whether what they were told is kept.

A ledger of what was acknowledged is held against what is in the database when all is over.
"""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx

from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import LopendeGemeente
from zicht_shared.crypto import sha256
from zicht_shared.tenancy import gemeente_id

RIJEN: Final = 20
_PROBLEM: Final = "application/problem+json"
# A service that says no at once must not be asked a thousand times a second.
_PAUSE: Final = 0.02


@dataclass
class Grootboek:
    """What came of everything that was asked. wrong: answers that nobody should get; verbroken: no answer at all."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    verbroken: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0
    contacten: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    good: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def requests(self) -> int:
        return self.answers.total() + self.verbroken.total()

    @property
    def refused(self) -> int:
        return sum(number for (_, status), number in self.answers.items() if status == httpx.codes.SERVICE_UNAVAILABLE)

    @property
    def failed(self) -> int:
        """What a client would call a failure: no answer, or one of 500 and up."""
        bad = sum(number for (_, status), number in self.answers.items() if status >= httpx.codes.INTERNAL_SERVER_ERROR)
        return bad + self.verbroken.total()

    def hear(self, wat: str, expected: Sequence[int], ask: Callable[[], httpx.Response]) -> httpx.Response | None:
        """Ask, and write down what was said. Gives the answer when it was one of those that are expected."""
        begun = time.monotonic()
        try:
            answer = ask()
        except httpx.TransportError as fault:
            with self._lock:
                self.verbroken[f"{wat} {type(fault).__name__}"] += 1
            time.sleep(_PAUSE)
            return None
        now = time.monotonic()
        with self._lock:
            self.answers[wat, answer.status_code] += 1
            self.slowest = max(self.slowest, now - begun)
            if answer.status_code in expected:
                self.good[wat] = now
                return answer
            if reason := _what_is_wrong(answer):
                self.wrong.append(f"{wat}: {reason}")
        time.sleep(_PAUSE)
        return None


def _what_is_wrong(answer: httpx.Response) -> str | None:
    if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
        return f"{answer.status_code} {answer.text[:300]}"
    if not answer.headers.get("retry-after", "").isdigit():
        return "503 without Retry-After"
    kind = answer.headers["content-type"]
    if kind == _PROBLEM:
        return None if answer.json()["detail"] else "503 without a word"
    # What a resident reads.
    return None if kind.startswith("text/html") and "ligt niet aan u" in answer.text else f"503 as {kind}"


@dataclass
class Belasting:
    """The work. api, surveys: addresses of the services, or of what stands before them."""

    gemeente: LopendeGemeente
    api: str
    surveys: str
    boek: Grootboek = field(default_factory=Grootboek)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _made: list[str] = field(default_factory=list)
    _links: list[str] = field(default_factory=list)
    _meting: UUID | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def prepare(self, links: int) -> None:
        """Residents who have filled in all that is asked, and only have to send it."""
        meting, self._made = self.gemeente.make_links(links)
        for link in self._made:
            self.gemeente.fill_in(link)
        self._meting, self._links = UUID(meting), list(self._made)

    def work(self) -> Mapping[str, Callable[[httpx.Client, httpx.Client], None]]:
        return {"aanleveren": self._push, "lezen": self._read, "uitvoeren": self._stream, "verzenden": self._send}

    def _push(self, api: httpx.Client, _: httpx.Client) -> None:
        begin = next(self._numbers) * RIJEN
        rijen = [contact(nummer, datum="2025-03-05") for nummer in range(begin, begin + RIJEN)]
        headers = {**_key(self.gemeente.aanbieder), "Content-Type": "text/csv", "Idempotency-Key": str(uuid4())}
        answer = None
        while answer is None:
            answer = self.boek.hear(
                "aanleveren",
                [201],
                lambda: api.post("/v1/aanleveringen?soort=contacten", content=as_csv(rijen), headers=headers),
            )
            if answer is None and self._stop.is_set():
                return
        self.boek.contacten |= {rij["bronId"] for rij in rijen}
        if answer.json()["nieuw"] != RIJEN:
            self.boek.wrong.append(f"aanleveren: {answer.json()['nieuw']} nieuw")

    def _read(self, api: httpx.Client, _: httpx.Client) -> None:
        headers = _key(self.gemeente.bi)
        path = "/v1/indicatoren/clienten-bereikt/waarden?periode=2025-01..2025-12&per=gebied"
        answer = self.boek.hear("lezen", [200], lambda: api.get(path, headers=headers))
        if answer is not None:
            etag = {**headers, "If-None-Match": answer.headers["etag"]}
            self.boek.hear("lezen", [200, 304], lambda: api.get(path, headers=etag))

    def _stream(self, api: httpx.Client, _: httpx.Client) -> None:
        headers = {**_key(self.gemeente.bi), "Accept": "text/csv"}
        answer = self.boek.hear(
            "uitvoeren",
            [200],
            lambda: api.get("/v1/waarden?indicator=clienten-bereikt&periode=2025-01..2025-12", headers=headers),
        )
        if answer is not None and not answer.text.endswith("\r\n"):
            self.boek.wrong.append("uitvoeren: cut off, and looks whole")

    def _send(self, _: httpx.Client, surveys: httpx.Client) -> None:
        if not self._links:
            return self._look(surveys)
        link = self._links.pop()
        path = urlsplit(link).path
        while True:
            # Who sends again what was received already, reads so on a page.
            answer = self.boek.hear("verzenden", [303, 200], lambda: surveys.post(f"{path}/verzenden"))
            if answer is not None:
                self.boek.links.add(link)
                return None
            if self._stop.is_set():
                return None

    def _look(self, surveys: httpx.Client) -> None:
        headers = _key(self.gemeente.surveys)
        self.boek.hear("metingen", [200], lambda: surveys.get("/v1/metingen", headers=headers))

    @contextmanager
    def under_way(self, *, fresh: bool = False) -> Iterator["Grootboek"]:
        """All of it at once, each kind in a thread of its own, until the end. fresh: a new connection every time."""
        limits = httpx.Limits(max_keepalive_connections=0) if fresh else httpx.Limits()
        self._stop = threading.Event()

        def keep_on(do: Callable[[httpx.Client, httpx.Client], None]) -> None:
            with ExitStack() as stack:
                api, surveys = (
                    stack.enter_context(httpx.Client(base_url=base, timeout=60, limits=limits))
                    for base in (self.api, self.surveys)
                )
                while not self._stop.is_set():
                    do(api, surveys)

        threads = [threading.Thread(target=keep_on, args=[do], daemon=True) for do in self.work().values()]
        for thread in threads:
            thread.start()
        try:
            yield self.boek
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(timeout=90)
            assert not any(thread.is_alive() for thread in threads)

    async def count(self) -> "Telling":
        """What is in the databases, held against what was acknowledged."""
        omgeving = self.gemeente.installatie.omgeving
        api, surveys = [await asyncpg.connect(omgeving.owner_url(service)) for service in ("api", "surveys")]
        try:
            kept = await api.fetch(
                "SELECT bron_id, count(*) FROM contacten WHERE gemeente_id = $1 GROUP BY bron_id",
                gemeente_id(self.gemeente.code),
            )
            marks = {row["token_hash"] for row in await surveys.fetch("SELECT token_hash FROM gestemd")}
            ballots = await surveys.fetchval(
                "SELECT (SELECT count(*) FROM stembus WHERE meting_id = $1)"
                " + (SELECT count(*) FROM antwoorden WHERE meting_id = $1)",
                self._meting,
            )
        finally:
            await api.close()
            await surveys.close()
        sent = {link for link in self._made if sha256(urlsplit(link).path.removeprefix("/i/")) in marks}
        there = {row["bron_id"]: row["count"] for row in kept}
        return Telling(
            bevestigd=len(self.boek.contacten) + len(self.boek.links),
            kwijt=len(self.boek.contacten - there.keys()) + len(self.boek.links - sent) + max(0, len(sent) - ballots),
            dubbel=sum(number - 1 for number in there.values()) + max(0, ballots - len(sent)),
        )


@dataclass(frozen=True)
class Telling:
    """What was acknowledged, what of that is not there, and what is there more than once."""

    bevestigd: int
    kwijt: int
    dubbel: int


def _key(client: httpx.Client) -> dict[str, Any]:
    return {"Authorization": client.headers["Authorization"]}
