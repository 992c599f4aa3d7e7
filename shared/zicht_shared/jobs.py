"""Work that goes on behind the requests, again and again."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from zicht_shared.meters import announce_task, task_metered

log = structlog.get_logger()

_LONGEST_PAUSE = 60.0
# Enough to get there from any pause. Without a bound a night of faults makes a number that no float can hold.
_DOUBLINGS = 20
# By how much a pause differs from the one that was asked for: copies that started together do not go on together.
_SPREAD = 0.1


async def repeat(name: str, work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Do this work now, and again some seconds after it is done, until cancelled.

    After a fault the pause doubles, up to a minute, at a random point within it, so that copies of the service that
    failed together do not come back together.
    """
    announce_task(name, seconds)
    faults = 0
    while True:
        try:
            with task_metered(name):
                await work()
            faults = 0
        except Exception as fault:
            faults += 1
            log.warning("job_failed", job=name, fault=type(fault).__name__, times=faults)
        await asyncio.sleep(pause(seconds, faults))


def pause(seconds: float, faults: int) -> float:
    """How long to wait after this many faults in a row."""
    if not faults:
        return seconds * random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311  no secret
    longest = min(_LONGEST_PAUSE, seconds * 2 ** min(faults, _DOUBLINGS))
    return random.uniform(min(seconds, longest), longest)  # noqa: S311  no secret
