"""The command line: `zicht`."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from zicht_cli import beheer, gegevens, herstel, sleutels, sporen, verdelen
from zicht_cli import serve as serving
from zicht_cli.demo import starten
from zicht_cli.diensten import StartMislukt
from zicht_cli.doctor import onderzoek, rapport
from zicht_cli.omgeving import SERVICES, Omgeving, url_variable
from zicht_cli.openapi import as_text, documents
from zicht_shared.migrations import Service, downgrade, upgrade
from zicht_shared.postgres import PostgresUnavailable

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Zicht op cliëntondersteuning.")
console = Console()

_PROJECT = Path(__file__).resolve().parents[2]
_DEFAULT_PORTS: dict[Service, int] = {"api": 8000, "surveys": 8001}


def this_installation() -> Omgeving:
    """The installation in `.zicht/`, with ports from ZICHT_API_PORT and ZICHT_SURVEYS_PORT."""
    ports = {
        service: int(os.environ.get(f"ZICHT_{service.upper()}_PORT", _DEFAULT_PORTS[service])) for service in SERVICES
    }
    return Omgeving(Path(os.environ.get("ZICHT_FOLDER", _PROJECT / ".zicht")), ports)


@app.command("demo")
def demo_command() -> None:
    """Start alles met twee verzonnen gemeenten, en blijf draaien tot Ctrl-C."""
    try:
        starten.run(this_installation(), console)
    except (StartMislukt, PostgresUnavailable, ValueError) as fault:
        console.print(f"[bold red]Dat lukte niet.[/] {fault}")
        raise typer.Exit(1) from None


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help="api of surveys")],
    host: str = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64)] = 1,
) -> None:
    """Start een dienst, met de instellingen uit de omgeving (ZICHT_API_..., ZICHT_SURVEYS_...)."""
    name = _service(service)
    serving.serve(name, host=host, port=this_installation().ports[name], workers=workers)


@app.command()
def migrate(
    service: Annotated[str, typer.Argument(help="api of surveys")],
    revision: Annotated[str, typer.Option(help="Tot welke migratie; omlaag kan ook.")] = "head",
    down: Annotated[bool, typer.Option("--down", help="Terug naar deze migratie.")] = False,
    citus: Annotated[bool, typer.Option("--citus", help="Verdeel de tabellen daarna over een Citus-cluster.")] = False,
) -> None:
    """Werk de database van een dienst bij. De databaseverbinding moet van de eigenaar zijn."""
    name = _service(service)
    url = _owner_url(name)
    if down:
        downgrade(name, url, revision)
        return
    upgrade(name, url, revision)
    if citus:
        verdelen.verdeel(name, url, console)


@app.command()
def openapi() -> None:
    """Schrijf opnieuw wat uit de code volgt: de OpenAPI-documenten in openapi/, en docs/gegevens.md."""
    written = {f"openapi/{service}.json": as_text(document) for service, document in documents().items()}
    for path, text in {**written, "docs/gegevens.md": gegevens.document()}.items():
        (_PROJECT / path).write_text(text, encoding="utf-8")
        console.print(f"{path} geschreven")


app.add_typer(herstel.app, name="herstel")
app.command("gemeente")(beheer.gemeente)
app.add_typer(sleutels.app, name="sleutel")


@app.command()
def benchmarkgroep(
    code: Annotated[str, typer.Argument(help="Bijvoorbeeld middelgroot")],
    naam: Annotated[str, typer.Option(help="Hoe de groep heet")],
    omschrijving: Annotated[str, typer.Option(help="Waarom deze gemeenten te vergelijken zijn")],
    vanaf: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Vergelijk geen perioden die eerder beginnen; standaard vorig jaar."),
    ] = None,
) -> None:
    """Maak een groep waarin gemeenten zich laten vergelijken. De databaseverbinding moet van de eigenaar zijn."""
    beheer.benchmarkgroep(_owner_url("api"), code, naam, omschrijving, vanaf.date() if vanaf else None)


sporen_app = typer.Typer(no_args_is_help=True, help="Het spoor: wie wat wanneer veranderde.")
app.add_typer(sporen_app, name="sporen")


@sporen_app.callback()
def sporen_command() -> None:
    """One command so far, which is named all the same."""


@sporen_app.command("controleer")
def controleer_sporen(
    gemeente: beheer.Code,
    dienst: Annotated[str, typer.Option(help="Van welke dienst: api of surveys.")] = "api",
    bestand: Annotated[
        Path | None,
        typer.Option(help="Reken een uitgevoerd bestand na (NDJSON), zonder database.", exists=True, dir_okay=False),
    ] = None,
    kop: Annotated[
        str | None, typer.Option(help="Een eerder genoteerde kop, als 1234:hash: die moet er nog zo staan.")
    ] = None,
    deel: Annotated[bool, typer.Option("--deel", help="Het bestand bevat niet alles: er mag iets ontbreken.")] = False,
) -> None:
    """Reken de keten van een spoor na, en zeg waar zij gebroken is. Verandert niets."""
    name = _service(dienst)
    url = "" if bestand else os.environ.get(url_variable(name)) or this_installation().service_url(name)
    if not sporen.controleer(console, url, name, gemeente, bestand, kop, deel):
        raise typer.Exit(1)


@app.command()
def doctor(als_json: Annotated[bool, typer.Option("--json", help="Voor programma's.")] = False) -> None:
    """Kijk na of alles in orde is, en zeg wat eraan te doen. Verandert niets. Einde 1: er moet iets worden hersteld."""
    installation = this_installation()
    omgevingen = onderzoek.environments(installation)
    gegevens = installation.data_folder
    delen = asyncio.run(onderzoek.investigate(omgevingen, gegevens))
    if als_json:
        typer.echo(rapport.as_json(delen))
    else:
        rapport.show(console, delen)
    raise typer.Exit(0 if rapport.is_well(delen) else 1)


def _owner_url(service: Service) -> str:
    return os.environ.get(url_variable(service)) or this_installation().owner_url(service)


def _service(name: str) -> Service:
    for service in SERVICES:
        if service == name:
            return service
    raise typer.BadParameter("Kies api of surveys.")


if __name__ == "__main__":
    app()
