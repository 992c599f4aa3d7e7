import csv
import io
import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zicht_api.formaten.cellen import as_cell, as_dutch_cell
from zicht_api.formaten.csv import to_lines
from zicht_shared.spreadsheet import as_safe_text

SIGNS = "=+-@＝＋－＠"
# What a spreadsheet may pass over before it looks what a cell begins with.
PASSED_OVER = ' "\u00a0\u3000\u200b\ufeff\x00\x0b'
TAKEN = re.compile(rf"[\s{PASSED_OVER}]*[{re.escape(SIGNS)}]")
TEXTS = st.text(st.sampled_from(SIGNS + PASSED_OVER + "\t\r\n;,'|a1") | st.characters(codec="utf-8"), max_size=12)


@given(TEXTS, st.sampled_from([(as_cell, ","), (as_dutch_cell, ";")]))
@example('"; =1', (as_cell, ","))
@example('x;"=1+1"', (as_cell, ","))
@example("x,\t=1", (as_dutch_cell, ";"))
def test_no_spreadsheet_takes_a_text_for_a_formula_whatever_separates_its_cells(
    text: str, way: tuple[object, str]
) -> None:
    as_text, separator = way
    written = to_lines([["voor", text, "na"]], as_text=as_text, separator=separator).decode()  # type: ignore[arg-type]
    # With quotes understood, by each separator; and by a program that knows no quotes.
    found = [
        cell for by in ",;\t" for row in csv.reader(io.StringIO(written, newline=""), delimiter=by) for cell in row
    ]
    for cell in (*found, *re.split("[,;\t\r\n]", written)):
        assert not TAKEN.match(cell)
    [[_, cell, _]] = csv.reader(io.StringIO(written, newline=""), delimiter=separator)
    assert cell == as_safe_text(text)
    assert cell.replace("'", "") == text.replace("'", "")
    assert cell[:1] not in ("\t", "\r", "\n")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"),
        ("＝1+1", "'＝1+1"),
        ('"; =1', "\";' =1"),
        ("\t=1", "'\t'=1"),
        ("-2+3", "'-2+3"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("Wonen, welzijn; zorg", "Wonen, welzijn; zorg"),
        ("Top-2 (4+5)", "Top-2 (4+5)"),
        ("MEE & de Wering", "MEE & de Wering"),
        ("", ""),
    ],
)
def test_only_what_could_be_a_formula_gets_an_apostrophe(text: str, safe: str) -> None:
    assert as_safe_text(text) == safe


@pytest.mark.parametrize(
    ("value", "cell", "dutch"),
    [
        (Decimal("12.5000"), "12.5", "12,5"),
        (Decimal("-0.0000"), "0", "0"),
        (Decimal("1E+3"), "1000", "1000"),
        (Decimal("120.0000"), "120", "120"),
        (Decimal("-33.3333"), "-33.3333", "-33,3333"),
        (True, "true", "ja"),
        (False, "false", "nee"),
        (None, "", ""),
        (31, "31", "31"),
        ("-1", "'-1", "'-1"),
    ],
)
def test_a_number_stays_a_number_and_nothing_stays_empty(value: object, cell: str, dutch: str) -> None:
    assert (as_cell(value), as_dutch_cell(value)) == (cell, dutch)
