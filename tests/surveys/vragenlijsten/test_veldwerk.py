"""A questionnaire of the gemeente itself in use, and a new version of it while residents are answering the old one."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
from starlette.applications import Starlette
from tests.gemeente import Gemeente
from tests.surveys.definities import vraag
from tests.surveys.meting import at_once, invite, make_meting
from tests.surveys.vragenlijst import CODE, publish, variant_of

from zicht_surveys.resultaten.vrijgave import release

EEN = variant_of([vraag("hulp", tekst={"nl": "Kreeg u hulp?"})], [vraag("oud", tekst={"nl": "Een oude vraag?"})])
TWEE = variant_of([vraag("hulp", tekst={"nl": "Kreeg u genoeg hulp?"})], [vraag("nieuw", tekst={"nl": "Nieuw?"})])


async def answer(inwoner: httpx.AsyncClient, url: str, *paginas: dict[str, str]) -> None:
    """One resident answers these pages, from the first on, and sends."""
    path = urlsplit(url).path
    for stap, pagina in enumerate(paginas, start=1):
        kept = await inwoner.post(f"{path}/{stap}", data=pagina)
        assert kept.status_code == 303, kept.text
    sent = await inwoner.post(f"{path}/verzenden")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{path}/bedankt"), sent.text


async def questions_of(gemeente: Gemeente, meting: dict[str, Any]) -> set[str]:
    results = await gemeente.at_surveys("beleid").get(f"/v1/metingen/{meting['id']}/resultaten")
    assert results.status_code == 200, results.text
    return {uitslag["vraag"] for uitslag in results.json()["uitslagen"]}


async def test_links_go_on_with_the_version_of_their_meting_and_results_never_mix(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    await publish(gemeente, EEN)
    lopend = await make_meting(gemeente, vragenlijst=CODE)
    [halfway, *others] = await invite(gemeente, lopend, 4)
    path = urlsplit(halfway).path
    assert (await surveys.post(f"{path}/1", data={"hulp": "ja"})).status_code == 303

    await publish(gemeente, TWEE)
    nieuw = await make_meting(gemeente, vragenlijst=CODE)
    assert (lopend["vragenlijstVersie"], nieuw["vragenlijstVersie"]) == (1, 2)

    # The one who was halfway, those who had not begun, and one who is invited only now: all have version 1.
    others += await invite(gemeente, lopend, 1)
    for url in (halfway, others[0], others[-1]):
        pages = [(await surveys.get(f"{urlsplit(url).path}/{stap}")).text for stap in (1, 2)]
        assert "Kreeg u hulp?" in pages[0]
        assert "Een oude vraag?" in pages[1]
    assert 'value="ja" checked' in (await surveys.get(f"{path}/1")).text
    fresh = await invite(gemeente, nieuw, 5)
    assert "Kreeg u genoeg hulp?" in (await surveys.get(f"{urlsplit(fresh[0]).path}/1")).text

    await at_once(
        [partial(answer, surveys, url, {"hulp": "ja"}, {"oud": "nee"}) for url in (halfway, *others)]
        + [partial(answer, surveys, url, {"hulp": "nee"}, {"nieuw": "ja"}) for url in fresh]
    )
    ballots = await surveys_owner.fetch(
        "SELECT meting_id::text, antwoorden::jsonb->>'hulp' AS hulp FROM stembus WHERE gemeente_id = $1", gemeente.id
    )
    assert sorted(map(tuple, ballots)) == sorted([(lopend["id"], "ja")] * 5 + [(nieuw["id"], "nee")] * 5)
    await release(surveys_app.state.db)
    assert await questions_of(gemeente, lopend) == {"hulp", "oud"}
    assert await questions_of(gemeente, nieuw) == {"hulp", "nieuw"}


async def test_an_own_questionnaire_in_two_variants_asks_little_of_who_came_once(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    kort = variant_of([vraag("hulp", tekst={"nl": "Een korte vraag?"})], variant="kort")
    uitgebreid = variant_of([vraag("hulp"), vraag("meer", tekst={"nl": "En meer?"})], variant="uitgebreid")
    await publish(gemeente, kort, uitgebreid)
    meting = await make_meting(gemeente, vragenlijst=CODE)
    [once] = await invite(gemeente, meting, 1, contactmomenten=3)
    [often] = await invite(gemeente, meting, 1, contactmomenten=4)
    assert "Een korte vraag?" in (await surveys.get(f"{urlsplit(once).path}/1")).text
    assert "En meer?" in (await surveys.get(f"{urlsplit(often).path}/1")).text
