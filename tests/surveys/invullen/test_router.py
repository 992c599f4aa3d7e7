import asyncio
import base64
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.conftest import SECRET
from tests.gemeente import client_of

from zicht_shared.crypto import sha256
from zicht_shared.tenancy import new_token
from zicht_surveys.invullen.pagina import STATIC
from zicht_surveys.main import create_app
from zicht_surveys.resultaten.models import CONTACTVERZOEK, OPEN_ANTWOORD
from zicht_surveys.settings import Settings

from .conftest import KEYRING, KORT

GEBRUIKT, GESLOTEN, ONBEKEND = (
    "Wij hebben uw antwoorden al",
    "Deze vragenlijst is gesloten",
    "Wij kennen deze link niet",
)


def location(answer):
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_resident_reads_answers_checks_and_sends(inwoner):
    start = await inwoner.open()
    assert (start.status_code, "Beginnen" in start.text) == (200, True)
    for stap, form in enumerate(KORT, start=1):
        assert f"Stap {stap} van 4" in (await inwoner.open(f"/{stap}")).text
        volgende = stap + 1 if stap < 3 else "controle"
        assert location(await inwoner.send(f"/{stap}", form)) == f"{inwoner.pad}/{volgende}"
    assert "helemaal mee eens" in (await inwoner.open("/controle")).text
    assert location(await inwoner.send("/verzenden")) == f"{inwoner.pad}/bedankt"
    for _ in range(2):
        assert "Bedankt voor het invullen" in (await inwoner.open("/bedankt")).text

    (stem,) = await inwoner.ballots()
    assert json.loads(stem["antwoorden"]) == KORT[0] | KORT[1] | KORT[2]
    assert (stem["variant"], stem["aanbieder"], stem["gebied"]) == ("kort", "wegwijs", "WK01")
    assert (json.loads(stem["open_antwoorden"]), json.loads(stem["contact"])) == ({}, {})
    assert await inwoner.is_used()
    assert await inwoner.draft() is None


async def test_every_answer_is_a_page_that_nobody_keeps_or_frames(inwoner):
    for rest in ("", "/1", "/controle", "/privacy", "/bedankt", "/99"):
        answer = await inwoner.open(rest, follow_redirects=True)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("rest", ["", "/1", "/controle", "/privacy", "/bedankt"])
@pytest.mark.parametrize("token", ["4999-" + "a" * 32, "0627-te-kort", "wat-is-dit", "0627-" + "x" * 500, "%00%ff"])
async def test_an_unknown_link_and_a_text_that_is_no_link_are_told_the_same(inwoner, token, rest):
    answer = await inwoner.client.get(f"/i/{token}{rest}")
    assert (answer.status_code, ONBEKEND in answer.text) == (404, True)
    for post in ("/1", "/verzenden"):
        answer = await inwoner.client.post(f"/i/{token}{post}", data={})
        assert (answer.status_code, ONBEKEND in answer.text) == (404, True)


async def test_a_link_is_not_found_under_another_gemeente(inwoner, nieuwe_inwoner):
    other = await nieuwe_inwoner()
    strange = other.token[:4] + inwoner.token[4:]
    assert (await inwoner.client.get(f"/i/{strange}")).status_code == 404


@pytest.mark.parametrize(
    "why",
    [
        {"ingetrokken_op": datetime(2026, 1, 1, tzinfo=UTC)},
        {"verloopt_over": timedelta(seconds=-1)},
        {"gesloten_op": datetime(2026, 1, 1, tzinfo=UTC)},
        {"eindigt_op": date(2026, 1, 1)},
    ],
    ids=lambda why: next(iter(why)),
)
async def test_a_link_that_is_over_says_so_and_takes_nothing(nieuwe_inwoner, why):
    inwoner = await nieuwe_inwoner(**why)
    answers = [await inwoner.open(rest) for rest in ("", "/1", "/controle", "/privacy")]
    answers += [await inwoner.send("/1", KORT[0]), await inwoner.send("/verzenden")]
    for answer in answers:
        assert (answer.status_code, GESLOTEN in answer.text) == (410, True)
        assert "Gemeente Voorbeeldstad" in answer.text
    assert await inwoner.draft() is None
    assert await inwoner.ballots() == []


