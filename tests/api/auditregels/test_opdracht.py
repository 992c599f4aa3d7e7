"""`zicht sporen controleer`, as an auditor runs it: on the database, or on a file without it."""

import asyncio
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.conftest import Databases
from tests.gemeente import Gemeente
from zicht_api.auditregels.taak import seal_sporen
from zicht_cli.main import app


async def run(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["sporen", "controleer", *arguments])


async def test_a_chain_in_the_database_is_checked_with_its_head(
    gemeente: Gemeente, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZICHT_API_DATABASE_URL", databases.api)
    assert "nog niet aan de keten" in (await run(gemeente.code)).output
    await seal_sporen(gemeente.db)
    found = await run(gemeente.code)
    assert (found.exit_code, "De keten is heel" in found.output) == (0, True)
    kop = found.output.partition("kop: ")[2].strip()
    assert (await run(gemeente.code, "--kop", kop)).exit_code == 0
    volgnr, _, _ = kop.partition(":")
    found = await run(gemeente.code, "--kop", f"{volgnr}:{'0' * 64}")
    assert (found.exit_code, "anders dan de genoteerde" in found.output) == (1, True)
    assert (await run(gemeente.code, "--kop", "zomaar")).exit_code == 2


async def test_a_file_is_checked_without_a_database(gemeente: Gemeente, tmp_path: Path) -> None:
    path = tmp_path / "spoor.ndjson"
    for sorteer in ("volgnr", "-volgnr"):
        answer = await gemeente.beheer.get("/v1/auditregels", params={"formaat": "ndjson", "sorteer": sorteer})
        path.write_bytes(answer.content)
        found = await run(gemeente.code, "--bestand", str(path), "--kop", answer.headers["auditketen-kop"])
        assert (found.exit_code, "De keten is heel" in found.output) == (0, True), found.output
    assert (await run("GM9999", "--bestand", str(path))).exit_code == 1, "another gemeente"
    assert (await run(gemeente.code, "--dienst", "surveys", "--bestand", str(path))).exit_code == 1

    lines = answer.text.splitlines(keepends=True)
    for changed in (
        [*lines[:3], *lines[4:]],
        [lines[1], lines[0], *lines[2:]],
        [*lines[:3], lines[3].replace("gebied", "gebiet"), *lines[4:]],
        [*lines[:3], "{}\n", *lines[4:]],
        lines[:-1],
    ):
        path.write_text("".join(changed))
        found = await run(gemeente.code, "--bestand", str(path))
        assert found.exit_code == 1, found.output

    part = await gemeente.beheer.get("/v1/auditregels", params={"formaat": "ndjson", "actie": "gebied.aangemaakt"})
    path.write_bytes(part.content)
    found = await run(gemeente.code, "--bestand", str(path), "--deel")
    assert (found.exit_code, "4 regels" in found.output) == (0, True), found.output
