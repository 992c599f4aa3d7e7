"""What was found, for a person or for a program."""

import json
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from zicht_cli.doctor.onderzoek import Deel

_KLEUR: Final = {"ok": "green", "let op": "yellow", "fout": "bold red", "niet te zien": "dim"}


def is_well(delen: list[Deel]) -> bool:
    """Whether nothing has to be mended."""
    return not any(bevinding.ernst == "fout" for deel in delen for bevinding in deel.bevindingen)


def show(console: Console, delen: list[Deel]) -> None:
    """A table per part. Texts are shown as they are: what stands between brackets is no colour."""
    for deel in delen:
        table = Table(title=deel.naam, title_justify="left", show_edge=False, pad_edge=False)
        table.add_column("")
        table.add_column("onderdeel")
        table.add_column("wat", overflow="fold")
        table.add_column("advies", overflow="fold")
        for each in deel.bevindingen:
            teken = Text(each.ernst, style=_KLEUR[each.ernst])
            table.add_row(teken, each.onderdeel, Text(each.wat), Text("" if each.ernst == "ok" else each.advies))
        console.print(table)
        console.print()
    console.print(
        "Er is niets dat moet worden hersteld." if is_well(delen) else "[bold red]Er moet iets worden hersteld.[/]"
    )


def as_json(delen: list[Deel]) -> str:
    """The same, with the parts by name."""
    return json.dumps(
        {
            "goed": is_well(delen),
            "bevindingen": [
                {"dienst": deel.naam, "onderdeel": e.onderdeel, "wat": e.wat, "ernst": e.ernst, "advies": e.advies}
                for deel in delen
                for e in deel.bevindingen
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