async def test_who_sends_after_the_meting_was_closed_is_told_so_and_nothing_is_stored(inwoner, surveys_owner):
    await inwoner.fill_in(*KORT)
    await surveys_owner.execute("UPDATE metingen SET gesloten_op = now() WHERE id = $1", inwoner.meting_id)
    assert (await inwoner.send("/verzenden")).status_code == 410
    assert await inwoner.ballots() == []
    assert not await inwoner.is_used()


async def test_the_last_day_is_a_whole_day_in_the_netherlands(nieuwe_inwoner, surveys_owner):
    today = await surveys_owner.fetchval("SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date")
    inwoner = await nieuwe_inwoner(eindigt_op=today)
    assert f"tot en met {today.day} " in (await inwoner.open()).text


async def test_every_fault_of_a_page_is_shown_and_nothing_of_it_is_kept(inwoner):
    answer = await inwoner.send("/1", {"snel-contact": "9"})
    assert answer.status_code == 400
    assert "<title>Fout: " in answer.text
    assert answer.text.count("Dit antwoord kennen wij niet.") == 2
    assert answer.text.count("Kies een antwoord.") == 2
    assert await inwoner.draft() is None


async def test_what_was_chosen_right_is_still_there_beside_a_fault(inwoner):
    answer = await inwoner.send("/1", {"snel-contact": "4"})
    assert answer.status_code == 400
    assert 'value="4" checked' in answer.text


async def test_who_stops_can_go_on_later_where_it_stopped(inwoner):
    await inwoner.fill_in(KORT[0])
    start = await inwoner.open()
    assert "Verdergaan" in start.text
    assert f'href="{inwoner.pad}/2"' in start.text
    assert 'value="4" checked' in (await inwoner.open("/1")).text


async def test_who_answered_all_goes_on_to_the_check(inwoner):
    await inwoner.fill_in(*KORT)
    assert f'href="{inwoner.pad}/controle"' in (await inwoner.open()).text


async def test_a_draft_at_rest_says_nothing_not_even_how_much_was_answered(inwoner):
    await inwoner.fill_in(KORT[0])
    small = await inwoner.draft()
    await inwoner.fill_in(*KORT)
    large = await inwoner.draft()
    assert b"snel-contact" not in small + large
    assert len(small) == len(large)


async def test_a_draft_opens_only_with_the_link_that_made_it(nieuwe_inwoner, surveys_owner):
    one, other = await nieuwe_inwoner(), await nieuwe_inwoner()
    await one.fill_in(*KORT)
    await other.fill_in(KORT[0])
    put_elsewhere = "UPDATE concepten SET inhoud = $1 WHERE token_hash = $2"
    assert await surveys_owner.execute(put_elsewhere, await one.draft(), sha256(other.token)) == "UPDATE 1"
    assert "Beginnen" in (await other.open()).text
    assert location(await other.send("/verzenden")) == f"{other.pad}/1"
    assert "Verdergaan" in (await one.open()).text


async def test_an_answer_can_be_changed_from_the_check_page_and_leads_back_to_it(inwoner):
    await inwoner.fill_in(*KORT)
    page = await inwoner.open("/1?van=controle")
    assert f'action="{inwoner.pad}/1?van=controle"' in page.text
    assert f'href="{inwoner.pad}/controle"' in page.text
    changed = await inwoner.send("/1?van=controle", KORT[0] | {"welkom": "1"})
    assert location(changed) == f"{inwoner.pad}/controle"
    assert "helemaal mee oneens" in (await inwoner.open("/controle")).text


async def test_who_is_not_done_is_led_to_the_first_page_that_is_not(inwoner):
    await inwoner.fill_in(KORT[0])
    assert location(await inwoner.open("/controle")) == f"{inwoner.pad}/2"
    assert location(await inwoner.send("/verzenden")) == f"{inwoner.pad}/2"
    assert await inwoner.ballots() == []
    assert not await inwoner.is_used()
    assert location(await inwoner.open("/bedankt")) == inwoner.pad


async def test_a_second_send_is_told_kindly_that_the_answers_are_there(inwoner):
    await inwoner.fill_in(*KORT)
    await inwoner.send("/verzenden")
    answers = [await inwoner.send("/verzenden"), await inwoner.send("/1", KORT[0])]
    answers += [await inwoner.open(rest) for rest in ("", "/1", "/controle", "/privacy")]
    for answer in answers:
        assert (answer.status_code, GEBRUIKT in answer.text) == (200, True)
    assert len(await inwoner.ballots()) == 1
    assert await inwoner.draft() is None


