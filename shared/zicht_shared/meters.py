"""Figures for Prometheus, of all workers of one service together, on a port that only the internal network reaches.

With one worker the process that serves answers for its figures too. With several each writes its own in files of one
folder (prometheus_client's multiprocess mode), and the process that started them, which serves nothing else, adds up
what they wrote: no worker needs a port of its own, and what a worker counted that died still counts.

No label names a gemeente, a person, an address or a key: there are totals and ages over all gemeenten, nothing smaller.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy.pool import QueuePool

from zicht_shared.db import Database
from zicht_shared.settings import ServiceSettings
from zicht_shared.wachtrijen import Wachtrij

# By this name prometheus_client knows that it is in a worker, and where to write. Set before the worker imports it.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_POOL_SECONDS = 5
_WACHTRIJEN_SECONDS = 45

TASK_SUCCESS = Gauge(
    "zicht_task_last_success_timestamp_seconds",
    "When a background task last went well, in any worker; 0: not yet.",
    ["task"],
    multiprocess_mode="max",
)
TASK_INTERVAL = Gauge(
    "zicht_task_interval_seconds", "How often a background task is done.", ["task"], multiprocess_mode="max"
)
TASK_FAILURES = Counter("zicht_task_failures_total", "Rounds of a background task that went wrong.", ["task"])
TASK_DURATION = Histogram(
    "zicht_task_seconds", "Duration of background tasks.", ["task"], buckets=(0.01, 0.1, 1, 10, 60, 300, 1800)
)
POOL_SIZE = Gauge("zicht_pool_size", "Database connections there may be.", ["service"], multiprocess_mode="livesum")
POOL_IN_USE = Gauge("zicht_pool_in_use", "Database connections in use now.", ["service"], multiprocess_mode="livesum")
WAITING = Gauge(
    "zicht_waiting", "What waits to be sent or released, by kind.", ["kind"], multiprocess_mode="livemostrecent"
)
OLDEST = Gauge(
    "zicht_oldest_seconds", "How long the oldest of it waits at most.", ["kind"], multiprocess_mode="livemostrecent"
)
UNDELIVERABLE = Gauge(
    "zicht_undeliverable", "What a person has to look at, by kind.", ["kind"], multiprocess_mode="livemostrecent"
)
DELIVERED_ROWS = Counter("zicht_delivered_rows_total", "Rows of deliveries, by what became of them.", ["outcome"])
OBSERVATION_BLOCKS = Counter(
    "zicht_observation_blocks_total", "Blocks of observations that were kept already, or had to be made.", ["source"]
)

Work = tuple[str, Callable[[], Awaitable[object]], float]
LoadWachtrijen = Callable[[Database], Awaitable[Mapping[str, Wachtrij]]]


@contextmanager
def task_metered(task: str) -> Iterator[None]:
    """One round of a background task: how long it took, and whether it went well."""
    try:
        with TASK_DURATION.labels(task).time():
            yield
    except Exception:
        TASK_FAILURES.labels(task).inc()
        raise
    TASK_SUCCESS.labels(task).set(time.time())


def announce_task(task: str, seconds: float) -> None:
    """Let it be seen before its first round: what never went well is missed too."""
    TASK_INTERVAL.labels(task).set(seconds)
    TASK_SUCCESS.labels(task)
    TASK_FAILURES.labels(task)


def serve_own(settings: ServiceSettings) -> None:
    """Answer for the figures of this process, where they are asked for and no other process does it."""
    if settings.metrics_port is not None and _FOLDER not in os.environ:
        start_http_server(settings.metrics_port, addr=settings.metrics_host)


@contextmanager
def serve_workers(settings: ServiceSettings) -> Iterator[None]:
    """Answer for the figures of the worker processes that are started in this context."""
    if settings.metrics_port is None:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="zicht-meters-") as folder:
        os.environ[_FOLDER] = folder
        registry = CollectorRegistry()
        registry.register(_Workers(Path(folder)))
        server, _ = start_http_server(settings.metrics_port, addr=settings.metrics_host, registry=registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            del os.environ[_FOLDER]


class _Workers(MultiProcessCollector):
    """What all workers wrote, less what only holds of the living by those that are dead."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None, str(folder))  # type: ignore[no-untyped-call]
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        for path in self._folder.glob("gauge_live*.db"):
            worker = int(path.stem.rpartition("_")[2])
            if not _is_alive(worker):
                mark_process_dead(worker, str(self._folder))  # type: ignore[no-untyped-call]
        yield from super().collect()  # type: ignore[no-untyped-call]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def metering(
    settings: ServiceSettings, service: str, database: Database, load_wachtrijen: LoadWachtrijen
) -> list[Work]:
    """The work that keeps these figures up to date, for `repeat`; none where nobody asks for them.

    Not at each scrape: who asks often would make the database count often.
    """
    if settings.metrics_port is None:
        return []
    turn = _Turn()

    async def watch_pool() -> None:
        pool = database.engine.pool
        assert isinstance(pool, QueuePool)
        POOL_SIZE.labels(service).set(pool.size())
        POOL_IN_USE.labels(service).set(pool.checkedout())

    async def watch_wachtrijen() -> None:
        if turn.is_mine():
            for kind, rij in (await load_wachtrijen(database)).items():
                WAITING.labels(kind).set(rij.wacht)
                OLDEST.labels(kind).set(rij.oudste)
                UNDELIVERABLE.labels(kind).set(rij.onbestelbaar)

    return [("pool", watch_pool, _POOL_SECONDS), ("wachtrijen", watch_wachtrijen, _WACHTRIJEN_SECONDS)]


class _Turn:
    """Which worker of this machine counts what waits: the first to ask, and another once that one is dead."""

    def __init__(self) -> None:
        self._file: IO[str] | None = None

    def is_mine(self) -> bool:
        if _FOLDER not in os.environ:
            return True
        self._file = self._file or (Path(os.environ[_FOLDER]) / "turn").open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
