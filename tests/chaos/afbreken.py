"""`kill -9`, a cut line and a delay at every named place in the code, while people send; then a count of what is left.

`python -m tests.chaos.afbreken 1000` spreads so many kills over all places and prints a table, with a few cuts and
delays besides; tests/end_to_end/test_kill.py does each place once.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass, fields
from functools import partial
from itertools import count

from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from tests.chaos import opruimen
from tests.chaos.aanbieders import BERICHTEN, RIJEN, closing, pushing, telling
from tests.chaos.inwoners import AT_ONCE, BRIEVEN, inviting, mailing, sending
from tests.chaos.levens import Lives, many_lives
from tests.chaos.ontvanger import Ontvanger, listening
from tests.chaos.opruimen import Opruiming, purging
from tests.chaos.toneel import Boek, Owner, Stage, Tally
from tests.end_to_end.gemeente import LopendeGemeente, make_running
from zicht_cli.omgeving import SERVICES
from zicht_shared.migrations import Service

Scene = Callable[[Stage, int], Tally]

# Of each cut and delay, beside the kills.
_OTHERS = 3
_NOTHING = range(1)
_WHATEVER = range(AT_ONCE + 1)


@dataclass(frozen=True)
class Place:
    """Where in the code, what goes on meanwhile, how much of it is sent each time, and how much may be unheard then.

    deed, passages: as a Stage has them.
    """

    service: Service
    failpoint: str
    scene: Scene
    size: int
    unheard: range = _NOTHING
    passages: int = 1
    deed: str = "kill"

    def __str__(self) -> str:
        scene = self.scene.func if isinstance(self.scene, partial) else self.scene
        return f"{self.service} {self.failpoint} {self.deed} {scene.__name__}"

    @property
    def mortal(self) -> list[Service]:
        if self.service == "api" and self.scene is sending:
            # What surveys could not deliver to a dead core it tries again after a pause, but in a new life at once.
            return ["api", "surveys"]
        return [self.service]


def _sending(
    service: Service, failpoint: str, unheard: range = _WHATEVER, passages: int = 1, deed: str = "kill"
) -> Place:
    return Place(service, failpoint, sending, AT_ONCE, unheard, passages, deed)


def _pushing(failpoint: str, unheard: range = _NOTHING, deed: str = "kill") -> Place:
    return Place("api", failpoint, pushing, RIJEN, unheard, deed=deed)


def _telling(failpoint: str, deed: str = "kill") -> Place:
    return Place("api", failpoint, telling, BERICHTEN, passages=2, deed=deed)


def _mailing(failpoint: str, passages: int = 2, deed: str = "kill") -> Place:
    return Place("surveys", failpoint, mailing, BRIEVEN, passages=passages, deed=deed)


def _purging(failpoint: str, wat: Opruiming, passages: int = 1) -> Place:
    return Place(wat.service, failpoint, partial(purging, wat), opruimen.ROWS, passages=passages)


_ALL_RIJEN = range(RIJEN, RIJEN + 1)
_ALL_LINKS = range(AT_ONCE, AT_ONCE + 1)
_SOME = range(1, AT_ONCE + 1)
KILLS = [
    _sending("surveys", "submit.na-lezen", _NOTHING, passages=2),
    _sending("surveys", "submit.voor-commit", _NOTHING, passages=2),
    _sending("surveys", "submit.na-commit", _SOME, passages=2),
    _sending("surveys", "vrijgave.na-indelen"),
    _sending("surveys", "vrijgave.na-legen", passages=2),
    _sending("surveys", "vrijgave.voor-commit"),
    _sending("surveys", "vrijgave.na-commit"),
    _sending("surveys", "vrijgave.geschud"),
    _sending("surveys", "outbox.voor-put"),
    _sending("surveys", "outbox.na-put"),
    _sending("surveys", "outbox.na-markering"),
    _sending("api", "resultaat.voor-commit", _NOTHING),
    _sending("api", "verzoek.na-commit", _NOTHING),
    Place("surveys", "verzoek.voor-commit", inviting, AT_ONCE),
    Place("surveys", "verzoek.na-commit", inviting, AT_ONCE, _ALL_LINKS),
    _mailing("post.voor-verzending"),
    _mailing("post.na-verzending"),
    _mailing("post.voor-commit"),
    _mailing("opruimen.post", passages=1),
    _pushing("push.voor-lezen"),
    _pushing("push.na-deel"),
    _pushing("push.voor-commit"),
    _pushing("verzoek.voor-commit"),
    _pushing("verzoek.na-commit", _ALL_RIJEN),
    Place("api", "afsluiting.halverwege", closing, 1),
    _telling("webhook.voor-verzending"),
    _telling("webhook.na-verzending"),
    _telling("webhook.na-markering"),
    _purging("opruimen.gebeurtenissen", opruimen.GEBEURTENISSEN, passages=2),
    _purging("opruimen.verhalen", opruimen.VERHALEN),
    _purging("opruimen.aanmeldingen", opruimen.AANMELDINGEN),
    _purging("opruimen.waarnemingen", opruimen.WAARNEMINGEN),
    _purging("opruimen.uren", opruimen.UREN),
    _purging("vrijgave.na-legen", opruimen.VERGETEN, passages=2),
]
OTHERS = [
    _sending("surveys", "submit.voor-commit", _NOTHING, deed="cut"),
    _sending("surveys", "submit.na-commit", _SOME, deed="cut"),
    # Longer than the release waits for a resident.
    _sending("surveys", "submit.voor-commit", _NOTHING, deed="delay=1"),
    _sending("surveys", "vrijgave.na-legen", _NOTHING, passages=2, deed="cut"),
    _sending("surveys", "vrijgave.na-legen", _NOTHING, passages=2, deed="delay=1"),
    _sending("surveys", "outbox.voor-put", _NOTHING, deed="cut"),
    _sending("surveys", "outbox.na-put", _NOTHING, deed="cut"),
    _sending("surveys", "outbox.na-put", _NOTHING, deed="delay=1"),
    # Longer than surveys waits for the core.
    _sending("api", "resultaat.voor-commit", _NOTHING, deed="delay=6"),
    _sending("api", "resultaat.voor-commit", _NOTHING, deed="cut"),
    Place("surveys", "verzoek.na-commit", inviting, AT_ONCE, _ALL_LINKS, deed="cut"),
    _mailing("post.voor-verzending", deed="cut"),
    _mailing("post.na-verzending", deed="cut"),
    _mailing("post.na-verzending", deed="delay=1"),
    _pushing("push.voor-lezen", deed="cut"),
    _pushing("push.voor-commit", deed="cut"),
    _pushing("push.na-deel", deed="delay=1"),
    _pushing("verzoek.na-commit", _ALL_RIJEN, deed="cut"),
    Place("api", "afsluiting.halverwege", closing, 1, deed="cut"),
    _telling("webhook.voor-verzending", deed="cut"),
    _telling("webhook.na-verzending", deed="cut"),
    _telling("webhook.na-verzending", deed="delay=1"),
]


@dataclass(frozen=True)
class Theatre:
    """An installation of which both services have many lives."""

    installatie: Installatie
    gemeente: LopendeGemeente
    lives: dict[Service, Lives]
    owners: dict[Service, Owner]
    ontvanger: Ontvanger
    _runs: Iterator[int]

    def play(self, place: Place, times: int) -> Tally:
        for lives in self.lives.values():
            if not lives.alive:
                lives.begin()
        boek = Boek(self.installatie.omgeving.folder / f"boek-{next(self._runs)}")
        stage = Stage(
            self.gemeente,
            self.lives,
            place.mortal,
            self.owners,
            self.ontvanger,
            boek,
            place.failpoint,
            place.deed,
            place.passages,
        )
        return place.scene(stage, times)


@contextmanager
def theatre(installatie: Installatie) -> Iterator[Theatre]:
    """The services of the installatie have many lives; at the end they have the ordinary one again."""
    omgeving = installatie.omgeving
    with ExitStack() as stack:
        stack.callback(installatie.diensten.start, *SERVICES)
        runner = stack.enter_context(asyncio.Runner())
        ontvanger = stack.enter_context(listening(omgeving.folder))
        settings: dict[Service, dict[str, str]] = {
            "api": {"ZICHT_API_WEBHOOKS_LOOPBACK": "true"},
            "surveys": {
                # The box is looked at as often as can be, so that a release comes in the midst of the sending.
                "ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "0.05",
                # What it asks of the core by itself would come by a failpoint that is meant for somebody else.
                "ZICHT_SURVEYS_VERGELIJKEN_ELKE": "86400",
                "ZICHT_SURVEYS_SMTP_URL": ontvanger.smtp,
                "ZICHT_SURVEYS_AFZENDER": "vragenlijsten@gemeente.example",
            },
        }
        lives = {
            service: stack.enter_context(many_lives(installatie, service, **settings[service])) for service in SERVICES
        }
        owners = {service: Owner(runner, omgeving.owner_url(service)) for service in SERVICES}
        for service in SERVICES:
            lives[service].begin()
            stack.callback(owners[service].close)
        gemeente = stack.enter_context(make_running(installatie))
        yield Theatre(installatie, gemeente, lives, owners, ontvanger, count())


def main(kills: int) -> None:
    """At least so many kills, as many at each place."""
    table = Table(*("place", *(field.name for field in fields(Tally)), "s"))
    each = -(-kills // len(KILLS))
    total = Tally()
    began = time.monotonic()
    with installation() as installatie, theatre(installatie) as house:
        for place, times in [*((place, each) for place in KILLS), *((place, _OTHERS) for place in OTHERS)]:
            start = time.monotonic()
            tally = house.play(place, times)
            row = [str(place), *map(str, astuple(tally)), f"{time.monotonic() - start:.0f}"]
            print(*row, file=sys.stderr)
            table.add_row(*row)
            total = Tally(*(one + other for one, other in zip(astuple(total), astuple(tally), strict=True)))
    table.add_section()
    table.add_row("samen", *map(str, astuple(total)), f"{time.monotonic() - began:.0f}")
    Console(width=160).print(table)
    if total.lost or total.doubled or total.torn:
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
