import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import openpyxl
import pytest
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from tests.surveys.nps import make_nps
from zicht_shared.auth import Doel, Rol

ROWS = [("standaard", "wegwijs", 6 + person % 5) for person in range(10)] + [
    ("standaard", "buurvrouw", 6 + person % 5) for person in range(5)
]


@pytest.fixture
async def meting(gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette) -> dict[str, Any]:
    return await make_nps(gemeente, surveys, surveys_app.state.db, wegwijs=10, buurvrouw=5)


async def get(gemeente: Gemeente, meting: dict[str, Any], rest: str, wie: str = "beleid") -> httpx.Response:
    return await gemeente.at_surveys(wie).get(f"/v1/metingen/{meting['id']}/{rest}")


def table(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_the_closed_answers_come_as_csv_a_respondent_a_row_and_nothing_else(
    gemeente: Gemeente, meting: dict[str, Any], surveys_owner: asyncpg.Connection
) -> None:
    answer = await get(gemeente, meting, "uitvoer")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == f'attachment; filename="meting-{meting["id"]}.csv"'
    rows = table(answer)
    assert list(rows[0]) == ["variant", "aanbieder", "score", "terugbellen"]
    assert Counter((row["variant"], row["aanbieder"], int(row["score"])) for row in rows) == Counter(ROWS)
    assert "061234" not in answer.text
    assert "tevreden" not in answer.text
    # An order of its own each time: two exports cannot be laid side by side.
    again = [row["aanbieder"] + row["score"] for row in table(await get(gemeente, meting, "uitvoer"))]
    assert again != [row["aanbieder"] + row["score"] for row in rows]
    traces = await surveys_owner.fetchval(
        "SELECT count(*) FROM auditregels WHERE gemeente_id = $1 AND actie = 'uitvoer.gemaakt'", gemeente.id
    )
    assert traces == 2


async def test_a_small_aanbieder_loses_its_name_and_what_few_answered_is_left_out(
    gemeente: Gemeente, meting: dict[str, Any], surveys_owner: asyncpg.Connection
) -> None:
    # As after a closing: too few of one aanbieder, and of the other a question that few answered.
    await surveys_owner.execute("UPDATE metingen SET drempel = 6 WHERE gemeente_id = $1", gemeente.id)
    rows = table(await get(gemeente, meting, "uitvoer"))
    assert {row["aanbieder"] for row in rows} == {""}
    assert len(rows) == 15
    await surveys_owner.execute("UPDATE metingen SET drempel = 5 WHERE gemeente_id = $1", gemeente.id)
    await surveys_owner.execute(
        "UPDATE antwoorden SET antwoorden = antwoorden - 'terugbellen'"
        " WHERE gemeente_id = $1 AND aanbieder = 'buurvrouw' AND antwoorden->>'score' <> '6'",
        gemeente.id,
    )
    rows = table(await get(gemeente, meting, "uitvoer"))
    assert Counter(row["aanbieder"] for row in rows) == {"wegwijs": 10, "buurvrouw": 5}
    assert {row["terugbellen"] for row in rows} == {""}
    await surveys_owner.execute("UPDATE metingen SET drempel = 16 WHERE gemeente_id = $1", gemeente.id)
    assert table(await get(gemeente, meting, "uitvoer")) == []


async def test_the_same_rows_come_as_a_workbook_with_definitions(gemeente: Gemeente, meting: dict[str, Any]) -> None:
    answer = await get(gemeente, meting, "uitvoer?formaat=xlsx")
    assert int(answer.headers["content-length"]) == len(answer.content)
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    assert book.sheetnames == ["Antwoorden", "Definities"]
    header, *rows = book["Antwoorden"].iter_rows(values_only=True)
    assert header == ("variant", "aanbieder", "score", "terugbellen")
    assert Counter(row[:3] for row in rows) == Counter(ROWS)
    definitions = list(book["Definities"].iter_rows(values_only=True))
    assert {row[0] for row in definitions[1:]} == {"score", "terugbellen"}
    book.close()


async def test_the_same_rows_come_as_spss_with_labels(
    gemeente: Gemeente, meting: dict[str, Any], tmp_path: Path
) -> None:
    import pyreadstat

    path = tmp_path / "uitvoer.sav"
    path.write_bytes((await get(gemeente, meting, "uitvoer?formaat=sav")).content)
    frame, meta = pyreadstat.read_sav(str(path))
    assert Counter(zip(frame["variant"], frame["aanbieder"], frame["score"].astype(int), strict=True)) == Counter(ROWS)
    assert meta.column_names_to_labels["score"]
    assert meta.variable_value_labels["terugbellen"] == {1.0: "Ja", 0.0: "Nee"}
    assert meta.variable_measure["score"] == "scale"


async def test_a_codebook_comes_as_json_and_as_csv(gemeente: Gemeente, meting: dict[str, Any]) -> None:
    codeboek = (await get(gemeente, meting, "codeboek")).json()
    assert (codeboek["metingId"], codeboek["vragenlijst"]) == (meting["id"], "nps")
    assert [variabele["naam"] for variabele in codeboek["variabelen"]] == ["score", "terugbellen"]
    assert {"waarom", "telefoonnummer"} <= {apart["vraag"] for apart in codeboek["apart"]}
    assert all(herkomst["bron"] for herkomst in codeboek["herkomst"])
    rows = table(await get(gemeente, meting, "codeboek?formaat=csv"))
    assert [row["waarde"] for row in rows if row["variabele"] == "terugbellen"] == ["ja", "nee"]


async def test_answers_leave_only_to_learn_and_to_the_gemeente_itself(
    gemeente: Gemeente, meting: dict[str, Any], surveys_app: Starlette, nieuwe_gemeente: MakeGemeente
) -> None:
    for wie in ("bi", "aanbieder:wegwijs", "vragenlijsten"):
        assert_probleem(await get(gemeente, meting, "uitvoer", wie), 403, "niet-toegestaan")
    sleutel = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    async with client_of(surveys_app, sleutel) as client:
        answer = await client.get(f"/v1/metingen/{meting['id']}/uitvoer")
    assert_probleem(answer, 403, "alleen-om-te-leren")
    other = await nieuwe_gemeente()
    assert_probleem(await get(other, meting, "uitvoer"), 404, "niet-gevonden")
    assert_probleem(await get(other, meting, "codeboek"), 404, "niet-gevonden")
