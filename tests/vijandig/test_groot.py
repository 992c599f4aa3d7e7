"""What is large, or becomes large, is refused before it costs much; all of that is in `tests.chaos.corpus`."""

import time
from uuid import uuid4

import pytest

from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from tests.vijandig.groot import GROOT, Groot
from tests.vijandig.lopen import judge
from zicht_shared.errors import MAX_FOUTEN

# Of all that is in groot.py what takes no second to make.
SOON = [groot for groot in GROOT if groot.seconden <= 5]


@pytest.mark.parametrize("groot", SOON, ids=lambda groot: groot.naam)
async def test_what_is_large_is_refused_soon_and_in_few_words(groot: Groot, gemeente: Gemeente) -> None:
    client = gemeente.beheer if groot.service == "api" else gemeente.at_surveys("beheer")
    content = groot.content()
    started = time.process_time()
    answer = await client.post(
        groot.address, params=groot.params, content=content, headers={**groot.headers, "Idempotency-Key": str(uuid4())}
    )
    assert time.process_time() - started < 2
    assert answer.is_client_error
    assert judge(answer) is None
    assert len(answer.content) < 300_000


async def test_of_very_many_faults_the_first_are_named_and_it_is_said_that_there_are_more(gemeente: Gemeente) -> None:
    many = {f"veld{nr}": 1 for nr in range(990)}
    answer = await gemeente.beheer.post("/v1/doelenbomen", json={"knopen": [many, many], **many})
    problem = assert_probleem(answer, 400, "invoer-ongeldig")
    assert len(problem["invalidParams"]) == MAX_FOUTEN
    assert f"meer dan {MAX_FOUTEN}" in problem["detail"]
