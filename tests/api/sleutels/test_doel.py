from uuid import uuid4

import httpx
import pytest

from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from zicht_shared.auth import Doel, Rol

URL = "/v1/sleutels"


@pytest.fixture
async def verantwoorder(gemeente: Gemeente) -> httpx.AsyncClient:
    """Beheer with a key for accounting."""
    gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    return gemeente.at_api("verantwoorder")


async def issue(client: httpx.AsyncClient, path: str = URL, doel: str | None = None) -> httpx.Response:
    nieuw = {"rol": "bi", "omschrijving": "Voor het dashboard"} | ({"doel": doel} if doel else {})
    headers = {"Idempotency-Key": str(uuid4())}
    return await client.post(path, json=nieuw if path == URL else None, headers=headers)


async def test_who_must_account_does_not_give_itself_what_there_is_to_learn_from(
    gemeente: Gemeente, verantwoorder: httpx.AsyncClient
) -> None:
    om_te_leren = (await issue(gemeente.beheer)).json()
    before = (await gemeente.beheer.get(URL)).json()["items"]
    for refused in (
        await issue(verantwoorder),
        await issue(verantwoorder, doel="leren"),
        await issue(verantwoorder, f"{URL}/{om_te_leren['id']}/vervanging"),
    ):
        assert_probleem(refused, 403, "sleutel-om-te-leren")
    after = (await gemeente.beheer.get(URL)).json()["items"]
    assert [item | {"laatstGebruiktOp": None} for item in after] == [
        item | {"laatstGebruiktOp": None} for item in before
    ]


async def test_who_must_account_issues_keys_for_that_and_can_withdraw_any(
    gemeente: Gemeente, verantwoorder: httpx.AsyncClient
) -> None:
    made = await issue(verantwoorder, doel="verantwoorden")
    assert (made.status_code, made.json()["doel"]) == (201, "verantwoorden")
    replaced = await issue(verantwoorder, f"{URL}/{made.json()['id']}/vervanging")
    assert (replaced.status_code, replaced.json()["doel"]) == (201, "verantwoorden")
    om_te_leren = (await issue(gemeente.beheer)).json()
    assert (await verantwoorder.delete(f"{URL}/{om_te_leren['id']}")).status_code == 204
