"""What a gemeente, its council and its residents see of the monitor: every kind of page that links lead to."""

import html
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from bench.installatie import Installatie

from tests.end_to_end.bladen.blad import Blad, hidden_fields
from zicht_cli.demo.gegevens import GEMEENTEN
from zicht_cli.demo.geheugen import Geheugen
from zicht_cli.demo.starten import fill_gemeente

_AANGEMELD = "form.wie"


def bladen(installatie: Installatie) -> list[Blad]:
    """Of the first gemeente of the demo, with its year: for the public, and for somebody who signed in."""
    with tempfile.TemporaryDirectory() as folder:
        geheugen = Geheugen(Path(folder) / "voortgang.json", lambda: False)
        gemeente = fill_gemeente(installatie.omgeving, GEMEENTEN[0], geheugen, lambda: None)
    root = installatie.omgeving.public_url("api")
    _open_up(f"{root}/v1/indicatoren", gemeente["sleutels"]["beheer"])
    begin = f"{root}/dashboard/{gemeente['code']}"
    aanmelden = f"{begin}/aanmelden"
    with httpx.Client(follow_redirects=True, timeout=60) as visitor:
        openbaar = [Blad(f"openbaar {_place(url)}", url) for url in _walk(visitor, begin)]
        koekje = _sign_in(visitor, aanmelden, gemeente["sleutels"]["beleid"])
        besloten = [
            Blad(f"aangemeld {_place(url)}", url, {"Cookie": koekje}, zichtbaar=_AANGEMELD)
            for url in _walk(visitor, begin)
        ]
    return [
        *openbaar,
        *besloten,
        Blad("aanmelden mislukt", aanmelden, verstuur={"sleutel": "onbekend", "geheim": "fout"}, zichtbaar=".fout"),
        Blad("gemeente onbekend", f"{root}/dashboard/GM0000"),
        Blad("vraag onbegrepen", f"{begin}?periode=onzin"),
        *_gespreksbladen(f"{root}/v1", gemeente),
    ]


def _open_up(url: str, sleutel: dict[str, str]) -> None:
    """Let everybody see what the gemeente accounts with: the public has more to look at then."""
    with httpx.Client(auth=(sleutel["id"], sleutel["geheim"]), headers={"If-Match": "*"}, timeout=60) as beheer:
        for indicator in beheer.get(f"{url}?limit=1000").raise_for_status().json()["items"]:
            if "verantwoorden" in indicator["doelen"]:
                gegevens = {name: value for name, value in indicator.items() if name != "code"} | {"openbaar": True}
                beheer.put(f"{url}/{indicator['code']}", json=gegevens).raise_for_status()


def _walk(visitor: httpx.Client, begin: str) -> Iterator[str]:
    """One address of each kind that can be reached by links from here on, this one first."""
    waiting, seen = [begin], set[tuple[Any, ...]]()
    while waiting:
        answer = visitor.get(waiting.pop(0))
        url = str(answer.url)
        is_page = answer.headers["content-type"].startswith("text/html")
        if not is_page or not url.startswith(begin) or _kind(url) in seen:
            continue
        assert answer.status_code == httpx.codes.OK, (url, answer.text)
        seen.add(_kind(url))
        yield url
        links = (urljoin(url, html.unescape(link)) for link in re.findall(r'<a [^>]*?href="([^"#]+)', answer.text))
        waiting += [link for link in links if link.startswith(begin) and _kind(link) not in seen]


def _kind(url: str) -> tuple[Any, ...]:
    """Pages of one kind differ in the period, the member or the indicator that they are about."""
    address = urlsplit(url)
    _, _, _, *rest = address.path.split("/")
    return tuple(rest[:1]), len(rest), frozenset(name for name, _ in parse_qsl(address.query))


def _place(url: str) -> str:
    address = urlsplit(url)
    return f"{address.path}?{address.query}" if address.query else address.path


def _sign_in(visitor: httpx.Client, url: str, sleutel: dict[str, str]) -> str:
    """As somebody does it in a browser; the cookies that it gives."""
    form = hidden_fields(visitor.get(url).text)
    answer = visitor.post(url, data=form | {"sleutel": sleutel["id"], "geheim": sleutel["geheim"]})
    assert 'class="wie"' in answer.text, answer.text
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def _gespreksbladen(v1: str, gemeente: dict[str, Any]) -> Iterator[Blad]:
    """What is printed for a conversation about figures, and what is kept of it."""
    sleutel = gemeente["sleutels"]["beleid"]
    koppen = {"Authorization": f"Bearer {sleutel['id']}.{sleutel['geheim']}", "Accept": "text/html"}
    for blad in ("gespreksblad", "verslag"):
        yield Blad(blad, f"{v1}/duidingssessies/{gemeente['jaar']['sessie']}/{blad}", koppen)
