"""What only the operator does: a gemeente and its first key, straight in the core's database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import gemeente_exists
from zicht_api.gemeenten.service import create_gemeente
from zicht_api.settings import Settings
from zicht_api.sleutels.schemas import NieuweSleutel, SleutelMetGeheim
from zicht_api.sleutels.service import create_sleutel, operator
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.db import Database

Code = Annotated[str, typer.Argument(help="CBS-code, bijvoorbeeld GM0627")]


def gemeente(code: Code, naam: Annotated[str, typer.Argument(help="Naam van de gemeente")]) -> None:
    """Maak een gemeente aan, met haar startset en een eerste sleutel voor beheer."""
    caller = operator(code, naam)
    url = Settings().database_url
    if not asyncio.run(make_gemeente(url, caller)):
        typer.echo("Deze gemeente is er al; maak zo nodig een sleutel met `zicht sleutel`.", err=True)
        raise typer.Exit(1)
    nieuw = NieuweSleutel(rol=Rol.beheer, omschrijving="Eerste sleutel")
    _show(asyncio.run(issue(url, caller, [nieuw]))[0])


def sleutel(
    code: Code,
    rol: Annotated[Rol, typer.Argument()],
    omschrijving: Annotated[str, typer.Argument(help="Waarvoor de sleutel is")],
    doel: Doel = Doel.leren,
    aanbieder: Annotated[str | None, typer.Option(help="Code van de aanbieder, bij de rol aanbieder")] = None,
) -> None:
    """Geef een sleutel uit. Het geheim wordt nu getoond en daarna nooit meer."""
    nieuw = NieuweSleutel(rol=rol, doel=doel, omschrijving=omschrijving, aanbieder=aanbieder)
    try:
        _show(asyncio.run(issue(Settings().database_url, operator(code, code), [nieuw]))[0])
    except GemeenteOnbekend:
        typer.echo("Deze gemeente is er nog niet; maak haar met `zicht gemeente`.", err=True)
        raise typer.Exit(1) from None


class GemeenteOnbekend(Exception):
    """A key was asked for a gemeente that is not there."""


async def make_gemeente(url: str, caller: Principal) -> bool:
    """Make the caller's gemeente with its starter set. False when it is there already."""
    async with _transaction(url, caller) as db:
        return await create_gemeente(db, caller)


async def issue(url: str, caller: Principal, sleutels: list[NieuweSleutel]) -> list[SleutelMetGeheim]:
    """Issue keys. url: the core's database, as its service role. Raises GemeenteOnbekend."""
    async with _transaction(url, caller) as db:
        if not await gemeente_exists(db, caller.gemeente_id):
            raise GemeenteOnbekend
        return [await create_sleutel(db, caller, nieuw) for nieuw in sleutels]


@asynccontextmanager
async def _transaction(url: str, caller: Principal) -> AsyncIterator[AsyncSession]:
    database = Database(url, application="zicht-beheer")
    try:
        async with database.transaction(caller.gemeente_id) as db:
            yield db
    finally:
        await database.close()


def _show(sleutel: SleutelMetGeheim) -> None:
    typer.echo(f"id:     {sleutel.id}\ngeheim: {sleutel.geheim}")
