"""How much one may ask, and how long one may take to ask it; without a database."""

import asyncio

import pytest

from zicht_shared import geduld, http
from zicht_shared.errors import TijdelijkNietBereikbaar
from zicht_shared.grenzen import LIMITS, Grenzen, Teller, TeVaak, Werk, limit_headers
from zicht_shared.rem import Gokrem


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def test_a_budget_is_for_a_minute_that_moves_on():
    clock = Clock()
    teller = Teller(10, clock=clock)
    assert [teller.take("a").over for _ in range(10)] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert teller.take("a").wacht > 0
    clock.now += 60
    # What was taken a minute ago still counts for as far as the last minute reaches.
    assert teller.take("a").wacht > 0
    clock.now += 30
    assert [teller.take("a").wacht > 0 for _ in range(6)] == [False] * 5 + [True]
    clock.now += 120
    assert teller.take("a").over == 9


@pytest.mark.parametrize("moment", [0.0, 12.5, 59.0, 60.0, 75.0, 119.9])
def test_who_waits_as_long_as_was_said_gets_in_and_who_comes_a_second_earlier_does_not(moment):
    for aantal in (1, 3, 10):
        clock = Clock()
        teller = Teller(10, clock=clock)
        for _ in range(10):
            teller.take("a")
        clock.now += moment
        for _ in range(10):
            teller.take("a")
        wacht = teller.take("a", aantal).wacht
        assert wacht > 0
        clock.now += wacht - 1.001
        assert teller.take("a", aantal).wacht > 0
        clock.now += 1.001
        assert teller.take("a", aantal).wacht == 0


def test_never_more_than_the_budget_in_any_minute_by_more_than_the_estimate_allows():
    clock, taken = Clock(), []
    teller = Teller(100, clock=clock)
    while clock.now < 1600:
        if teller.take("a").wacht == 0:
            taken.append(clock.now)
        clock.now += 0.1
    busiest = max(sum(1 for other in taken if moment <= other < moment + 60) for moment in taken)
    assert 100 <= busiest <= 110


def test_who_asks_more_than_all_of_it_gets_in_when_all_of_it_is_there():
    clock = Clock()
    teller = Teller(10, clock=clock)
    assert teller.take("a", 500).wacht == 0
    assert teller.take("a", 1).wacht > 0


def test_many_names_take_no_more_memory_and_are_counted_all_the_same():
    teller = Teller(5, names=100, clock=Clock())
    assert not any(teller.take(f"naam-{nr}").wacht for nr in range(100))
    assert [teller.take(f"ander-{nr}").wacht > 0 for nr in range(10)] == [False] * 5 + [True] * 5
    # Who was there already keeps what is theirs.
    assert teller.take("naam-7").wacht == 0
    assert len(teller._now) == 101


def test_each_kind_of_work_and_each_credential_has_a_budget_of_its_own():
    grenzen = Grenzen({Werk.lezen: 2, Werk.schrijven: 1}, Clock())
    for _ in range(2):
        grenzen.charge({}, "a", Werk.lezen)
    with pytest.raises(TeVaak) as refused:
        grenzen.charge({}, "a", Werk.lezen)
    assert (refused.value.status, refused.value.code) == (429, "te-vaak")
    assert 60 <= int(refused.value.headers["Retry-After"]) <= 120
    grenzen.charge({}, "a", Werk.schrijven)
    grenzen.charge({}, "b", Werk.lezen)
    # No limit was set on this one.
    for _ in range(100):
        grenzen.charge({}, "a", Werk.uitvoeren)


def test_what_is_left_is_said_in_the_words_of_the_draft():
    clock = Clock()
    grenzen = Grenzen({Werk.lezen: 600, Werk.uitvoeren: 20, Werk.aanleveren: 1000, Werk.schrijven: 0}, clock)
    assert limit_headers({}) == []
    scope = {}
    grenzen.charge(scope, "a", Werk.lezen)
    grenzen.charge(scope, "a", Werk.uitvoeren)
    clock.now += 20
    grenzen.charge(scope, "a", Werk.lezen)
    assert limit_headers(scope) == [
        (b"ratelimit", b'"lezen";r=598;t=40, "uitvoeren";r=19;t=60'),
        (b"ratelimit-policy", b'"lezen";q=600;w=60, "uitvoeren";q=20;w=60'),
    ]
    scope = {}
    grenzen.charge(scope, "a", Werk.schrijven)
    assert LIMITS not in scope
    grenzen.charge(scope, "a", Werk.aanleveren, 400)
    assert dict(limit_headers(scope))[b"ratelimit-policy"] == b'"aanleveren";q=1000;w=60;qu="content-bytes"'


def test_who_misses_too_often_in_a_minute_waits():
    clock = Clock()
    rem = Gokrem(3, clock)
    assert [rem.miss("192.0.2.1") for _ in range(3)] == [0, 0, 0]
    clock.now += 12.5
    assert rem.miss("192.0.2.1") == 68
    assert rem.miss("192.0.2.2") == 0
    clock.now += 68
    assert rem.miss("192.0.2.1") == 0


def test_all_addresses_of_one_ipv6_network_are_one():
    rem = Gokrem(1, Clock())
    assert rem.miss("2001:db8:0:1::1") == 0
    assert rem.miss("2001:db8:0:1:ffff::2") > 0
    assert rem.miss("2001:db8:0:2::1") == 0


def test_who_guesses_from_many_addresses_takes_no_memory_and_waits_all_the_same():
    rem = Gokrem(5, Clock())
    waits = [rem.miss(f"10.{nr >> 16}.{(nr >> 8) % 256}.{nr % 256}") for nr in range(20_010)]
    assert not any(waits[:20_000])
    assert [wait > 0 for wait in waits[20_000:]] == [False] * 5 + [True] * 5
    assert len(rem._missed._now) == 20_001


