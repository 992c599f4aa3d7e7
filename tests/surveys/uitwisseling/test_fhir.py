"""FHIR Questionnaires of others."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.definities import definitie, vraag
from tests.surveys.uitwisseling.lezing import VEEL, read_or_refused

from zicht_surveys.uitwisseling import fhir
from zicht_surveys.uitwisseling.schemas import Ingelezen, VragenlijstNietTeLezen
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst
from zicht_surveys.vragenlijsten.schemas import faults_of


def lees(*items: dict[str, Any], **rest: Any) -> Ingelezen:
    resource = {"resourceType": "Questionnaire", "status": "draft", "title": "Proef", "item": list(items), **rest}
    return fhir.lezen(json.dumps(resource).encode(), "nl")


def redenen(gelezen: Ingelezen) -> str:
    return "\n".join(f"{weg.plaats}: {weg.reden}" for weg in gelezen.weggelaten)


def item(link: str, soort: str, **rest: Any) -> dict[str, Any]:
    return {"linkId": link, "type": soort, "text": f"Vraag {link}?", **rest}


def coding(*codes: str) -> list[dict[str, Any]]:
    return [{"valueCoding": {"code": code, "display": code.upper()}} for code in codes]


@pytest.mark.parametrize(("soort", "rest"), [("choice", {}), ("coding", {"answerConstraint": "optionsOnly"})])
def test_choices_of_r4_and_of_r5_are_both_read(soort: str, rest: dict[str, Any]) -> None:
    gelezen = lees(item("1.1", soort, answerOption=coding("a", "b"), required=True, **rest))
    (vraag,) = gelezen.inhoud.vragen
    assert (vraag.code, vraag.soort, vraag.verplicht) == ("1-1", "enkel", True)
    assert [optie.tekst for optie in vraag.opties] == [{"nl": "A"}, {"nl": "B"}]
    assert "item '1.1'" not in redenen(gelezen)
    assert "vraag '1.1': De code is nu 1-1." in redenen(gelezen)


def test_a_value_set_that_comes_along_brings_its_translations() -> None:
    concepts = [
        {"code": code, "display": code.upper(), "designation": [{"language": "en", "value": f"{code} in English"}]}
        for code in ("a", "b")
    ]
    contained = {
        "resourceType": "ValueSet",
        "id": "l",
        "status": "draft",
        "compose": {"include": [{"concept": concepts}]},
    }
    gelezen = lees(item("a", "coding", answerValueSet="#l", repeats=True), contained=[contained], language="nl")
    (vraag,) = gelezen.inhoud.vragen
    assert (vraag.soort, vraag.opties[0].tekst) == ("meer", {"nl": "A", "en": "a in English"})


def test_conditions_come_along_where_zicht_has_them() -> None:
    gelezen = lees(
        item("a", "boolean"),
        item("b", "string", enableWhen=[{"question": "a", "operator": "=", "answerBoolean": False}]),
        item("c", "string", enableWhen=[{"question": "a", "operator": "exists", "answerBoolean": True}]),
    )
    _, b, c = gelezen.inhoud.vragen
    assert (b.als.vraag, b.als.in_, c.als) == ("a", ("nee",), None)
    assert "item 'c': Deze voorwaarde heeft Zicht niet" in redenen(gelezen)
    assert faults_of(gelezen.inhoud) == []


def test_what_zicht_can_not_ask_is_named() -> None:
    gelezen = lees(
        item("a", "text", maxLength=5, initial=[{"valueString": "x"}]),
        item("b", "decimal"),
        item("c", "group", repeats=True, item=[item("d", "text")]),
        item("e", "choice", answerValueSet="http://example.org/elders"),
        item("f", "open-choice", answerOption=coding("a", "b")),
        item("g", "text", modifierExtension=[{"url": "http://example.org/anders", "valueBoolean": True}]),
        item("h", "text", extension=[{"url": "http://hl7.org/fhir/StructureDefinition/minLength", "valueInteger": 3}]),
    )
    assert [vraag.code for vraag in gelezen.inhoud.vragen] == ["a", "f", "h"]
    for part in (
        "'initial', 'maxLength'",
        "'decimal'",
        "herhalen",
        "niet in dit bestand",
        "eigen antwoord",
        "minLength",
    ):
        assert part in redenen(gelezen)
    assert "item 'g': De betekenis hangt af" in redenen(gelezen)


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Patient"},
        [],
        "x",
        {"resourceType": "Questionnaire"},
        {"resourceType": "Questionnaire", "status": "draft", "item": [{"type": "text"}]},
        {"resourceType": "Questionnaire", "status": "draft", "item": [item("a", "text", kleur="blauw")]},
        {"resourceType": "Questionnaire", "status": "draft"},
        {"resourceType": "Questionnaire", "status": "draft", "modifierExtension": [{"url": "x", "valueCode": "y"}]},
    ],
)
def test_what_is_no_questionnaire_is_refused_with_reasons(resource: Any) -> None:
    with pytest.raises(VragenlijstNietTeLezen) as refused:
        fhir.lezen(json.dumps(resource).encode(), "nl")
    assert refused.value.fouten


def test_a_scale_carries_its_weights_and_the_translations_of_its_labels() -> None:
    resource = json.loads(fhir.schrijven(vragenlijst("nps", "standaard")))
    question = resource["item"][0]["item"][0]
    first = question["answerOption"][0]["valueCoding"]
    assert (first["code"], first["extension"][0]["valueDecimal"]) == ("0", 0)
    low = next(child for child in question["item"] if child["linkId"].endswith(".laag"))
    languages = [part["extension"][0]["valueCode"] for part in low["_text"]["extension"]]
    assert [resource["language"], *languages] == list(vragenlijst("nps", "standaard").talen)


GOED = json.loads(
    fhir.schrijven(
        definitie(
            [vraag("a", "ja-nee-want"), vraag("b", "nps", toelichting={"nl": "Uitleg."})],
            [vraag("c", "matrix", rijen=[{"code": "r", "tekst": {"nl": "Rij"}}], als={"vraag": "a", "in": ["ja"]})],
        )
    )
)
ANDERS = st.sampled_from(
    [None, True, False, 0, 3, 2.5, "", " ", "x", "group", "display", "choice", "boolean", "lower", "a", "c", [], {},
     [{}],     [None], {"url": "x"}, [{"linkId": "a", "type": "text"}], {"code": "ja"}]
)  # fmt: skip
NAMEN = st.sampled_from(
    ["item", "type", "linkId", "text", "_text", "extension", "enableWhen", "answerOption", "answerValueSet", "repeats",
     "required", "valueCoding", "display", "code", "question", "operator", "enableBehavior", "language", "title",
     "contained", "version", "identifier", "valueCode", "url", "modifierExtension", "initial"]
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn) -> Any:
    """A good Questionnaire with a few members replaced, added or taken out, wherever."""
    resource = json.loads(json.dumps(GOED))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_objects(resource))
        place = places[draw(st.integers(0, len(places) - 1))]
        name = draw(st.sampled_from(sorted(place)) if place and draw(st.booleans()) else NAMEN)
        if draw(st.booleans()):
            place.pop(name, None)
        else:
            place[name] = copy.deepcopy(draw(ANDERS))
    return resource


def _objects(value: Any) -> Any:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield value
    for member in members:
        yield from _objects(member)


@VEEL
@given(changed())
def test_any_resource_is_read_or_refused_with_reasons(resource: Any) -> None:
    read_or_refused(fhir.lezen, json.dumps(resource).encode())
