"""The trail of the survey service: a chain of its own, also over what the service does by itself."""

import asyncpg
from starlette.applications import Starlette

from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from tests.surveys.meting import day, make_meting
from zicht_shared.auth import Doel, Rol
from zicht_shared.sporen.bestand import from_ndjson
from zicht_shared.sporen.keten import Controle, begin_of
from zicht_surveys.auditregels.taak import seal_sporen
from zicht_surveys.resultaten.vrijgave import release

SPOOR = "/v1/auditregels"


async def test_what_people_and_the_service_itself_did_stands_in_one_chain(
    gemeente: Gemeente, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    await surveys_owner.execute("UPDATE metingen SET eindigt_op = $2::text::date WHERE id = $1", meting["id"], day(-2))
    await release(surveys_app.state.db)
    await seal_sporen(surveys_app.state.db)

    beheer = gemeente.at_surveys("beheer")
    page = (await beheer.get(SPOOR, params={"objectId": meting["id"]})).json()
    sleutel = gemeente.sleutels["beheer"].sleutel_id
    assert [(item["actie"], item["sleutelId"]) for item in page["items"]] == [
        ("meting.gesloten", "zicht"),
        ("meting.aangemaakt", sleutel),
    ]
    answer = await beheer.get(SPOOR, headers={"Accept": "application/x-ndjson"})
    controle = Controle(begin_of("surveys", gemeente.code))
    for line in answer.text.removesuffix("\n").split("\n"):
        controle.add(from_ndjson(line))
    assert controle.finish() == []
    assert str(controle.kop) == answer.headers["auditketen-kop"]


async def test_who_reads_what_residents_wrote_is_seen_and_who_must_account_sees_neither(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    beleid, beheer = gemeente.at_surveys("beleid"), gemeente.at_surveys("beheer")
    assert (await beleid.get(f"/v1/metingen/{meting['id']}/uitvoer")).status_code == 200
    [regel] = (await beheer.get(SPOOR, params={"actie": "uitvoer.gemaakt"})).json()["items"]
    assert (regel["objectId"], regel["sleutelId"]) == (meting["id"], gemeente.sleutels["beleid"].sleutel_id)
    assert_probleem(await beleid.get(SPOOR), 403, "niet-toegestaan")
    sleutel = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    assert_probleem(await beheer.get(SPOOR, headers=sleutel.as_header()), 403, "alleen-om-te-leren")