def test_of_an_address_nothing_is_kept_that_says_which_it_is():
    rem, other = Gokrem(5, Clock()), Gokrem(5, Clock())
    for one in (rem, other):
        one.miss("192.0.2.1")
        one.miss(None)
        one.miss("unix socket")
    assert "192.0.2.1" not in repr([vars(rem), vars(rem._missed)])
    assert set(rem._missed._now).isdisjoint(other._missed._now)


async def test_a_guessing_address_has_a_few_looked_up_at_once_and_others_notice_nothing():
    clock = Clock()
    rem = Gokrem(1, clock)
    while not rem.miss("192.0.2.1"):
        pass
    busy = {"192.0.2.1": 0, "192.0.2.2": 0}
    most = dict(busy)
    go = asyncio.Event()

    async def look_up(address):
        async with rem.turn(address):
            busy[address] += 1
            most[address] = max(most[address], busy[address])
            await go.wait()
            busy[address] -= 1

    tasks = [asyncio.create_task(look_up(address)) for address in busy for _ in range(40)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert most == {"192.0.2.1": 2, "192.0.2.2": 40}
    # There is an end to how many wait as well.
    more = [asyncio.create_task(look_up("192.0.2.1")) for _ in range(40)]
    await asyncio.sleep(0)
    go.set()
    answers = await asyncio.gather(*tasks, *more, return_exceptions=True)
    assert sum(isinstance(answer, TijdelijkNietBereikbaar) for answer in answers) == 30
    assert all(answer is None for answer in answers[:80])
    # Once it guesses no more, it is one as all others.
    clock.now += 121
    go.clear()
    busy["192.0.2.1"] = most["192.0.2.1"] = 0
    tasks = [asyncio.create_task(look_up("192.0.2.1")) for _ in range(40)]
    await asyncio.sleep(0)
    assert most["192.0.2.1"] == 40
    go.set()
    await asyncio.gather(*tasks)


def _contract(app):
    return http.HttpContract(app, service="proef", version="1")


async def _reading(scope, receive, send):
    """An app that reads all of its body and then says how much there was."""
    size = 0
    while True:
        message = await receive()
        size += len(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


async def _ask(app, receive, *, method="POST", path="/", send=None):
    sent = []

    async def keep(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b"", "client": None}
    await app(scope, receive, send or keep)
    return sent


def _pieces(*pieces, seconds=0.0):
    left = list(pieces)

    async def receive():
        await asyncio.sleep(seconds)
        if not left:
            await asyncio.Event().wait()
        piece = left.pop(0)
        return piece if isinstance(piece, dict) else {"type": "http.request", "body": piece, "more_body": bool(piece)}

    return receive


async def test_a_body_that_stays_away_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(geduld, "_SILENCE_SECONDS", 0.05)
    start, body = await asyncio.wait_for(_ask(_contract(_reading), _pieces(b"begin")), 2)
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert b'"te-traag"' in body["body"]


async def test_a_body_that_drips_is_not_waited_for_however_regular(monkeypatch):
    monkeypatch.setattr(geduld, "_SILENCE_SECONDS", 0.2)
    drops = _pieces(*[b"a"] * 200, b"", seconds=0.02)
    start, _ = await asyncio.wait_for(_ask(_contract(_reading), drops), 2)
    assert start["status"] == 408


async def test_a_slow_body_that_keeps_coming_is_read_to_its_end(monkeypatch):
    monkeypatch.setattr(geduld, "_SILENCE_SECONDS", 0.2)
    _, body = await asyncio.wait_for(_ask(_contract(_reading), _pieces(*[b"a" * 200] * 20, b"", seconds=0.03)), 5)
    assert body["body"] == b"4000"


async def test_who_hangs_up_halfway_is_no_fault_of_ours(monkeypatch):
    start, _ = await _ask(_contract(_reading), _pieces(b"begin", {"type": "http.disconnect"}))
    assert start["status"] == 400


async def test_an_answer_that_nobody_takes_is_not_held_for_ever(monkeypatch):
    monkeypatch.setattr(geduld, "_DEAF_SECONDS", 0.05)
    made = []

    async def streaming(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for nr in range(100):
            made.append(nr)
            await send({"type": "http.response.body", "body": b"a", "more_body": True})

    async def deaf(message):
        if len(made) == 3:
            await asyncio.Event().wait()

    await asyncio.wait_for(_ask(_contract(streaming), _pieces(), method="GET", send=deaf), 2)
    assert len(made) == 3


async def test_more_at_once_than_can_be_quick_are_told_to_come_back_but_whether_it_lives_is_said(monkeypatch):
    monkeypatch.setattr(http, "AT_ONCE", 3)
    go = asyncio.Event()

    async def waiting(scope, receive, send):
        await (asyncio.sleep(0) if scope["path"].startswith("/gezondheid") else go.wait())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    app = _contract(waiting)
    under_way = [asyncio.create_task(_ask(app, _pieces(), method="GET")) for _ in range(3)]
    await asyncio.sleep(0)
    start, _ = await _ask(app, _pieces(), method="GET")
    assert (start["status"], dict(start["headers"])[b"retry-after"]) == (503, b"5")
    assert (await _ask(app, _pieces(), method="GET", path="/gezondheid/live"))[0]["status"] == 200
    go.set()
    assert [(await task)[0]["status"] for task in under_way] == [200] * 3
    assert (await _ask(app, _pieces(), method="GET"))[0]["status"] == 200