async def test_a_link_that_was_used_stays_received_when_the_meting_closes(inwoner, surveys_owner):
    await inwoner.fill_in(*KORT)
    await inwoner.send("/verzenden")
    await surveys_owner.execute("UPDATE metingen SET gesloten_op = now() WHERE id = $1", inwoner.meting_id)
    assert GEBRUIKT in (await inwoner.open()).text
    assert "Bedankt" in (await inwoner.open("/bedankt")).text


async def test_simultaneous_sends_of_one_link_are_one_set_of_answers(nieuwe_inwoner):
    inwoners = [await nieuwe_inwoner() for _ in range(5)]
    for inwoner in inwoners:
        await inwoner.fill_in(*KORT)
    answers = await asyncio.gather(*(inwoner.send("/verzenden") for inwoner in inwoners * 4))
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [303] * 5
    assert all(GEBRUIKT in answer.text for answer in answers if answer.status_code == 200)
    assert [len(await inwoner.ballots()) for inwoner in inwoners] == [1] * 5


async def test_a_page_that_was_still_open_does_not_bring_a_draft_back(inwoner):
    await inwoner.fill_in(*KORT)
    answers = await asyncio.gather(inwoner.send("/verzenden"), *(inwoner.send("/1", KORT[0]) for _ in range(5)))
    assert location(answers[0]).endswith("/bedankt")
    assert (await inwoner.send("/1", KORT[0])).status_code == 200
    assert len(await inwoner.ballots()) == 1


NPS = (
    {"score": "9", "waarom": "Snel geholpen"},
    {"beter": "", "terugbellen": "ja"},
    {"telefoonnummer": "06 1234 5678"},
)


async def test_what_was_written_and_a_telephone_number_go_into_the_box_sealed_and_apart(nieuwe_inwoner):
    inwoner = await nieuwe_inwoner("nps", "standaard")
    await inwoner.fill_in(*NPS)
    assert location(await inwoner.send("/verzenden")).endswith("/bedankt")
    (stem,) = await inwoner.ballots()
    assert json.loads(stem["antwoorden"]) == {"score": "9", "terugbellen": "ja"}
    open_answers, contact = json.loads(stem["open_antwoorden"]), json.loads(stem["contact"])
    assert "Snel" not in stem["open_antwoorden"]
    assert KEYRING.unseal(OPEN_ANTWOORD, base64.b64decode(open_answers.pop("waarom"))) == b"Snel geholpen"
    assert KEYRING.unseal(CONTACTVERZOEK, base64.b64decode(contact.pop("telefoonnummer"))) == b"06 1234 5678"
    assert (open_answers, contact) == ({}, {})


async def test_who_does_not_want_to_be_called_after_all_leaves_no_number(nieuwe_inwoner):
    inwoner = await nieuwe_inwoner("nps", "standaard")
    await inwoner.fill_in(*NPS)
    changed = await inwoner.send("/2?van=controle", {"terugbellen": "nee"})
    assert location(changed) == f"{inwoner.pad}/controle"
    assert "1234" not in (await inwoner.open("/controle")).text
    assert location(await inwoner.open("/3")) == f"{inwoner.pad}/controle"
    await inwoner.send("/2", {"terugbellen": "ja"})
    assert "1234" not in (await inwoner.open("/3")).text
    await inwoner.send("/2", {"terugbellen": "nee"})
    await inwoner.send("/verzenden")
    (stem,) = await inwoner.ballots()
    assert (json.loads(stem["antwoorden"]), stem["contact"]) == ({"score": "9", "terugbellen": "nee"}, "{}")


