"""The main job, as its three users do it: a registration system, a resident with a phone, a BI client."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import LopendeGemeente, eventually

MAAND = datetime.now(UTC).strftime("%Y-%m")
INDICATOR = "hoewijzer-geluisterd"


def test_what_a_registration_system_pushes_a_bi_client_pulls(lopende_gemeente: LopendeGemeente) -> None:
    rijen = [contact(nummer, datum="2025-03-05") for nummer in range(1, 201)]
    assert lopende_gemeente.push(as_csv(rijen)).json()["nieuw"] == 200
    before = lopende_gemeente.waarde("clienten-bereikt", "2025-03")
    assert (before["waarde"], before["n"]) == (200, 200)
    assert lopende_gemeente.push(as_csv(rijen)).json()["ongewijzigd"] == 200
    assert lopende_gemeente.waarde("clienten-bereikt", "2025-03") == before


@pytest.mark.browser
def test_a_resident_answers_by_keyboard_alone_and_the_indicator_moves_by_exactly_that(
    lopende_gemeente: LopendeGemeente, phone: Page
) -> None:
    first, links = lopende_gemeente.make_links(10)
    for link in links:
        lopende_gemeente.fill_in(link, "2")
        lopende_gemeente.send(link)
    lopende_gemeente.close(first)
    before = eventually(lambda: lopende_gemeente.waarde(INDICATOR, MAAND), lambda waarde: waarde["n"] == 10)
    assert (before["teller"], before["noemer"]) == (0, 10)

    _, links = lopende_gemeente.make_links(5)
    answer_by_keyboard(phone, links[0])
    phone.goto(links[0])
    assert "al" in phone.locator("h1").inner_text().lower()
    assert phone.locator("form").count() == 0

    # One answer alone stays in the box: k is 5. Four more let all five out.
    for link in links[1:]:
        lopende_gemeente.fill_in(link, "5")
        lopende_gemeente.send(link)
    after = eventually(lambda: lopende_gemeente.waarde(INDICATOR, MAAND), lambda waarde: waarde["n"] == 15, seconds=6)
    assert (after["teller"], after["noemer"], after["waarde"]) == (4, 15, 26.6667)


def answer_by_keyboard(page: Page, link: str) -> None:
    """Only Tab, arrows, space and Enter: the first choice of every question, then on, until it is sent."""
    page.goto(link)
    press_until(page, "a.knop, button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(12):
        if page.url.endswith("/bedankt"):
            return
        for _ in range(page.locator("fieldset").count()):
            press_until(page, "input[type=radio]")
            page.keyboard.press("Space")
        press_until(page, "button")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    raise AssertionError(f"still at {urlsplit(page.url).path.rpartition('/')[2]}")


def press_until(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element that was not passed before."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(f":is({selector}):focus").count():
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_twenty_links_sent_four_times_at_once_are_twenty_answers(lopende_gemeente: LopendeGemeente) -> None:
    meting, links = lopende_gemeente.make_links(20)
    for link in links:
        lopende_gemeente.fill_in(link)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lopende_gemeente.send, links * 4))
    assert {answer.status_code for answer in answers} <= {200, 303}
    lopende_gemeente.close(meting)
    result = eventually(lambda: ontvangen(lopende_gemeente, meting), lambda number: number >= 20)
    assert result == 20
    assert lopende_gemeente.waarde(INDICATOR, MAAND)["n"] == 20


def ontvangen(gemeente: LopendeGemeente, meting: str) -> int:
    """How many answers of a meting have arrived at the core."""
    answer = gemeente.beheer.get(f"/v1/vragenlijstresultaten/{meting}")
    return sum(part["aantal"] or 0 for part in answer.json()["ontvangen"].values()) if answer.status_code == 200 else 0
