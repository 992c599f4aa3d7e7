"""What comes out of the library, as it stands in a page."""

import asyncio
import re
import struct
from collections import Counter
from decimal import Decimal
from xml.etree.ElementTree import register_namespace

import pytest
from cachetools import LRUCache

from tests.api.beelden.gegevens import (
    GEEN_GEGEVENS,
    LASTIG,
    NPS,
    VERBORGEN,
    boom_van,
    cijfer,
    groep,
    parse,
    reeks,
    stelling,
    words,
)
from zicht_api.beelden import tekenen, vega
from zicht_api.beelden.antwoorden import likert, nps
from zicht_api.beelden.beeld import Beeld, met_kop
from zicht_api.beelden.boom import boom, boom_bladen
from zicht_api.beelden.cijfers import Groep
from zicht_api.beelden.opschonen import clean
from zicht_api.beelden.staven import staven
from zicht_api.beelden.tekenen import Tekenaar, TekenenMislukt, as_png, as_svg
from zicht_api.beelden.thema import thema_of
from zicht_api.beelden.trend import trend
from zicht_api.beelden.vonk import vonk

THEMA = thema_of({})
# What a page with `style-src 'self'` and no script may hold: shapes, text and groups.
ELEMENTEN = {"svg", "title", "desc", "g", "path", "rect", "line", "text", "tspan"}
REEKS = reeks(
    cijfer("61.5", marge="7"),
    cijfer("58.25", marge="9"),
    VERBORGEN,
    GEEN_GEGEVENS,
    cijfer("66", marge="6", voorlopig=True),
    titel=LASTIG,
    streefwaarde=Decimal(80),
    nulmeting=Decimal("55.5"),
)


def all_kinds() -> list[Beeld]:
    tree = boom_van(40)
    tree.knopen[1].naam = LASTIG
    return [
        trend(REEKS, THEMA),
        vonk(REEKS, THEMA),
        staven(groep(**{LASTIG: cijfer("55", marge="9"), "Noord": VERBORGEN, "Zuid": GEEN_GEGEVENS}), THEMA),
        likert(LASTIG, [stelling(LASTIG, 4, 9, 20, 88, 64)], THEMA),
        nps(NPS, THEMA),
        boom(boom_van(15), THEMA),
        boom(tree, THEMA),
        *boom_bladen(tree, THEMA),
        met_kop(trend(REEKS, THEMA), THEMA, LASTIG),
    ]


async def test_a_picture_is_one_accessible_whole_without_style_or_script() -> None:
    beelden = all_kinds()
    drawn = await asyncio.gather(*(as_svg(beeld, f"b{nr}") for nr, beeld in enumerate(beelden)))
    ids: Counter[str] = Counter()
    for nr, (beeld, svg) in enumerate(zip(beelden, drawn, strict=True)):
        root = parse(svg)
        title, desc = root[0], root[1]
        assert (title.text, desc.text) == (beeld.titel, beeld.beschrijving)
        assert root.get("role") == "img"
        assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), desc.get("id"))
        assert (root.get("width"), root.get("height")) == (str(beeld.breedte), str(beeld.hoogte))
        assert {element.tag.partition("}")[2] for element in root.iter()} <= ELEMENTEN
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not {name for name in attributes if name.startswith(("on", "style", "class", "href", "xlink"))}
        assert {name for name in attributes if "aria" in name} == {"aria-labelledby", "aria-describedby"}
        assert not [value for element in root.iter() for value in element.attrib.values() if "url(" in value]
        ids.update(element.get("id") for element in root.iter() if element.get("id"))
        assert f"b{nr}-titel" in ids
    assert set(ids.values()) == {1}


async def test_what_is_hidden_is_said_in_words_and_a_name_stays_a_name() -> None:
    svg = await as_svg(met_kop(trend(REEKS, THEMA), THEMA), "b")
    said = words(svg)
    assert {"verborgen", "geen gegevens", "verborgen, om mensen te beschermen", "voorlopig"} <= set(said)
    assert "<script" not in svg
    assert any(LASTIG[:20] in text for text in said)
    # A decimal comma, and a target with its word.
    assert "streefwaarde80%" in said
    assert "55,5%" in "".join(said)


