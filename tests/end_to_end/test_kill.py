"""`kill -9` at every named place: what was acknowledged stays, what was not can be done again, nothing is doubled."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from bench.installatie import Installatie

from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import LopendeGemeente, eventually, make_running
from tests.end_to_end.test_hele_weg import INDICATOR, MAAND, ontvangen
from zicht_cli.diensten import StartMislukt
from zicht_cli.omgeving import SERVICES
from zicht_shared.migrations import Service

RIJEN = as_csv([contact(nummer, datum="2025-03-05") for nummer in range(1, 301)])


@pytest.fixture
def gemeente(installatie: Installatie) -> Iterator[LopendeGemeente]:
    with make_running(installatie) as running:
        yield running
    for service in SERVICES:
        process = installatie.diensten.processes.get(service)
        if process is None or process.poll() is not None:
            restart(installatie, service)


def restart(installatie: Installatie, service: Service, failpoint: str | None = None) -> None:
    """Start a service anew, whether it still runs or was killed; failpoint: where it is to be killed."""
    diensten = installatie.diensten
    if service in diensten.processes:
        diensten.stop(service)
    usual = diensten.extra.get(service, {})
    if failpoint is not None:
        diensten.extra[service] = {**usual, "ZICHT_FAILPOINT": failpoint}
    try:
        diensten.start(service)
    except StartMislukt:
        # What an earlier test left to do may bring a process to its failpoint before it is ready: killed is killed.
        if failpoint is None:
            raise
    finally:
        diensten.extra[service] = usual


def wait_for_death(installatie: Installatie, service: Service) -> None:
    """The failpoint ended the process itself, by signal 9."""
    assert installatie.diensten.processes.pop(service).wait(timeout=20) == -9


def attempt(call: Any, *args: Any, **kwargs: Any) -> httpx.Response | None:
    """The answer, or None when the service was killed before it could give one."""
    try:
        answer: httpx.Response = call(*args, **kwargs)
    except httpx.TransportError:
        return None
    return answer


@pytest.mark.parametrize(
    ("failpoint", "stored"),
    [
        ("push.na-deel", 0),
        ("push.voor-commit", 0),
        ("verzoek.voor-commit", 0),
        ("verzoek.na-commit", 300),
    ],
)
def test_a_push_is_all_there_or_not_at_all(gemeente: LopendeGemeente, failpoint: str, stored: int) -> None:
    installatie, headers = gemeente.installatie, {"Idempotency-Key": "levering-maart-2025"}
    restart(installatie, "api", failpoint)
    assert attempt(gemeente.push, RIJEN, **headers) is None
    wait_for_death(installatie, "api")
    restart(installatie, "api")
    assert gemeente.waarde("clienten-bereikt", "2025-03")["n"] == stored
    again = gemeente.push(RIJEN, **headers)
    # With the same key the answer is that of the delivery that was stored, also when nobody ever saw it.
    assert again.json()["nieuw"] == 300
    assert gemeente.waarde("clienten-bereikt", "2025-03")["n"] == 300


@pytest.mark.parametrize("failpoint", ["submit.voor-commit", "submit.na-commit"])
def test_a_link_is_used_if_and_only_if_its_answers_are_kept(gemeente: LopendeGemeente, failpoint: str) -> None:
    installatie = gemeente.installatie
    meting, links = gemeente.make_links(10)
    for link in links:
        gemeente.fill_in(link)
    for link in links[1:]:
        assert gemeente.send(link).status_code == 303
    restart(installatie, "surveys", failpoint)
    assert attempt(gemeente.send, links[0]) is None
    wait_for_death(installatie, "surveys")
    restart(installatie, "surveys")
    was_kept = failpoint == "submit.na-commit"
    opened = gemeente.inwoner.get(links[0])
    assert ("goed aangekomen" in opened.text) == was_kept
    assert gemeente.send(links[0]).status_code in {200, 303}
    gemeente.close(meting)
    assert eventually(lambda: ontvangen(gemeente, meting), lambda number: number >= 10) == 10
    assert gemeente.waarde(INDICATOR, MAAND)["teller"] == 10


@pytest.mark.parametrize(
    ("service", "failpoint"),
    [
        ("surveys", "vrijgave.voor-commit"),
        ("surveys", "vrijgave.na-commit"),
        ("surveys", "outbox.voor-put"),
        ("surveys", "outbox.na-put"),
        ("api", "resultaat.voor-commit"),
        ("api", "verzoek.na-commit"),
    ],
)
def test_answers_reach_the_core_once_whatever_is_killed(
    gemeente: LopendeGemeente, service: Service, failpoint: str
) -> None:
    installatie = gemeente.installatie
    meting, links = gemeente.make_links(12)
    for link in links:
        gemeente.fill_in(link)
    restart(installatie, service, failpoint)
    sent = [attempt(gemeente.send, link) for link in links]
    wait_for_death(installatie, service)
    restart(installatie, service)
    for link, answer in zip(links, sent, strict=True):
        if answer is None or answer.status_code not in {200, 303}:
            assert gemeente.send(link).status_code in {200, 303}
    gemeente.close(meting)
    assert eventually(lambda: ontvangen(gemeente, meting), lambda number: number >= 12, seconds=20) == 12
    waarde = gemeente.waarde(INDICATOR, MAAND)
    assert (waarde["teller"], waarde["noemer"]) == (12, 12)
