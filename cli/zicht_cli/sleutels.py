"""`zicht sleutel`: keys, as the operator gives them out, straight in the core's database."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Annotated, Final, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.settings import Settings
from zicht_api.sleutels import queries, service
from zicht_api.sleutels.router import MAX_OVERLAP_UREN
from zicht_api.sleutels.schemas import NieuweSleutel, Sleutel
from zicht_cli import beheer
from zicht_shared.auth import Doel, Principal, Rol, Scope
from zicht_shared.errors import NietGevonden, Probleem, fout_from_pydantic
from zicht_shared.tenancy import gemeente_code_of

app = typer.Typer(no_args_is_help=True, help="Sleutels: uitgeven, bekijken, vervangen en intrekken.")
console = Console()

T = TypeVar("T")
_AT_MOST: Final = 10_000

SleutelId = Annotated[str, typer.Argument(help="Het id van de sleutel, niet het geheim")]


@app.command("geef")
def geef(
    code: beheer.Code,
    rol: Annotated[Rol, typer.Argument()],
    omschrijving: Annotated[str, typer.Argument(help="Waarvoor de sleutel is")],
    doel: Doel = Doel.leren,
    aanbieder: Annotated[str | None, typer.Option(help="Code van de aanbieder, bij de rol aanbieder")] = None,
    scope: Annotated[
        list[Scope] | None, typer.Option(help="Beperk de sleutel hiertoe; mag vaker. Zonder: alles wat de rol mag.")
    ] = None,
    verloopt: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="De laatste dag dat de sleutel werkt.")
    ] = None,
) -> None:
    """Geef een sleutel uit. Het geheim wordt nu getoond en daarna nooit meer."""
    laatste = datetime.combine(verloopt.date() + timedelta(days=1), time(), NEDERLAND) if verloopt else None
    with _in_words():
        nieuw = NieuweSleutel.model_validate(
            {
                "rol": rol,
                "doel": doel,
                "omschrijving": omschrijving,
                "aanbieder": aanbieder,
                "scopes": scope or None,
                "verlooptOp": laatste,
            }
        )
        url = Settings().database_url
        beheer.show(asyncio.run(beheer.issue(url, service.operator(code, code), [nieuw]))[0])


@app.command("lijst")
def lijst(code: beheer.Code) -> None:
    """Toon de sleutels van een gemeente, zonder hun geheim."""
    with _in_words():
        found = asyncio.run(_all_of(service.operator(code, code)))
    table = Table(
        Column("id", no_wrap=True), "rol", "doel", "aanbieder", "beperkt tot", "waarvoor", "laatst gebruikt", "tot"
    )
    for sleutel in found:
        table.add_row(
            sleutel.id,
            sleutel.rol,
            sleutel.doel,
            sleutel.aanbieder or "",
            ", ".join(sleutel.scopes or []),
            sleutel.omschrijving,
            _day(sleutel.laatst_gebruikt_op),
            _until(sleutel),
        )
    console.print(table)


@app.command("vervang")
def vervang(
    sleutel_id: SleutelId,
    overlap_uren: Annotated[
        int, typer.Option(min=0, max=MAX_OVERLAP_UREN, help="Hoeveel uren de oude sleutel nog werkt.")
    ] = MAX_OVERLAP_UREN,
) -> None:
    """Geef een nieuwe sleutel uit met dezelfde rechten, en laat de oude aflopen."""
    with _in_words():
        beheer.show(
            _with_key(
                sleutel_id,
                lambda db, caller: service.replace_sleutel(db, caller, sleutel_id, timedelta(hours=overlap_uren)),
            )
        )


@app.command("trek-in")
def trek_in(sleutel_id: SleutelId) -> None:
    """Laat een sleutel per direct niets meer openen."""
    with _in_words():
        _with_key(sleutel_id, lambda db, caller: service.withdraw_sleutel(db, caller, sleutel_id))
    typer.echo("Ingetrokken. Bij de vragenlijsten werkt dit binnen een minuut.")


def _with_key(sleutel_id: str, do: Callable[[AsyncSession, Principal], Awaitable[T]]) -> T:
    """Do this to a key, in the gemeente that its id names."""
    code = gemeente_code_of(sleutel_id)
    if code is None:
        raise NietGevonden("sleutel")
    caller = service.operator(code, code)

    async def change() -> T:
        async with beheer.transaction(Settings().database_url, caller) as db:
            return await do(db, caller)

    return asyncio.run(change())


async def _all_of(caller: Principal) -> list[Sleutel]:
    async with beheer.transaction(Settings().database_url, caller) as db:
        rows = await queries.list_sleutels(db, caller.gemeente_id, "", _AT_MOST)
    return [Sleutel.model_validate(row) for row in rows]


def _until(sleutel: Sleutel) -> str:
    if sleutel.ingetrokken_op is not None:
        return "ingetrokken"
    return _day(sleutel.verloopt_op) + (" (vervangen)" if sleutel.vervangen_door else "")


def _day(moment: datetime | None) -> str:
    return moment.astimezone(NEDERLAND).date().isoformat() if moment else ""


@contextmanager
def _in_words() -> Iterator[None]:
    """What cannot be, as a sentence rather than a traceback."""
    try:
        yield
    except ValidationError as fault:
        _fail(*(fout_from_pydantic(error).reason for error in fault.errors()))
    except beheer.GemeenteOnbekend:
        _fail("Deze gemeente is er nog niet; maak haar met `zicht gemeente`.")
    except Probleem as fault:
        _fail(f"{fault.title} {fault.detail}", *(fout.reason for fout in fault.fouten))


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1) from None
