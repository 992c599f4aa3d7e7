"""A delivery cut into parts that are ready to be written; pure, and run in a thread beside PostgreSQL's own work."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from zicht_api.aanleveringen.beoordelen import judge
from zicht_api.aanleveringen.laders import Lader
from zicht_api.aanleveringen.lezen import read_rows
from zicht_shared.errors import Fout, InvoerOngeldig

MAX_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Deel:
    """Some rows: how many there were, the faults by row number, and the good ones as columns for the database."""

    ontvangen: int
    fouten: dict[int, list[Fout]]
    parameters: tuple[list[Any], ...] | None


def read_parts(body: BinaryIO, media_type: str, lader: Lader) -> Iterator[Deel]:
    """Read, judge and prepare. Raises InvoerOngeldig when the delivery as a whole cannot be read."""
    first, seen = 1, set[int]()
    for chunk in read_rows(body, media_type, lader.kolommen):
        if first + len(chunk) - 1 > MAX_ROWS:
            raise InvoerOngeldig([Fout("", "te-veel-regels", f"Lever hoogstens {MAX_ROWS} regels tegelijk aan.")])
        oordeel = judge(chunk, first, lader.rij_type, lader.rules, lader.suspect)
        rijen, doubles = _without_doubles(oordeel.rijen, lader, seen)
        yield Deel(len(chunk), {**oordeel.fouten, **doubles}, lader.columns(rijen) if rijen else None)
        first += len(chunk)


def _without_doubles(
    rijen: list[tuple[int, Any]], lader: Lader, seen: set[int]
) -> tuple[list[Any], dict[int, list[Fout]]]:
    """Keep the first row with a key, name the others. Keys are kept as 64-bit hashes: a million fit in 64 MB."""
    keys = [hash(lader.key(rij)) for _, rij in rijen]
    fresh = set(keys)
    if len(fresh) == len(keys) and seen.isdisjoint(fresh):
        seen |= fresh
        return [rij for _, rij in rijen], {}
    kept, doubles = [], {}
    for (number, rij), key in zip(rijen, keys, strict=True):
        if key in seen:
            doubles[number] = [Fout("", "dubbel", "Deze regel komt al eerder in dezelfde aanlevering voor.")]
        else:
            seen.add(key)
            kept.append(rij)
    return kept, doubles


async def ahead(parts: Iterator[Deel]) -> AsyncIterator[Deel]:
    """The parts, each next one being prepared in a thread while the present one is written."""
    following = asyncio.create_task(asyncio.to_thread(next, parts, None))
    try:
        while (deel := await following) is not None:
            following = asyncio.create_task(asyncio.to_thread(next, parts, None))
            yield deel
    finally:
        # A thread cannot be cancelled; the body it reads must not be closed under it.
        await asyncio.gather(following, return_exceptions=True)
