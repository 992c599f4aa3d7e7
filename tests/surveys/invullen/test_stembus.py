import asyncio

import pytest

from zicht_shared.crypto import sha256
from zicht_shared.db import Database
from zicht_shared.errors import TijdelijkNietBereikbaar
from zicht_surveys.invullen.service import LinkGebruikt, LinkGesloten, LinkOnbekend
from zicht_surveys.invullen.stembus import NietAf, Stembus

from .conftest import KEYRING, KORT


@pytest.fixture
def stembus(surveys_app):
    return Stembus(surveys_app.state.db, KEYRING)


async def outcomes(stembus, *inwoners):
    """What each of these is told who send at the same moment."""
    told = await asyncio.gather(*(stembus.submit(inwoner.token) for inwoner in inwoners), return_exceptions=True)
    return [type(answer) for answer in told]


async def test_who_send_at_the_same_moment_share_a_transaction_and_each_hears_their_own(
    stembus, nieuwe_inwoner, surveys_owner
):
    ready = [await nieuwe_inwoner()]
    ready += [await nieuwe_inwoner(samen_met=ready[0]) for _ in range(5)]
    half = await nieuwe_inwoner(samen_met=ready[0])
    withdrawn = await nieuwe_inwoner(samen_met=ready[0])
    for inwoner in (*ready, withdrawn):
        await inwoner.fill_in(*KORT)
    await half.fill_in(KORT[0])
    await surveys_owner.execute(
        "UPDATE uitnodigingen SET ingetrokken_op = now() WHERE token_hash = $1", sha256(withdrawn.token)
    )

    told = await outcomes(stembus, ready[0], half, *ready[1:], withdrawn)

    assert told == [type(None), NietAf, *[type(None)] * 5, LinkGesloten]
    assert len(await ready[0].ballots()) == 6
    transactions = await surveys_owner.fetchval(
        "SELECT count(DISTINCT xmin::text) FROM stembus WHERE meting_id = $1", ready[0].meting_id
    )
    assert transactions == 1
    assert [await inwoner.is_used() for inwoner in ready] == [True] * 6
    assert not await half.is_used()
    assert await half.draft() is not None


async def test_the_same_link_at_the_same_moment_is_received_once(stembus, inwoner, nieuwe_inwoner):
    neighbour = await nieuwe_inwoner(samen_met=inwoner)
    for someone in (inwoner, neighbour):
        await someone.fill_in(*KORT)
    first, again, others, once_more = await outcomes(stembus, inwoner, inwoner, neighbour, inwoner)
    assert others is type(None)
    # Which of the three it is does not matter: they go in two transactions at once.
    assert sorted(answer.__name__ for answer in (first, again, once_more)) == ["LinkGebruikt"] * 2 + ["NoneType"]
    assert len(await inwoner.ballots()) == 2


async def test_two_copies_of_the_service_with_the_same_links_receive_each_once(surveys_app, inwoner, nieuwe_inwoner):
    everybody = [inwoner, *[await nieuwe_inwoner(samen_met=inwoner) for _ in range(7)]]
    for someone in everybody:
        await someone.fill_in(*KORT)
    one, other = (Stembus(surveys_app.state.db, KEYRING) for _ in range(2))
    told = await asyncio.gather(outcomes(one, *everybody), outcomes(other, *reversed(everybody)))
    assert sorted(answer.__name__ for answer in told[0] + told[1]) == ["LinkGebruikt"] * 8 + ["NoneType"] * 8
    assert len(await inwoner.ballots()) == 8


async def test_who_goes_away_while_sending_was_received_all_the_same(stembus, inwoner):
    await inwoner.fill_in(*KORT)
    sending = asyncio.create_task(stembus.submit(inwoner.token))
    await asyncio.sleep(0)
    sending.cancel()
    for _ in range(100):
        if await inwoner.is_used():
            break
        await asyncio.sleep(0.02)
    assert len(await inwoner.ballots()) == 1
    assert await outcomes(stembus, inwoner) == [LinkGebruikt]


async def test_an_unknown_link_is_refused_and_stops_nobody_else(stembus, inwoner):
    await inwoner.fill_in(*KORT)
    stranger = inwoner.token[:5] + "x" * 32
    told = await asyncio.gather(
        stembus.submit(stranger), stembus.submit(inwoner.token), stembus.submit("niets"), return_exceptions=True
    )
    assert [type(answer) for answer in told] == [LinkOnbekend, type(None), LinkOnbekend]


async def test_without_a_database_nobody_hears_that_answers_were_received():
    db = Database("postgresql://zicht_surveys:x@127.0.0.1:1/niets")
    stembus = Stembus(db, KEYRING)
    told = await asyncio.gather(*(stembus.submit(f"0001-{'x' * 31}{nr}") for nr in range(5)), return_exceptions=True)
    assert all(isinstance(answer, TijdelijkNietBereikbaar | OSError) for answer in told)
    await db.close()


async def test_a_service_that_stops_tells_nobody_that_answers_were_received(stembus, inwoner, surveys_owner):
    await inwoner.fill_in(*KORT)
    async with surveys_owner.transaction():
        # The release of the box has the tables to itself: this submit has to wait.
        await surveys_owner.execute("LOCK TABLE gestemd IN ACCESS EXCLUSIVE MODE")
        sending = asyncio.create_task(stembus.submit(inwoner.token))
        await asyncio.sleep(0.1)
        for task in list(stembus._tasks):
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    assert await inwoner.ballots() == []
    assert await outcomes(stembus, inwoner) == [type(None)]
