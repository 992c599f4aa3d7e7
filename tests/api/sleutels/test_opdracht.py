"""`zicht sleutel`, as the operator gives it."""

import asyncio
import re

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from tests.conftest import Databases
from tests.gemeente import Gemeente, client_of
from zicht_cli import sleutels
from zicht_cli.main import app
from zicht_shared.auth import Credential


@pytest.fixture(autouse=True)
def installatie(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZICHT_API_DATABASE_URL", databases.api)
    monkeypatch.setenv("ZICHT_API_GEHEIMEN", "een-geheim-voor-tests-van-minstens-32-tekens")
    monkeypatch.setenv("ZICHT_API_PUBLIC_URL", "http://api.test")
    monkeypatch.setattr(sleutels, "console", Console(width=250))


async def command(*arguments: str) -> Result:
    # Like the operator's shell: with no loop running.
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["sleutel", *arguments]))


def key_in(result: Result) -> Credential:
    assert result.exit_code == 0, result.output
    found = re.search(r"id:\s+(\S+)\ngeheim:\s+(\S+)", result.output)
    assert found, result.output
    return Credential(found[1], found[2])


async def status_of(gemeente: Gemeente, key: Credential) -> int:
    async with client_of(gemeente.api_app, key) as client:
        return (await client.get("/v1/ik")).status_code


async def test_the_operator_gives_replaces_and_withdraws_a_key(gemeente: Gemeente) -> None:
    options = ("--aanbieder", "wegwijs", "--scope", "aanleveren", "--scope", "lezen", "--verloopt", "2099-12-31")
    key = key_in(await command("geef", gemeente.code, "aanbieder", "Registratie Wegwijs", *options))
    async with client_of(gemeente.api_app, key) as client:
        ik = (await client.get("/v1/ik")).json()
    assert (ik["aanbieder"]["code"], ik["scopes"], ik["verlooptOp"]) == (
        "wegwijs",
        ["aanleveren", "lezen"],
        # Until the day is over in the Netherlands.
        "2099-12-31T23:00:00Z",
    )
    listed = await command("lijst", gemeente.code)
    [row] = [line for line in listed.output.splitlines() if key.sleutel_id in line]
    assert all(each in row for each in ("wegwijs", "aanleveren, lezen", "Registratie Wegwijs", "2100-01-01"))
    assert key.geheim not in listed.output

    follower = key_in(await command("vervang", key.sleutel_id, "--overlap-uren", "0"))
    assert (await status_of(gemeente, key), await status_of(gemeente, follower)) == (401, 200)
    withdrawn = await command("trek-in", follower.sleutel_id)
    assert withdrawn.exit_code == 0, withdrawn.output
    assert await status_of(gemeente, follower) == 401


async def test_what_cannot_be_is_refused_in_words(gemeente: Gemeente) -> None:
    key = key_in(await command("geef", gemeente.code, "bi", "x"))
    assert (await command("trek-in", key.sleutel_id)).exit_code == 0
    for arguments, words in (
        (("geef", "GM9998", "bi", "x"), "Deze gemeente is er nog niet"),
        (("geef", gemeente.code, "bi", "x", "--verloopt", "2020-01-01"), "verloopt op een moment dat nog komt"),
        (("geef", gemeente.code, "aanbieder", "x"), "hoort bij een aanbieder"),
        (("geef", gemeente.code, "bi", "x", "--scope", "aanleveren"), "te beperken tot"),
        (("vervang", key.sleutel_id), "niet meer te vervangen"),
        (("vervang", "onzin"), "Deze sleutel bestaat niet"),
        (("trek-in", f"9998-{'x' * 32}"), "Deze sleutel bestaat niet"),
    ):
        refused = await command(*arguments)
        assert (refused.exit_code, words in refused.output) == (1, True), (arguments, refused.output)
