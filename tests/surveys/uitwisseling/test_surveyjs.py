"""Surveys of SurveyJS."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.uitwisseling.lezing import VEEL, read_or_refused

from zicht_surveys.uitwisseling import surveyjs
from zicht_surveys.uitwisseling.schemas import Ingelezen
from zicht_surveys.vragenlijsten.schemas import faults_of


def lees(*elements: dict[str, Any], **rest: Any) -> Ingelezen:
    return surveyjs.lezen(json.dumps({"title": "Proef", "elements": list(elements), **rest}).encode(), "nl")


def redenen(gelezen: Ingelezen) -> str:
    return "\n".join(f"{weg.plaats}: {weg.reden}" for weg in gelezen.weggelaten)


def vraag(soort: str, naam: str, **rest: Any) -> dict[str, Any]:
    return {"type": soort, "name": naam, "title": f"Vraag {naam}?", **rest}


EINDEN = {"minRateDescription": "zeker niet", "maxRateDescription": "zeker wel"}


@pytest.mark.parametrize(
    ("element", "soort"),
    [
        (vraag("text", "a"), "open"),
        (vraag("text", "a", inputType="tel"), "telefoon"),
        (vraag("comment", "a"), "open"),
        (vraag("radiogroup", "a", choices=["x", "y"]), "enkel"),
        (vraag("dropdown", "a", choices=[{"value": 1, "text": "een"}, {"value": 2, "text": "twee"}]), "enkel"),
        (vraag("checkbox", "a", choices=["x", "y"]), "meer"),
        (vraag("boolean", "a"), "ja-nee"),
        (vraag("rating", "a", rateMin=0, rateMax=10, **EINDEN), "nps"),
        (vraag("rating", "a", rateMin=1, rateMax=10, **EINDEN), "rapportcijfer"),
        (vraag("rating", "a", rateMin=0, rateMax=10), "enkel"),
        (vraag("rating", "a"), "enkel"),
        (vraag("matrix", "a", columns=[1, 2, 3, 4, 5], rows=["x", "y"]), "matrix"),
    ],
)
def test_each_kind_of_question_has_its_kind_here(element: dict[str, Any], soort: str) -> None:
    gelezen = lees(element)
    assert [(vraag.code, vraag.soort) for vraag in gelezen.inhoud.vragen] == [("a", soort)]
    assert faults_of(gelezen.inhoud) == []


@pytest.mark.parametrize(
    ("visible_if", "waarden"),
    [
        ("{a} = 'x'", ("x",)),
        ("{a} == 'x' or {a} == 'y'", ("x", "y")),
        ("{a} anyof ['x', 'y']", ("x", "y")),
        ("{a} contains 'x'", ("x",)),
        ("{a} notempty", None),
        ("{a} <> 'x'", None),
        ("{a} = ['x']", None),
    ],
)
def test_a_simple_condition_comes_along(visible_if: str, waarden: tuple[str, ...] | None) -> None:
    gelezen = lees(vraag("radiogroup", "a", choices=["x", "y"]), vraag("comment", "b", visibleIf=visible_if))
    als = gelezen.inhoud.vragen[1].als
    assert (als.in_ if als else None) == waarden
    assert ("wordt nu altijd gevraagd" in redenen(gelezen)) == (waarden is None)


def test_panels_are_pages_and_texts_keep_their_languages() -> None:
    gelezen = lees(
        vraag("comment", "a", title={"default": "Waarom?", "en": "Why?", "fr": "Pourquoi?"}),
        {"type": "panel", "name": "p", "title": "Paneel", "elements": [vraag("comment", "b")]},
        {"type": "html", "name": "h", "html": "<p>Uit<b>leg</b></p>"},
        vraag("comment", "c"),
        locale="nl",
    )
    assert [onderdeel.titel["nl"] for onderdeel in gelezen.inhoud.onderdelen] == ["Deel 1", "Paneel", "Deel 3"]
    assert gelezen.inhoud.vragen[0].tekst == {"nl": "Waarom?", "en": "Why?"}
    assert gelezen.inhoud.onderdelen[2].toelichting == {"nl": "Uit leg"}
    assert "De taal 'fr' kent Zicht niet." in redenen(gelezen)


def test_a_matrix_of_other_columns_becomes_a_question_per_row() -> None:
    gelezen = lees(vraag("matrix", "m", columns=["slecht", "goed"], rows=["hulp", "uitleg"]))
    assert [(vraag.code, vraag.soort) for vraag in gelezen.inhoud.vragen] == [
        ("m-hulp", "enkel"),
        ("m-uitleg", "enkel"),
    ]


def test_what_zicht_can_not_ask_is_named() -> None:
    gelezen = lees(
        vraag("comment", "a", validators=[{"type": "text"}]),
        vraag("file", "b"),
        vraag("text", "c", inputType="date"),
        vraag("radiogroup", "d", choices=["x"]),
        vraag("comment", "e", visible=False),
        vraag("radiogroup", "f", choices=["x"], showOtherItem=True),
        triggers=[],
    )
    assert [vraag.code for vraag in gelezen.inhoud.vragen] == ["a", "f"]
    for part in ("'validators'", "'file'", "'date'", "minder dan twee", "verborgen", "'anders'", "'triggers'"):
        assert part in redenen(gelezen)


NAMEN = st.sampled_from(
    ["type", "name", "title", "default", "en", "elements", "pages", "choices", "value", "text", "rows", "columns",
     "html", "visibleIf", "isRequired", "rateMin", "rateMax", "rateValues", "showOtherItem", "description", "locale",
     "hasNone",
     "minRateDescription", "maxRateDescription", "questions", "visible"]
)  # fmt: skip
PLAT = st.sampled_from([None, True, 0, 7, -1, 2.5, "", "x", "{a} = 'x'", "radiogroup", "panel", "matrix", "é" * 70])
DIEP = st.lists(PLAT, max_size=4) | st.dictionaries(NAMEN, PLAT, max_size=5)
DELEN = PLAT | DIEP | st.lists(DIEP, max_size=3) | st.dictionaries(NAMEN, DIEP, max_size=3)
SOORTEN = st.sampled_from(
    ["text", "comment", "radiogroup", "checkbox", "boolean", "rating", "matrix", "html", "panel", "x"]
)
ELEMENTEN = st.builds(lambda soort, rest: {**rest, "type": soort}, SOORTEN, st.dictionaries(NAMEN, DELEN, max_size=8))


@VEEL
@given(st.dictionaries(NAMEN, DELEN, max_size=4), st.lists(ELEMENTEN, max_size=5))
def test_any_json_is_read_or_refused_with_reasons(survey: dict[str, Any], elements: list[Any]) -> None:
    read_or_refused(surveyjs.lezen, json.dumps({**survey, "elements": elements}).encode())
