"""A delivery cut into parts that are ready to be written; pure, and run in a thread beside PostgreSQL's own work."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from zicht_api.aanleveringen.beoordelen import judge
from zicht_api.aanleveringen.laders import Lader
from zicht_api.aanleveringen.lezen import read_rows
from zicht_api.aanleveringen.stukken import Stuk
from zicht_shared.errors import Fout, InvoerOngeldig

MAX_ROWS = 1_000_000
WRITE_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Deel:
    """Some rows: how many there were, the faults by row number, and the good ones as columns for the database."""

    ontvangen: int
    fouten: dict[int, list[Fout]]
    parameters: tuple[list[Any], ...] | None


def read_parts(body: BinaryIO, media_type: str, lader: Lader) -> Iterator[Deel]:
    """Read, judge and prepare. Raises InvoerOngeldig when the delivery as a whole cannot be read.

    The keys of all rows are remembered as 64-bit hashes, to report doubles: a million of them take 64 MB.
    """
    first, seen = 1, set[int]()
    for chunk in read_rows(body, media_type, lader.kolommen):
        if first + len(chunk) - 1 > MAX_ROWS:
            raise InvoerOngeldig([Fout("", "te-veel-regels", f"Lever hoogstens {MAX_ROWS} regels tegelijk aan.")])
        yield all_at_once(chunk, lader, seen) or row_by_row(chunk, first, lader, seen)
        first += len(chunk)


def all_at_once(chunk: Stuk, lader: Lader, seen: set[int]) -> Deel | None:
    """The part, when nothing in it gives reason to look at single rows; what nearly every part of a delivery is."""
    if lader.doubtful is None:
        return None
    rijen = chunk.typed(lader.rij_type)
    if rijen is None or lader.doubtful(rijen):
        return None
    fresh = {hash(lader.key(rij)) for rij in rijen}
    if len(fresh) < len(rijen) or not seen.isdisjoint(fresh):
        return None
    try:
        parameters = lader.columns(rijen)
    except KeyError:
        return None
    seen |= fresh
    return Deel(len(chunk), {}, parameters)


def row_by_row(chunk: Stuk, first: int, lader: Lader, seen: set[int]) -> Deel:
    """The part with every fault of every row, and its good rows. Of rows with the same key the first is kept."""
    rijen: list[Any] = []
    fouten: dict[int, list[Fout]] = {}
    for number, raw in enumerate(chunk.rows(), start=first):
        row = judge(raw, lader.rij_type, lader.rules)
        if isinstance(row, list):
            fouten[number] = row
        elif (key := hash(lader.key(row))) in seen:
            fouten[number] = [Fout("", "dubbel", "Deze regel komt al eerder in dezelfde aanlevering voor.")]
        else:
            seen.add(key)
            rijen.append(row)
    return Deel(len(chunk), fouten, lader.columns(rijen) if rijen else None)


def joined(parts: Iterator[Deel]) -> Iterator[Deel]:
    """The same rows in fewer, larger parts.

    Reading goes in small steps, because each step holds Python's lock and the other thread must be able to feed the
    database; writing goes in large ones, because each costs a round trip.
    """
    ontvangen, fouten, columns = 0, dict[int, list[Fout]](), tuple[list[Any], ...]()
    for deel in parts:
        ontvangen += deel.ontvangen
        fouten |= deel.fouten
        if deel.parameters is not None:
            columns = columns or tuple([] for _ in deel.parameters)
            for column, more in zip(columns, deel.parameters, strict=True):
                column.extend(more)
        if ontvangen >= WRITE_ROWS:
            yield Deel(ontvangen, fouten, columns or None)
            ontvangen, fouten, columns = 0, {}, ()
    if ontvangen:
        yield Deel(ontvangen, fouten, columns or None)


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
