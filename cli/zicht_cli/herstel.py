"""`zicht herstel`: what a person decides after a backup of the surveys was put back. All else goes by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from zicht_shared.db import Database
from zicht_shared.wisregister import Wisregister
from zicht_surveys.herstel.beslissen import MetingOnbekend, keep_ours, list_keuzes, withdraw_links
from zicht_surveys.settings import Settings

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="Beslis wat er na het terugzetten van de vragenlijsten geldt.")
Meting = Annotated[UUID, typer.Argument(help="Het id van de meting; zie `zicht herstel toon`")]


@app.command()
def toon() -> None:
    """Toon de metingen waarover u na het terugzetten van zicht_surveys iets kunt beslissen."""
    keuzes = _ask(list_keuzes)
    for keuze in keuzes:
        typer.echo(f"{keuze.gemeente}  {keuze.meting_id}  {keuze.naam}")
        if keuze.minder:
            typer.echo(
                "  De kern heeft antwoorden die hier niet meer zijn, en houdt die. Gelden de uitkomsten van hier?"
            )
            typer.echo(f"  zicht herstel houd {keuze.meting_id}")
        if keuze.open:
            typer.echo("  Links die na de back-up zijn gebruikt, werken nog een keer. Alle links intrekken:")
            typer.echo(f"  zicht herstel trek-in {keuze.meting_id}")
    if not keuzes:
        typer.echo("Er is niets te beslissen.")


@app.command()
def houd(meting: Meting) -> None:
    """Laat de uitkomst van de vragenlijsten gelden, ook waar de kern er meer heeft."""
    if _ask(lambda database: keep_ours(database, meting)):
        typer.echo("De uitkomst gaat nu naar de kern. Wat de kern had, blijft daar te lezen met een eerdere peildatum.")
    else:
        typer.echo("Over deze meting is niets te beslissen.")


@app.command("trek-in")
def trek_in(meting: Meting) -> None:
    """Trek alle links van een meting in, ook die van open links. Wie nog niet antwoordde, heeft een nieuwe nodig."""
    aantal = _ask(lambda database: withdraw_links(database, meting))
    typer.echo(f"{aantal} links werken niet meer.")


def _ask(work: Callable[[Database], Awaitable[T]]) -> T:
    settings = Settings()
    register = Wisregister(settings.wisregister) if settings.wisregister else None

    async def run() -> T:
        database = Database(settings.database_url, application="zicht-beheer", wisregister=register)
        try:
            return await work(database)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except MetingOnbekend:
        typer.echo("Deze meting is er niet.", err=True)
        raise typer.Exit(1) from None
