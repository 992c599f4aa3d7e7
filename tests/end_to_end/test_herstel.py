"""The operator's guide for backups does what it says, and what was promised holds after a backup was put back."""

from collections.abc import Iterator

import pytest
from bench.installatie import Installatie

from tests.chaos.herstel import Gids, Tally, guide, put_back_core, put_back_surveys
from tests.end_to_end.gemeente import LopendeGemeente


@pytest.fixture(scope="module")
def gids(installatie: Installatie, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gids]:
    with guide(installatie.omgeving, tmp_path_factory.mktemp("back-ups")) as gids:
        yield gids


def test_after_the_core_was_put_back_the_results_come_again_and_what_was_withdrawn_does_not(
    lopende_gemeente: LopendeGemeente, gids: Gids
) -> None:
    tally = Tally("kern")
    put_back_core(lopende_gemeente, gids, tally)
    assert (tally.revived, tally.less, tally.missing, tally.doubled) == (0, 0, 0, 0)
    # As the guide says: who owns the tables is under their rules too, and dumps nothing.
    assert "row-level security" in gids.dump_as_plain_owner("api")


def test_after_the_surveys_were_put_back_the_core_loses_nothing_and_new_answers_arrive(
    lopende_gemeente: LopendeGemeente, gids: Gids
) -> None:
    tally = Tally("vragenlijsten")
    put_back_surveys(lopende_gemeente, gids, tally)
    assert (tally.revived, tally.less, tally.missing, tally.doubled) == (0, 0, 0, 0)
