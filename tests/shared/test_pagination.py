import base64
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_shared.errors import InvoerOngeldig
from zicht_shared.pagination import decode_cursor, moment, small_number


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_without_a_cursor_the_list_begins_at_the_beginning() -> None:
    assert decode_cursor(None, [str]) is None


def test_each_part_of_a_cursor_gets_its_type_back() -> None:
    uuid = UUID("12345678-1234-4234-8234-123456789012")
    sort_key = ["2026-03-31", "-7", str(uuid), "é'\n", "2026-03-31T12:00:00+02:00"]
    types: list[Callable[[Any], Any]] = [date.fromisoformat, small_number, UUID, str, moment]
    assert decode_cursor(cursor(sort_key), types) == [
        date(2026, 3, 31), -7, uuid, "é'\n", moment("2026-03-31T10:00:00+00:00")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given_cursor", "types"),
    [
        ("", [str]),
        ("!", [str]),
        ("é", [str]),
        ("geen-base64", [str]),
        (cursor("tekst"), [str]),
        (cursor({"a": "b"}), [str]),
        (cursor([]), [str]),
        (cursor(["a", "b"]), [str]),
        (cursor([None]), [str]),
        (cursor([7]), [str]),
        (cursor([["a"]]), [str]),
        (cursor(["a\x00b"]), [str]),
        (cursor(["\ud800"]), [str]),
        (cursor(["7.5"]), [small_number]),
        (cursor([str(2**31)]), [small_number]),
        (cursor(["9" * 5000]), [small_number]),
        (cursor(["geen-uuid"]), [UUID]),
        (cursor(["2026-03-31T12:00:00"]), [moment]),
        (cursor(["2026-02-30"]), [date.fromisoformat]),
        (base64.urlsafe_b64encode(b"[" * 100_000).decode(), [str]),
        (base64.urlsafe_b64encode(b"\xff\xfe").decode(), [str]),
    ],
)
def test_a_cursor_that_we_did_not_make_is_refused(given_cursor: str, types: list[Any]) -> None:
    with pytest.raises(InvoerOngeldig) as refused:
        decode_cursor(given_cursor, types)
    assert [(fout.pointer, fout.code) for fout in refused.value.fouten] == [("?cursor", "ongeldige-cursor")]


@given(st.text(max_size=100))
def test_no_text_at_all_makes_it_fall_over(text: str) -> None:
    try:
        decode_cursor(text, [small_number, UUID])
    except InvoerOngeldig:
        return
    raise AssertionError("a cursor that nobody made was taken")
