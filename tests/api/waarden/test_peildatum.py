"""What was answered can be answered again, to the byte, whatever changed since."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import pytest

from tests.api.doelenbomen.bomen import boom, lay_down, without
from tests.contacten import Rij, contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of

CHANGE = {"If-Match": "*"}
NPS = "/v1/vragenlijstresultaten/3fa85f64-5717-4562-b3fc-2c963f66afa6"
ALTIJD = {"pijler": "bereik", "soort": "output", "eenheid": "x", "doelen": ["leren"], "naam": "n"}
CIJFERS: dict[str, dict[str, Any]] = {
    "klachten": {"rekenwijze": "maatstaf", "teller": "klachten"},
    "tempo": {"rekenwijze": "verhouding", "teller": "uren", "noemer": "contacten", "factor": 100, "streefwaarde": 30},
    "dagen": {"rekenwijze": "doorlooptijd", "maat": "gemiddelde", "nulmetingPeriode": "2024"},
    "budget": {"rekenwijze": "handmatig"},
    "prijs": {"rekenwijze": "formule", "formule": "[budget] / [uren]"},
}
BUDGET = "/v1/indicatoren/budget/handmatige-waarden/2025"
LIJSTEN = ["indicatoren", "maatstaven", "gebieden", "aanbieders", "contacten", "vragenlijstresultaten", "doelenbomen"]
JSON, CSV = "application/json", "text/csv"
# Who asks for what, in which form.
ANTWOORDEN = [
    *(("beheer", f"/v1/{lijst}?limit=1000", JSON) for lijst in LIJSTEN),
    *(("beheer", url, JSON) for url in ("/v1/gemeente", "/v1/indicatoren/tempo", "/v1/gebieden/BU0102")),
    *(("beleid", url, JSON) for url in (NPS, "/v1/doelenbomen/regie", BUDGET)),
    ("bi", "/v1/doelenbomen/regie/realisatie?periode=2025", JSON),
    ("aanbieder:buurvrouw", "/v1/contacten?gebied=WK01&limit=1000", JSON),
    ("aanbieder:buurvrouw", "/v1/indicatoren/uren/waarden?periode=2025&per=gebied", JSON),
    ("bi", "/v1/indicatoren/tempo/waarden?periode=2025-K1&per=aanbieder,vorm&gebied=WK01", JSON),
    *(
        ("bi", f"/v1/indicatoren/{code}/waarden?{vraag}", accept)
        for code in (*CIJFERS, "uren", "clienten-bereikt", "doorlooptijd-mediaan", "nps")
        for vraag, accept in (
            ("periode=2024..2025", JSON),
            ("periode=2025-01..2025-04&per=gebied", JSON),
            ("periode=2025-01..2025-04&per=gebied", CSV),
        )
    ),
]


@dataclass
class Geheugen:
    """What was answered, and when. clock: the database's, which is the one that data versions are told by."""

    gemeente: Gemeente
    clock: asyncpg.Connection
    moments: list[str] = field(default_factory=list)
    answers: list[list[httpx.Response]] = field(default_factory=list)

    async def remember(self) -> None:
        self.answers.append([await self.ask(*asked) for asked in ANTWOORDEN])
        moment: datetime = await self.clock.fetchval("SELECT clock_timestamp()")
        self.moments.append(moment.astimezone(ZoneInfo("Europe/Amsterdam")).isoformat())

    async def ask(self, wie: str, url: str, accept: str, **params: str) -> httpx.Response:
        answer = await self.gemeente.at_api(wie).get(
            httpx.URL(url).copy_merge_params(params), headers={"Accept": accept}
        )
        assert answer.status_code in (200, 404), (url, answer.text)
        return answer


def rijen(eerste: int, aantal: int, **fields: Any) -> list[Rij]:
    alike = {"aanbieder": "wegwijs", "afgesloten": None}
    return [contact(nummer, **(alike | fields)) for nummer in range(eerste, eerste + aantal)]


async def deliver(gemeente: Gemeente, soort: str, rijen: list[Rij]) -> None:
    (await gemeente.beheer.post(f"/v1/aanleveringen?soort={soort}", json=rijen)).raise_for_status()


async def send_nps(gemeente: Gemeente, versie: int, **antwoorden: int) -> None:
    uitslag = {
        "variant": "standaard", "vraag": "score", "aanbieder": "wegwijs", "gebied": "BU0101",
        "antwoorden": {naam.removeprefix("a"): aantal for naam, aantal in antwoorden.items()},
    }  # fmt: skip
    body = {"versie": versie, "naam": f"NPS {versie}", "vragenlijst": "nps", "periode": "2025-K1"}
    body |= {"ontvangen": {"standaard": sum(antwoorden.values())}, "uitslagen": [uitslag]}
    (await gemeente.at_api("vragenlijsten").put(NPS, json=body)).raise_for_status()


