"""JSON-stat 2.0 (json-stat.org): one cube, with its values by place.

A table that is broken down by one dimension at a time (the others stand on _T) gets one dimension `uitsplitsing` for
all of these, with members such as `gebied:WK062700`. With a dimension for each, the cube of a gemeente would have
millions of millions of places of which nearly none is filled, and who opens JSON-stat makes room for all of them.
"""

import json
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from math import prod
from typing import Any

from zicht_api.formaten.cellen import as_digits
from zicht_api.formaten.tabel import ONBEKEND, TOTAAL, Tabel
from zicht_api.formaten.uitleg import REDENEN, explain
from zicht_api.formaten.werk import Rijen, portions, work_off
from zicht_api.getallen import DECIMALEN

# A figure and what it is made of. Intervals and targets are in the other formats: each would be as many places again.
_GROOTHEDEN = ("waarde", "teller", "noemer", "n")
_STATUSSEN = REDENEN | {"voorlopig": "de periode is nog niet voorbij"}
# What there is to say of places is written after all values; more of it than this waits on disk.
_IN_MEMORY = 4 * 1024 * 1024

Rij = Sequence[object]


@dataclass(frozen=True)
class _As:
    """A dimension of the cube: its members, in order, with their titles; and how to find that of a row."""

    naam: str
    titel: str
    leden: Mapping[str, str]
    lid_of: Callable[[Rij], str]


async def write(tabel: Tabel) -> AsyncIterator[bytes]:
    """The dataset: what it is about, then every value, and then what there is to say of some places."""
    assen = _axes(tabel)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as remarks:
        places = _Places(tabel, assen)

        def add(rijen: Rijen) -> bytes:
            values, said = places.of(rijen)
            remarks.write("".join(f',"{place}":"{remark}"' for place, remark in said).encode())
            return "".join(f',"{place}":{digits}' for place, digits in values).encode()

        about = json.dumps(_about(tabel, assen), ensure_ascii=False, default=as_digits)
        yield about[:-1].encode() + b',"value":{'
        between = 1
        async for rijen in portions(tabel):
            if piece := await work_off(add, rijen):
                yield piece[between:]
                between = 0
        yield b'},"status":{'
        remarks.seek(1)
        while piece := remarks.read(256 * 1024):
            yield piece
        yield b"}}"


class _Places:
    """Where the figures of rows stand in the cube, by row-major order: the last dimension varies quickest."""

    def __init__(self, tabel: Tabel, assen: Sequence[_As]) -> None:
        names = [kolom.naam for kolom in tabel.kolommen]
        self._columns = [names.index(name) for name in _GROOTHEDEN]
        self._reden, self._voorlopig = names.index("reden"), names.index("voorlopig")
        sizes = [len(each.leden) for each in assen]
        self._axes = [
            (each.lid_of, {lid: nr * len(_GROOTHEDEN) * prod(sizes[place + 1 :]) for nr, lid in enumerate(each.leden)})
            for place, each in enumerate(assen)
        ]

    def of(self, rijen: Rijen) -> tuple[list[tuple[int, str]], list[tuple[int, object]]]:
        """The values, and the remarks: why a value is not there, or that it is still filling up."""
        values: list[tuple[int, str]] = []
        remarks: list[tuple[int, object]] = []
        for rij in rijen:
            first = sum(steps[lid_of(rij)] for lid_of, steps in self._axes)
            reden = rij[self._reden]
            for place, column in enumerate(self._columns, first):
                value = rij[column]
                if value is not None:
                    values.append((place, as_digits(value) if isinstance(value, Decimal) else str(value)))
                    if rij[self._voorlopig]:
                        remarks.append((place, "voorlopig"))
                elif reden is not None:
                    remarks.append((place, reden))
        return values, remarks


def _axes(tabel: Tabel) -> list[_As]:
    """The dimensions of the cube, without the last: which of the figures it is."""
    titles = {kolom.naam: kolom.titel for kolom in tabel.kolommen}
    columns = {kolom.naam: place for place, kolom in enumerate(tabel.kolommen)}
    one_by_one = [name for name, leden in tabel.dimensies.items() if TOTAAL in leden]
    if len(one_by_one) < 2:
        one_by_one = []
    assen = [
        _As(name, titles[name], leden, _member_in(columns[name]))
        for name, leden in tabel.dimensies.items()
        if name not in one_by_one
    ]
    if not one_by_one:
        return assen
    leden = {TOTAAL: tabel.dimensies[one_by_one[0]][TOTAAL]}
    for name in one_by_one:
        titled = tabel.dimensies[name].items()
        leden |= {f"{name}:{code}": f"{titles[name]}: {titel}" for code, titel in titled if code != TOTAAL}
    return [
        *assen,
        _As("uitsplitsing", "Uitsplitsing", leden, _only_member({name: columns[name] for name in one_by_one})),
    ]


def _member_in(column: int) -> Callable[[Rij], str]:
    return lambda rij: str(rij[column] or ONBEKEND)


def _only_member(columns: Mapping[str, int]) -> Callable[[Rij], str]:
    """The one dimension that a row is broken down by, with its member."""

    def find(rij: Rij) -> str:
        found = [f"{name}:{rij[column]}" for name, column in columns.items() if rij[column] != TOTAAL]
        if len(found) > 1:
            raise ValueError("a row is broken down by more than one dimension")
        return found[0] if found else TOTAAL

    return find


def _about(tabel: Tabel, assen: Sequence[_As]) -> dict[str, Any]:
    """Everything but the values."""
    names = [each.naam for each in assen]
    dimension: dict[str, Any] = {
        each.naam: {"label": each.titel, "category": {"index": list(each.leden), "label": dict(each.leden)}}
        for each in assen
    }
    if "indicator" in dimension:
        dimension["indicator"]["category"]["unit"] = {
            each.code: {"label": each.eenheid, "decimals": DECIMALEN} for each in tabel.definities
        }
    titles = {kolom.naam: kolom.titel for kolom in tabel.kolommen}
    dimension["grootheid"] = {
        "label": "Grootheid",
        "category": {"index": list(_GROOTHEDEN), "label": {name: titles[name] for name in _GROOTHEDEN}},
    }
    roles = {"time": ["periode"], "geo": ["gebied"], "metric": ["indicator", "grootheid"]}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": tabel.titel,
        "source": "Zicht",
        "updated": tabel.dag.isoformat(),
        "note": [f"{subject}: {what}" for subject, what in explain(tabel)],
        "extension": {
            "dataversie": tabel.dataversie,
            "drempel": tabel.drempel,
            "status": {"label": _STATUSSEN},
            "definities": [asdict(each) for each in tabel.definities],
        },
        "id": [*names, "grootheid"],
        "size": [*(len(each.leden) for each in assen), len(_GROOTHEDEN)],
        "role": {role: found for role, wanted in roles.items() if (found := [n for n in wanted if n in dimension])},
        "dimension": dimension,
    }
