from tests.surveys.definities import LIKERT, definitie, vraag
from zicht_surveys.resultaten.velden import in_dutch, label_of, velden_of


def test_a_row_of_a_matrix_is_counted_as_a_likert_question_of_its_own() -> None:
    rijen = [{"code": code, "tekst": {"nl": f"{code}?"}} for code in ("praten", "regelen")]
    definition = definitie(
        [vraag("hulp", "matrix", rijen=rijen, schaallabels=LIKERT, weetNiet=True), vraag("tip", "open")]
    )
    velden = velden_of(definition)
    assert list(velden) == ["praten", "regelen"]
    assert velden["praten"].soort == "likert5"
    assert in_dutch(velden["regelen"].tekst) == "Vraag hulp? regelen?"
    assert list(velden["praten"].labels) == ["1", "2", "3", "4", "5"]
    assert velden["praten"].weet_niet


def test_every_value_has_a_label_also_where_only_the_ends_of_the_scale_are_named() -> None:
    velden = velden_of(definitie([vraag("score", "nps"), vraag("mag", "ja-nee-want"), vraag("welke", "meer")]))
    assert in_dutch(label_of(velden["score"], "0")) == "0: laag"
    assert in_dutch(label_of(velden["score"], "7")) == "7"
    assert [in_dutch(label_of(velden["mag"], waarde)) for waarde in ("ja", "nee")] == ["Ja", "Nee"]
    assert in_dutch(label_of(velden["welke"], "b")) == "optie b"
