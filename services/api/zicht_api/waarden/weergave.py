"""The forms in which the figures of one indicator are given: JSON, and the table that the other formats are made of."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import get_args

from pydantic import BaseModel, TypeAdapter

from zicht_api.formaten.tabel import ONBEKEND, Definitie, Kolom, Soort, Tabel
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.service import Antwoord

_SOORTEN: dict[type, Soort] = {bool: "ja-nee", int: "geheel", Decimal: "getal"}
# Working out so many takes some hundredths of a second.
_TOGETHER = 500
_ALLE = TypeAdapter(list[Waarde])

_UITLEG = (
    "Een rij is een cijfer over een periode, met de gevraagde uitsplitsing. Leeg in een uitsplitsing is: niet bekend.",
    "verschillen: hoeveel hoger dit cijfer is dan een ander; significant: toeval is een onwaarschijnlijke verklaring.",
    "Getoonde delen tellen niet altijd op tot hun totaal: delen kunnen verborgen zijn, en wie op twee plaatsen kwam, "
    "telt in het totaal een keer.",
)


async def to_json(antwoord: Antwoord) -> AsyncIterator[bytes]:
    """Of each figure only the dimensions that were asked for: the others were never set."""
    kop = antwoord.kop.model_dump_json(by_alias=True).encode()
    yield kop.removesuffix(b"]}")
    between = b""
    async for some in _some_by_some(antwoord.waarden):
        yield between + _ALLE.dump_json(some, by_alias=True, exclude_unset=True)[1:-1]
        between = b","
    yield b"]}"


def to_tabel(
    antwoord: Antwoord, *, dag: date, namen: Mapping[Dimensie, Mapping[str, str]], definitie: Definitie
) -> Tabel:
    """The same figures in rows. dag: of the answer; namen: of each dimensie that was asked for, code to name.

    What JSON puts inside a member stands in columns of its own: `interval_onder`, `verschillen_vorige_significant`.
    """
    kop, selectie = antwoord.kop, antwoord.selectie
    paths = list(_leaves(Waarde, _asked(selectie.getoond)))
    return Tabel(
        titel=definitie.naam,
        dataversie=kop.dataversie,
        dag=dag,
        drempel=kop.drempel,
        uitleg=_UITLEG,
        kolommen=(
            Kolom("indicator", "tekst", "Indicator"),
            Kolom("dataversie", "geheel", "Dataversie"),
            *(Kolom("_".join(path), soort, _title(path)) for path, soort in paths),
        ),
        dimensies={
            "indicator": {kop.indicator: definitie.naam},
            "periode": {periode.code: periode.code for periode in selectie.perioden},
            **{
                dimensie: {code: namen[dimensie][code] for code in (*leden, ONBEKEND)}
                for dimensie, leden in selectie.getoond.items()
            },
        },
        definities=(definitie,),
        rijen=_rows(antwoord, [path for path, _ in paths]),
    )


def _title(path: Sequence[str]) -> str:
    return ": ".join(path).replace("_", " ").capitalize()


async def _rows(antwoord: Antwoord, paths: Sequence[tuple[str, ...]]) -> AsyncIterator[list[tuple[object, ...]]]:
    head = antwoord.kop.indicator, antwoord.kop.dataversie
    async for some in _some_by_some(antwoord.waarden):
        yield [(*head, *(_value(waarde, path) for path in paths)) for waarde in some]


async def _some_by_some(waarden: Iterator[Waarde]) -> AsyncIterator[list[Waarde]]:
    """All of them, a few hundred at once, worked out beside the event loop; the first here, as that is nearly always
    all there is."""
    some = list(islice(waarden, _TOGETHER))
    while some:
        yield some
        some = await asyncio.to_thread(lambda: list(islice(waarden, _TOGETHER)))


def _asked(dimensies: Iterable[Dimensie]) -> list[str]:
    """What every value has, and the dimensions that were asked for."""
    asked = set(dimensies)
    return [name for name, field in Waarde.model_fields.items() if field.is_required() or name in asked]


def _leaves(schema: type[BaseModel], names: Iterable[str]) -> Iterator[tuple[tuple[str, ...], Soort]]:
    """The way to each single value of a schema, and of which kind it is."""
    for name in names:
        options = list(_types(schema.model_fields[name].annotation))
        inner = next((part for part in options if issubclass(part, BaseModel)), None)
        if inner is None:
            yield (name,), next((_SOORTEN[part] for part in options if part in _SOORTEN), "tekst")
        else:
            yield from (((name, *rest), soort) for rest, soort in _leaves(inner, inner.model_fields))


def _types(annotation: object) -> Iterator[type]:
    """The types that a field can have, without what is written around them."""
    if isinstance(annotation, type):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _types(part)


def _value(waarde: Waarde, path: tuple[str, ...]) -> object:
    value: object = waarde
    for name in path:
        value = getattr(value, name, None)
    return value
