"""Slow clients before the proxy, and a storm of guesses: others notice nothing. At length: `make chaos`."""

from pathlib import Path

import pytest
from bench.installatie import Installatie

from tests.chaos import langzaam, raden
from tests.chaos.proxy import is_installed


@pytest.mark.skipif(not is_installed(), reason="nginx is not installed (apt-get install nginx-light)")
def test_slow_clients_hold_on_to_what_they_have_and_others_notice_nothing(
    installatie: Installatie, tmp_path: Path
) -> None:
    uitkomst = langzaam.play(installatie, tmp_path, connections=50, seconds=2)
    assert uitkomst.voor.faults.total() == uitkomst.tijdens.faults.total() == 0
    assert len(uitkomst.tijdens.seconds) > 20
    assert uitkomst.druk.open.total() >= 40
    # On a machine that is busy with other tests they are slow alone as well.
    assert uitkomst.tijdens.p99 <= max(langzaam.P99_SECONDS, 4 * uitkomst.voor.p99)
    assert uitkomst.meer < 50


def test_guesses_at_a_key_from_elsewhere_are_slowed_down_and_the_key_is_not(installatie: Installatie) -> None:
    uitkomst = raden.play(installatie, guesses=200)
    assert set(uitkomst.eigen) == {200}
    assert uitkomst.geraden[401] == raden.ALLOWED
    assert uitkomst.geraden.total() == 200
    assert set(uitkomst.geraden) <= {401, 429, 503}
    # From the guesser's own address the right key works as well.
    assert uitkomst.daar == 200