async def test_where_there_is_nothing_there_is_still_a_picture() -> None:
    for beeld in (
        trend(reeks(), THEMA),
        vonk(reeks(), THEMA),
        staven(Groep("x", "%", "", ()), THEMA),
        likert("x", [], THEMA),
    ):
        assert (await as_png(beeld, breedte=300))[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("beeld", "most"),
    [
        (trend(REEKS, THEMA, breedte=320), 7_000),
        (staven(groep(**{f"gebied {nr}": cijfer(str(40 + nr), marge="9") for nr in range(12)}), THEMA), 9_000),
        (boom(boom_van(30), THEMA), 30_000),
        (boom(boom_van(200), THEMA), 80_000),
    ],
)
async def test_a_picture_is_small(beeld: Beeld, most: int) -> None:
    svg = await as_svg(beeld, "b")
    assert len(svg.encode()) < most
    assert not re.search(r'(?:d|transform|x2)="[^"]*\d\.\d\d', svg)


async def test_a_png_is_as_wide_as_was_asked() -> None:
    beeld = trend(REEKS, THEMA, breedte=320)
    png = await as_png(beeld, breedte=640)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (640, 2 * beeld.hoogte)


async def test_the_same_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bytes] = []
    ask = tekenen._TEKENAAR.ask

    def count(wat: bytes, inhoud: bytes) -> bytes:
        drawn.append(wat)
        return ask(wat, inhoud)

    monkeypatch.setattr(tekenen._TEKENAAR, "ask", count)
    monkeypatch.setattr(tekenen, "_BEWAARD", LRUCache(1_000_000, len))
    assert await as_svg(nps(NPS, THEMA), "een") != await as_svg(nps(NPS, THEMA), "twee")
    await as_png(nps(NPS, THEMA), breedte=100)
    assert drawn == [vega.SVG, vega.PNG]


async def test_others_are_answered_while_a_picture_is_drawn() -> None:
    """The library holds the interpreter: drawn in this process, nothing else would run."""
    turns = 0

    async def live() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    living = asyncio.create_task(live())
    await as_svg(boom(boom_van(60, seed=7), THEMA), "b")
    living.cancel()
    assert turns > 10


async def test_a_drawer_that_died_or_fails_is_followed_by_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tekenaar = Tekenaar()
    monkeypatch.setattr(tekenen, "_TEKENAAR", tekenaar)
    monkeypatch.setattr(tekenen, "_BEWAARD", LRUCache(1_000_000, len))
    beeld = nps(NPS, THEMA)
    with pytest.raises(TekenenMislukt):
        await asyncio.to_thread(tekenaar.ask, vega.SVG, b"this is no specification")
    assert "promotors" in await as_svg(beeld, "b")
    assert tekenaar._process is not None
    tekenaar._process.kill()
    tekenaar._process.wait()
    assert (await as_png(beeld, breedte=100))[:4] == b"\x89PNG"
    tekenaar.stop()


def test_tidying_takes_nothing_away_that_can_be_seen() -> None:
    # As the feed of signals does: it is XML without a prefix too.
    register_namespace("", "http://www.w3.org/2005/Atom")
    tidy = clean(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g class="a" transform="translate(0,0)">'
        '<path class="background" d="M0,0h9" /><path d="M1.25,-0.04L3.333333,4e-7" stroke="red" stroke-width="1"/>'
        '<g><text font-size="11px" fill="red" opacity="0.5">a</text><text fill="red" font-size="11px">b</text>'
        '<text fill="red"> </text></g></g></svg>'
    )
    assert tidy == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1.2,0L3.3,0" stroke="red" />'
        '<g fill="red" font-size="11"><text opacity="0.5">a</text><text>b</text></g></svg>'
    )
