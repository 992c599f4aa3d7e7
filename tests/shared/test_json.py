import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_shared.errors import InvoerOngeldig
from zicht_shared.json import MAX_DEPTH, MAX_ITEMS, MAX_MEMBERS, MAX_VALUES, parse_json


def faults(body: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InvoerOngeldig) as refused:
        parse_json(body)
    return [(fout.pointer, fout.code) for fout in refused.value.fouten]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", "geen-json"),
        (b"{'a': 1}", "geen-json"),
        (b'{"a": 1,}', "geen-json"),
        (b"[1] 2", "geen-json"),
        (b"NaN", "geen-json"),
        (b'{"a": Infinity}', "geen-json"),
        (b"[-Infinity]", "geen-json"),
        (b'"\xc3\x28"', "geen-json"),
        (b"\xef\xbb\xbf{}", "geen-json"),
        (b'{"a": 1, "a": 1}', "dubbele-sleutel"),
        (b'{"a": 1, "\\u0061": 2}', "dubbele-sleutel"),
        (b'[{"b": {"a": 1, "a": 1}}]', "dubbele-sleutel"),
        (b'"\\ud800"', "geen-unicode"),
        (b'"\\udc00x"', "geen-unicode"),
        (b'"\\ud800\\ud800"', "geen-unicode"),
        (b"[" * 100_000, "te-diep"),
    ],
)
def test_what_two_parsers_could_read_differently_is_refused(body: bytes, expected: str) -> None:
    assert faults(body) == [("", expected)]


@pytest.mark.parametrize(
    "body",
    [
        b"[%s]" % b",".join([b"0"] * (MAX_ITEMS + 1)),
        b"{%s}" % b",".join(b'"%d":0' % nr for nr in range(MAX_MEMBERS + 1)),
        b"[%s[]]" % (b"[%s]," % b",".join([b"0"] * 10_000) * (MAX_VALUES // 10_000)),
    ],
    ids=["items", "members", "values"],
)
def test_more_than_any_right_body_has_is_refused(body: bytes) -> None:
    assert faults(body) == [("", "te-veel")]


def test_every_nul_is_named_where_it_is() -> None:
    body = b'{"a": "x\\u0000", "b": ["goed", "\\u0000"], "c\\u0000": 1}'
    assert faults(body) == [("/a", "nul-teken"), ("/b/1", "nul-teken"), ("", "nul-teken")]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_is_allowed_so_deep_and_no_deeper(opening: str) -> None:
    closing = "]" if opening == "[" else "}"

    def nested(levels: int) -> bytes:
        inner = "[]" if opening == "[" else "{}"
        return (opening * (levels - 1) + inner + closing * (levels - 1)).encode()

    parse_json(nested(MAX_DEPTH))
    assert faults(nested(MAX_DEPTH + 1)) == [("", "te-diep")]


def test_numbers_stay_what_was_written() -> None:
    assert parse_json(b"[0.1, 1e2, 7, 12345678901234567890]") == [Decimal("0.1"), 100, 7, 12345678901234567890]
    assert [type(number) for number in parse_json(b"[0.1, 7]")] == [Decimal, int]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_is_right_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    for ascii_only in (True, False):
        assert parse_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=80))
def test_whatever_comes_is_read_or_refused_and_nothing_else(body: bytes) -> None:
    with suppress(InvoerOngeldig):
        parse_json(body)
