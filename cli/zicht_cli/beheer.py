"""What only the operator does: a gemeente and its first key, straight in the core's database."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.benchmarkgroepen.schemas import NieuweGroep
from zicht_api.benchmarkgroepen.service import create_groep
from zicht_api.gemeenten.queries import NEDERLAND, gemeente_exists
from zicht_api.gemeenten.service import create_gemeente
from zicht_api.settings import Settings
from zicht_api.sleutels.schemas import NieuweSleutel, SleutelMetGeheim
from zicht_api.sleutels.service import create_sleutel, operator
from zicht_shared.auth import Principal, Rol
from zicht_shared.db import Database
from zicht_shared.errors import fout_from_pydantic
from zicht_shared.wisregister import Wisregister

Code = Annotated[str, typer.Argument(help="CBS-code, bijvoorbeeld GM0627")]


def gemeente(code: Code, naam: Annotated[str, typer.Argument(help="Naam van de gemeente")]) -> None:
    """Maak een gemeente aan, met haar startset en een eerste sleutel voor beheer."""
    caller = operator(code, naam)
    url = Settings().database_url
    if not asyncio.run(make_gemeente(url, caller)):
        typer.echo("Deze gemeente is er al; maak zo nodig een sleutel met `zicht sleutel geef`.", err=True)
        raise typer.Exit(1)
    nieuw = NieuweSleutel(rol=Rol.beheer, omschrijving="Eerste sleutel")
    show(asyncio.run(issue(url, caller, [nieuw]))[0])


def benchmarkgroep(url: str, code: str, naam: str, omschrijving: str, vanaf: date | None) -> None:
    """Lay down a group. url: the core's database, as its owner: the service may not. vanaf None: from last year on."""
    dag = datetime.now(NEDERLAND).date()
    try:
        nieuw = NieuweGroep(code=code, naam=naam, omschrijving=omschrijving, vanaf=vanaf or date(dag.year - 1, 1, 1))
    except ValidationError as fault:
        for error in fault.errors():
            fout = fout_from_pydantic(error)
            typer.echo(f"{error['loc'][0]}: {fout.reason}", err=True)
        raise typer.Exit(1) from None
    if not asyncio.run(make_benchmarkgroep(url, nieuw, dag)):
        typer.echo("Er is al een groep met deze code.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Gemeenten melden zich aan met PUT /v1/benchmarkdeelnames/{nieuw.code}.")


async def make_benchmarkgroep(url: str, nieuw: NieuweGroep, dag: date) -> bool:
    """dag: on which the group is made. False when there is one with this code already."""
    database = Database(url, application="zicht-beheer")
    try:
        async with database.transaction(None) as db:
            return await create_groep(db, nieuw, dag)
    finally:
        await database.close()


class GemeenteOnbekend(Exception):
    """A key was asked for a gemeente that is not there."""


async def make_gemeente(url: str, caller: Principal) -> bool:
    """Make the caller's gemeente with its starter set. False when it is there already."""
    async with transaction(url, caller) as db:
        return await create_gemeente(db, caller)


async def issue(url: str, caller: Principal, sleutels: list[NieuweSleutel]) -> list[SleutelMetGeheim]:
    """Issue keys. url: the core's database, as its service role. Raises GemeenteOnbekend."""
    async with transaction(url, caller) as db:
        if not await gemeente_exists(db, caller.gemeente_id):
            raise GemeenteOnbekend
        return [await create_sleutel(db, caller, nieuw) for nieuw in sleutels]


@asynccontextmanager
async def transaction(url: str, caller: Principal) -> AsyncIterator[AsyncSession]:
    """In the caller's gemeente. url: the core's database, as its service role."""
    folder = os.environ.get("ZICHT_API_WISREGISTER")
    register = Wisregister(Path(folder)) if folder else None
    database = Database(url, application="zicht-beheer", wisregister=register)
    try:
        async with database.transaction(caller.gemeente_id) as db:
            yield db
    finally:
        await database.close()


def show(sleutel: SleutelMetGeheim) -> None:
    typer.echo(f"id:     {sleutel.id}\ngeheim: {sleutel.geheim}")
