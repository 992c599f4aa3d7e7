import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from prometheus_client import REGISTRY

from zicht_shared.jobs import pause, repeat


def figure(name: str, task: str) -> float | None:
    return REGISTRY.get_sample_value(f"zicht_task_{name}", {"task": task})


async def run(name: str, work: Callable[[], Awaitable[object]], done: asyncio.Event) -> None:
    job = asyncio.create_task(repeat(name, work, 0.001))
    await asyncio.wait_for(done.wait(), 5)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job


async def test_when_a_job_last_went_well_and_how_often_it_did_not_is_known() -> None:
    rounds, enough = 0, asyncio.Event()

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        if rounds <= 2:
            # Known before it ever went well, so that what never does is missed.
            assert figure("last_success_timestamp_seconds", "wisselend") == 0
            raise ValueError("de eerste twee keer")
        if rounds == 4:
            enough.set()

    before = time.time()
    await run("wisselend", work, enough)
    assert figure("failures_total", "wisselend") == 2
    assert figure("interval_seconds", "wisselend") == 0.001
    assert before <= (figure("last_success_timestamp_seconds", "wisselend") or 0) <= time.time()
    assert (figure("seconds_count", "wisselend") or 0) >= 3


async def test_a_job_goes_on_after_a_fault() -> None:
    attempts, enough = 0, asyncio.Event()

    async def work() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 3:
            enough.set()
        raise ValueError("elke keer")

    await run("proef", work, enough)


def test_the_pause_after_faults_grows_to_a_minute_and_no_more() -> None:
    assert all(13.5 <= pause(15, 0) <= 16.5 for _ in range(100))
    assert len({pause(15, 0) for _ in range(100)}) > 90
    assert all(15 <= pause(15, 1) <= 30 for _ in range(100))
    assert all(2 <= pause(2, 50) <= 60 for _ in range(100))
    assert all(15 <= pause(15.0, 5000) <= 60 for _ in range(100))
    assert len({pause(2, 50) for _ in range(100)}) > 90
