"""Failpoints do what the environment asked for when the process began, at one passage, and nothing otherwise."""

import os
import re
import signal
import subprocess
import sys
import time
import timeit
from pathlib import Path

import pytest

from tests.chaos.afbreken import KILLS
from zicht_shared.failpoints import afailpoint, failpoint

ROOT = Path(__file__).parents[2]
_PROGRAM = """
import asyncio, os, time
from zicht_shared.failpoints import afailpoint, failpoint

# Too late: what counts was read when the process began.
os.environ["ZICHT_FAILPOINT"] = "ander:1:kill"

async def pass_by():
    went_on = asyncio.create_task(asyncio.sleep(0.02, "went on"))
    await afailpoint("plaats")
    print(went_on.done())

def look(call):
    start = time.monotonic()
    try:
        call()
    except ConnectionError as fault:
        print("cut", fault)
    print(time.monotonic() - start > 0.2)

failpoint("ander")
look(lambda: failpoint("plaats"))
look(lambda: asyncio.run(pass_by()))
print("alive")
"""


def run(asked: str | None) -> tuple[int, list[str]]:
    environment = {name: value for name, value in os.environ.items() if name != "ZICHT_FAILPOINT"}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        env=environment if asked is None else {**environment, "ZICHT_FAILPOINT": asked},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (None, 0, ["False", "False", "False", "alive"]),
        ("elders", 0, ["False", "False", "False", "alive"]),
        ("plaats", -signal.SIGKILL, []),
        ("plaats:2", -signal.SIGKILL, ["False"]),
        ("plaats:2:kill", -signal.SIGKILL, ["False"]),
        ("plaats:3", 0, ["False", "False", "False", "alive"]),
        ("plaats:1:cut", 0, ["cut plaats", "False", "False", "False", "alive"]),
        ("plaats:2:cut", 0, ["False", "cut plaats", "False", "alive"]),
        # The first holds up everything, the second only who comes by.
        ("plaats:1:delay=0.3", 0, ["True", "False", "False", "alive"]),
        ("plaats:2:delay=0.3", 0, ["False", "True", "True", "alive"]),
    ],
)
def test_a_failpoint_strikes_once_and_where_it_was_asked_to(asked: str | None, status: int, said: list[str]) -> None:
    code, lines = run(asked)
    # Not buffered away by a kill: nothing is written after it.
    assert code == status
    if status == 0:
        assert lines == said


async def test_a_failpoint_that_is_off_costs_nothing_that_can_be_measured() -> None:
    assert "ZICHT_FAILPOINT" not in os.environ
    assert min(timeit.repeat(lambda: failpoint("push.voor-commit"), number=10_000, repeat=3)) < 0.1
    start = time.perf_counter()
    for _ in range(10_000):
        await afailpoint("push.voor-commit")
    assert time.perf_counter() - start < 0.5


def test_every_place_in_the_code_is_killed_by_the_harness() -> None:
    """A new failpoint without a kill of its own fails here; so does a kill at a place that is not there any more."""
    named = {
        (path.relative_to(ROOT).parts[1], name)
        for folder in ("services", "shared", "cli")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r'\ba?failpoint\(\s*f?"([^"]+)"', path.read_text())
    }
    killed = {(place.service, place.failpoint) for place in KILLS}
    of_both = {name for package, name in named if package == "zicht_shared"}
    here = {(package, name) for package, name in named if package != "zicht_shared"}
    assert killed == here | {(service, name) for service in ("api", "surveys") for name in of_both}


def test_nothing_but_the_module_itself_reads_or_sets_a_failpoint() -> None:
    """It cannot be switched on over the network: no route, setting or page knows of it, only the operator's doctor."""
    for folder in ("services", "shared", "docker"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ".yml", ".template", ".env"} and path.name != "failpoints.py":
                text = path.read_text()
                assert "ZICHT_FAILPOINT" not in text, path
                assert "import failpoints" not in text, path
