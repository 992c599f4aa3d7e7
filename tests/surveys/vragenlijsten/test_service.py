"""Where definitions come from, and that the residents' pages do not ask the database for them again and again."""

from collections import OrderedDict
from typing import Any

import asyncpg
import pytest
from starlette.applications import Starlette
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.surveys.definities import vraag
from tests.surveys.vragenlijst import CODE, publish, variant_of

from zicht_surveys.invullen.queries import transaction
from zicht_surveys.vragenlijsten import service
from zicht_surveys.vragenlijsten.service import definition, load_definitions, load_familie


class Counting:
    """A connection that counts what is asked of it."""

    def __init__(self, driver: asyncpg.Connection) -> None:
        self.driver, self.asked = driver, 0

    async def fetch(self, *args: Any) -> list[asyncpg.Record]:
        self.asked += 1
        rows: list[asyncpg.Record] = await self.driver.fetch(*args)
        return rows


async def test_questionnaires_of_the_library_cost_no_query_and_own_ones_one_in_a_process(
    gemeente: Gemeente, surveys_app: Starlette
) -> None:
    for code in (CODE, "tweede"):
        await publish(gemeente, variant_of([vraag("hulp")]), code=code)
    keys = {("hoewijzer", 1), (CODE, 1), ("tweede", 1)}
    async with transaction(surveys_app.state.db, gemeente.id) as driver:
        counting: Any = Counting(driver)
        await load_definitions(counting, gemeente.id, {("hoewijzer", 1)})
        assert counting.asked == 0
        for _ in range(3):
            await load_definitions(counting, gemeente.id, keys)
    assert counting.asked == 1
    assert definition(gemeente.id, "hoewijzer", "kort", 1).variant == "kort"
    assert definition(gemeente.id, CODE, "standaard", 1).vragen[0].code == "hulp"


async def test_what_is_remembered_of_one_gemeente_is_not_there_for_another(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente, surveys_app: Starlette
) -> None:
    await publish(gemeente, variant_of([vraag("hulp")]))
    db, other = surveys_app.state.db, (await nieuwe_gemeente()).id
    for tenant, found in ((gemeente.id, True), (other, False)):
        async with db.transaction(tenant) as session:
            assert (await load_familie(session, tenant, CODE) is not None) is found
    async with transaction(db, other) as driver:
        await load_definitions(driver, other, {(CODE, 1)})
    with pytest.raises(LookupError):
        definition(other, CODE, "standaard", 1)


@pytest.mark.parametrize(("code", "variant", "versie"), [("hoewijzer", "kort", 9), ("hoewijzer", "lang", 1)])
async def test_a_definition_that_is_not_there_is_not_made_up(
    gemeente: Gemeente, code: str, variant: str, versie: int
) -> None:
    with pytest.raises(LookupError):
        definition(gemeente.id, code, variant, versie)


async def test_a_process_keeps_a_bounded_number_and_reads_the_others_again(
    gemeente: Gemeente, surveys_app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_KEEP_AT_MOST", 1)
    monkeypatch.setattr(service, "_kept", OrderedDict())
    for versie in (1, 2):
        titel = {"nl": f"Titel {versie}"}
        await publish(gemeente, variant_of([vraag("hulp")], titel=titel))
    for versie in (1, 2, 1):
        async with transaction(surveys_app.state.db, gemeente.id) as driver:
            await load_definitions(driver, gemeente.id, {(CODE, versie)})
        assert definition(gemeente.id, CODE, "standaard", versie).titel == {"nl": f"Titel {versie}"}
    assert len(service._kept) == 1
