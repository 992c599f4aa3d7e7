"""`zicht demo`: two fictional gemeenten, filled through the API's own doors, and everything running until Ctrl-C."""

import json
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console
from rich.progress import Progress

from zicht_cli.demo import jaar
from zicht_cli.demo.gegevens import GEMEENTEN, DemoGemeente
from zicht_cli.demo.geheugen import Afgebroken, Geheugen
from zicht_cli.demo.kalender import MAANDEN, Kalender
from zicht_cli.demo.vulling import invite, on_stage
from zicht_cli.diensten import running
from zicht_cli.omgeving import SERVICES, Omgeving, write_private
from zicht_shared.migrations import Service

_VOORTGANG = "demo-voortgang.json"
# What residents answer is soon a figure.
_EXTRA: dict[Service, dict[str, str]] = {"surveys": {"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1"}}


def run(omgeving: Omgeving, console: Console) -> None:
    """Start, fill when it is empty, say where to look, and wait for Ctrl-C, SIGTERM or the end of the terminal."""
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: stop.set())
    console.print("PostgreSQL, de kern en de vragenlijsten starten ...")
    with running(omgeving, _EXTRA), suppress(Afgebroken):
        path = omgeving.folder / "demo.json"
        filled = json.loads(path.read_text()) if path.exists() else _fill(omgeving, console, stop.is_set)
        here = _as_it_runs_now(omgeving, filled)
        write_private(path, json.dumps(here, indent=2))
        (omgeving.folder / _VOORTGANG).unlink(missing_ok=True)
        _say_where_to_look(omgeving, console, here)
        stop.wait()
    console.print("Gestopt.")


def _fill(omgeving: Omgeving, console: Console, must_stop: Callable[[], bool]) -> dict[str, Any]:
    geheugen = Geheugen(omgeving.folder / _VOORTGANG, must_stop)
    with Progress(console=console) as progress:
        leveringen = sum(MAANDEN * len(gemeente.aanbieders) for gemeente in GEMEENTEN)
        task = progress.add_task("Het jaar naspelen", total=leveringen)
        return {
            "api": omgeving.public_url("api"),
            "surveys": omgeving.public_url("surveys"),
            "gemeenten": [
                fill_gemeente(omgeving, gemeente, geheugen, lambda: progress.advance(task)) for gemeente in GEMEENTEN
            ],
        }


def fill_gemeente(
    omgeving: Omgeving, gemeente: DemoGemeente, geheugen: Geheugen, geleverd: Callable[[], None]
) -> dict[str, Any]:
    """Everything of a gemeente of the demo, with its year when it has one. geleverd: hears of every delivery."""
    begonnen = geheugen.once("begonnen op", lambda: datetime.now(UTC).date().isoformat())
    with on_stage(omgeving, gemeente, geheugen, Kalender(date.fromisoformat(begonnen)), geleverd) as toneel:
        gevuld: dict[str, Any] = {
            "code": gemeente.code,
            "naam": gemeente.naam,
            "sleutels": toneel.sleutels,
            "aanbieders": toneel.aanbieders,
        }
        if gemeente.stil:
            gevuld["jaar"] = jaar.play(toneel)
        else:
            toneel.deliver(toneel.kalender.maanden)
        meting, links = invite(toneel)
        urls = {variant: [toneel.at_surveys(path) for path in paths] for variant, paths in links.items()}
        return {**gevuld, "meting": meting, "links": urls}


def _as_it_runs_now(omgeving: Omgeving, filled: dict[str, Any]) -> dict[str, Any]:
    """The same, with the addresses of this start: ports may differ from those of the start that filled it."""
    moved: dict[str, Any] = json.loads(json.dumps(filled).replace(filled["surveys"], omgeving.public_url("surveys")))
    return {
        **moved,
        "api": omgeving.public_url("api"),
        "databases": {service: omgeving.service_url(service) for service in SERVICES},
    }


def places(demo: dict[str, Any]) -> dict[str, str]:
    """Where the year of the first gemeente can be read, by what is to be seen there."""
    jaar, v1 = demo["gemeenten"][0]["jaar"], f"{demo['api']}/v1"
    return {
        "Hoe ver de cyclus is": f"{v1}/monitorcycli/{jaar['cyclus']}/stand",
        "Het signaal": f"{v1}/signalen/{jaar['signaal']}",
        "Het gespreksblad": f"{v1}/duidingssessies/{jaar['sessie']}/gespreksblad",
        "Het verslag van het gesprek": f"{v1}/duidingssessies/{jaar['sessie']}/verslag",
        "Het plan": f"{v1}/verbeterplannen/{jaar['plan']}",
        "Wat een actie deed": f"{v1}/verbeterplannen/{jaar['plan']}/acties/{jaar['actie']}/effect",
        "Alles wat er gebeurde": f"{v1}/gebeurtenissen",
        "Wat inwoners lezen": jaar["terugkoppeling"],
    }


def _say_where_to_look(omgeving: Omgeving, console: Console, demo: dict[str, Any]) -> None:
    gemeente = demo["gemeenten"][0]
    bi, beleid = gemeente["sleutels"]["bi"], gemeente["sleutels"]["beleid"]
    console.print(
        f"""
[bold]Zicht draait.[/] Stoppen: Ctrl-C.

Een vragenlijst invullen zoals een inwoner:
  {gemeente["links"]["kort"][0]}

Het dashboard, zoals iedereen het ziet; aanmelden kan met de sleutel {beleid["id"]}.{beleid["geheim"]}
  {demo["api"]}/dashboard/{gemeente["code"]}

Een indicator ophalen zoals BI-gereedschap, of alles tegelijk via OData ({demo["api"]}/odata/v4/):
  curl -u {bi["id"]}:{bi["geheim"]} "{demo["api"]}/v1/indicatoren/clienten-bereikt/waarden?periode=2025-01..2025-12"
{_describe_year(demo) if "jaar" in gemeente else ""}
De API's: {demo["api"]}/v1/openapi.json en {demo["surveys"]}/v1/openapi.json
Alle sleutels en links van beide gemeenten: {omgeving.folder / "demo.json"}
""",
        soft_wrap=True,
        highlight=False,
    )


def _describe_year(demo: dict[str, Any]) -> str:
    """For the terminal. An installation that an earlier version filled has no year."""
    gemeente = demo["gemeenten"][0]
    beleid = gemeente["sleutels"]["beleid"]
    found = "\n".join(f"  {naam + ':':<29}{place}" for naam, place in places(demo).items())
    return f"""
Een jaar in {gemeente["naam"]}, van een dorp dat stil werd tot wat inwoners ervan hoorden. Open het in een browser:
{found}
  Gebruikersnaam {beleid["id"]}, wachtwoord {beleid["geheim"]}
"""
