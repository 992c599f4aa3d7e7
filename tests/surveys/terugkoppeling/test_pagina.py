import re
from datetime import date, datetime
from html import unescape
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.surveys.meting import answer_kort, day, invite, make_meting
from zicht_surveys.invullen.teksten import TALEN, datum
from zicht_surveys.invullen.teksten import TEKSTEN as PAGINATEKSTEN
from zicht_surveys.terugkoppeling.pagina import TEKSTEN
from zicht_surveys.terugkoppeling.regels import Regel, lines_of

GESCHREVEN = {
    "nl": {"watWeHoorden": "Wachten duurt lang.\n- De brief is moeilijk.", "watWeDoen": "Wij bellen u sneller terug."},
    "tr": {
        "watWeHoorden": "Beklemek uzun sürüyor.",
        "watWeDoen": "Daha hızlı arıyoruz.",
        "watErVeranderde": "Kısaldı.",
    },
}


@pytest.fixture
async def meting(gemeente):
    return await make_meting(gemeente)


def page_of(gemeente, meting):
    return f"/terugkoppeling/{gemeente.code[2:]}-{meting['id']}"


async def tell(gemeente, meting, **gegevens):
    """Write it, over whatever there is, and publish it when there is text."""
    client, path = gemeente.at_surveys("beheer"), f"/v1/metingen/{meting['id']}/terugkoppeling"
    body = {"teksten": GESCHREVEN} | gegevens
    answer = await client.put(path, json=body, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    if body["teksten"]:
        assert (await client.post(f"{path}/publicatie", headers={"If-Match": "*"})).status_code == 200


async def test_everybody_reads_it_in_a_language_that_it_has_and_else_in_dutch_that_is_marked_so(
    gemeente, meting, surveys
):
    await tell(gemeente, meting)
    path = page_of(gemeente, meting)
    shown = {taal: unescape((await surveys.get(path, params={"taal": taal})).text) for taal in TALEN}
    for taal, html in shown.items():
        t = TEKSTEN[taal]
        assert f"<h1>{t['kop']}</h1>" in html
        assert f"<h2>{t['watWeHoorden']}</h2>" in html
        assert (t["alleen_nederlands"] in html) == (taal not in GESCHREVEN)
        assert ("<li>De brief is moeilijk.</li>" in html) == (taal != "tr")
        assert ('<div lang="nl" dir="ltr">' in html) == (taal not in GESCHREVEN)
        assert (t["watErVeranderde"] in html) == (taal == "tr")
    assert "Kısaldı." in shown["tr"]
    # It looks as the other pages of the gemeente do.
    tokens = {"tokens": {"utrecht-link-color": "#154273"}}
    look = await gemeente.at_surveys("beheer").put("/v1/huisstijl", json=tokens, headers={"If-Match": '"0"'})
    assert f'href="{look.json()["stijlblad"]}"' in (await surveys.get(path)).text
    # Who asks for no language gets that of the browser.
    assert "Kısaldı." in (await surveys.get(path, headers={"Accept-Language": "tr"})).text


async def test_before_it_is_published_the_page_says_when_to_come_back(gemeente, meting, surveys):
    path = page_of(gemeente, meting)
    eind = datum(date.fromisoformat(meting["eindigtOp"]), "nl")
    html = (await surveys.get(path)).text
    assert f"Inwoners kunnen meedoen tot en met {eind}." in html
    assert f"Kom een paar weken na {eind} terug." in html
    await tell(gemeente, meting, teksten={}, verwachtOp=day(80))
    html = (await surveys.get(path)).text
    assert f"Kom op {datum(date.fromisoformat(day(80)), 'nl')} of later terug." in html
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    # What was expected for a day that is over, is not said any more.
    await tell(gemeente, meting, teksten={}, verwachtOp=day(-1))
    html = (await surveys.get(path)).text
    assert "Dank u wel aan iedereen die meedeed. Wij bekijken nu alle antwoorden." in html
    assert "Kom over een paar weken terug." in html


async def test_a_page_that_is_not_there_is_not_found_whoever_has_the_meting(nieuwe_gemeente, surveys):
    gemeente, ander = await nieuwe_gemeente(), await nieuwe_gemeente()
    meting = await make_meting(gemeente)
    await tell(gemeente, meting)
    path = page_of(gemeente, meting)
    assert (await surveys.get(path)).status_code == 200
    for wrong in (
        page_of(ander, meting),
        page_of(gemeente, {"id": uuid4()}),
        path.upper().replace("/TERUGKOPPELING", "/terugkoppeling"),
        f"/terugkoppeling/{meting['id']}",
        "/terugkoppeling/0627-",
    ):
        answer = await surveys.get(wrong, params={"taal": "pl"})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert PAGINATEKSTEN["pl"]["onbekend_kop"] in answer.text


async def test_who_answered_finds_the_page_at_the_end_and_by_a_link_that_was_used_or_closed(gemeente, meting, surveys):
    used, open_ = await invite(gemeente, meting, 2)
    await answer_kort(surveys, [used])
    page, link = page_of(gemeente, meting), urlsplit(used).path
    for taal in TALEN:
        for path in (f"{link}/bedankt", link):
            html = unescape((await surveys.get(path, params={"taal": taal})).text)
            assert PAGINATEKSTEN[taal]["terugkoppeling_uitleg"] in html
            expected = (
                f'<a class="knop rustig" href="{page}?taal={taal}">{PAGINATEKSTEN[taal]["terugkoppeling_link"]}</a>'
            )
            assert expected in html
    assert page not in (await surveys.get(urlsplit(open_).path)).text
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    assert f'href="{page}"' in (await surveys.get(urlsplit(open_).path)).text


async def test_it_tells_of_which_days_and_since_when_and_shows_what_was_written_as_text(
    gemeente, surveys, surveys_owner
):
    meting = await make_meting(gemeente)
    await tell(gemeente, meting, teksten={"nl": GESCHREVEN["nl"] | {"watWeDoen": "<b>sneller</b> & beter"}})
    html = (await surveys.get(page_of(gemeente, meting))).text
    assert "&lt;b&gt;sneller&lt;/b&gt; &amp; beter" in html
    # As long as people can answer, the last day is still to come.
    assert "Inwoners vulden" not in html
    assert "Deze tekst staat hier sinds" in html
    assert "pasten" not in html
    earlier = date.fromisoformat(day(-9))
    await surveys_owner.execute("UPDATE metingen SET teruggekoppeld_op = $1 WHERE id = $2", earlier, meting["id"])
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    html = (await surveys.get(page_of(gemeente, meting))).text
    begin = datum(date.fromisoformat(meting["begintOp"]), "nl")
    vandaag = datum(datetime.now(ZoneInfo("Europe/Amsterdam")).date(), "nl")
    assert f"van {begin} tot en met {vandaag}." in html
    assert f"sinds {datum(earlier, 'nl')}. Wij pasten de tekst aan op" in html


def test_every_language_says_everything_with_the_same_names_in_it():
    def names(text):
        return sorted(re.findall(r"{(\w+)}", text))

    assert tuple(TEKSTEN) == TALEN
    dutch = TEKSTEN["nl"]
    for texts in TEKSTEN.values():
        assert list(texts) == list(dutch)
        assert all(texts[key].strip() and names(texts[key]) == names(dutch[key]) for key in dutch)


def test_lines_become_paragraphs_and_lists():
    assert list(lines_of("Een.\n\n- a\n-  b\n\n- c\nTwee - drie.\n• d")) == [
        Regel("Een."),
        Regel(lijst=("a", "b")),
        Regel(lijst=("c",)),
        Regel("Twee - drie."),
        Regel(lijst=("d",)),
    ]
