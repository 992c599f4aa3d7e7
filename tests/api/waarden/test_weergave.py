import csv
import io
from decimal import Decimal

import pytest

from zicht_api.waarden.onderdrukking import Cel, publish
from zicht_api.waarden.schemas import Waarden
from zicht_api.waarden.weergave import to_csv


def answer_with(*cellen: Cel) -> Waarden:
    waarden = publish(cellen, drempel=10, factor=Decimal(100))
    return Waarden(indicator="nps", dataversie=1, drempel=10, factor=Decimal(100), waarden=waarden)


def only_row(text: str) -> dict[str, str]:
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    return row


@pytest.mark.parametrize("code", ["=1+1", "+31", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_a_spreadsheet_takes_no_text_for_a_formula(code: str) -> None:
    text = to_csv(answer_with(Cel("2026", {"gebied": code}, Decimal(1), None, 10, (10,)))).decode()
    assert only_row(text)["gebied"] == f"'{code}"


def test_a_negative_number_stays_a_number() -> None:
    row = only_row(to_csv(answer_with(Cel("2026", {}, Decimal(-4), Decimal(12), 12, (12,)))).decode())
    assert (row["waarde"], row["teller"]) == ("-33.3333", "-4")


def test_commas_and_quotes_stay_in_their_cell() -> None:
    text = to_csv(answer_with(Cel("2026", {"gebied": 'a,"b"'}, Decimal(1), None, 10, (10,)))).decode()
    assert '"a,""b"""' in text
    assert only_row(text)["gebied"] == 'a,"b"'


def test_an_answer_without_cells_still_says_what_its_columns_are() -> None:
    assert to_csv(answer_with()) == b"indicator,dataversie,periode,waarde,teller,noemer,n,onderdrukt,reden\r\n"
