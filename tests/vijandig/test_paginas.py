"""The pages of both services: nothing that was sent stands in what they say went wrong, or as markup anywhere."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.architecture.gevuld import Gevuld
from tests.architecture.routes import BUITEN_V1
from tests.gemeente import client_of
from tests.vijandig.waarden import SPOOR, texts
from zicht_shared.migrations import Service

_NAMES = ("gemeente", "periode", "gebied", "doelgroep", "cijfer", "indicator", "peildatum", "terug", "taal", "code")
_OPMAAK = ("<script>", "<img src=x", "onerror=zq", "javascript:zq")


def pages(service: Service, gevuld: Gevuld) -> Iterator[tuple[str, str, str]]:
    """Method, the address as it should be with one place for what is hostile, and how that place is called."""
    token = urlsplit(gevuld.link).path.removeprefix("/i/")
    right = {"gemeente": gevuld.gemeente.code, "periode": "2025", "token": token, "stap": "1", "naam": "zicht.css"}
    for route in sorted(BUITEN_V1[service]):
        method, path = route.split(" ")
        path = path.replace(":path", "")
        if path.startswith("/odata"):
            continue  # tests/api/odata
        names = [part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")]
        for name in names:
            address = path
            for other in names:
                value = "\0" if other == name else right.get(other, "x")
                address = address.replace(f"{{{other}}}", value)
            yield method, address, name
        yield method, path.format(**dict.fromkeys(names, "x") | right) + "?\0", "?"


async def hostile_answers(service: Service, gevuld: Gevuld) -> list[tuple[str, httpx.Response]]:
    app = gevuld.gemeente.api_app if service == "api" else gevuld.gemeente.surveys_app
    chosen = [text for _, text in texts() if text.strip(" .\t")]
    found = []
    async with client_of(app) as visitor:
        for nr, (method, address, place) in enumerate(pages(service, gevuld)):
            for text in chosen[nr % 15 :: 15]:
                sent = quote(text, safe="")
                hostile = "&".join(f"{name}={sent}" for name in _NAMES) if place == "?" else sent
                form = dict.fromkeys((*_NAMES, "sleutel", "geheim", "csrf", "vraag"), text)
                answer = await visitor.request(
                    method, address.replace("\0", hostile), data=form if method == "POST" else None
                )
                found.append((f"{method} {address!r} {text!r}", answer))
    return found


@pytest.mark.parametrize("service", ["api", "surveys"])
async def test_no_page_repeats_what_was_sent_or_takes_it_for_markup(service: Service, gevuld: Gevuld) -> None:
    answers = await hostile_answers(service, gevuld)
    assert len(answers) > 100
    assert {answer.status_code for _, answer in answers} >= {400, 404}
    for asked, answer in answers:
        # The issuer of a gemeente here is nowhere.
        assert answer.status_code < 500 or "/aanmelden/dienst" in asked, (asked, answer.text)
        assert answer.headers.get_list("content-security-policy")[0].startswith("default-src 'none'"), asked
        assert "script-src" not in answer.headers["content-security-policy"], asked
        assert "x-kwaad" not in answer.headers, asked
        assert not any(opmaak in answer.text for opmaak in _OPMAAK), asked
        if answer.status_code >= 400:
            # Where to go on after signing in is an address of our own form, or it is left out.
            assert SPOOR not in answer.text, (asked, answer.text)
            assert SPOOR not in str(answer.headers), asked


@pytest.mark.parametrize("service", ["api", "surveys"])
async def test_no_form_is_taken_from_another_site(service: Service, gevuld: Gevuld) -> None:
    """Every page that takes a form: as a browser says where it came from, in both ways that there are."""
    app = gevuld.gemeente.api_app if service == "api" else gevuld.gemeente.surveys_app
    forms = [address.replace("\0", "x") for method, address, place in pages(service, gevuld) if method == "POST"]
    assert len(forms) > 1
    async with client_of(app) as visitor:
        for address in forms:
            for headers in (
                {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "same-site"},
                {"Origin": "https://elders.example"},
            ):
                answer = await visitor.post(address, data={"a": "b"}, headers=headers)
                assert answer.status_code in {403, 404}, (address, headers, answer.status_code)
