"""How far the goals are reached, over HTTP, from what was delivered."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from tests.api.doelenbomen.bomen import URL, Rij, boom, knoop, large_boom, lay_down, set_target, verbinding, without
from tests.api.doelenbomen.narekenen import assert_agree, assert_recomputes
from tests.contacten import contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.indicatoren.starterset import STARTINDICATOREN
from zicht_shared.db import Database

REALISATIE = f"{URL}/regie/realisatie?periode=2025"
_leveringen = itertools.count()


async def deliver(gemeente: Gemeente, aantal: int, **fields: Any) -> None:
    """As many contacten of an hour, each of a client of its own."""
    alike = {
        "aanbieder": "wegwijs",
        "datum": "2025-03-10",
        "soort": "gesprek",
        "duurMinuten": 60,
        "gebied": "BU0101",
        "doelgroep": "ouderen",
        "leefgebieden": ["wonen"],
        "vorm": "formeel",
    }
    batch = f"d{next(_leveringen)}c"
    rijen = [
        contact(nummer, **{**alike, "clientPseudoniem": f"{batch}{nummer}", **fields, "bronId": f"{batch}{nummer}"})
        for nummer in range(aantal)
    ]
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen)
    assert answer.status_code == 201, answer.text


@pytest.fixture
async def gevolgd(gemeente: Gemeente) -> Gemeente:
    """A gemeente with 20 hours where it was aiming for 40, coming from 10, and nothing known of what residents say."""
    await deliver(gemeente, 20)
    await set_target(gemeente, "uren", richting="hoger", nulmeting=10, streefwaarde=40)
    await set_target(gemeente, "nps", streefwaarde=30)
    await set_target(gemeente, "doorlooptijd", streefwaarde=None)
    tree = boom(
        knopen=[
            knoop("top", "maatschappelijk-resultaat", {"code": "clienten-bereikt", "gewicht": 9}),
            knoop("kunnen", "factor", "nps"),
            knoop("weten", "subdoel", {"code": "uren", "nulmeting": 0}),
            knoop("uitleg", "activiteit", {"code": "uren", "gewicht": 3}, "doorlooptijd"),
        ],
        verbindingen=[
            verbinding("kunnen", "top"), verbinding("weten", "kunnen", gewicht=2), verbinding("uitleg", "weten")
        ],
    )  # fmt: skip
    await lay_down(gemeente.beleid, tree)
    return gemeente


async def ask(client: httpx.AsyncClient, url: str = REALISATIE) -> Rij:
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    found: Rij = json.loads(answer.content, parse_float=Decimal)
    return found


async def test_scores_roll_up_from_the_figures_to_the_top(gevolgd: Gemeente) -> None:
    answer = await ask(gevolgd.bi)
    knopen = {found["code"]: found for found in answer["knopen"]}
    assert {code: (found["score"], found["dekking"], found["ontbreekt"]) for code, found in knopen.items()} == {
        # 10 of 30 hours gone; the lead time has no target.
        "uitleg": (Decimal("33.3333"), Decimal("0.75"), None),
        # 20 of 40 by itself: the tree has another baseline here.
        "weten": (Decimal("41.6666"), Decimal("0.875"), None),
        # Nobody knows the NPS.
        "kunnen": (Decimal("41.6666"), Decimal("0.5833"), None),
        # How many clients there are has no better or worse.
        "top": (Decimal("41.6666"), Decimal("0.5833"), None),
    }
    assert [found["ontbreekt"] for code in knopen for found in knopen[code]["indicatoren"]] == [
        "geen-richting", "geen-gegevens", None, None, "geen-streefwaarde"
    ]  # fmt: skip
    uren = knopen["uitleg"]["indicatoren"][0]
    assert (uren["cijfer"]["waarde"], uren["cijfer"]["n"], uren["nulmeting"], uren["streefwaarde"]) == (20, 20, 10, 40)
    assert [code for code, found in knopen.items() if found["gedeeldeVerantwoordelijkheid"]] == ["top"]
    assert "nooit alleen" in knopen["top"]["toelichting"]
    assert_recomputes(answer)


@pytest.fixture
async def per_client(gemeente: Gemeente) -> Gemeente:
    """A gemeente that wants two conversations per client, and two of its gebieden."""
    await deliver(gemeente, 40, gebied="BU0101")
    await deliver(gemeente, 40, gebied="WK02", doelgroep="lvb")
    await deliver(gemeente, 40, gebied="WK02", doelgroep="lvb", soort="telefonisch")
    await set_target(gemeente, "gesprekken-per-client", richting="hoger", streefwaarde=2)
    await set_target(gemeente, "uren", richting="hoger", streefwaarde=200)
    top = knoop("top", "maatschappelijk-resultaat", "gesprekken-per-client", "uren")
    await lay_down(gemeente.beleid, boom(knopen=[top], verbindingen=[]))
    return gemeente


async def test_a_realisatie_is_of_one_gebied_or_doelgroep_when_asked(per_client: Gemeente) -> None:
    expected = {
        "": (Decimal("33.335"), 60),
        "&gebied=WK01": (50, None),
        "&gebied=WK02": (25, None),
        "&doelgroep=lvb": (25, None),
    }
    for query, scores in expected.items():
        answer = await ask(per_client.bi, f"{REALISATIE}{query}")
        [top] = answer["knopen"]
        assert tuple(found["score"] for found in top["indicatoren"]) == scores, query
        assert f"{answer['gebied']} {answer['doelgroep']}" in {"None None", "WK01 None", "WK02 None", "None lvb"}
        # What the whole gemeente wants to reach in hours says nothing of one part of it.
        assert (top["indicatoren"][1]["ontbreekt"], top["dekking"]) == (
            (None, 1) if not query else ("geen-streefwaarde", Decimal("0.5"))
        )
        assert_recomputes(answer)


async def test_a_figure_that_is_not_shown_gives_no_score_either(per_client: Gemeente) -> None:
    await deliver(per_client, 9, gebied="BU0102")
    answer = await ask(per_client.beheer, f"{REALISATIE}&gebied=BU0102")
    [top] = answer["knopen"]
    found = top["indicatoren"][0]
    assert (found["score"], found["ontbreekt"], found["cijfer"]["waarde"]) == (None, "onderdrukt", None)
    assert (top["score"], top["dekking"], top["ontbreekt"]) == (None, 0, "te-weinig-dekking")
    assert_recomputes(answer)


async def test_a_target_of_the_period_goes_before_the_target_for_always(gevolgd: Gemeente) -> None:
    await set_target(gevolgd, "uren", streefwaarden={"2025": 20})
    answer = await ask(gevolgd.bi)
    assert answer["knopen"][2]["indicatoren"][0]["score"] == 100
    earlier = await ask(gevolgd.bi, f"{URL}/regie/realisatie?periode=2024")
    assert earlier["knopen"][2]["indicatoren"][0]["streefwaarde"] == 40


async def test_json_and_csv_hold_the_same_figures(gevolgd: Gemeente) -> None:
    as_json = await gevolgd.bi.get(REALISATIE)
    as_csv = await gevolgd.bi.get(REALISATIE, headers={"Accept": "text/csv"})
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert_agree(json.loads(as_json.content, parse_float=str, parse_int=str), as_csv.text)
    other = await gevolgd.bi.get(REALISATIE, headers={"Accept": "application/xml"})
    assert_probleem(other, 406, "niet-aanvaardbaar")


async def test_an_unchanged_answer_is_not_sent_twice(gevolgd: Gemeente) -> None:
    first = await gevolgd.bi.get(REALISATIE)
    assert (first.headers["cache-control"], first.json()["dataversie"] > 0) == ("private, no-cache", True)
    again = await gevolgd.bi.get(REALISATIE, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await gevolgd.beleid.put(f"{URL}/regie", json=without(boom(), "code"), headers={"If-Match": "*"})
    newer = await gevolgd.bi.get(REALISATIE, headers={"If-None-Match": first.headers["etag"]})
    assert (newer.status_code, newer.json()["versie"]) == (200, 2)
    asked = [newer] + [
        await gevolgd.bi.get(f"{REALISATIE}{query}", headers={"Accept": accept})
        for query, accept in (("", "text/csv"), ("&gebied=WK01", "*/*"), ("&doelgroep=lvb", "*/*"))
    ]
    assert len({answer.headers["etag"] for answer in asked}) == len(asked)


async def test_an_earlier_realisatie_comes_back_byte_for_byte(gevolgd: Gemeente) -> None:
    before = {
        accept: (await gevolgd.bi.get(REALISATIE, headers={"Accept": accept})).content
        for accept in ("application/json", "text/csv")
    }
    moment = datetime.now(UTC).isoformat()
    await deliver(gevolgd, 30)
    await set_target(gevolgd, "uren", streefwaarde=900)
    await gevolgd.beleid.put(f"{URL}/regie", json=without(boom(naam="Later"), "code"), headers={"If-Match": "*"})
    await gevolgd.beleid.delete(f"{URL}/regie", headers={"If-Match": "*"})
    for accept, content in before.items():
        then = await gevolgd.bi.get(
            f"{URL}/regie/realisatie", params={"periode": "2025", "peildatum": moment}, headers={"Accept": accept}
        )
        assert (then.status_code, then.content) == (200, content)


async def test_every_fault_in_a_question_is_named(gevolgd: Gemeente) -> None:
    wrong = await gevolgd.bi.get(f"{URL}/regie/realisatie?periode=2025-01..2025-12&aanbieder=wegwijs")
    assert faults_of(assert_probleem(wrong, 400, "invoer-ongeldig")) == {
        ("?periode", "te-lang"), ("?aanbieder", "onbekend-veld")
    }  # fmt: skip
    unknown = await gevolgd.bi.get(f"{REALISATIE}&gebied=WK99")
    assert faults_of(assert_probleem(unknown, 400, "invoer-ongeldig")) == {("?gebied", "onbekende-waarde")}
    twice = await gevolgd.bi.get(f"{REALISATIE}&gebied=WK01&gebied=WK02")
    assert faults_of(assert_probleem(twice, 400, "invoer-ongeldig")) == {("?gebied", "dubbel")}


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine.sync_engine, "before_cursor_execute", note)


async def count_statements(gemeente: Gemeente, tree: Rij) -> int:
    made = await lay_down(gemeente.beleid, tree)
    url = f"{URL}/{made['code']}/realisatie?periode=2025"
    await ask(gemeente.bi, url)
    with counted(gemeente.db) as sent:
        assert len((await ask(gemeente.bi, url))["knopen"]) == len(tree["knopen"])
    return len(sent)


async def test_ten_times_as_many_knopen_take_as_many_round_trips(gemeente: Gemeente) -> None:
    codes = ("uren", "nps", "clienten-bereikt")
    small = await count_statements(gemeente, large_boom(20, *codes))
    assert await count_statements(gemeente, large_boom(200, *codes)) == small


async def test_ten_times_as_many_indicatoren_take_as_many_round_trips(gemeente: Gemeente) -> None:
    codes = [row["code"] for row in STARTINDICATOREN]
    small = await count_statements(gemeente, large_boom(20, *codes[:3]))
    assert await count_statements(gemeente, large_boom(200, *codes)) == small
    assert small <= 20
