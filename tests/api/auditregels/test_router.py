"""The trail of the core, as beheer reads it."""

import csv
import io
import json
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from zicht_shared.auth import Doel, Rol
from zicht_shared.sporen.bestand import from_ndjson
from zicht_shared.sporen.keten import Controle, Kop, begin_of

SPOOR = "/v1/auditregels"


async def change_naam(gemeente: Gemeente, code: str, naam: str) -> None:
    body = {"naam": naam, "soort": "wijk", "ouder": None}
    answer = await gemeente.beheer.put(f"/v1/gebieden/{code}", json=body, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


async def test_beheer_reads_who_changed_what_from_what_to_what(gemeente: Gemeente) -> None:
    await change_naam(gemeente, "WK01", "Het Centrum")
    page = (await gemeente.beheer.get(SPOOR, params={"objectId": "WK01", "actie": "gebied.gewijzigd"})).json()
    [regel] = page["items"]
    assert regel["sleutelId"] == gemeente.sleutels["beheer"].sleutel_id
    assert (regel["voor"]["naam"], regel["na"]["naam"]) == ("Centrum", "Het Centrum")
    assert page["kop"]["volgnr"] > regel["volgnr"], "that it was read, is in the trail too"
    assert page["volgende"] is None


async def test_the_trail_is_read_page_by_page_in_either_direction_without_gaps(gemeente: Gemeente) -> None:
    for sorteer in ("-volgnr", "volgnr"):
        query: dict[str, str | int] = {"sorteer": sorteer, "limit": 4}
        answer = await gemeente.beheer.get(SPOOR, params=query)
        kop, seen = answer.json()["kop"]["volgnr"], [item["volgnr"] for item in answer.json()["items"]]
        while answer.json()["volgende"]:
            assert answer.links["next"]["url"] == answer.json()["volgende"]
            answer = await gemeente.beheer.get(answer.json()["volgende"])
            seen += [item["volgnr"] for item in answer.json()["items"]]
        expected = list(range(1, kop + 1))
        assert seen == (expected if sorteer == "volgnr" else expected[::-1])


async def test_filters_find_what_they_say(gemeente: Gemeente) -> None:
    async def find(**filters: str) -> list[tuple[str, str]]:
        items = (await gemeente.beheer.get(SPOOR, params={"sorteer": "volgnr", **filters})).json()["items"]
        return [(item["actie"], item["objectId"]) for item in items]

    nieuw = {"code": "WK03", "naam": "Zuid", "soort": "wijk", "ouder": None}
    (await gemeente.beheer.post("/v1/gebieden", json=nieuw)).raise_for_status()
    gebieden = [("gebied.aangemaakt", code) for code in ("WK01", "BU0101", "BU0102", "WK02", "WK03")]
    assert await find(actie="gebied.aangemaakt") == gebieden
    assert await find(objectId="WK03") == gebieden[4:]
    own = await find(sleutelId=gemeente.sleutels["beheer"].sleutel_id)
    assert own == [*gebieden[4:], ("auditregels.gelezen", "api")]
    assert ("gemeente.aangemaakt", gemeente.code) in await find(sleutelId="opdrachtregel")
    assert await find(actie="gebied.aangemaakt", vanaf="2020-01-01", tot="2099-01-01") == gebieden
    assert await find(tot="2020-01-01T12:00:00+01:00") == []
    assert await find(vanaf="2099-01-01") == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"vanaf": "gisteren"}, "?vanaf"),
        ({"tot": "2026-01-01T12:00:00"}, "?tot"),
        ({"vanaf": "2026-13-01"}, "?vanaf"),
        ({"sorteer": "actie"}, "?sorteer"),
        ({"formaat": "xlsx"}, "?formaat"),
        ({"actie": "\x00"}, "?actie"),
        ({"cursor": "x"}, "?cursor"),
        ({"wie": "ik"}, "?wie"),
    ],
)
async def test_what_cannot_be_asked_is_refused(gemeente: Gemeente, query: dict[str, str], pointer: str) -> None:
    answer = await gemeente.beheer.get(SPOOR, params=query)
    assert_probleem(answer, 400, "invoer-ongeldig")
    assert [fout["pointer"] for fout in answer.json()["invalidParams"]] == [pointer]


async def test_who_must_account_may_not_read_what_changed(gemeente: Gemeente) -> None:
    """What changed tells what there is to learn from."""
    sleutel = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    for headers in ({}, {"Accept": "text/csv"}):
        answer = await gemeente.beheer.get(SPOOR, headers=sleutel.as_header() | headers)
        assert_probleem(answer, 403, "alleen-om-te-leren")


