"""Lists by cursor: a stable order, and a link to the next page that stays right while rows are added."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.schemas import Schema

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=1000, description="Hoeveel items per pagina.")]
Cursor = Annotated[
    str | None, Query(max_length=500, description="Waar de pagina begint; neem deze over uit `volgende`.")
]


class Pagina(Schema, Generic[T]):
    """One page of a list; `volgende` is the address of the next page, or null on the last."""

    items: list[T]
    volgende: str | None = None


def moment(text: str) -> datetime:
    """A moment with its zone, as a part of a cursor. Raises ValueError."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("no zone")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("before the first year or after the last") from None


def small_number(text: str) -> int:
    """A number that fits in PostgreSQL's integer, as a part of a cursor. Raises ValueError."""
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError("too large")
    return value


def decode_cursor(cursor: str | None, types: Sequence[Callable[[Any], Any]]) -> list[Any] | None:
    """The sort key after which the page starts, each part converted by its type. Raises InvoerOngeldig."""
    if cursor is None:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
        if isinstance(parts, list) and len(parts) == len(types) and all(map(_is_text, parts)):
            return [convert(part) for convert, part in zip(types, parts, strict=True)]
    except (ValueError, TypeError, binascii.Error, RecursionError):
        pass
    raise InvoerOngeldig([Fout("?cursor", "ongeldige-cursor", "Neem de cursor over uit het veld volgende.")])


def _is_text(part: object) -> bool:
    """Every part was written as text, and PostgreSQL takes neither NUL nor half a character."""
    return isinstance(part, str) and "\x00" not in part and not any("\ud800" <= sign <= "\udfff" for sign in part)


def make_page(
    request: Request, response: Response, rows: Sequence[T], limit: int, sort_key: Callable[[T], Sequence[Any]]
) -> Pagina[T]:
    """A page from at most `limit + 1` rows: the extra row only says that there is more."""
    if len(rows) <= limit:
        return Pagina(items=list(rows), volgende=None)
    page = rows[:limit]
    cursor = base64.urlsafe_b64encode(json.dumps([str(part) for part in sort_key(page[-1])]).encode()).rstrip(b"=")
    following = address_of_page(request, cursor.decode())
    response.headers["Link"] = f'<{following}>; rel="next"'
    return Pagina(items=list(page), volgende=following)


def address_of_page(request: Request, cursor: str) -> str:
    """The address of this same list from a cursor on. From configuration, never from the Host header."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.app.state.public_url}{request.scope['path']}?{urlencode([*query, ('cursor', cursor)])}"
