import csv
import io
from decimal import Decimal

import pytest

from zicht_api.waarden.figuren import Cel, Uitslag
from zicht_api.waarden.meten import Meetwaarde
from zicht_api.waarden.onderdrukking import Plek, publish, show
from zicht_api.waarden.schemas import Waarden
from zicht_api.waarden.vergelijken import Vergelijking
from zicht_api.waarden.weergave import to_csv

NPS = Uitslag("nps", "score", "nps")


def answer_with(*gebieden: str | None, punten: int = 1) -> Waarden:
    """A net promoter score of 12 answers per gebied; None: not broken down."""
    ruw = Meetwaarde((NPS,), (Cel(str(punten), 12, 12, kwadraten="6"),), Decimal(100))
    waarden = [
        publish(
            Plek("2026", {} if gebied is None else {"gebied": gebied}, voorlopig=False),
            show(ruw, zichtbaar=True),
            Vergelijking(),
        )
        for gebied in gebieden
    ]
    return Waarden(indicator="nps", dataversie=1, drempel=10, factor=Decimal(100), waarden=waarden)


def only_row(text: str) -> dict[str, str]:
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    return row


@pytest.mark.parametrize("code", ["=1+1", "+31", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_a_spreadsheet_takes_no_text_for_a_formula(code: str) -> None:
    text = to_csv(answer_with(code)).decode()
    assert only_row(text)["gebied"] == f"'{code}"


def test_a_negative_number_stays_a_number() -> None:
    row = only_row(to_csv(answer_with(None, punten=-4)).decode())
    assert (row["waarde"], row["teller"]) == ("-33.3333", "-4")


def test_commas_and_quotes_stay_in_their_cell() -> None:
    text = to_csv(answer_with('a,"b"')).decode()
    assert '"a,""b"""' in text
    assert only_row(text)["gebied"] == 'a,"b"'


def test_what_stands_inside_a_member_has_columns_of_its_own() -> None:
    row = only_row(to_csv(answer_with(None)).decode())
    assert (row["interval_methode"], row["verschillen_vorige_significant"]) == (
        "aangepast Wald-interval (Rocks 2016)",
        "",
    )
    assert float(row["interval_onder"]) < float(row["waarde"]) < float(row["interval_boven"])


def test_an_answer_without_cells_still_says_what_its_columns_are() -> None:
    header = to_csv(answer_with()).decode()
    assert header.startswith("indicator,dataversie,periode,waarde,teller,noemer,n,onderdrukt,reden,voorlopig,")
    assert header == to_csv(answer_with(None)).decode().splitlines(keepends=True)[0]
