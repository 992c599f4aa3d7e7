import csv
import io
from uuid import uuid4

import openpyxl

from tests.surveys.definities import LIKERT, definitie, vraag
from zicht_surveys.uitvoer.codeboek import as_rows, make_codeboek
from zicht_surveys.uitvoer.schrijven import XlsxSchrijver, to_csv
from zicht_surveys.uitvoer.variabelen import variabelen_of

RIJEN = [{"code": code, "tekst": {"nl": f"{code}?"}} for code in ("praten", "regelen")]
LIJST = definitie(
    [
        vraag("and", "likert5", weetNiet=True),
        vraag("9-tot-5", "nps"),
        vraag("hulp", "meer", weetNiet=True),
        vraag("hulp-a", "enkel"),
        vraag("mag", "ja-nee-want"),
        vraag("zaken", "matrix", rijen=RIJEN, schaallabels=LIKERT),
        vraag("tip", "open"),
        vraag("variant", "ja-nee"),
    ]
)


def test_every_column_has_a_name_that_spss_takes_and_that_is_its_own() -> None:
    assert [variabele.naam for variabele in variabelen_of([LIJST])] == [
        "v_and", "v_9_tot_5", "hulp__a", "hulp__b", "hulp__c", "hulp__weet_niet", "hulp_a", "mag", "praten", "regelen",
        "variant_2",
    ]  # fmt: skip


def test_long_codes_are_cut_off_and_stay_apart() -> None:
    opties = [{"code": "y" * 30 + letter, "tekst": {"nl": letter}} for letter in "abc"]
    lang = [vraag("x" * 59 + letter, "meer", opties=opties) for letter in "ab"]
    names = [variabele.naam for variabele in variabelen_of([definitie(lang)])]
    assert len(set(names)) == 6
    assert max(map(len, names)) == 64


def test_an_answer_becomes_a_number_and_several_become_a_column_each() -> None:
    answers = {"and": "weet-niet", "9-tot-5": "10", "hulp": ["a", "c"], "hulp-a": "b", "mag": "nee", "praten": "2"}
    numbers = {variabele.naam: variabele.number(answers) for variabele in variabelen_of([LIJST])}
    assert numbers == {
        "v_and": -9, "v_9_tot_5": 10, "hulp__a": 1, "hulp__b": 0, "hulp__c": 1, "hulp__weet_niet": 0, "hulp_a": 2,
        "mag": 0, "praten": 2, "regelen": None, "variant_2": None,
    }  # fmt: skip
    unknown = {variabele.naam: variabele.number({"hulp": ["weet-niet"]}) for variabele in variabelen_of([LIJST])}
    assert [unknown[f"hulp__{optie}"] for optie in ("a", "weet_niet")] == [None, 1]


def test_a_question_of_two_variants_is_one_column_unless_it_is_answered_otherwise() -> None:
    kort = definitie([vraag("een"), vraag("twee", "likert5")], variant="kort")
    uitgebreid = definitie([vraag("een"), vraag("twee", "nps")], variant="uitgebreid")
    found = [(variabele.naam, variabele.varianten) for variabele in variabelen_of([kort, uitgebreid])]
    assert found == [("een", ("kort", "uitgebreid")), ("twee", ("kort",)), ("twee_2", ("uitgebreid",))]


def test_a_codebook_says_what_every_number_means_and_what_is_kept_apart() -> None:
    codeboek = make_codeboek(uuid4(), "proef", 1, [LIJST])
    assert [(apart.vraag, apart.soort) for apart in codeboek.apart] == [("mag-want", "ja-nee-want"), ("tip", "open")]
    first = codeboek.variabelen[0]
    assert [(codering.waarde, codering.getal) for codering in first.waarden][-2:] == [("5", 5), ("weet-niet", -9)]
    rows = list(csv.DictReader(io.StringIO(to_csv(list(as_rows(codeboek))).decode(), newline="")))
    assert {row["variabele"] for row in rows} == {variabele.naam for variabele in codeboek.variabelen}
    assert {row["bron"] for row in rows} == {"Zicht"}


def test_a_text_that_a_spreadsheet_would_run_is_a_text() -> None:
    assert to_csv([["=1+1", "@x", -9, None, 'a"b', "c\nd"]]) == b'\'=1+1,\'@x,-9,,"a""b","c\nd"\r\n'
    assert to_csv([[" =1+1", "a;=1+1"]]) == b"' =1+1,a;'=1+1\r\n"


def test_a_text_in_a_workbook_is_never_a_formula() -> None:
    rijen = [{"code": "som", "tekst": {"nl": "=1+1"}}, {"code": "teken", "tekst": {"nl": "a\x07b"}}]
    definition = definitie([vraag("wat", "matrix", tekst={"nl": "="}, rijen=rijen, schaallabels=LIKERT)])
    variabelen, target = variabelen_of([definition]), io.BytesIO()
    schrijver = XlsxSchrijver(variabelen, make_codeboek(uuid4(), "=proef", 1, [definition]), target)
    schrijver.finish(target)
    cells = [cell for row in openpyxl.load_workbook(target)["Definities"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "= =1+1" in {cell.value for cell in cells}
