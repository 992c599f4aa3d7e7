"""Requests that would be right, made hostile in one place each."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld
from tests.architecture.merken import Merken
from tests.architecture.routes import Pad
from tests.vijandig.waarden import KOPPEN, SOORTEN, VREEMD, fragments, texts

_PLAATS: Final = "plaats-van-de-aanval"
JSON: Final = {"Content-Type": "application/json", "If-Match": "*"}
Plek = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Aanval:
    """One request. soort: which kind of hostility; plek: where in the request it stands."""

    pad: Pad
    soort: str
    plek: str
    address: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str | bytes] = field(default_factory=dict)
    content: bytes | None = None

    def __str__(self) -> str:
        what = self.params or self.address if self.content is None else self.content[:200]
        return f"{self.pad} {self.soort} in {self.plek}: {what!r}"

    @property
    def verstuurd(self) -> dict[str, str | bytes]:
        """Its headers, with a key of its own where it brings none."""
        return {"Idempotency-Key": str(uuid4()), **self.headers}


def aanvallen(app: Starlette, gevuld: Gevuld, vreemd: Merken, pad: Pad) -> Iterator[Aanval]:
    """Everything against one route of a gemeente's own things. vreemd: another gemeente, of which it names things."""
    address = gevuld.address(pad)
    params = {"soort": "contacten"} if pad.path == "/aanleveringen" and pad.method == "POST" else gevuld.queries(pad)[0]
    body = gevuld.body(pad)
    if pad.method != "GET" and body is not None:
        yield from _in_body(pad, address, params, body, vreemd)
        yield from (
            Aanval(pad, "inhoudssoort", kind[:40], address, params, {**JSON, "Content-Type": kind}, content)
            for kind, content in SOORTEN
        )
    content = None if body is None else json.dumps(body).encode()
    usual: dict[str, str | bytes] = {**JSON} if content is not None else {"If-Match": "*"}
    for name in _parameters(app, pad):
        for soort, text in texts():
            yield Aanval(pad, soort, f"?{name}", address, {**params, name: text}, usual, content)
    yield from _in_path(gevuld, pad, params, usual, content)
    for soort, name, value in KOPPEN:
        yield Aanval(pad, soort, name, address, params, {**usual, name: value}, content)


def _parameters(app: Starlette, pad: Pad) -> list[str]:
    document: dict[str, Any] = app.state.v1.openapi()
    found = document["paths"][pad.path][pad.method.lower()].get("parameters", [])
    return [each["name"] for each in found if each["in"] == "query"]


def _in_path(
    gevuld: Gevuld, pad: Pad, params: dict[str, str], usual: dict[str, str | bytes], content: bytes | None
) -> Iterator[Aanval]:
    parts, names = gevuld.address(pad).split("/"), f"/v1{pad.path}".split("/")
    for index, name in enumerate(names):
        if name.startswith("{"):
            for soort, text in texts():
                if text not in {"", "."}:  # a client takes these out of a path
                    hostile = [*parts[:index], quote(text, safe=""), *parts[index + 1 :]]
                    yield Aanval(pad, soort, name, "/".join(hostile), params, usual, content)


def _in_body(pad: Pad, address: str, params: dict[str, str], body: Any, vreemd: Merken) -> Iterator[Aanval]:
    def attack(soort: str, plek: Plek, content: bytes) -> Aanval:
        return Aanval(pad, soort, "/".join(("", *map(str, plek))), address, params, {**JSON}, content)

    for plek, value in _places(body):
        text = json.dumps(_with(body, plek, _PLAATS))
        for soort, fragment in fragments(value):
            yield attack(soort, plek, text.encode().replace(f'"{_PLAATS}"'.encode(), fragment))
        if isinstance(value, dict):
            for name, member in VREEMD:
                if name not in value:
                    yield attack("vreemd-veld", plek, json.dumps(_with(body, plek, {**value, name: member})).encode())
        if isinstance(value, str) and (ander := _of_another(value, vreemd)):
            yield attack("van-een-ander", plek, json.dumps(_with(body, plek, ander)).encode())
    whole = json.dumps(body).encode()
    yield attack("afgekapt", (), whole[: len(whole) // 2])
    yield attack("ingepakt", (), whole.replace(b"{", b'{"a":{', 1))
    if isinstance(body, dict):
        for name, member in body.items():
            twice = b'{"%s":%s,' % (name.encode(), json.dumps(member).encode())
            yield attack("dubbel", (name,), whole.replace(b"{", twice, 1))


def _places(value: Any, plek: Plek = ()) -> Iterator[tuple[Plek, Any]]:
    """Every place in a body, the whole of it first; of a list only its first item."""
    yield plek, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _places(member, (*plek, name))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*plek, 0))


def _with(body: Any, plek: Plek, value: Any) -> Any:
    if not plek:
        return value
    copy = deepcopy(body)
    holder = copy
    for part in plek[:-1]:
        holder = holder[part]
    holder[plek[-1]] = value
    return copy


def _of_another(value: str, vreemd: Merken) -> str | None:
    """The same thing of another gemeente, for a value that is an id or code."""
    by_mark = {mark: mark for mark in vreemd.ids.values()}
    if len(value) == 36 and value.count("-") == 4:
        return next((mark for mark in by_mark if len(mark) == 36), None)
    return f"{vreemd.merk}{value[value.index('-') :]}" if value.startswith("kanarie") and "-" in value else None
