"""Working through a table piece by piece: little in memory at once, and the event loop free for others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from zicht_api.formaten.tabel import Tabel

Rijen = Sequence[tuple[object, ...]]
Uitkomst = TypeVar("Uitkomst")

_TOGETHER = 2000
# Below this a thread costs more than the work.
_FEW = 100


async def portions(tabel: Tabel) -> AsyncIterator[Rijen]:
    """The rows of a table, however its batches were cut: some thousands at once."""
    async for batch in tabel.rijen:
        for first in range(0, len(batch), _TOGETHER):
            yield batch[first : first + _TOGETHER]


async def work_off(do: Callable[[Rijen], Uitkomst], rijen: Rijen) -> Uitkomst:
    """The outcome of `do`, worked out beside the event loop when there is much to do."""
    return do(rijen) if len(rijen) < _FEW else await asyncio.to_thread(do, rijen)