async def change(gemeente: Gemeente, url: str, **fields: Any) -> None:
    found = (await gemeente.beheer.get(url)).json()
    body = without(found, "id", "code", "versie") | fields
    answer = await gemeente.beheer.put(url, json=body, headers=CHANGE)
    assert answer.status_code == 200, answer.text


async def begin(gemeente: Gemeente) -> None:
    klachten = {"code": "klachten", "naam": "Klachten", "eenheid": "klachten"}
    (await gemeente.beheer.post("/v1/maatstaven", json=klachten)).raise_for_status()
    for code, wijze in CIJFERS.items():
        (await gemeente.beheer.post("/v1/indicatoren", json=ALTIJD | wijze | {"code": code})).raise_for_status()
    for aanbieder in (await gemeente.beheer.get("/v1/aanbieders")).json()["items"]:
        await change(gemeente, f"/v1/aanbieders/{aanbieder['id']}", tellingenVoor=["klachten"])
    await lay_down(gemeente.beheer, boom())
    await deliver(gemeente, "contacten", rijen(0, 240) + rijen(240, 200, aanbieder="buurvrouw"))
    await deliver(gemeente, "contacten", rijen(500, 60, datum="2024-05-01", afgesloten="2024-05-20"))
    telling = {"aanbieder": "wegwijs", "maatstaf": "klachten", "periode": "2025-02"}
    await deliver(gemeente, "tellingen", [telling | {"waarde": 40}, telling | {"gebied": "BU0101", "waarde": 25}])
    budget = {"waarde": 1000, "toelichting": "Begroting"}
    (await gemeente.beheer.put(BUDGET, json=budget)).raise_for_status()
    await send_nps(gemeente, 1, a10=20, a7=6, a2=9)


def etag_of(url: str, answer: httpx.Response) -> str | None:
    """That of the gemeente is there to change it with, so only while it is the present one."""
    return None if url == "/v1/gemeente" else answer.headers.get("etag")


