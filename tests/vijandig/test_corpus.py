"""A sample of everything hostile against every route of both services; all of it is `tests.chaos.corpus`."""

from collections.abc import Iterator

import asyncpg
import httpx
import pytest

from tests.architecture.gevuld import Gevuld
from tests.architecture.routes import MET_SLEUTEL, Pad
from tests.vijandig.lopen import judge, stand_of, walk
from tests.vijandig.verzoeken import Aanval, aanvallen

# Of each route this many, spread over all that there is against it; which ones differs from route to route.
PER_ROUTE = 5
# One look at the tables for so many routes.
_SAMEN = 12


def sample(gevuld: Gevuld, ander: Gevuld) -> Iterator[tuple[Pad, list[Aanval]]]:
    for nr, pad in enumerate(MET_SLEUTEL):
        app = gevuld.gemeente.api_app if pad.service == "api" else gevuld.gemeente.surveys_app
        alle = list(aanvallen(app, gevuld, ander, pad))
        step = len(alle) // PER_ROUTE
        yield pad, alle[nr * 37 % step :: step][:PER_ROUTE]


def allowed(gevuld: Gevuld, aanval: Aanval) -> httpx.AsyncClient:
    return gevuld.client(aanval.pad, "beheer" if "beheer" in aanval.pad.toegang else "vragenlijsten")


async def test_no_route_falls_over_repeats_what_was_sent_or_leaves_half_of_it(
    gevuld: Gevuld, ander: Gevuld, api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection
) -> None:
    chosen = [aanval for _, some in sample(gevuld, ander) for aanval in some]
    # What writes for certain stands apart, so that the look at the tables is about what is refused.
    size = PER_ROUTE * _SAMEN
    groups = [chosen[start : start + size] for start in range(0, len(chosen), size)]
    uitslag = await walk(
        groups, lambda aanval: allowed(gevuld, aanval), stand_of(gevuld.gemeente.id, api_owner, surveys_owner)
    )
    assert uitslag.fouten == []
    assert uitslag.aantal > len(MET_SLEUTEL) * (PER_ROUTE - 1)
    assert uitslag.gezien[400] > uitslag.aantal / 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={}),
        httpx.Response(503, json={}),
        httpx.Response(200, headers={"X-Kwaad": "1"}),
        httpx.Response(400, text="zqspoor7f3a"),
        httpx.Response(400, headers={"Location": "/zqspoor7f3a"}),
        httpx.Response(404, text="not found"),
        httpx.Response(400, headers={"content-type": "application/problem+json"}, json={"status": 400}),
    ],
)  # fmt: skip
def test_the_judge_sees_what_is_wrong(answer: httpx.Response) -> None:
    answer.request = httpx.Request("GET", "http://zicht.test")
    assert judge(answer)