async def test_the_whole_trail_is_exported_and_its_chain_checked_elsewhere(gemeente: Gemeente) -> None:
    await change_naam(gemeente, "WK01", 'Wijk "één" \\ \t€')
    for sorteer in ("volgnr", "-volgnr"):
        answer = await gemeente.beheer.get(
            SPOOR, params={"sorteer": sorteer}, headers={"Accept": "application/x-ndjson"}
        )
        assert answer.headers["content-type"] == "application/x-ndjson"
        assert answer.headers["content-disposition"].endswith(f'sporen-api-{gemeente.code}.ndjson"')
        controle = checked(gemeente, answer)
        assert controle.finish() == []
        assert str(controle.kop) == answer.headers["auditketen-kop"]
    # As somebody else notes it: what changed later is found, what came later is no matter.
    await change_naam(gemeente, "WK01", "Anders")
    volgnr, _, noted = answer.headers["auditketen-kop"].partition(":")
    later = await gemeente.beheer.get(SPOOR, params={"formaat": "ndjson"})
    assert checked(gemeente, later, Kop(int(volgnr), noted)).finish() == []
    assert len(checked(gemeente, later, Kop(int(volgnr), "0" * 64)).finish()) == 1
    assert len(checked(gemeente, answer, Kop(10**6, noted)).finish()) == 1


def checked(gemeente: Gemeente, answer: httpx.Response, vast: Kop | None = None) -> Controle:
    controle = Controle(begin_of("api", gemeente.code), vast)
    for line in answer.text.removesuffix("\n").split("\n"):
        controle.add(from_ndjson(line))
    return controle


async def test_an_export_is_in_the_trail_each_time_and_a_page_once_a_day(gemeente: Gemeente) -> None:
    for _ in range(2):
        await gemeente.beheer.get(SPOOR)
        await gemeente.beheer.get(SPOOR, params={"formaat": "csv", "actie": "gebied.aangemaakt"})
    read = (await gemeente.beheer.get(SPOOR, params={"actie": "auditregels.gelezen"})).json()["items"]
    exported = (await gemeente.beheer.get(SPOOR, params={"actie": "auditregels.uitgevoerd"})).json()["items"]
    assert (len(read), len(exported)) == (1, 2)
    assert exported[0]["na"] == {"formaat": "csv", "filters": {"actie": "gebied.aangemaakt"}}


async def test_no_cell_of_a_csv_is_a_formula(gemeente: Gemeente) -> None:
    for naam in ("=cmd|' /C calc'!A0", "x;=1+1", "@SUM(A1)"):
        await change_naam(gemeente, "WK01", naam)
    answer = await gemeente.beheer.get(SPOOR, headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["volgnr"] for row in rows] == [f"{nr}" for nr in range(len(rows), 0, -1)]
    assert json.loads(rows[-1]["na"] or "null") is None
    for separator in ",;\t":
        for line in answer.text.splitlines():
            for cell in line.split(separator):
                assert not cell.strip('" ').startswith(("=", "+", "-", "@")), cell


async def test_a_trail_of_more_than_is_read_at_once_is_chained_and_exported_whole(
    gemeente: Gemeente, api_owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zicht_shared.sporen.service._TOGETHER", 10)
    await api_owner.execute(
        "INSERT INTO auditregels (gemeente_id, sleutel_id, actie, object_id, na) "
        "SELECT $1, 'proef', 'proef.gedaan', nr::text, jsonb_build_object('nr', nr, 'deel', nr / 7.0) "
        "FROM generate_series(1, 45) AS nr",
        gemeente.id,
    )
    for sorteer in ("volgnr", "-volgnr"):
        answer = await gemeente.beheer.get(SPOOR, params={"formaat": "ndjson", "sorteer": sorteer})
        controle = checked(gemeente, answer)
        assert controle.finish() == []
        assert controle.aantal > 45
    only = await gemeente.beheer.get(SPOOR, params={"formaat": "ndjson", "sleutelId": "proef"})
    assert only.text.count("\n") == 45


async def test_another_gemeente_has_a_chain_of_its_own(gemeente: Gemeente, nieuwe_gemeente: object) -> None:
    ander = await nieuwe_gemeente()  # type: ignore[operator]
    await gemeente.beheer.get(SPOOR)
    items = (await ander.beheer.get(SPOOR, params={"sorteer": "volgnr"})).json()["items"]
    assert items[0]["volgnr"] == 1
    assert items[0]["vorigeHash"] == begin_of("api", ander.code)


async def test_a_key_that_is_not_there_finds_nothing(gemeente: Gemeente) -> None:
    assert (await gemeente.beheer.get(SPOOR, params={"sleutelId": str(uuid4())})).json()["items"] == []
