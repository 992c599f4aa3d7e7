"""What Zicht writes in another format, Zicht reads back whole."""

import json

import jsonschema_rs
import pytest
from fhir.resources.questionnaire import Questionnaire
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert
from tests.surveys.definities import als, definitie, vraag

from zicht_surveys.uitwisseling import eigen, fhir, xlsform
from zicht_surveys.uitwisseling.eigen.json_schema import as_json
from zicht_surveys.uitwisseling.schemas import Ingelezen
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten
from zicht_surveys.vragenlijsten.schemas import Vragenlijst

BIBLIOTHEEK = pytest.mark.parametrize(
    "definition", alle_vragenlijsten(), ids=lambda one: f"{one.code}-{one.variant}-{one.versie}"
)
FORMATEN = {
    "json": (eigen.schrijven, eigen.lezen),
    "xlsform": (xlsform.schrijven, xlsform.lezen_xlsx),
    "fhir": (fhir.schrijven, fhir.lezen),
}


def whole(gelezen: Ingelezen) -> Vragenlijst:
    return Vragenlijst(code=gelezen.code, versie=gelezen.versie, **dict(gelezen.inhoud))


def heen_en_terug(definition: Vragenlijst, formaat: str) -> Ingelezen:
    schrijven, lezen = FORMATEN[formaat]
    return lezen(schrijven(definition), "nl")


@BIBLIOTHEEK
@pytest.mark.parametrize("formaat", FORMATEN)
def test_every_instrument_comes_back_as_it_went(definition: Vragenlijst, formaat: str) -> None:
    gelezen = heen_en_terug(definition, formaat)
    assert gelezen.weggelaten == []
    assert whole(gelezen) == definition
    # Equal dicts may have another order: what is read back must also be written as it was.
    assert [*whole(gelezen).titel] == [*definition.titel]


@BIBLIOTHEEK
def test_pyxform_accepts_every_instrument(definition: Vragenlijst) -> None:
    form = convert(xlsform.schrijven(definition), file_type=".xlsx")
    for taal in definition.talen:
        assert f"({taal})" in form.xform


@BIBLIOTHEEK
def test_fhir_accepts_every_instrument_and_names_each_item_once(definition: Vragenlijst) -> None:
    questionnaire = Questionnaire.model_validate_json(fhir.schrijven(definition))

    def links(item: object) -> list[str]:
        return [item.linkId, *(link for child in item.item or [] for link in links(child))]

    found = [link for item in questionnaire.item for link in links(item)]
    assert len(set(found)) == len(found)
    assert {veld for vraag in definition.vragen for veld in vraag.velden} <= set(found)


@BIBLIOTHEEK
def test_the_json_schema_accepts_every_instrument(definition: Vragenlijst) -> None:
    schema = json.loads(as_json())
    jsonschema_rs.validate(schema, json.loads(eigen.schrijven(definition)))
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, {**json.loads(eigen.schrijven(definition)), "kleur": "blauw"})


ALLES = definitie(
    [
        vraag("meta", "likert5", weetNiet=True, toelichting={"nl": "Uitleg."}),
        vraag("1a", "ja-nee", verplicht=False),
        vraag("cijfer", "rapportcijfer", weetNiet=True),
        vraag("score", "nps"),
    ],
    [
        vraag("want", "ja-nee-want", **als("1a", "ja")),
        vraag("kies", "enkel", weetNiet=True, **als("meta", "1", "weet-niet")),
        vraag("veel", "meer", weetNiet=True),
        vraag("tabel", "matrix", rijen=[{"code": r, "tekst": {"nl": r}} for r in ("boven", "2-onder")], weetNiet=True),
    ],
    [
        vraag("na-tabel", "open", verplicht=False, **als("2-onder", "5")),
        vraag("na-veel", "telefoon", **als("veel", "a", "weet-niet")),
    ],
    variant="uitgebreid",
    versie=12,
    nagekeken=[],
)


@pytest.mark.parametrize("formaat", FORMATEN)
def test_every_kind_of_question_comes_back_as_it_went(formaat: str) -> None:
    gelezen = heen_en_terug(ALLES, formaat)
    assert gelezen.weggelaten == []
    assert whole(gelezen) == ALLES


# What docs/uitwisseling.md says that a cell or a FHIR string can't hold: spaces around, some control characters, and of
# a cell the hard space and the carriage return.
WOORDEN = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u00a0\ufeff", include_characters="\n"),
    min_size=1,
    max_size=60,
).filter(lambda tekst: tekst == tekst.strip())


@settings(max_examples=60)
@given(WOORDEN, WOORDEN, WOORDEN)
@pytest.mark.parametrize("formaat", FORMATEN)
def test_words_come_back_as_they_went(formaat: str, titel: str, tekst: str, label: str) -> None:
    definition = definitie_in_twee_talen(titel, tekst, label)
    assert whole(heen_en_terug(definition, formaat)) == definition


def definitie_in_twee_talen(titel: str, tekst: str, label: str) -> Vragenlijst:
    def both(nl: str, uk: str) -> dict[str, str]:
        return {"nl": nl, "uk": uk}

    scale = [both(label, titel) for _ in range(5)]
    deel = {
        "titel": both(label, titel),
        "toelichting": both(tekst, label),
        "vragen": [
            {"code": "a", "soort": "likert5", "tekst": both(titel, label), "schaallabels": scale},
            {"code": "b", "soort": "nps", "tekst": both(tekst, titel), "schaallabels": scale[:2]},
            {
                "code": "c",
                "soort": "enkel",
                "tekst": both(tekst, tekst),
                "toelichting": both(label, tekst),
                "opties": [{"code": code, "tekst": both(titel, tekst)} for code in ("x", "y")],
            },
        ],
    }
    return definitie(
        talen=["nl", "uk"], titel=both(titel, tekst), inleiding=both(tekst, titel), bron=label, onderdelen=[deel]
    )


@pytest.mark.parametrize("begin", ["=1+1", "+31", "-1", "@SUM(A1)", "#N/A", "'x"])
def test_a_text_is_never_a_formula(begin: str) -> None:
    definition = definitie([vraag("a", "open", tekst={"nl": f"{begin} en dan?"})])
    assert whole(heen_en_terug(definition, "xlsform")) == definition
    assert b"<f>" not in xlsform.schrijven(definition)


def test_a_text_with_signs_that_no_cell_can_hold_is_still_written() -> None:
    definition = definitie([vraag("a", "open", tekst={"nl": "voor\x0b\x01na \ufffe ${x}?"})])
    assert whole(heen_en_terug(definition, "xlsform")).vragen[0].tekst == {"nl": "voorna  ${x}?"}
    Questionnaire.model_validate_json(fhir.schrijven(definition))
