"""docker-compose.yml without Docker: valid by its schema, and every command in it does what it is there for.

The containers themselves are not run: the same programs are, with the same arguments and the environment that the file
gives them; only host names, ports and the number of workers are of this machine.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bench.installatie import free_port
from ruamel.yaml import YAML

from tests.end_to_end.gemeente import eventually
from zicht_shared.postgres import _WHEEL, EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
Environment = dict[str, str]
SERVICES: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
# As docs/beheer.md lets the operator make it.
_MAKE_ENV = re.compile(r"python3 -c '\n(import secrets\n.*?)' > \.zicht/productie/env", re.DOTALL)
_VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


@pytest.fixture(scope="module")
def env_file() -> dict[str, str]:
    """What the guide's own lines write into .zicht/productie/env."""
    found = _MAKE_ENV.search((ROOT / "docs" / "beheer.md").read_text(encoding="utf-8"))
    assert found is not None
    made = subprocess.run([sys.executable, "-c", found[1]], capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in made.splitlines())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, env_file: dict[str, str]) -> Iterator[EmbeddedPostgres]:
    """As the image of PostgreSQL leaves it: one database, and the script in docker-entrypoint-initdb.d was run."""
    folder = tmp_path_factory.mktemp("compose")
    folder.parent.chmod(0o755)
    server = EmbeddedPostgres(folder / "pg")
    server.start(settings={"fsync": "off"})
    psql = {
        "PATH": f"{_WHEEL / 'pginstall' / 'bin'}:{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGPASSWORD": server.password,
    }
    given = _environment(SERVICES["postgres"], env_file)
    create = ["psql", "-qU", given["POSTGRES_USER"], "-d", "postgres", "-c", f"CREATE DATABASE {given['POSTGRES_DB']}"]
    subprocess.run(create, env=psql, check=True)
    _, _, script = SERVICES["postgres"]["volumes"][1].rpartition("./")
    subprocess.run(["sh", str(ROOT / script.partition(":")[0])], env=psql | given, check=True)
    yield server
    server.remove()


def test_it_is_what_the_specification_of_compose_allows() -> None:
    checker = [str(PROGRAMS / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run([*checker, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_everything_that_is_asked_of_the_operator_is_in_what_the_guide_makes(env_file: dict[str, str]) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    required = {name for name, sign, _ in _VARIABLE.findall(text) if sign == "?"}
    assert required == set(env_file)


@pytest.fixture
def environment_of(server: EmbeddedPostgres, env_file: dict[str, str], tmp_path: Path) -> Callable[[str], Environment]:
    """What a service finds in its environment, where nothing is called `postgres` and nothing is mounted."""
    (tmp_path / "vragenlijstsleutels.json").write_text("{}")
    here = {
        "@postgres:5432/": f"@127.0.0.1:{server.port}/",
        env_file["ZICHT_EIGENAAR_WACHTWOORD"]: server.password,
        "/run/zicht/": f"{tmp_path}/",
        "/var/lib/wissingen": str(tmp_path),
    }

    def environment(name: str) -> Environment:
        found = _environment(SERVICES[name], env_file)
        for there, this in here.items():
            found = {name: text.replace(there, this) for name, text in found.items()}
        return {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "TMPDIR": str(tmp_path), **found}

    return environment


def test_migrations_services_and_health_checks_run_as_they_stand_there(
    environment_of: Callable[[str], Environment],
) -> None:
    for name in ("migrate-api", "migrate-surveys"):
        done = _run(SERVICES[name]["command"], environment_of(name))
        assert done.returncode == 0, done.stderr
    for name in ("api", "surveys"):
        port = free_port()
        environment = {**environment_of(name), f"ZICHT_{name.upper()}_PORT": str(port)}
        arguments = [{"0.0.0.0": "127.0.0.1"}.get(word, word) for word in SERVICES[name]["command"]]
        arguments[arguments.index("--workers") + 1] = "1"
        kind, *check = SERVICES[name]["healthcheck"]["test"]
        assert kind == "CMD"
        check = [re.sub(r"(127\.0\.0\.1):\d+/", rf"\1:{port}/", word) for word in check]
        look = partial(_run, check, environment)
        with _running(arguments, environment):
            assert eventually(look, lambda done: done.returncode == 0, seconds=60).returncode == 0
        assert look().returncode != 0
    made = _run(["zicht", "gemeente", "GM0627", "Waddinxveen"], environment_of("api"))
    assert "geheim:" in made.stdout, made.stderr


def _environment(service: dict[str, Any], env_file: dict[str, str]) -> Environment:
    def value(found: re.Match[str]) -> str:
        return env_file[found[1]] if found[2] == "?" else env_file.get(found[1], found[3] or "")

    return {name: _VARIABLE.sub(value, text) for name, text in service["environment"].items()}


def _run(command: list[str], environment: Environment) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]], env=environment, capture_output=True, text=True, check=False
    )


@contextmanager
def _running(command: list[str], environment: Environment) -> Iterator[None]:
    program = [str(PROGRAMS / command[0]), *command[1:]]
    process = subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
