import json

import pytest

from zicht_surveys.invullen.taal import choose
from zicht_surveys.invullen.teksten import TALEN, TEKSTEN

from .conftest import KORT


@pytest.mark.parametrize(
    ("asked", "browser", "talen", "taal"),
    [
        (None, None, TALEN, "nl"),
        ("ar", "nl", TALEN, "ar"),
        ("de", "uk", TALEN, "uk"),
        ("AR", "uk", TALEN, "uk"),
        ("", "", TALEN, "nl"),
        (None, "de-DE,de;q=0.9,tr;q=0.8,en;q=0.7", TALEN, "tr"),
        (None, "en;q=0.5, pl-PL ; q=0.9", TALEN, "pl"),
        (None, "ar-SY", TALEN, "ar"),
        (None, "en;q=0", TALEN, "nl"),
        (None, "en;q=veel,*;q=0.1,;;,=", TALEN, "nl"),
        (None, "x," * 5000 + "en", TALEN, "nl"),
        # Who asks for what is not there gets Dutch; the browser's own wish is only for who asks nothing.
        ("uk", "en", ("nl", "en"), "nl"),
        (None, "uk,en", ("nl", "en"), "en"),
        (None, "uk", ("en", "ar"), "en"),
    ],
)
def test_the_language_is_what_was_asked_or_else_what_the_browser_prefers(asked, browser, talen, taal):
    assert choose(asked, browser).uit(talen) == taal


def test_an_address_keeps_what_was_asked_and_nothing_else():
    assert choose("ar", "nl").adres("/i/x/1", van="controle") == "/i/x/1?van=controle&taal=ar"
    assert choose(None, "ar").adres("/i/x/1") == "/i/x/1"
    assert choose("'><", "nl").adres("/i/x") == "/i/x"


async def test_the_language_goes_along_from_the_first_page_to_the_last(inwoner):
    def is_arabic(answer, status=200):
        assert answer.status_code == status
        assert '<html lang="ar" dir="rtl">' in answer.text
        return TEKSTEN["ar"]

    def location(answer):
        assert answer.status_code == 303
        return answer.headers["location"]

    t = is_arabic(await inwoner.open("?taal=ar"))
    fault = await inwoner.send("/1?taal=ar", {"welkom": "9"})
    is_arabic(fault, 400)
    assert t["fout_kies"] in fault.text
    assert t["fout_onbekend"] in fault.text
    for stap, form in enumerate(KORT, start=1):
        sent = await inwoner.send(f"/{stap}?taal=ar", form)
        assert location(sent) == f"{inwoner.pad}/{stap + 1 if stap < 3 else 'controle'}?taal=ar"
    changed = await inwoner.send("/1?van=controle&taal=ar", KORT[0])
    assert location(changed) == f"{inwoner.pad}/controle?taal=ar"
    check = await inwoner.open("/controle?taal=ar")
    is_arabic(check)
    assert f'action="{inwoner.pad}/verzenden?taal=ar"' in check.text
    assert location(await inwoner.send("/verzenden?taal=ar")) == f"{inwoner.pad}/bedankt?taal=ar"
    assert t["bedankt_kop"] in (await inwoner.open("/bedankt?taal=ar")).text
    again = await inwoner.send("/verzenden?taal=ar")
    is_arabic(again)
    assert t["gebruikt_kop"] in again.text
    # The links to other languages stand on this page too, and lead somewhere.
    assert t["gebruikt_kop"] in (await inwoner.open("/verzenden?taal=ar")).text
    (stem,) = await inwoner.ballots()
    assert json.loads(stem["antwoorden"]) == KORT[0] | KORT[1] | KORT[2]


async def test_who_changes_language_halfway_keeps_the_answers(inwoner):
    await inwoner.fill_in(KORT[0])
    for taal in TALEN:
        page = await inwoner.open(f"/1?taal={taal}")
        assert f'<html lang="{taal}"' in page.text
        assert 'value="4" checked' in page.text


@pytest.mark.parametrize("rest", ["/i/geen-link", "/i/geen-link/1", "/i/a/b/c/d", "/privacy", "/toegankelijkheid"])
async def test_pages_without_a_questionnaire_speak_every_language_too(inwoner, rest):
    for taal in TALEN:
        asked = await inwoner.client.get(f"{rest}?taal={taal}")
        preferred = await inwoner.client.get(rest, headers={"accept-language": taal})
        for answer in (asked, preferred):
            assert f'<html lang="{taal}"' in answer.text
            assert "set-cookie" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"


async def test_a_page_that_lay_open_for_days_still_saves(inwoner, surveys_owner):
    # There is no session that can end: what the page holds is all that it needs.
    page = await inwoner.open("/1?taal=tr")
    assert 'type="hidden"' not in page.text
    await surveys_owner.execute(
        "UPDATE uitnodigingen SET verloopt_op = verloopt_op - interval '3 days' WHERE meting_id = $1",
        inwoner.meting_id,
    )
    assert (await inwoner.send("/1?taal=tr", KORT[0])).status_code == 303
    assert 'value="4" checked' in (await inwoner.open("/1")).text
