import httpx
import pytest

from tests.conftest import MakeGemeente
from tests.contacten import Rij, contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol

URL = "/v1/contacten"
VOL: Rij = {
    "bronId": "A-1",
    "aanbieder": "wegwijs",
    "clientPseudoniem": "geheime-client",
    "datum": "2025-03-10",
    "soort": "huisbezoek",
    "duurMinuten": 50,
    "leefgebieden": ["wonen", "zelfstandig-leven"],
    "doelgroep": "lvb",
    "gebied": "BU0101",
    "vorm": "informeel",
    "verwijzer": "huisarts",
    "doorverwezenNaar": "wlz",
    "afgesloten": "2025-04-01",
}


async def deliver(gemeente: Gemeente, rijen: list[Rij]) -> None:
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen)
    assert answer.status_code == 201, answer.text


async def ids(client: httpx.AsyncClient, query: str = "") -> list[str]:
    answer = await client.get(f"{URL}?{query}")
    assert answer.status_code == 200, answer.text
    return [item["bronId"] for item in answer.json()["items"]]


async def test_a_contact_comes_back_as_it_was_delivered_but_for_whom_it_was(gemeente: Gemeente) -> None:
    await deliver(gemeente, [VOL])
    answer = await gemeente.beheer.get(URL)
    [item] = answer.json()["items"]
    expected = {name: value for name, value in VOL.items() if name != "clientPseudoniem"}
    assert item == expected | {"leefgebieden": ["zelfstandig-leven", "wonen"]}
    assert "client" not in answer.text


async def test_what_was_not_delivered_is_empty(gemeente: Gemeente) -> None:
    await deliver(gemeente, [{"bronId": "B", "aanbieder": "buurvrouw", "datum": "2025-03-10", "soort": "gesprek"}])
    [item] = (await gemeente.beheer.get(URL)).json()["items"]
    assert item == dict.fromkeys(VOL.keys() - {"clientPseudoniem"}) | {
        "bronId": "B", "aanbieder": "buurvrouw", "datum": "2025-03-10", "soort": "gesprek", "leefgebieden": [],
        "vorm": "informeel",
    }  # fmt: skip


async def test_only_what_holds_now_is_shown(gemeente: Gemeente) -> None:
    await deliver(gemeente, [VOL, VOL | {"bronId": "A-2"}])
    await deliver(gemeente, [VOL | {"duurMinuten": 10}, {"bronId": "A-2", "aanbieder": "wegwijs", "verwijderd": True}])
    [item] = (await gemeente.beheer.get(URL)).json()["items"]
    assert (item["bronId"], item["duurMinuten"]) == ("A-1", 10)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bronId=n3", ["n3"]),
        ("bronId=N3", []),
        ("vanaf=2025-01-03&totEnMet=2025-01-04", ["n3", "n4"]),
        ("vanaf=2025-01-06", ["n6"]),
        ("totEnMet=2025-01-01", ["n1"]),
        ("aanbieder=buurvrouw", ["n2", "n4", "n6"]),
        ("gebied=WK01", ["n1", "n2", "n3"]),
        ("gebied=BU0102", ["n2", "n3"]),
        ("soort=chat", ["n1"]),
        ("leefgebied=welzijn", ["n5", "n6"]),
        ("aanbieder=wegwijs&gebied=WK01&leefgebied=wonen&vanaf=2025-01-02", ["n3"]),
    ],
)
async def test_contacten_are_found_by(gemeente: Gemeente, query: str, expected: list[str]) -> None:
    gebieden = ["BU0101", "BU0102", "BU0102", "WK02", "WK02", None]
    await deliver(
        gemeente,
        [
            contact(
                nummer,
                bronId=f"n{nummer}",
                aanbieder="buurvrouw" if nummer % 2 == 0 else "wegwijs",
                datum=f"2025-01-0{nummer}",
                soort="chat" if nummer == 1 else "gesprek",
                gebied=gebieden[nummer - 1],
                leefgebieden=["welzijn", "veiligheid"] if nummer > 4 else ["wonen"],
            )
            for nummer in range(1, 7)
        ],
    )
    assert await ids(gemeente.beheer, query) == expected


