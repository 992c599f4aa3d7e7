"""`zicht doctor` finds what is wrong, and says what to do about it; of what it cannot see it says that."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente
from zicht_cli.doctor.bevinding import Bevinding, duur, omvang
from zicht_cli.doctor.database import check_database, judge_clock
from zicht_cli.doctor.instellingen import compare_secrets, read_settings
from zicht_cli.doctor.netwerk import check_core
from zicht_cli.doctor.onderzoek import Deel
from zicht_cli.doctor.rapport import as_json, is_well
from zicht_cli.doctor.sleutels import check_keys
from zicht_cli.doctor.taken import judge_tasks
from zicht_cli.doctor.wachten import check_waiting, judge
from zicht_cli.main import app
from zicht_shared.db import Database
from zicht_shared.migrations import Service
from zicht_shared.wachtrijen import Wachtrij
from zicht_surveys.wachtrijen import load_wachtrijen

GOED = {
    "ZICHT_API_DATABASE_URL": "postgresql://zicht_api:wachtwoord-kanarie@db/zicht_api",
    "ZICHT_API_GEHEIMEN": "lang-en-willekeurig-0123456789-abcdefgh",
    "ZICHT_API_PUBLIC_URL": "https://zicht.example",
    "ZICHT_API_METRICS_PORT": "9100",
    "ZICHT_API_WISREGISTER": "/tmp",
    "FORWARDED_ALLOW_IPS": "10.0.0.2",
}


def of(found: list[Bevinding], ernst: str) -> list[str]:
    return [bevinding.wat for bevinding in found if bevinding.ernst == ernst]


@asynccontextmanager
async def database_at(url: str) -> AsyncIterator[Database]:
    database = Database(url, pool_size=1)
    yield database
    await database.close()


@pytest.mark.parametrize("service", ["api", "surveys"])
async def test_nothing_is_wrong_with_a_database_as_it_was_migrated(service: Service, databases: Databases) -> None:
    async with database_at(getattr(databases, service)) as database:
        found = await check_database(service, database)
    # The server of the tests does not wait for its disk.
    assert of(found, "fout") == ["fsync is off"]
    assert of(found, "let op") == of(found, "niet te zien") == []
    assert {bevinding.onderdeel for bevinding in found} >= {
        "database",
        "klok",
        "rol",
        "migraties",
        "rechten",
        "afscherming",
    }


WRONG = {
    "ALTER TABLE aanbieders NO FORCE ROW LEVEL SECURITY": (
        "ALTER TABLE aanbieders FORCE ROW LEVEL SECURITY",
        "aanbieders: row-level security is niet volledig",
    ),
    "ALTER TABLE aanbieders DISABLE ROW LEVEL SECURITY": (
        "ALTER TABLE aanbieders ENABLE ROW LEVEL SECURITY",
        "aanbieders: row-level security is niet volledig",
    ),
    "CREATE POLICY open ON aanbieders USING (true)": (
        "DROP POLICY open ON aanbieders",
        "aanbieders: row-level security is niet volledig",
    ),
    "GRANT DELETE ON auditregels TO zicht_api": (
        "REVOKE DELETE ON auditregels FROM zicht_api",
        "auditregels: mag te veel",
    ),
    "GRANT SELECT, UPDATE ON auditregels TO PUBLIC": (
        "REVOKE ALL ON auditregels FROM PUBLIC",
        "auditregels: mag te veel",
    ),
    "REVOKE UPDATE ON sleutels FROM zicht_api": ("GRANT UPDATE ON sleutels TO zicht_api", "sleutels: mag te weinig"),
    "ALTER ROLE zicht_api BYPASSRLS": ("ALTER ROLE zicht_api NOBYPASSRLS", "zicht_api mag te veel (rolbypassrls)"),
    "ALTER TABLE codes OWNER TO zicht_api": (
        "ALTER TABLE codes OWNER TO zicht_eigenaar; GRANT SELECT ON codes TO zicht_api",
        "zicht_api bezit tabellen, of hoort bij wie ze bezit",
    ),
    "ALTER ROLE zicht_api SET log_statement = 'all'": (
        "ALTER ROLE zicht_api RESET log_statement",
        "log_statement is all",
    ),
    "ALTER ROLE zicht_api SET log_parameter_max_length = -1": (
        "ALTER ROLE zicht_api RESET log_parameter_max_length",
        "log_parameter_max_length is -1",
    ),
    "UPDATE alembic_version SET version_num = '2026_11_25_huisstijl'": (
        "",
        "De database is ouder dan deze versie van de dienst. Draai `zicht migrate`.",
    ),
    "UPDATE alembic_version SET version_num = '2030_01_01_later'": (
        "",
        "De database is nieuwer dan deze versie van de dienst.",
    ),
}


@pytest.mark.parametrize("statement", WRONG)
async def test_what_somebody_changed_in_the_database_is_found(
    statement: str, databases: Databases, api_owner: asyncpg.Connection
) -> None:
    undo, expected = WRONG[statement]
    revision = await api_owner.fetchval("SELECT version_num FROM alembic_version")
    await api_owner.execute(statement)
    try:
        async with database_at(databases.api) as database:
            found = await check_database("api", database)
    finally:
        await api_owner.execute(undo or f"UPDATE alembic_version SET version_num = '{revision}'")
    assert [wat for wat in of(found, "fout") + of(found, "let op") if wat.startswith(expected)]
    assert all(bevinding.advies for bevinding in found if bevinding.ernst != "ok")


async def test_a_database_that_is_not_there_is_said_without_its_address() -> None:
    async with database_at("postgresql://zicht_api:wachtwoord-kanarie@127.0.0.1:1/weg") as database:
        [bevinding] = await check_database("api", database)
        waiting = await check_waiting("api", database)
        [keys] = await check_keys(database)
    assert bevinding.ernst == "fout"
    assert "niet bereikbaar" in bevinding.wat
    assert "kanarie" not in repr(bevinding)
    assert [each.ernst for each in waiting] == [keys.ernst] == ["niet te zien"]


SETTINGS: dict[str, tuple[dict[str, str], str, str]] = {
    "no secrets": ({"ZICHT_API_GEHEIMEN": ""}, "fout", "ZICHT_API_GEHEIMEN ontbreekt"),
    "a pool without connections": ({"ZICHT_API_POOL_SIZE": "0"}, "fout", "ZICHT_API_POOL_SIZE klopt niet"),
    "a file that is not there": (
        {"ZICHT_API_GEHEIMEN": "", "ZICHT_API_GEHEIMEN_FILE": "/is/er/niet"},
        "fout",
        "niet is",
    ),
    "a short secret": ({"ZICHT_API_GEHEIMEN": GOED["ZICHT_API_GEHEIMEN"] + ",kort"}, "fout", "korter dan 32"),
    "a secret to guess": ({"ZICHT_API_GEHEIMEN": "ab" * 20}, "fout", "te raden"),
    "a secret twice": ({"ZICHT_API_GEHEIMEN": ",".join([GOED["ZICHT_API_GEHEIMEN"]] * 2)}, "let op", "twee keer"),
    "an open address": ({"ZICHT_API_PUBLIC_URL": "http://zicht.example"}, "fout", "geen https"),
    "an address here": ({"ZICHT_API_PUBLIC_URL": "http://127.0.0.1:8000"}, "let op", "op deze machine"),
    "no proxy named": ({"FORWARDED_ALLOW_IPS": ""}, "let op", "FORWARDED_ALLOW_IPS"),
    "loopback": ({"ZICHT_API_WEBHOOKS_LOOPBACK": "true"}, "fout", "WEBHOOKS_LOOPBACK staat aan"),
    "a failpoint": ({"ZICHT_FAILPOINT": "push.voor-commit"}, "fout", "ZICHT_FAILPOINT staat aan"),
    "debugging": ({"ZICHT_API_LOG_LEVEL": "DEBUG"}, "let op", "LOG_LEVEL is DEBUG"),
    "a slip": ({"ZICHT_API_PUBLIK_URL": "x"}, "let op", "ZICHT_API_PUBLIK_URL kennen we niet"),
    "no limit": ({"ZICHT_API_LEZEN_PER_MINUUT": "0"}, "let op", "LEZEN_PER_MINUUT is 0"),
    "nothing erased again": ({"ZICHT_API_WISREGISTER": ""}, "let op", "WISREGISTER is niet gezet"),
    "nothing written down": ({"ZICHT_API_WISREGISTER": "/proc"}, "fout", "het wisregister is niet te beschrijven"),
    "no figures": ({"ZICHT_API_METRICS_PORT": ""}, "let op", "METRICS_PORT is niet gezet"),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_unsafe_and_missing_settings_are_named_without_their_values(what: str) -> None:
    change, ernst, expected = SETTINGS[what]
    before = dict(os.environ)
    _, found = read_settings("api", GOED | change)
    assert dict(os.environ) == before
    wrong = [bevinding for bevinding in found if bevinding.ernst != "ok"]
    assert [bevinding.ernst for bevinding in wrong] == [ernst]
    assert expected in wrong[0].wat + wrong[0].advies
    assert "kanarie" not in repr(found)
    assert GOED["ZICHT_API_GEHEIMEN"] not in repr(found)


def test_good_settings_are_good() -> None:
    settings, found = read_settings("api", GOED)
    assert settings is not None
    assert {bevinding.ernst for bevinding in found} == {"ok"}
    assert compare_secrets(settings, settings).ernst == "fout"


def test_a_file_with_secrets_is_for_the_service_alone(tmp_path: Path) -> None:
    path = Path("/var/tmp") / f"zicht-geheim-{os.getpid()}"
    path.write_text(GOED["ZICHT_API_GEHEIMEN"])
    omgeving = {**GOED, "ZICHT_API_GEHEIMEN": "", "ZICHT_API_GEHEIMEN_FILE": str(path)}
    try:
        path.chmod(0o600)
        assert of(read_settings("api", omgeving)[1], "fout") == []
        path.chmod(0o644)
        assert of(read_settings("api", omgeving)[1], "fout") == [
            f"{path.name} is door iedereen op deze machine te lezen"
        ]
    finally:
        path.unlink()


async def test_keys_that_nobody_uses_or_that_run_out_are_counted(
    gemeente: Gemeente, databases: Databases, api_owner: asyncpg.Connection
) -> None:
    old = "aangemaakt_op = now() - interval '31 days', laatst_gebruikt_op = NULL"
    await api_owner.execute(f"UPDATE sleutels SET {old} WHERE gemeente_id = $1", gemeente.id)
    await api_owner.execute(
        "UPDATE sleutels SET verloopt_op = now() + interval '13 days' WHERE gemeente_id = $1 AND rol = 'bi'",
        gemeente.id,
    )
    async with database_at(databases.api) as database:
        found = await check_keys(database)
    assert len(of(found, "let op")) == 2
    assert all(gemeente.code in wat or " en " in wat for wat in of(found, "let op"))


async def test_what_waits_for_the_core_has_an_age(
    gemeente: Gemeente, databases: Databases, surveys_owner: asyncpg.Connection
) -> None:
    await surveys_owner.execute(
        "INSERT INTO gemeenten (id, code, naam) VALUES ($1, $2, 'x') ON CONFLICT DO NOTHING", gemeente.id, gemeente.code
    )
    insert = (
        "INSERT INTO outbox (gemeente_id, meting_id, versie, inhoud, status, wacht_sinds) "
        "VALUES ($1, gen_random_uuid(), 1, '{}', $2, now() - interval '1 year')"
    )
    await surveys_owner.execute(insert, gemeente.id, "wacht")
    await surveys_owner.execute(insert, gemeente.id, "onbestelbaar")
    try:
        async with database_at(databases.surveys) as database:
            rij = (await load_wachtrijen(database))["outbox"]
            found = await check_waiting("surveys", database)
    finally:
        await surveys_owner.execute("DELETE FROM outbox WHERE gemeente_id = $1", gemeente.id)
    assert rij.oudste == pytest.approx(365 * 86_400, rel=0.01)
    assert rij.onbestelbaar >= 1
    assert [wat for wat in of(found, "fout") if "365 dagen" in wat]
    assert [wat for wat in of(found, "fout") if "onbestelbaar" in wat]


@pytest.mark.parametrize(
    ("soort", "rij", "ernst"),
    [
        ("outbox", Wachtrij(3, 60), "ok"),
        ("outbox", Wachtrij(3, 1000), "let op"),
        ("outbox", Wachtrij(3, 100_000), "fout"),
        ("stembus-gesloten", Wachtrij(1, 3601), "let op"),
        ("stembus", Wachtrij(1, 30 * 86_400), "ok"),
        ("webhooks", Wachtrij(1, 5 * 3600), "ok"),
    ],
)
def test_how_long_is_too_long(soort: str, rij: Wachtrij, ernst: str) -> None:
    assert judge(soort, rij)[0].ernst == ernst


def test_clocks_and_tasks() -> None:
    assert [judge_clock("x", verschil).ernst for verschil in (0.5, -30, 3 * 86_400)] == ["ok", "let op", "fout"]
    interval = {"vrijgave": 15.0, "benchmark": 3600.0}
    late = judge_tasks({"vrijgave": 1000.0, "benchmark": 0.0}, interval, nu=12_000)
    assert [bevinding.wat for bevinding in late] == ["benchmark: nog nooit gelukt", "vrijgave: 3 uur geleden"]
    assert of(judge_tasks({"vrijgave": 11_990.0}, interval, nu=12_000), "ok") == ["alle 1 op tijd"]
    assert (duur(90), duur(7200), duur(200_000)) == ("90 seconden", "2 uur", "2 dagen")
    assert (omvang(500), omvang(2_500_000)) == ("0 kB", "2,5 MB")


async def test_without_the_core_or_its_keys_that_is_what_is_said(databases: Databases, tmp_path: Path) -> None:
    keys = tmp_path / "sleutels.json"
    async with database_at(databases.surveys) as database:
        assert of(await check_core("http://127.0.0.1:1", keys, database), "fout")[0].startswith("SLEUTELS_FILE is niet")
        keys.write_text("[]")
        assert "SLEUTELS_FILE is geen JSON-object" in of(await check_core("http://127.0.0.1:1", keys, database), "fout")
        keys.write_text("{}")
        assert of(await check_core("http://127.0.0.1:1", keys, database), "fout") == ["niet bereikbaar (ConnectError)"]


def test_the_command_ends_with_1_when_something_is_to_be_mended(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith("ZICHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZICHT_FOLDER", str(tmp_path))
    for name, value in {**GOED, "ZICHT_API_DATABASE_URL": databases.api, "ZICHT_API_GEHEIMEN": SECRET}.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(app, ["doctor", "--json"])
    report: dict[str, Any] = json.loads(done.stdout)
    wrong = {each["wat"] for each in report["bevindingen"] if each["ernst"] == "fout"}
    assert (done.exit_code, report["goed"], wrong) == (1, False, {"fsync is off"})
    assert {each["dienst"] for each in report["bevindingen"]} == {"api", "samen"}
    assert any(each["onderdeel"] == "back-up" and each["ernst"] == "niet te zien" for each in report["bevindingen"])
    shown = CliRunner().invoke(app, ["doctor"])
    assert shown.exit_code == 1
    assert SECRET not in shown.stdout + done.stdout


def test_it_ends_with_0_when_all_that_it_saw_is_well() -> None:
    delen = [
        Deel("api", [Bevinding("a", "b"), Bevinding("c", "d", "let op", "e"), Bevinding("f", "g", "niet te zien")])
    ]
    assert is_well(delen)
    assert json.loads(as_json(delen))["goed"]
