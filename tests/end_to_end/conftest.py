"""Both services as processes of their own, with a PostgreSQL of their own: nothing is shared with this process."""

import shutil
from collections.abc import Iterator

import pytest
from bench.installatie import Installatie, installation
from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.gemeente import LopendeGemeente, make_running


@pytest.fixture(scope="session")
def installatie() -> Iterator[Installatie]:
    surveys = {"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1", "ZICHT_SURVEYS_VERGELIJKEN_ELKE": "2"}
    with installation(surveys=surveys) as running:
        yield running


@pytest.fixture
def lopende_gemeente(installatie: Installatie) -> Iterator[LopendeGemeente]:
    with make_running(installatie) as gemeente:
        yield gemeente


@pytest.fixture
def chromium(installatie: Installatie) -> Iterator[Browser]:
    """Debian's Chromium; where it is not installed, the tests that need it are reported as skipped."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    # One for each test: while Playwright's own event loop runs in this thread, no other can.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def phone(lopende_gemeente: LopendeGemeente, chromium: Browser) -> Iterator[Page]:
    """A page of a small phone, without JavaScript."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    yield context.new_page()
    context.close()
