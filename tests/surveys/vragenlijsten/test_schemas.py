import json

import pytest
from pydantic import ValidationError
from tests.surveys.definities import LIKERT, als, definitie, lijst, vraag

from zicht_surveys.vragenlijsten.schemas import Vragenlijst


def refusal(*paginas, **rest):
    with pytest.raises(ValidationError) as caught:
        definitie(*paginas, **rest)
    return str(caught.value)


def test_a_sound_definition_is_read_as_it_was_written():
    written = lijst([vraag("hulp", "likert5", weetNiet=True)], [vraag("waarom", "open", **als("hulp", "1", "2"))])
    definition = Vragenlijst.model_validate_json(json.dumps(written))
    assert [v.code for v in definition.vragen] == ["hulp", "waarom"]
    assert definition.vragen[0].waarden == ("1", "2", "3", "4", "5", "weet-niet")
    again = Vragenlijst.model_validate_json(definition.model_dump_json(by_alias=True))
    assert again == definition


def test_a_published_definition_cannot_be_changed():
    definition = definitie([vraag("hulp")])
    with pytest.raises(ValidationError):
        definition.versie = 2


@pytest.mark.parametrize(
    ("paginas", "says"),
    [
        ([[vraag("hulp"), vraag("hulp")]], "'hulp' komt meer dan een keer voor"),
        ([[vraag("hulp", "ja-nee-want"), vraag("hulp-want", "open")]], "'hulp-want' komt meer dan een keer voor"),
        ([[vraag("later", **als("hulp", "ja"))], [vraag("hulp")]], "geen vraag op een eerdere pagina"),
        ([[vraag("hulp"), vraag("later", **als("hulp", "ja"))]], "geen vraag op een eerdere pagina"),
        ([[vraag("hulp", **als("hulp", "ja"))]], "geen vraag op een eerdere pagina"),
        ([[vraag("hulp")], [vraag("later", **als("hulp", "misschien"))]], "'hulp' niet heeft: misschien"),
        ([[vraag("hulp", "open")], [vraag("later", **als("hulp", "ja"))]], "'hulp' niet heeft: ja"),
        ([[vraag("hulp", opties=[{"code": "a", "tekst": {"nl": "A"}}])]], "kan geen opties hebben"),
        ([[vraag("hulp", "enkel", opties=[{"code": "a", "tekst": {"nl": "A"}}])]], "ten minste twee opties"),
        ([[vraag("hulp", "meer", opties=[{"code": "a", "tekst": {"nl": "A"}}] * 2)]], "twee opties met dezelfde code"),
        (
            [[vraag("hulp", "enkel", opties=[{"code": c, "tekst": {"nl": "A"}} for c in ("a", "weet-niet")])]],
            "gebruik daarvoor weetNiet",
        ),
        ([[vraag("hulp", "likert5", schaallabels=LIKERT[:4])]], "heeft 5 schaallabels nodig, maar heeft er 4"),
        ([[vraag("hulp", "nps", schaallabels=[])]], "heeft 2 schaallabels nodig, maar heeft er 0"),
        ([[vraag("hulp", "ja-nee", schaallabels=LIKERT)]], "heeft 0 schaallabels nodig"),
        ([[vraag("hulp", "open", weetNiet=True)]], "kan geen 'weet ik niet' hebben"),
    ],
)
def test_what_cannot_work_is_refused_and_named(paginas, says):
    assert says in refusal(*paginas)


def test_every_text_has_every_language():
    says = refusal([vraag("hulp", tekst={"nl": "Hulp?", "ar": "؟"})], talen=["nl", "en"])
    assert "De titel mist de taal en." in says
    assert "De tekst van vraag 'hulp' mist de taal en." in says
    assert "heeft een taal die niet in 'talen' staat: ar" in says


def test_all_faults_are_named_at_once():
    says = refusal([vraag("hulp"), vraag("hulp")], [vraag("later", "open", weetNiet=True, **als("niets", "ja"))])
    assert "'hulp' komt meer dan een keer" in says
    assert "hangt af van 'niets'" in says
    assert "kan geen 'weet ik niet' hebben" in says


@pytest.mark.parametrize(
    "rest", [{"kleur": "rood"}, {"versie": 0}, {"versie": "1"}, {"onderdelen": []}, {"code": "Proef"}]
)
def test_what_the_model_does_not_know_is_refused(rest):
    assert refusal([vraag("hulp")], **rest)