async def test_every_answer_of_then_is_given_again_byte_for_byte(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    geheugen = Geheugen(gemeente, api_owner)
    await geheugen.remember()
    await begin(gemeente)
    await geheugen.remember()
    # Corrections: other days, other years, another gebied; and what should never have been there.
    await deliver(gemeente, "contacten", rijen(0, 30, datum="2025-03-03", afgesloten="2025-04-04", gebied="WK01"))
    await deliver(gemeente, "contacten", rijen(500, 20, datum="2025-02-02"))
    weg = [{"bronId": f"C-{nummer}", "aanbieder": "wegwijs", "verwijderd": True} for nummer in range(100, 150)]
    await deliver(gemeente, "contacten", weg)
    telling = {"aanbieder": "wegwijs", "maatstaf": "klachten", "periode": "2025-02"}
    await deliver(gemeente, "tellingen", [telling | {"waarde": 41}, telling | {"gebied": "BU0101", "verwijderd": True}])
    await send_nps(gemeente, 2, a10=2, a7=30, a2=31)
    await geheugen.remember()
    await change(gemeente, "/v1/indicatoren/tempo", factor=1, teller="gesprekken", streefwaarde=None)
    await change(gemeente, "/v1/indicatoren/prijs", formule="[budget] - [uren]")
    anders = {"waarde": 5, "toelichting": "Jaarrekening"}
    (await gemeente.beheer.put(BUDGET, json=anders, headers=CHANGE)).raise_for_status()
    await geheugen.remember()
    await change(gemeente, "/v1/gebieden/BU0102", ouder="WK02", naam="Anders")
    await geheugen.remember()
    (await gemeente.beheer.put("/v1/gemeente", json={"drempel": 25}, headers=CHANGE)).raise_for_status()
    await geheugen.remember()
    [aanbieder] = [
        item for item in (await gemeente.beheer.get("/v1/aanbieders")).json()["items"] if item["code"] == "buurvrouw"
    ]
    await change(gemeente, f"/v1/aanbieders/{aanbieder['id']}", naam="De Buurman", tellingenVoor=["uren", "klachten"])
    await change(gemeente, "/v1/doelenbomen/regie", naam="Anders")
    (await gemeente.beheer.delete("/v1/indicatoren/dagen", headers=CHANGE)).raise_for_status()
    await geheugen.remember()

    different = [
        (asked[:2], nummer, then.status_code, again.status_code)
        for nummer, moment in enumerate(geheugen.moments)
        for asked, then in zip(ANTWOORDEN, geheugen.answers[nummer], strict=True)
        if (again := await geheugen.ask(*asked, peildatum=moment)).status_code != then.status_code
        or (then.status_code == 200 and again.content != then.content)
        or (then.status_code == 200 and etag_of(asked[1], again) != etag_of(asked[1], then))
    ]
    assert not different, "\n".join(map(str, different))
    # Each change was to be seen somewhere, and nowhere an answer stayed away for good.
    for before, after in zip(geheugen.answers, geheugen.answers[1:], strict=False):
        assert any(one.content != other.content for one, other in zip(before, after, strict=True))
    assert all(any(moment[place].status_code == 200 for moment in geheugen.answers) for place in range(len(ANTWOORDEN)))


async def test_a_list_of_then_goes_on_as_of_then(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    await deliver(gemeente, "contacten", rijen(0, 7))
    moment: datetime = await api_owner.fetchval("SELECT clock_timestamp()")
    weg = [{"bronId": f"C-{nummer}", "aanbieder": "wegwijs", "verwijderd": True} for nummer in range(7)]
    seen: list[str] = []
    url: str | None = str(httpx.URL("/v1/contacten", params={"limit": 3, "peildatum": moment.isoformat()}))
    while url:
        page = (await gemeente.beheer.get(url.removeprefix("http://api.test"))).json()
        seen += [item["bronId"] for item in page["items"]]
        url = page["volgende"]
        # While someone pages, what is there now goes away.
        await deliver(gemeente, "contacten", weg)
    assert sorted(seen) == [f"C-{nummer}" for nummer in range(7)]


async def test_before_there_was_anything_there_is_nothing(gemeente: Gemeente) -> None:
    await begin(gemeente)
    gisteren = (datetime.now(ZoneInfo("Europe/Amsterdam")) - timedelta(days=1)).date().isoformat()
    for peildatum in (gisteren, "2001-01-01", "0001-01-01", "2001-01-01T00:00:00Z"):
        for wie, url, accept in ANTWOORDEN:
            answer = await gemeente.at_api(wie).get(
                httpx.URL(url).copy_merge_params({"peildatum": peildatum}), headers={"Accept": accept}
            )
            if url == "/v1/gemeente":
                assert answer.status_code == 200
            elif "contacten?gebied" in url:
                assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?gebied", "onbekende-waarde")}
            elif url.partition("?")[0] in {f"/v1/{lijst}" for lijst in LIJSTEN}:
                assert answer.json() == {"items": [], "volgende": None}, url
            else:
                assert_probleem(answer, 404, "niet-gevonden")


async def test_today_is_what_holds_now(gemeente: Gemeente) -> None:
    await begin(gemeente)
    vandaag = datetime.now(ZoneInfo("Europe/Amsterdam")).date().isoformat()
    for wie, url, accept in ANTWOORDEN:
        headers = {"Accept": accept}
        now = await gemeente.at_api(wie).get(url, headers=headers)
        then = await gemeente.at_api(wie).get(httpx.URL(url).copy_merge_params({"peildatum": vandaag}), headers=headers)
        assert (then.status_code, then.content) == (now.status_code, now.content), url
        assert then.headers.get("etag") == now.headers.get("etag"), url


@pytest.mark.parametrize("url", ["/v1/indicatoren/uren/waarden?periode=2025", "/v1/gebieden", "/v1/contacten"])
async def test_what_is_yet_to_come_or_is_no_moment_is_refused(gemeente: Gemeente, url: str) -> None:
    now = datetime.now(ZoneInfo("Europe/Amsterdam"))
    morgen = now + timedelta(days=1)
    for peildatum in (morgen.date().isoformat(), morgen.isoformat(), "2999-12-31"):
        answer = await gemeente.beheer.get(httpx.URL(url).copy_merge_params({"peildatum": peildatum}))
        assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?peildatum", "in-de-toekomst")}
    nonsense = ["", "gisteren", "2025", "2025-K1", "2025-02-30", "2025-03-31T12:00:00", "2025-13-01T00:00:00Z",
                "9999-12-31", "1e9", "0", "2025-03-3\u0661", "2025-03-31'--"]  # fmt: skip
    for peildatum in nonsense:
        answer = await gemeente.beheer.get(httpx.URL(url).copy_merge_params({"peildatum": peildatum}))
        assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?peildatum", "geen-datum")}, peildatum
