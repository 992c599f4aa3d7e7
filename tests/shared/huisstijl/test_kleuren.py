import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_shared.huisstijl.kleuren import TEKST, TOKENS, VORM, is_readable_colour, palette, ratios
from zicht_shared.huisstijl.stijlblad import fingerprint, stylesheet

PRIMARY = "utrecht-button-primary-action-background-color"
HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def of(tokens, voor, achter):
    return next(paar for paar in ratios(palette(tokens)) if (paar.voor, paar.achter) == (voor, achter))


@pytest.mark.parametrize(
    ("voor", "achter", "contrast"),
    # WebAIM's contrast checker, cut off at two decimals as WCAG asks: 4.499 is not enough.
    [("#000", "#fff", 21), ("#777", "#fff", 4.47), ("#767676", "#fff", 4.54), ("#0f5263", "#ffdd57", 6.53)],
)
def test_contrast_is_that_of_wcag(voor, achter, contrast):
    tokens = {"utrecht-document-color": voor, "utrecht-document-background-color": achter}
    assert of(tokens, "utrecht-document-color", "utrecht-document-background-color").contrast == contrast


def test_our_own_colours_can_be_read():
    assert [paar for paar in ratios(palette({})) if not paar.voldoet] == []
    assert {paar.nodig for paar in ratios(palette({}))} == {TEKST, VORM}


def test_every_colour_that_can_be_set_is_held_against_another():
    judged = {name for paar in ratios(palette({})) for name in (paar.voor, paar.achter)}
    assert set(palette({})) - judged == {"zicht-line-color"}


def test_what_is_not_set_follows_what_is():
    colours = palette({PRIMARY: "#154273", "utrecht-document-color": "rgb(0 0 0)", "utrecht-link-color": "navy"})
    assert colours["utrecht-button-primary-action-hover-background-color"] == "#154273"
    assert colours["utrecht-heading-color"] == "#000000"
    assert colours["utrecht-form-control-color"] == "#000000"
    assert colours["utrecht-button-secondary-action-color"] == "#000000"
    assert colours["utrecht-link-hover-color"] == "#000080"
    assert colours["utrecht-page-header-background-color"] == palette({})["utrecht-page-header-background-color"]


def test_a_dark_look_gets_a_light_red_for_faults():
    dark = palette({"utrecht-document-background-color": "#101820", "utrecht-document-color": "#fff"})
    assert dark["zicht-error-color"] == "#ffb4ad"
    assert dark["utrecht-form-control-background-color"] == "#101820"


@given(HEX)
def test_ochre_for_what_is_done_partly_never_makes_a_look_impossible(background):
    colours = {"utrecht-document-background-color": background}
    error, partly = (of(colours, name, achter) for name, achter in (
        ("zicht-error-color", "zicht-error-background-color"),
        ("zicht-partly-color", "utrecht-document-background-color"),
    ))  # fmt: skip
    assert partly.voldoet or not error.voldoet


@pytest.mark.parametrize(
    "text", ["#0f5263", "RebeccaPurple", "rgb(15 82 99)", "rgb(15, 82, 99)", "hsl(192 74% 22%)", "oklch(0.4 0.07 210)"]
)
def test_any_colour_of_css_will_do(text):
    assert is_readable_colour(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "blauwig", "#12", "#0f526380", "rgb(0 0 0 / 50%)", "transparent", "red;}body{display:none", "var(--x)",
     "url(https://kwaad.nl/x)", "currentColor", "rgb(1 2)"],
)  # fmt: skip
def test_what_is_no_opaque_colour_is_refused(text):
    with pytest.raises(ValueError, match="kleur"):
        is_readable_colour(text)


@given(st.dictionaries(st.sampled_from(TOKENS), HEX))
def test_whatever_is_set_the_stylesheet_holds_colours_and_nothing_else(tokens):
    colours = palette(tokens)
    css = stylesheet(colours)
    assert re.fullmatch(r":root\{(--[a-z-]+:#[0-9a-f]{6};)+\}\n", css)
    assert len(css) < 2000
    assert all(colours[token] == colour for token, colour in tokens.items())
    assert all(1 <= paar.contrast <= 21 for paar in ratios(colours))
    assert fingerprint(css) == fingerprint(stylesheet(palette(tokens)))
