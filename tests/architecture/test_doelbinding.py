"""Doelbinding: who must account sees nothing of what there is to learn from, on any route, asked in any way.

Two gemeenten did the same, and one of them learned from it too (geleerd.py). To a credential for accounting both give
the same answers: no list, total, page, error or header tells that there is something to learn from.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from tests.architecture.bezoek import Antwoorden, attempt, glance, walk
from tests.architecture.buiten import IEDEREEN, browse
from tests.architecture.geleerd import Geleerd, accounting, learn, make_ruimte, notice, put
from tests.architecture.geleerd_samen import begin_cycle, close, discuss, plan, tell
from tests.architecture.merken import ROLLEN
from tests.architecture.routes import GETS
from tests.conftest import SECRET
from tests.gemeente import Gemeente, make_gemeente
from tests.grondig import aantal
from zicht_api.webhooks.outbox import deliver
from zicht_api.webhooks.versturen import Verzender
from zicht_shared.crypto import Keyring

IN_DE_KERN = [pad for pad in GETS if pad.service == "api"]


async def make_geleerd(gemeente: Gemeente) -> Geleerd:
    """The one that learned."""
    geleerd = await make_ruimte(gemeente)
    await learn(geleerd)
    return await go_on(geleerd)


async def make_kaal(gemeente: Gemeente, learned: dict[str, str]) -> Geleerd:
    """The one that only did. learned: what the other has learned, to ask this one for."""
    kaal = await go_on(await make_ruimte(gemeente))
    kaal.learned, kaal.ruimte.ids = learned, learned | kaal.ruimte.ids
    return kaal


async def go_on(geleerd: Geleerd) -> Geleerd:
    for what in (notice, tell, begin_cycle, discuss, plan, close):
        await what(geleerd)
    return geleerd


@dataclass(frozen=True)
class Bezoek:
    """What was answered: to who must account, where they learned and where they did not, and to who learns. buiten: by
    OData and on the pages."""

    geleerd: Geleerd
    verantwoord: Antwoorden
    kaal: Antwoorden
    lerend: Antwoorden
    verantwoord_schrijft: Antwoorden
    kaal_schrijft: Antwoorden
    buiten_verantwoord: Antwoorden
    buiten_kaal: Antwoorden
    buiten_lerend: Antwoorden


@pytest.fixture(scope="module")
async def bezoek(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Bezoek]:
    async with AsyncExitStack() as clients:
        geleerd = await make_geleerd(await make_gemeente(api_app, surveys_app, clients))
        kaal = await make_kaal(await make_gemeente(api_app, surveys_app, clients), geleerd.learned)
        # beheer sees all that beleid and bi may see.
        wie = [*ROLLEN[:: aantal(4, 1)], f"aanbieder:{geleerd.ruimte.een}"]
        yield Bezoek(
            geleerd,
            await walk(geleerd, [accounting(each) for each in wie]),
            # To beleid all is as it is to beheer, and the survey service does not know what was learned.
            await walk(kaal, [accounting(each) for each in wie if each != "beleid"], IN_DE_KERN),
            await glance(geleerd, "beheer"),
            await attempt(geleerd, accounting("beheer")),
            await attempt(kaal, accounting("beheer")),
            # beheer sees all that anybody may see; beleid and bi see less of the same.
            *[await browse(each, [accounting("beheer"), accounting(wie[-1]), IEDEREEN]) for each in (geleerd, kaal)],
            await browse(geleerd, ["beheer"]),
        )


def test_who_must_account_finds_nothing_that_is_there_to_learn_from(bezoek: Bezoek) -> None:
    found = {
        question: canaries
        for question, answer in bezoek.verantwoord.items()
        if (canaries := {canary for canary in bezoek.geleerd.canaries if is_said(canary, answer.alles)})
    }
    assert found == {}


def test_who_must_account_cannot_tell_whether_there_is_anything_to_learn_from(bezoek: Bezoek) -> None:
    assert len(bezoek.kaal) > len(IN_DE_KERN)
    assert differences(bezoek.kaal, bezoek.verantwoord) == ""


def test_nor_by_changing_it(bezoek: Bezoek) -> None:
    assert differences(bezoek.kaal_schrijft, bezoek.verantwoord_schrijft) == ""
    assert {answer.status for answer in bezoek.kaal_schrijft.values()} >= {200, 201, 400, 403, 404}


def test_nor_by_odata_nor_on_a_page(bezoek: Bezoek) -> None:
    """Neither who signed in to account, nor the public, finds any of it or can tell that it is there."""
    found = {
        question: canaries
        for question, answer in bezoek.buiten_verantwoord.items()
        if (canaries := {canary for canary in bezoek.geleerd.canaries if is_said(canary, answer.alles)})
    }
    assert found == {}
    assert differences(bezoek.buiten_kaal, bezoek.buiten_verantwoord) == ""


def test_who_learns_finds_it_by_odata_and_on_a_page(bezoek: Bezoek) -> None:
    """Or the test above would find nothing because there is nothing."""
    for kind in ("odata", "pagina"):
        everything = "\n".join(each.alles for question, each in bezoek.buiten_lerend.items() if f" {kind} " in question)
        assert {code for code in bezoek.geleerd.leert if code not in everything} == set(), kind
    assert all(answer.status in {200, 400, 404} for answer in bezoek.buiten_lerend.values())


def is_said(canary: str, text: str) -> bool:
    """A figure is no part of something random in hexadecimals, such as an id or an ETag."""
    return re.search(rf"(?<![0-9a-f]){canary}(?![0-9a-f])", text) is not None if canary.isdigit() else canary in text


def differences(kaal: Antwoorden, geleerd: Antwoorden) -> str:
    """Every question that is answered otherwise where they learned, with what only one of the answers says."""
    return "\n\n".join(
        "\n".join([question, *sorted({*answer.neutraal.splitlines()} ^ {*geleerd[question].neutraal.splitlines()})])
        for question, answer in kaal.items()
        if answer.neutraal != geleerd[question].neutraal
    )


def test_who_learns_finds_all_of_it(bezoek: Bezoek) -> None:
    """Or the tests above would find nothing because there is nothing."""
    everything = "\n".join(answer.alles for answer in bezoek.lerend.values())
    assert {canary for canary in bezoek.geleerd.canaries if canary not in everything} == set()
    answered = {question.split(" ")[1] for question, answer in bezoek.lerend.items() if answer.status == 200}
    assert answered == {pad.path for pad in GETS if "beheer" in pad.toegang}


async def test_what_stops_serving_accounting_is_gone_at_once(bezoek: Bezoek) -> None:
    """Also from what waited for a receiver. What the tests above look at, was answered before."""
    geleerd, code = bezoek.geleerd, "ruimte-indicator"
    shown = [question for question, answer in bezoek.verantwoord.items() if code in answer.alles]
    assert {"/indicatoren", "/signalen", "/gebeurtenissen"} <= {question.split(" ")[6] for question in shown}
    verantwoorder, path = geleerd.client("api", accounting("beheer")), f"/v1/indicatoren/{code}"
    bezorgingen = f"/v1/webhooks/{geleerd.ruimte.ids['webhook_id']}/bezorgingen"
    assert [item["status"] for item in (await verantwoorder.get(bezorgingen)).json()["items"]] == ["wacht"]
    indicator = (await verantwoorder.get(path)).json()
    del indicator["code"]
    await put(geleerd.gemeente.beheer, path, indicator | {"doelen": ["leren"]})

    seen = await glance(geleerd, accounting("beheer"))

    assert {question for question, answer in seen.items() if code in answer.alles} == set()
    luisteraar = Luisteraar(Keyring([SECRET]), loopback=True)
    await deliver(geleerd.gemeente.db, luisteraar, geleerd.gemeente.id)
    told = {url for url, inhoud in luisteraar.gehoord if code in inhoud}
    assert told == {"https://kanarie.example/leren", "https://ruimte.example/signalen"}, "who learns hears of it"
    assert (await verantwoorder.get(bezorgingen)).json()["items"] == []


class Luisteraar(Verzender):
    """Hears what would be sent."""

    def __init__(self, keyring: Keyring, *, loopback: bool) -> None:
        super().__init__(keyring, loopback=loopback)
        self.gehoord: list[tuple[str, str]] = []

    async def send(self, url: str, bericht_id: str, inhoud: str, geheim: str) -> None:
        self.gehoord.append((url, inhoud))
