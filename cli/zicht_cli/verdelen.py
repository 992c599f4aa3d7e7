"""`zicht migrate --citus`: the tables of a service over a cluster."""

import typer
from rich.console import Console
from sqlalchemy import MetaData

import zicht_api.models
import zicht_surveys.models
from zicht_shared.citus import GeenCitus, distribute
from zicht_shared.migrations import Service

_TABELLEN: dict[Service, MetaData] = {
    "api": zicht_api.models.Base.metadata,
    "surveys": zicht_surveys.models.Base.metadata,
}


def verdeel(service: Service, url: str, console: Console) -> None:
    """Spread what is not spread yet, and say what was. url: the database, as its owner."""
    try:
        done = distribute(url, _TABELLEN[service])
    except GeenCitus as fault:
        console.print(f"[bold red]Dat lukte niet.[/] {fault}")
        raise typer.Exit(1) from None
    for each in done:
        console.print(f"{each.tabel}: {'verdeeld op ' + each.kolom if each.kolom else 'op elke node'}")
    console.print(f"{len(done)} tabellen verdeeld")
