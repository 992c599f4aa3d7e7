"""The fast way to read rows and the exact one agree on every text, also on those that somebody made to mislead one."""

import io
import json

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.contacten import as_ndjson, contact
from zicht_api.aanleveringen.lezen import Kolommen, read_rows
from zicht_api.aanleveringen.stukken import Onleesbaar, Stuk
from zicht_api.contacten.rijen import ContactRij

NAMES = st.sampled_from(
    [b'"bronId"', b'"datum"', b'"soort"', b'"duurMinuten"', b'"leefgebieden"', b'"verwijderd"', b'"clientPseudoniem"',
     rb'"\u0062ronId"', rb'"bron\u003aId"', b'"kleur"', b'"bronid"', b'""', b"bronId"]
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [b'"a"', b'""', b'"2025-03-31"', b'"2025-03-31T00:00:00Z"', b"15", b"15.0", b"1e2", b"-0", b"-1", b"015",
         b"9" * 30, b"null", b"true", b"NaN", b"-Infinity", b"[]", b'["wonen"]', b'["a:b"]', b"[null]", b"[[]]", b"{}",
         b"", b'{"a": 1, "a": 1}', b'[{"a": 1, "a": 1}]', b'"111222333"', rb'"1112\u00322333"', b'"a:b"', b'"\\":"',
         b'"},{"', rb'"\ud800"', rb'"\udc00x"', rb'"\ud83d\ude00"', rb'"\u0000"', rb'"\/\""', rb'"\x"', b'"\xff"',
         b'"\xed\xa0\x80"', b'"\x00"', b'"\t"', b'"\x7f"', b"'a'", '"cliënt \U0001f600\u2028"'.encode()]
    ),
    st.text(max_size=8).map(lambda text: json.dumps(text).encode()),
    st.text(st.characters(codec="utf-8"), max_size=8).map(lambda text: json.dumps(text, ensure_ascii=False).encode()),
)  # fmt: skip
SPACE = st.sampled_from([b"", b"", b" ", b"\t", b"\r", b"\x0b"])
ANYTHING = st.tuples(SPACE, NAMES, SPACE, st.just(b":"), SPACE, VALUES, SPACE).map(b"".join)
GOOD = st.sampled_from(
    [b'"datum": "2025-03-31"', b'"datum": null', b'"afgesloten": null', b'"soort" :"a:b"', b'"soort": "\\":"',
     b'"gebied":"},{"', b'"duurMinuten": -0', b'"leefgebieden": [ "wonen","c:d" ]', b'"leefgebieden":[]',
     b'"verwijderd": false', rb'"\u0067ebied": "\u003a"', rb'"vorm": "\ud83d\ude00 \u0000"',
     '"doelgroep": "cliënt \u2028"'.encode()]
)  # fmt: skip
NOISE = st.sampled_from(
    [b"\n", b",", b"{", b"}", b"},{", b"}\n{", b'"', b"\\", b"[", b"]", b":", b"\xff", b"\x00", b" "]
)


def lines(members: st.SearchStrategy[list[bytes]]) -> st.SearchStrategy[bytes]:
    return st.lists(members.map(lambda some: b"{" + b",".join(some) + b"}"), min_size=1, max_size=3).map(b"\n".join)


# Most bodies hold good rows, or nearly: on rows that are plainly bad it is easy to agree.
GOOD_ROWS = lines(st.lists(GOOD, max_size=4, unique=True).map(lambda members: [b'"bronId": "1"', *members]))
DOUBTFUL_ROWS = lines(st.lists(st.one_of(GOOD, ANYTHING), max_size=4).map(lambda members: [b'"bronId": "1"', *members]))
ANY_ROWS = lines(st.lists(st.one_of(GOOD, ANYTHING), max_size=4))


@st.composite
def with_noise(draw: st.DrawFn) -> bytes:
    """A few good rows into which pieces fell that do not belong there."""
    body = draw(GOOD_ROWS)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(body)))
        body = body[:place] + draw(NOISE) + body[place:]
    return body


BODIES = st.one_of(GOOD_ROWS, DOUBTFUL_ROWS, ANY_ROWS, with_noise())


def ndjson(body: bytes) -> list[Stuk]:
    return list(read_rows(io.BytesIO(body), "application/x-ndjson", Kolommen(frozenset(), frozenset())))


def exactly(stuk: Stuk) -> list[ContactRij] | None:
    """All rows, each read by itself; None when one of them is not good."""
    rows = stuk.rows()
    if any(isinstance(row, Onleesbaar) for row in rows):
        return None
    try:
        return [msgspec.convert(row, ContactRij) for row in rows]
    except msgspec.ValidationError:
        return None


@given(BODIES)
@example(b'{"bronId": "1", "bronId": "2"}')
@example(rb'{"bronId": "1", "\u0062ronId": "2"}')
@example(b'{"bronId": "1", "datum": null, "datum": "2025-03-31"}')
@example(b'{"bronId": "1"\n"soort": "x"}\n{"bronId": "2"}, {"bronId": "3"}')
@example(b'{"bronId": "1}\n{", "soort": "x"}\n{"bronId": "2"}, {"bronId": "3"}')
@example(b'{"bronId": "1"},\n{"bronId": "2"}')
def test_rows_read_together_are_the_rows_read_one_by_one(body: bytes) -> None:
    for stuk in ndjson(body):
        assert stuk.typed(ContactRij) == exactly(stuk)


@pytest.mark.parametrize(
    "line",
    [
        as_ndjson([contact(1)]),
        json.dumps(
            dict.fromkeys(["datum", "soort", "duurMinuten", "afgesloten"]) | {"bronId": "1", "verwijderd": False}
        ),
        '{ "bronId" :\t"a:b" , "leefgebieden" : [ "c:d" ] }',
        r'{"bronId": "caf\u00e9 \"\u003a\" \ud83d\ude00"}',
    ],
)
def test_a_good_row_takes_the_fast_way(line: str) -> None:
    (stuk,) = ndjson(line.encode())
    assert stuk.typed(ContactRij) is not None
