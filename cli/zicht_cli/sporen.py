"""`zicht sporen`: whether anything in a trail was changed, removed, added or moved afterwards."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy import text

from zicht_shared.db import Database
from zicht_shared.migrations import Service
from zicht_shared.sporen.bestand import RegelOnleesbaar, from_ndjson
from zicht_shared.sporen.keten import Breuk, Controle, Kop, begin_of
from zicht_shared.sporen.service import Spoor, check
from zicht_shared.tenancy import gemeente_id

_KOP = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.ASCII)
_LONGEST_LINE = 16 * 1024 * 1024


def controleer(
    console: Console,
    url: str,
    dienst: Service,
    gemeente: str,
    bestand: Path | None,
    kop: str | None,
    deel: bool,
) -> bool:
    """Check a chain and say what was found. url: of the database, also of a copy that can only be read; not used when
    there is a file. deel: some links are left out of the file on purpose. Gives whether all is well."""
    vast = _read_kop(kop)
    wacht: int = 0
    erbij: list[int] = []
    if bestand is not None:
        controle = _check_file(bestand, dienst, gemeente, vast, heel=not deel)
    else:
        controle, wacht, erbij = asyncio.run(_check_database(url, dienst, gemeente, vast))
    breuken = [*controle.breuken, *(Breuk(0, f"regel {nr} is er later tussen gezet") for nr in erbij)]
    for breuk in breuken:
        where = f"Bij volgnummer {breuk.volgnr}: " if breuk.volgnr else ""
        console.print(f"[bold red]{where}{escape(breuk.wat)}.[/]", highlight=False)
    if not controle.aantal and not breuken:
        console.print("Er staat nog niets in deze keten.")
    elif not breuken:
        wat = "Elk van deze regels klopt" if deel else "De keten is heel"
        console.print(f"[green]{wat}[/]: {controle.aantal} regels.", highlight=False)
    if wacht:
        console.print(f"{wacht} regels zijn nog niet aan de keten vastgemaakt.", highlight=False)
    if controle.kop is not None and not breuken:
        # Whole on one line, whatever the width of the terminal: it is to be copied.
        console.print(f"kop: {controle.kop}", highlight=False, soft_wrap=True)
    return not breuken


def _read_kop(text: str | None) -> Kop | None:
    if text is None:
        return None
    found = _KOP.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("Een kop is een volgnummer, een dubbele punt en een hash van 64 cijfers en letters.")
    return Kop(int(found[1]), found[2])


async def _check_database(
    url: str, dienst: Service, gemeente: str, vast: Kop | None
) -> tuple[Controle, int, list[int]]:
    database = Database(url, application="zicht-sporen")
    try:
        async with database.transaction(gemeente_id(gemeente)) as db:
            # Of one moment, however long it takes.
            await db.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            return await check(db, Spoor(dienst, gemeente_id(gemeente), gemeente), vast)
    finally:
        await database.close()


def _check_file(path: Path, dienst: Service, gemeente: str, vast: Kop | None, *, heel: bool) -> Controle:
    controle = Controle(begin_of(dienst, gemeente), vast, heel)
    for number, line in enumerate(_lines(path), 1):
        try:
            controle.add(from_ndjson(line))
        except RegelOnleesbaar as fault:
            controle.breuken.append(Breuk(0, f"regel {number} van het bestand: {fault}"))
            break
    controle.finish()
    return controle


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        while line := file.readline(_LONGEST_LINE):
            yield line
