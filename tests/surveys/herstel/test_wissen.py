"""What was withdrawn, closed or erased after the backup stays so when the surveys' database is put back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from typer.testing import CliRunner

from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente
from tests.herstel import copy_rows, with_register
from tests.surveys.meting import answer_kort, invite, make_meting, post
from tests.surveys.nps import make_nps
from zicht_cli.herstel import app
from zicht_shared.wisronde import Wisronde
from zicht_surveys.herstel.beslissen import withdraw_links
from zicht_surveys.herstel.wissen import WISSERS
from zicht_surveys.resultaten.vrijgave import release

NL = {"watWeHoorden": "U moest vaak lang wachten.", "watWeDoen": "Wij bellen u binnen drie dagen."}


@pytest.fixture
def ronde(surveys_app: Starlette, tmp_path: Path) -> Iterator[Wisronde]:
    with with_register(surveys_app.state.db, tmp_path):
        yield Wisronde(surveys_app.state.db, WISSERS)


async def is_open(surveys: httpx.AsyncClient, link: str) -> bool:
    return (await surveys.get(urlsplit(link).path)).status_code == 200


async def test_links_that_were_withdrawn_and_metingen_that_were_closed_stay_so(
    gemeente: Gemeente, surveys: httpx.AsyncClient, ronde: Wisronde, surveys_owner: asyncpg.Connection
) -> None:
    beheer = gemeente.at_surveys("beheer")
    meting, closed = await make_meting(gemeente), await make_meting(gemeente)
    one, two, kept = await invite(gemeente, meting, 3)
    [of_closed] = await invite(gemeente, closed, 1)
    body = {"metingId": meting["id"], "aanbieder": "wegwijs", "variant": "kort", "soort": "poster", "maximum": 3}
    poster = (await post(beheer, "/v1/open-links", body)).json()
    kopie = await copy_rows(surveys_owner, gemeente.id, "metingen", "uitnodigingen", "open_links")
    ids = {item["id"] for item in (await beheer.get(f"/v1/uitnodigingen?metingId={meting['id']}")).json()["items"]}
    first, second, _ = sorted(ids)
    await beheer.post(f"/v1/uitnodigingen/{first}/intrekking")
    await post(beheer, "/v1/uitnodigingen/intrekking", {"metingId": meting["id"], "ids": [second]})
    after = [await is_open(surveys, link) for link in (one, two, kept)]
    assert after.count(True) == 1
    await beheer.post(f"/v1/open-links/{poster['id']}/intrekking")
    await beheer.post(f"/v1/metingen/{closed['id']}/sluiting")
    await kopie.put_back()
    assert all([await is_open(surveys, link) for link in (one, two, kept, of_closed, poster["url"])])

    assert await ronde.work() == 4
    assert [await is_open(surveys, link) for link in (one, two, kept)] == after
    assert not await is_open(surveys, of_closed)
    assert not await is_open(surveys, poster["url"])
    assert await ronde.work() == 0


async def test_who_was_called_is_not_called_again_also_when_the_backup_is_from_before_the_release(
    gemeente: Gemeente,
    surveys: httpx.AsyncClient,
    surveys_app: Starlette,
    ronde: Wisronde,
    surveys_owner: asyncpg.Connection,
) -> None:
    tables = ("metingen", "gestemd", "stembus", "antwoorden", "open_antwoorden", "contactverzoeken")
    beheer, database = gemeente.at_surveys("beheer"), surveys_app.state.db
    # Four wait in the box; the fifth lets them out.
    meting = await make_nps(gemeente, surveys, database, wegwijs=4)
    in_the_box = await copy_rows(surveys_owner, gemeente.id, *tables)
    await surveys_owner.execute("UPDATE metingen SET drempel = 4 WHERE gemeente_id = $1", gemeente.id)
    await release(database)
    path = f"/v1/metingen/{meting['id']}/contactverzoeken"
    [called, *others] = (await beheer.get(path)).json()["items"]
    await beheer.post(f"{path}/{called['id']}/afhandeling")
    await release(database)

    await in_the_box.put_back()
    assert await ronde.work() == 1
    await surveys_owner.execute("UPDATE metingen SET drempel = 4 WHERE gemeente_id = $1", gemeente.id)
    await release(database)
    numbers = {item["telefoonnummer"] for item in (await beheer.get(path)).json()["items"]}
    assert numbers == {item["telefoonnummer"] for item in others}
    # The answers themselves are all there.
    answers = await surveys_owner.fetchval("SELECT count(*) FROM antwoorden WHERE gemeente_id = $1", gemeente.id)
    assert answers == 4


async def test_what_residents_could_read_before_it_was_changed_they_do_not_read_again(
    gemeente: Gemeente, surveys: httpx.AsyncClient, ronde: Wisronde, surveys_owner: asyncpg.Connection
) -> None:
    beheer, meting = gemeente.at_surveys("beheer"), await make_meting(gemeente)
    path, page = f"/v1/metingen/{meting['id']}/terugkoppeling", f"/terugkoppeling/{gemeente.code[2:]}-{meting['id']}"
    await beheer.put(path, json={"teksten": {"nl": NL}, "geenPersonen": []}, headers={"If-Match": '"0"'})
    await beheer.post(f"{path}/publicatie", headers={"If-Match": "*"})
    kopie = await copy_rows(surveys_owner, gemeente.id, "metingen", "terugkoppelingen")
    for better in ("Wachten duurt lang.", "Wachten duurt te lang."):
        changed = {"teksten": {"nl": NL | {"watWeHoorden": better}}, "geenPersonen": []}
        assert (await beheer.put(path, json=changed, headers={"If-Match": "*"})).status_code == 200
    await kopie.put_back()
    assert "U moest vaak lang wachten." in (await surveys.get(page)).text

    assert await ronde.work() == 1
    assert "U moest vaak lang wachten." not in (await surveys.get(page)).text
    again = await beheer.post(f"{path}/publicatie", headers={"If-Match": "*"})
    assert again.status_code == 200
    assert await ronde.work() == 0
    assert "U moest vaak lang wachten." in (await surveys.get(page)).text


async def test_the_operator_may_let_no_link_of_a_meting_work_any_more(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette, ronde: Wisronde
) -> None:
    meting, other = await make_meting(gemeente), await make_meting(gemeente)
    used, unused = await invite(gemeente, meting, 2)
    [elsewhere] = await invite(gemeente, other, 1)
    await answer_kort(surveys, [used])
    assert await withdraw_links(surveys_app.state.db, UUID(meting["id"])) == 2
    assert not await is_open(surveys, unused)
    assert await is_open(surveys, elsewhere)
    assert await ronde.work() == 0


async def test_the_command_line_says_what_there_is_to_decide(
    gemeente: Gemeente, databases: Databases, sleutels_file: Path
) -> None:
    meting = await make_meting(gemeente)
    env = {
        "ZICHT_SURVEYS_DATABASE_URL": databases.surveys,
        "ZICHT_SURVEYS_GEHEIMEN": SECRET,
        "ZICHT_SURVEYS_PUBLIC_URL": "http://surveys.test",
        "ZICHT_SURVEYS_CORE_URL": "http://zicht.test",
        "ZICHT_SURVEYS_SLEUTELS_FILE": str(sleutels_file),
    }

    async def say(*words: str) -> str:
        done = await asyncio.to_thread(CliRunner(env=env).invoke, app, words)
        return done.output

    assert f"zicht herstel trek-in {meting['id']}" in await say("toon")
    assert await say("houd", meting["id"]) == "Over deze meting is niets te beslissen.\n"
    assert await say("trek-in", meting["id"]) == "0 links werken niet meer.\n"
    assert await say("houd", str(uuid4())) == "Deze meting is er niet.\n"