async def test_pages_follow_each_other_also_where_days_and_ids_are_the_same(gemeente: Gemeente) -> None:
    rijen = [
        contact(nummer, bronId=f"{nummer:02}", datum=f"2025-01-0{nummer % 2 + 1}", aanbieder=aanbieder)
        for nummer in range(9)
        for aanbieder in ("wegwijs", "buurvrouw")
    ]
    await deliver(gemeente, rijen)
    seen, url = [], f"{URL}?limit=4"
    while url:
        answer = await gemeente.beheer.get(url)
        page = answer.json()
        seen += [(item["datum"], item["aanbieder"], item["bronId"]) for item in page["items"]]
        url = (page["volgende"] or "").removeprefix("http://api.test")
        assert (url in answer.headers.get("link", "")) or not url
    # wegwijs was laid down before buurvrouw.
    assert seen == sorted(
        ((rij["datum"], rij["aanbieder"], rij["bronId"]) for rij in rijen),
        key=lambda place: (place[0], place[1] != "wegwijs", place[2]),
    )


async def test_every_fault_in_a_question_is_named(gemeente: Gemeente) -> None:
    query = "aanbieder=niemand&gebied=WK99&soort=wandeling&leefgebied=tuin"
    answer = await gemeente.beheer.get(f"{URL}?{query}")
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        (f"?{name}", "onbekende-waarde") for name in ("aanbieder", "gebied", "soort", "leefgebied")
    }
    malformed = await gemeente.beheer.get(f"{URL}?vanaf=gisteren&totEnMet=1735689600&bronId=%00")
    assert faults_of(assert_probleem(malformed, 400, "invoer-ongeldig")) == {
        ("?vanaf", "geen-datum"), ("?totEnMet", "geen-datum"), ("?bronId", "vorm")
    }  # fmt: skip
    # ["2025-01-01", "99999", "x"]: no aanbieder has such a number.
    cursor = await gemeente.beheer.get(f"{URL}?cursor=WyIyMDI1LTAxLTAxIiwgIjk5OTk5IiwgIngiXQ")
    assert faults_of(assert_probleem(cursor, 400, "invoer-ongeldig")) == {("?cursor", "ongeldige-cursor")}


async def test_an_aanbieder_sees_its_own_and_nobody_else_sees_single_contacten(gemeente: Gemeente) -> None:
    await deliver(gemeente, [VOL, VOL | {"aanbieder": "buurvrouw", "bronId": "B-1"}])
    assert await ids(gemeente.aanbieder("wegwijs")) == ["A-1"]
    assert await ids(gemeente.aanbieder("buurvrouw"), "gebied=BU0101") == ["B-1"]
    other = await gemeente.aanbieder("buurvrouw").get(f"{URL}?aanbieder=wegwijs")
    assert faults_of(assert_probleem(other, 400, "invoer-ongeldig")) == {("?aanbieder", "onbekende-waarde")}
    for client in (gemeente.beleid, gemeente.bi, gemeente.at_api("vragenlijsten")):
        assert_probleem(await client.get(URL), 403, "niet-toegestaan")


async def test_who_must_account_counts_no_figures_for_learning_from_single_contacten(gemeente: Gemeente) -> None:
    await deliver(gemeente, [VOL])
    for rol, aanbieder in ((Rol.beheer, None), (Rol.aanbieder, "wegwijs")):
        gemeente.sleutels[f"{rol} verantwoordt"] = await gemeente.add_sleutel(rol, Doel.verantwoorden, aanbieder)
    for query in ("", "?aanbieder=wegwijs", "?bronId=A-1"):
        refused = await gemeente.at_api("beheer verantwoordt").get(f"{URL}{query}")
        assert_probleem(refused, 403, "alleen-om-te-leren")
    # Who registered them knows them.
    assert await ids(gemeente.at_api("aanbieder verantwoordt")) == ["A-1"]


async def test_another_gemeente_sees_none_of_it(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    await deliver(mine, [VOL])
    assert await ids(other.beheer) == []
