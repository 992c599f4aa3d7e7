import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from zicht_api.formaten.csv import write
from zicht_api.formaten.tabel import ONBEKEND, Definitie, Tabel
from zicht_api.perioden import Periode
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Cel, Uitslag
from zicht_api.waarden.meten import Meetwaarde
from zicht_api.waarden.onderdrukking import Plek, Waarde, publish, show
from zicht_api.waarden.schemas import Waarden
from zicht_api.waarden.selectie import Selectie
from zicht_api.waarden.service import Antwoord
from zicht_api.waarden.vergelijken import Vergelijking
from zicht_api.waarden.weergave import to_json, to_tabel

NPS = Uitslag("nps", "score", "nps")
DEFINITIE = Definitie("nps", "NPS", "punten", "", "", "", "vragenlijst nps", "hoger", None, None)


def figures(gebieden: Sequence[str | None], punten: int = 1) -> list[Waarde]:
    """A net promoter score of 12 answers per gebied; None: not broken down."""
    ruw = Meetwaarde((NPS,), (Cel(str(punten), 12, 12, kwadraten="6"),), Decimal(100))
    return [
        publish(
            Plek("2026", {} if gebied is None else {"gebied": gebied}, voorlopig=False),
            show(ruw, zichtbaar=True),
            Vergelijking(),
        )
        for gebied in gebieden
    ]


def answer_with(*gebieden: str | None, punten: int = 1) -> Antwoord:
    getoond = {Dimensie.gebied: {code: nr for nr, code in enumerate(gebieden) if code}} if any(gebieden) else {}
    kop = Waarden(indicator="nps", dataversie=1, drempel=10, factor=Decimal(100), waarden=[])
    selectie = Selectie((Periode.parse("2026"),), None, getoond, {}, eigen=False)
    return Antwoord(kop, selectie, iter(figures(gebieden, punten)))


def table_of(antwoord: Antwoord) -> Tabel:
    namen = {
        dimensie: {code: code for code in (*leden, ONBEKEND)} for dimensie, leden in antwoord.selectie.getoond.items()
    }
    return to_tabel(antwoord, dag=date(2026, 11, 22), namen=namen, definitie=DEFINITIE)


async def as_csv(antwoord: Antwoord) -> str:
    return b"".join([piece async for piece in write(table_of(antwoord))]).decode()


def only_row(text: str) -> dict[str, str]:
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    return row


@pytest.mark.parametrize("code", ["=1+1", "+31", "-x", "@SUM(A1)", "\tx", "\rx"])
async def test_a_spreadsheet_takes_no_text_for_a_formula(code: str) -> None:
    assert only_row(await as_csv(answer_with(code)))["gebied"] == f"'{code}"


async def test_a_negative_number_stays_a_number() -> None:
    row = only_row(await as_csv(answer_with(None, punten=-4)))
    assert (row["waarde"], row["teller"]) == ("-33.3333", "-4")


async def test_commas_and_quotes_stay_in_their_cell() -> None:
    text = await as_csv(answer_with('a,"b"'))
    assert '"a,""b"""' in text
    assert only_row(text)["gebied"] == 'a,"b"'


async def test_what_stands_inside_a_member_has_columns_of_its_own() -> None:
    row = only_row(await as_csv(answer_with(None)))
    assert (row["interval_methode"], row["verschillen_vorige_significant"]) == (
        "aangepast Wald-interval (Rocks 2016)",
        "",
    )
    assert float(row["interval_onder"]) < float(row["waarde"]) < float(row["interval_boven"])


async def test_an_answer_without_cells_still_says_what_its_columns_are() -> None:
    header = await as_csv(answer_with())
    assert header.startswith("indicator,dataversie,periode,waarde,teller,noemer,n,onderdrukt,reden,voorlopig,")
    assert header == (await as_csv(answer_with(None))).splitlines(keepends=True)[0]


def test_each_column_is_of_the_kind_that_its_figures_have() -> None:
    kinds = {kolom.naam: kolom.soort for kolom in table_of(answer_with("WK01")).kolommen}
    assert (kinds["gebied"], kinds["waarde"], kinds["n"], kinds["onderdrukt"]) == ("tekst", "getal", "geheel", "ja-nee")
    assert (kinds["verschillen_vorige_onder"], kinds["verschillen_vorige_significant"]) == ("getal", "ja-nee")


@pytest.mark.parametrize("gebieden", [(), (None,), tuple(f"B{nr}" for nr in range(1200))], ids=["0", "1", "1200"])
async def test_in_pieces_the_json_is_the_same_as_whole(gebieden: tuple[str | None, ...]) -> None:
    kop = answer_with().kop
    whole = kop.model_copy(update={"waarden": figures(gebieden)}).model_dump_json(by_alias=True, exclude_unset=True)
    assert b"".join([piece async for piece in to_json(answer_with(*gebieden))]).decode() == whole
