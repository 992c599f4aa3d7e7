"""What a resident may see: a page with each kind of question and those around them, in every language."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
from bench.installatie import Installatie
from bench.uitnodigen import invite

from tests.end_to_end.bladen.blad import Blad
from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_api.sleutels.service import operator
from zicht_cli import beheer
from zicht_shared.auth import Credential, Rol
from zicht_surveys.invullen.teksten import TALEN
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten
from zicht_surveys.vragenlijsten.schemas import Vraag, Vragenlijst


def bladen(installatie: Installatie) -> list[Blad]:
    """Each page in each language."""
    return [
        replace(blad, naam=f"{taal} {blad.naam}", url=f"{blad.url}?taal={taal}")
        for blad in _bladen(installatie)
        for taal in TALEN
    ]


def _bladen(installatie: Installatie) -> Iterator[Blad]:
    """A page with each kind of question, and each of the pages around them."""
    # With few contactmomenten everybody gets one of these.
    definitions = [known for known in alle_vragenlijsten() if known.variant != "uitgebreid"]
    seen: set[str] = set()
    for definition in definitions:
        for stap, onderdeel in enumerate(definition.onderdelen, start=1):
            if new := {vraag.soort for vraag in onderdeel.vragen} - seen:
                seen |= new
                [link] = invite(installatie, definition, 1)[1]
                _fill_in(link, definition, until=stap)
                yield Blad(" ".join(sorted(new)), f"{link}/{stap}")
    hoewijzer = next(known for known in definitions if known.code == "hoewijzer")
    code, [begonnen, ingevuld, verstuurd] = invite(installatie, hoewijzer, 3)
    for link in (ingevuld, verstuurd):
        _fill_in(link, hoewijzer, until=len(hoewijzer.onderdelen) + 1)
    _post(f"{verstuurd}/verzenden", {})
    yield Blad("start", begonnen)
    yield Blad("fout", f"{begonnen}/1", verstuur={}, zichtbaar=".fouten")
    yield Blad("start, verder", ingevuld)
    yield Blad("controle", f"{ingevuld}/controle")
    yield Blad("bedankt", f"{verstuurd}/bedankt")
    yield Blad("gebruikt", verstuurd)
    yield Blad("privacy", f"{begonnen}/privacy")
    address = urlsplit(begonnen)
    base = f"{address.scheme}://{address.netloc}"
    for path in ("/i/onbekend", "/privacy", "/toegankelijkheid"):
        yield Blad(path, f"{base}{path}")
    yield Blad("terugkoppeling", base + _report_back(installatie, code, verstuurd))
    _, [andere] = invite(installatie, hoewijzer, 1)
    _fill_in(andere, hoewijzer, until=len(hoewijzer.onderdelen) + 1)
    _post(f"{andere}/verzenden", {})
    yield Blad("terugkoppeling, straks", base + _feedback_of(andere))


def _report_back(installatie: Installatie, code: str, link: str) -> str:
    """Publish, in Dutch only, what was done with the answers. Gives the page that those who sent theirs are led to."""
    page = _feedback_of(link)
    wens = NieuweSleutel(rol=Rol.beleid, omschrijving="terugkoppeling")
    issued = asyncio.run(beheer.issue(installatie.omgeving.service_url("api"), operator(code, code), [wens]))[0]
    tekst = {"watWeHoorden": "Wachten duurt lang.\n- De brief is moeilijk.", "watWeDoen": "Wij bellen sneller terug."}
    path = f"/v1/metingen/{page.partition('-')[2]}/terugkoppeling"
    headers = Credential(issued.id, issued.geheim).as_header() | {"If-Match": "*"}
    with httpx.Client(base_url=installatie.omgeving.public_url("surveys"), headers=headers) as surveys:
        surveys.put(path, json={"teksten": {"nl": tekst}}).raise_for_status()
        surveys.post(f"{path}/publicatie").raise_for_status()
    return page


def _feedback_of(link: str) -> str:
    found = re.search(r'href="(/terugkoppeling/[^"?]+)"', httpx.get(f"{link}/bedankt").text)
    assert found is not None
    return found[1]


def _fill_in(link: str, definition: Vragenlijst, until: int) -> None:
    """Answer all pages before this one, so that every question that depends on another is asked."""
    opens = {vraag.als.vraag: vraag.als.in_[0] for vraag in definition.vragen if vraag.als}
    for stap, onderdeel in enumerate(definition.onderdelen[: until - 1], start=1):
        form = {veld: opens.get(veld) or _answer(vraag) for vraag in onderdeel.vragen for veld in vraag.velden}
        _post(f"{link}/{stap}", form)


def _answer(vraag: Vraag) -> str:
    if vraag.soort == "telefoon":
        return "06 12345678"
    return vraag.waarden[0] if vraag.waarden else "tekst"


def _post(url: str, form: dict[str, str]) -> None:
    answer = httpx.post(url, data=form)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
