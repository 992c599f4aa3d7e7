import asyncio

import pytest

from zicht_shared.jobs import pause, repeat


async def test_a_job_goes_on_after_a_fault() -> None:
    attempts, enough = 0, asyncio.Event()

    async def work() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 3:
            enough.set()
        raise ValueError("elke keer")

    job = asyncio.create_task(repeat("proef", work, 0.001))
    await asyncio.wait_for(enough.wait(), 5)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job


def test_the_pause_after_faults_grows_to_a_minute_and_no_more() -> None:
    assert pause(15, 0) == 15
    assert all(15 <= pause(15, 1) <= 30 for _ in range(100))
    assert all(2 <= pause(2, 50) <= 60 for _ in range(100))
    assert all(15 <= pause(15.0, 5000) <= 60 for _ in range(100))
    assert len({pause(2, 50) for _ in range(100)}) > 90
