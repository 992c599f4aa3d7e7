"""A walk over every GET of both services, asked in every way, and what was answered: to search, and to compare."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from uuid import uuid4
from zipfile import ZipFile

import httpx

from tests.architecture.adressen import address_of, queries_of
from tests.architecture.geleerd import KANARIE, Geleerd
from tests.architecture.routes import GETS, SCHRIJVEND, Pad
from tests.architecture.verzoeken import body_of
from tests.architecture.vragen import vragen_of

# Who they are, when it was, and how many changes a gemeente made, differ between two gemeenten and say nothing.
_NEUTRAL: Final = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "(id)"),
    (re.compile(r"\b\d{4}-[A-Za-z0-9_-]{22,64}"), "(sleutel)"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"), "(moment)"),
    (re.compile(r"(?i)\bgm\d{4}\b"), "(gemeente)"),
    (re.compile(r"nieuw-[0-9a-f]{8}"), "(nieuw)"),
    (re.compile(r'(?<="geheim":")[^"]+'), "(geheim)"),
    (re.compile(r"cursor=[^\s\"&>]+"), "(cursor)"),
    (re.compile(r'("dataversie": ?|dataversie:? |stand |"Dataversie":|"Version":|zicht-waarden-)\d+'), r"\g<1>0"),
    (re.compile(r'(?<=name="csrf" value=")[0-9a-f]+'), "(csrf)"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d%3A[\d.%A]+Z"), "(moment)"),
    (re.compile(r'(?<="laatstGebruiktOp":)(null|"\(moment\)")'), "null"),
]
# In a CSV: after the code of what it is of, the data version.
_COLUMN: Final = re.compile(r"^(ruimte-boom,\d+,|[a-z-]+,)\d+(?=,)")
_CURSOR: Final = re.compile(r"cursor=([\w-]+)")
_SAME_HEADERS: Final = ("content-type", "cache-control", "vary", "allow", "www-authenticate", "retry-after")
_ONE_BY_ONE: Final = {"limit": "1"}
_PAGES: Final = 4


@dataclass(frozen=True, slots=True)
class Antwoord:
    """alles: all that it says to whoever looks well. neutraal: what it says of any gemeente that did the same."""

    status: int
    alles: str
    neutraal: str


Antwoorden = dict[str, Antwoord]


async def walk(geleerd: Geleerd, wie: Iterable[str], pads: Sequence[Pad] = GETS) -> Antwoorden:
    """Every GET, as each of these credentials that may use it, by question. A filter does the same for every role: all
    of them are tried by the one that sees most."""
    found: Antwoorden = {}
    for each in wie:
        rol = each.partition(" ")[0].partition(":")[0]
        for pad in pads:
            if rol in pad.toegang:
                widest = rol == "beheer" or "beheer" not in pad.toegang
                for vraag in _in_every_way(geleerd, pad) if widest else _once(geleerd, pad):
                    name = neutral(f"{each} {pad} {vraag.address.removeprefix('/v1')} {vraag.query} {vraag.accept}")
                    if name not in found:
                        found[name] = await _ask(geleerd.client(pad.service, each), vraag)
    return found


async def glance(geleerd: Geleerd, wie: str) -> Antwoorden:
    """Every GET of a role once, by question."""
    found: Antwoorden = {}
    for pad in GETS:
        if wie.partition(" ")[0] in pad.toegang:
            for vraag in _once(geleerd, pad):
                found[f"{pad} {vraag}"] = await _ask(geleerd.client(pad.service, wie), vraag)
    return found


async def attempt(geleerd: Geleerd, wie: str) -> Antwoorden:
    """Every write of the core on what there is to learn from, where there is: by what was tried."""
    found: Antwoorden = {}
    for pad in SCHRIJVEND:
        if pad.service == "api" and wie.partition(" ")[0] in pad.toegang:
            answer = await geleerd.client(pad.service, wie).request(
                pad.method,
                address_of(geleerd.kanarie, pad),
                params={"soort": "contacten"} if pad.path == "/aanleveringen" else {},
                headers={"If-Match": "*", "Idempotency-Key": str(uuid4())},
                json=body_of(geleerd.kanarie, pad),
            )
            found[str(pad)] = as_antwoord(answer)
    return found


@dataclass(frozen=True, slots=True)
class Vraag:
    address: str
    query: dict[str, str]
    accept: str = "*/*"


def _once(geleerd: Geleerd, pad: Pad) -> Iterator[Vraag]:
    for van in (geleerd.ruimte, geleerd.kanarie):
        yield Vraag(address_of(van, pad), queries_of(van, pad)[0])


def _in_every_way(geleerd: Geleerd, pad: Pad) -> Iterator[Vraag]:
    """With each filter, in each form, and in small pages."""
    vragen = vragen_of(geleerd.app(pad.service))
    parameters = vragen.parameters(pad)
    for van in (geleerd.ruimte, geleerd.kanarie):
        address, [usual, *_] = address_of(van, pad), queries_of(van, pad)
        if van.merk == KANARIE and "{" in pad.path:
            # What should not be there is not filtered either.
            yield Vraag(address, usual)
            continue
        yield from (Vraag(address, query) for query in vragen.queries(van, pad))
        yield from (Vraag(address, usual, media_type) for media_type in vragen.texts(pad)[1:])
        if "limit" in parameters:
            yield Vraag(address, usual | _ONE_BY_ONE)


async def _ask(client: httpx.AsyncClient, vraag: Vraag) -> Antwoord:
    answer = await client.get(vraag.address, params=vraag.query, headers={"Accept": vraag.accept})
    if "limit" not in vraag.query:
        return as_antwoord(answer)
    # Which item comes first depends on random ids; how many pages there are, and how full each is, must not.
    pages = [answer]
    while "next" in pages[-1].links and len(pages) < _PAGES:
        pages.append(await client.get(pages[-1].links["next"]["url"]))
    sizes = [len(page.json().get("items", [])) for page in pages]
    return Antwoord(answer.status_code, "\n".join(map(_said, pages)), f"{sizes} {list(pages[-1].links)}")


def as_antwoord(answer: httpx.Response) -> Antwoord:
    """What an answer says, in both ways."""
    headers = [f"{name}: {answer.headers[name]}" for name in _SAME_HEADERS if name in answer.headers]
    neutraal = "\n".join([str(answer.status_code), *headers, *_parts(answer)])
    return Antwoord(answer.status_code, _said(answer), neutraal)


def _said(answer: httpx.Response) -> str:
    """All that can be read in it, also in its headers and its cursor."""
    said = f"{answer.headers}\n{_text(answer)}"
    return "\n".join([said, *map(_decoded, _CURSOR.findall(said))])


def _text(page: httpx.Response) -> str:
    """What can be read in it; in a workbook, in the files within it that do not say when it was made."""
    if not page.content.startswith(b"PK"):
        return page.text
    with ZipFile(BytesIO(page.content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name != "docProps/core.xml")


def _decoded(cursor: str) -> str:
    return base64.urlsafe_b64decode(cursor + "==").decode(errors="replace")


def _parts(answer: httpx.Response) -> list[str]:
    """What it says, in an order that does not depend on random ids."""
    text = neutral(_text(answer))
    if not text or "json" not in answer.headers.get("content-type", ""):
        return sorted(_COLUMN.sub(r"\1", line) for line in text.replace("><", ">\n<").splitlines())
    body = _in_order(json.loads(text))
    named = body if isinstance(body, dict) else {"items": body}
    return [*map(json.dumps, named.pop("items", [])), *(f"{name}: {json.dumps(named[name])}" for name in named)]


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _in_order(member) for name, member in value.items()}
    return sorted(map(_in_order, value), key=json.dumps) if isinstance(value, list) else value


def neutral(text: str) -> str:
    """Without what differs between two gemeenten that did the same."""
    for pattern, instead in _NEUTRAL:
        text = pattern.sub(instead, text)
    return text