async def test_a_closed_branch_is_passed_by(nieuwe_inwoner):
    inwoner = await nieuwe_inwoner("nps", "standaard")
    await inwoner.fill_in(NPS[0])
    assert location(await inwoner.send("/2", {"terugbellen": "nee"})) == f"{inwoner.pad}/controle"
    assert location(await inwoner.send("/2", {"terugbellen": "ja"})) == f"{inwoner.pad}/3"


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://zicht.test"}, True),
        ({"origin": "http://surveys.test"}, True),
        ({"origin": "null"}, True),
        ({"origin": "https://kwaad.nl"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://surveys.test"}, False),
    ],
)
async def test_a_form_that_another_site_sends_is_refused(inwoner, headers, accepted):
    saved = await inwoner.send("/1", KORT[0], headers=headers)
    assert saved.status_code == (303 if accepted else 403)
    assert (await inwoner.draft() is not None) == accepted
    await inwoner.fill_in(*KORT)
    sent = await inwoner.send("/verzenden", headers=headers)
    assert sent.status_code == (303 if accepted else 403)
    assert len(await inwoner.ballots()) == int(accepted)


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b'{"snel-contact": "4"}', "application/json", 415),
        (b"snel-contact=4", "", 415),
        (b"x=" + b"a" * 300_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"x=1" for _ in range(501)), "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe=%ff%00&snel-contact=\xff", "application/x-www-form-urlencoded; charset=utf-8", 400),
    ],
)
async def test_a_body_that_is_no_form_of_ours_gets_a_page_too(inwoner, content, media_type, status):
    answer = await inwoner.client.post(inwoner.pad + "/1", content=content, headers={"content-type": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert await inwoner.draft() is None


@pytest.mark.parametrize("stap", ["0", "4", "-1", "1.0", "x", "٣", "9999", "1/2", "1/"])
async def test_a_step_that_does_not_exist_is_not_found(inwoner, stap):
    assert (await inwoner.open(f"/{stap}")).status_code == 404


async def test_the_look_is_kept_by_the_browser_under_a_name_that_changes_with_it(inwoner):
    for name, content in STATIC.items():
        assert f"/statisch/{name}" in (await inwoner.open()).text
        answer = await inwoner.client.get(f"/statisch/{name}")
        assert answer.content == content
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].split(";")[0] in ("text/css", "image/svg+xml")
    assert (await inwoner.client.get("/statisch/stijl.css")).status_code == 404
    assert (await inwoner.client.get("/statisch/..%2fpagina.py")).status_code == 404


async def test_head_answers_as_get_without_the_page(inwoner):
    answer = await inwoner.client.head(inwoner.pad)
    assert (answer.status_code, answer.content) == (200, b"")


class Log:
    """Stands in for a logger and keeps what it was told."""

    def __init__(self):
        self.lines = []

    def _write(self, event, **values):
        self.lines.append({"event": event, **values})

    info = warning = error = _write


async def test_no_log_line_holds_a_link_or_an_answer(nieuwe_inwoner, monkeypatch):
    log = Log()
    for module in ("http", "errors"):
        monkeypatch.setattr(f"zicht_shared.{module}.log", log)
    inwoner = await nieuwe_inwoner("nps", "standaard")
    await inwoner.fill_in(*NPS)
    await inwoner.send("/verzenden")
    await inwoner.open("/bedankt")
    await inwoner.send("/1", {"score": "99"})
    await inwoner.open("/geen-stap")
    routes = {line["route"] for line in log.lines}
    assert routes == {"/i/{token}/{stap}", "/i/{token}/verzenden", "/i/{token}/bedankt"}
    text = json.dumps(log.lines)
    assert inwoner.token not in text
    assert "Snel" not in text
    assert "1234" not in text


@pytest.fixture
def service_at(sleutels_file):
    """A surveys service of its own, on the database at an address."""

    def make(url):
        return create_app(
            Settings(
                database_url=url,
                geheimen=[SECRET],
                public_url="http://surveys.test",
                core_url="http://zicht.test",
                sleutels_file=sleutels_file,
            )
        )

    return make


async def test_connections_that_died_in_the_pool_are_replaced(service_at, databases, inwoner, surveys_owner):
    app = service_at(databases.surveys)
    async with client_of(app) as client:
        await asyncio.gather(*(client.get(inwoner.pad) for _ in range(6)))
        pooled = [await app.state.db.engine.raw_connection() for _ in range(app.state.db.engine.pool.checkedin())]
        pids = [connection.driver_connection.get_server_pid() for connection in pooled]
        assert pids
        for connection in pooled:
            connection.close()
        await surveys_owner.execute("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid", pids)
        await asyncio.sleep(0.1)
        answers = [await client.get(inwoner.pad) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 6
    await app.state.db.close()


async def test_without_a_database_a_resident_reads_that_it_is_not_their_fault(service_at):
    app = service_at("postgresql://zicht_surveys:x@127.0.0.1:1/niets")
    async with client_of(app) as client:
        token = new_token("GM0001")
        answers = [await client.get(f"/i/{token}"), await client.post(f"/i/{token}/verzenden")]
    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "Dat ligt niet aan u." in answer.text
    await app.state.db.close()
