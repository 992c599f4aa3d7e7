"""`zicht benchmarkgroep`, as the operator gives it."""

import asyncio
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from tests.conftest import Databases
from tests.gemeente import Gemeente
from zicht_cli.main import app


async def command(*arguments: str) -> Result:
    # Like the operator's shell: with no loop running.
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["benchmarkgroep", *arguments]))


async def test_the_operator_makes_a_group_that_gemeenten_then_see(
    databases: Databases, gemeente: Gemeente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZICHT_API_DATABASE_URL", databases.api_owner)
    code = f"groep-{uuid4().hex[:8]}"
    arguments = (code, "--naam", "Middelgroot", "--omschrijving", "20.000 tot 50.000 inwoners.")
    made = await command(*arguments, "--vanaf", "2025-01-01")
    assert made.exit_code == 0, made.output
    items = (await gemeente.bi.get("/v1/benchmarkgroepen?limit=1000")).json()["items"]
    [seen] = [item for item in items if item["code"] == code]
    assert seen == {
        "code": code, "naam": "Middelgroot", "omschrijving": "20.000 tot 50.000 inwoners.", "vanaf": "2025-01-01",
        "deelnemers": None, "deelnameSinds": None,
    }  # fmt: skip
    again = await command(*arguments)
    assert (again.exit_code, "al een groep" in again.output) == (1, True)


async def test_a_group_that_cannot_be_is_refused_in_words(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZICHT_API_DATABASE_URL", databases.api_owner)
    wrong = await command("met spatie", "--naam", "x", "--omschrijving", "x", "--vanaf", "0205-01-01")
    assert wrong.exit_code == 1
    assert "code: Deze tekst heeft niet de juiste vorm." in wrong.output
    assert "vanaf: Dit getal is te klein." in wrong.output
