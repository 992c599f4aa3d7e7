"""Guesses at the secret of one key: who guesses is slowed down, and the key goes on working at once.

`python -m tests.chaos.raden [guesses]`. Straight to the service, without the proxy, which would not let them through.
"""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

import httpx
from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from zicht_shared.auth import Credential

# What an address may guess in a minute when nobody says otherwise.
ALLOWED: Final = 60
_AT_ONCE: Final = 40
_THERE: Final = "127.0.0.9"


@dataclass(frozen=True)
class Uitkomst:
    """geraden: what the guesses got; eigen: what the key itself got meanwhile, and in how many seconds.

    daar: what the key got at the end, from the address that guessed.
    """

    geraden: Counter[int]
    eigen: Counter[int]
    seconds: list[float]
    daar: int


def play(installatie: Installatie, guesses: int) -> Uitkomst:
    """So many wrong secrets from one address, while the key is used from another."""
    _, sleutel = installatie.new_gemeente()
    return asyncio.run(_play(installatie.omgeving.public_url("api"), sleutel, guesses))


async def _play(base: str, sleutel: Credential, guesses: int) -> Uitkomst:
    geraden, eigen, seconds = Counter[int](), Counter[int](), list[float]()
    left = iter(range(guesses))
    elsewhere = httpx.AsyncHTTPTransport(local_address=_THERE, limits=httpx.Limits(max_connections=_AT_ONCE))
    async with (
        httpx.AsyncClient(base_url=base, transport=elsewhere, timeout=30) as there,
        httpx.AsyncClient(base_url=base, headers=sleutel.as_header(), timeout=30) as here,
    ):

        async def guess() -> None:
            for nr in left:
                wrong = Credential(sleutel.sleutel_id, f"{nr:043d}")
                geraden[(await there.get("/v1/ik", headers=wrong.as_header())).status_code] += 1

        async def use() -> None:
            while True:
                begun = time.monotonic()
                eigen[(await here.get("/v1/ik")).status_code] += 1
                seconds.append(time.monotonic() - begun)
                await asyncio.sleep(0.01)

        using = asyncio.create_task(use())
        await asyncio.gather(*(guess() for _ in range(_AT_ONCE)))
        using.cancel()
        daar = (await there.get("/v1/ik", headers=sleutel.as_header())).status_code
    return Uitkomst(geraden, eigen, seconds, daar)


def main(guesses: int) -> None:
    """So many guesses."""
    with installation() as installatie:
        uitkomst = play(installatie, guesses)
    marks = [mark * 1000 for mark in quantiles(uitkomst.seconds, n=100)]
    table = Table("guesses", "answered", "the key itself", "p50 ms", "p99 ms", "from the guesser's address")
    table.add_row(
        str(guesses),
        _listed(uitkomst.geraden),
        _listed(uitkomst.eigen),
        f"{marks[49]:.0f}",
        f"{marks[98]:.0f}",
        str(uitkomst.daar),
    )
    Console().print(table)
    if set(uitkomst.eigen) != {200} or uitkomst.daar != 200:
        sys.exit("the key was locked out")


def _listed(answers: Counter[int]) -> str:
    return ", ".join(f"{status}: {nr}" for status, nr in sorted(answers.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
