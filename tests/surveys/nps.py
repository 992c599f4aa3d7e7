"""A released meting of the NPS in which people wrote something and left a number."""

from functools import partial
from typing import Any

import httpx

from tests.gemeente import Gemeente
from tests.surveys.meting import at_once, fill_in, invite, make_meting
from zicht_shared.db import Database
from zicht_surveys.resultaten.vrijgave import release

WOORDEN = ("Bel 06-12345678", "Mevrouw De Vries hielp goed", "Ik ben tevreden", "mijn bsn is 111222333", "Prima")


def answers_of(person: int) -> dict[str, str]:
    """Of the person with this number: a score of 6 to 10, words, and a number to call."""
    return {
        "score": str(6 + person % 5),
        "waarom": WOORDEN[person % 5],
        "terugbellen": "ja",
        "telefoonnummer": f"061234567{person % 10}",
    }


async def make_nps(
    gemeente: Gemeente, inwoner: httpx.AsyncClient, database: Database, **aantallen: int
) -> dict[str, Any]:
    """aantallen: how many people of which aanbieder."""
    meting = await make_meting(gemeente, vragenlijst="nps")
    for aanbieder, aantal in aantallen.items():
        urls = await invite(gemeente, meting, aantal, aanbieder=aanbieder)
        await at_once(
            [
                partial(fill_in, inwoner, url, answers_of(person), code="nps", variant="standaard")
                for person, url in enumerate(urls)
            ]
        )
    await release(database)
    return meting
