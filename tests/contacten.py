"""Contacten to deliver in tests."""

import csv
import io
import json
from typing import Any

Rij = dict[str, Any]


def contact(nummer: int, **fields: Any) -> Rij:
    """A good contact; fields overwrite, and None leaves a field out."""
    rij = {
        "bronId": f"C-{nummer}",
        "datum": f"2025-{nummer % 12 + 1:02d}-{nummer % 28 + 1:02d}",
        "soort": ("gesprek", "huisbezoek", "telefonisch", "verwijzerscontact")[nummer % 4],
        "clientPseudoniem": f"client-{nummer % 300}",
        "duurMinuten": 15 + nummer % 60,
        "leefgebieden": ["wonen", "financien"] if nummer % 2 else ["welzijn"],
        "doelgroep": "ouderen" if nummer % 3 else "lvb",
        "gebied": ("BU0101", "BU0102", "WK02")[nummer % 3],
    }
    return {name: value for name, value in (rij | fields).items() if value is not None}


def as_csv(rijen: list[Rij], delimiter: str = ";") -> str:
    """As a registration system would export it; lists within a cell are separated by `|`."""
    names = list(dict.fromkeys(name for rij in rijen for name in rij))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(names)
    for rij in rijen:
        cells = [rij.get(name, "") for name in names]
        writer.writerow(["|".join(cell) if isinstance(cell, list) else cell for cell in cells])
    return text.getvalue()


def as_ndjson(rijen: list[Rij]) -> str:
    return "\n".join(json.dumps(rij) for rij in rijen)
