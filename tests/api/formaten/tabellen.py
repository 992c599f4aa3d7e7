"""Tables to write in tests."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from zicht_api.formaten.kiezen import Formaat
from zicht_api.formaten.tabel import Definitie, Kolom, Tabel

KOLOMMEN = (
    Kolom("indicator", "tekst", "Indicator"),
    Kolom("periode", "tekst", "Periode"),
    Kolom("gebied", "tekst", "Gebied"),
    Kolom("doelgroep", "tekst", "Doelgroep"),
    Kolom("waarde", "getal", "Waarde"),
    Kolom("teller", "getal", "Teller"),
    Kolom("noemer", "getal", "Noemer"),
    Kolom("n", "geheel", "Aantal mensen"),
    Kolom("onderdrukt", "ja-nee", "Onderdrukt"),
    Kolom("reden", "tekst", "Reden"),
    Kolom("voorlopig", "ja-nee", "Voorlopig"),
)
Rij = tuple[object, ...]


def figure(
    indicator: str, periode: str, gebied: str = "_T", doelgroep: str = "_T", *, waarde: str, voorlopig: bool = False
) -> Rij:
    """A row that is shown: waarde out of 8."""
    teller = Decimal(waarde) * 8
    return indicator, periode, gebied, doelgroep, Decimal(waarde), teller, Decimal(8), 31, False, None, voorlopig


def hidden(indicator: str, periode: str, gebied: str = "_T", doelgroep: str = "_T") -> Rij:
    return indicator, periode, gebied, doelgroep, None, None, None, None, True, "te-weinig", False


def definition(code: str, naam: str) -> Definitie:
    return Definitie(code, naam, "uren", naam, "Opgeteld.", "geen interval", naam, "hoger", Decimal("12.5"), None)


async def as_batches(rijen: Sequence[Rij]) -> AsyncIterator[Sequence[Rij]]:
    yield rijen


def table(
    rijen: Iterable[Rij], *, aantal: int | None = None, namen: Mapping[str, Mapping[str, str]] | None = None
) -> Tabel:
    """namen: of a dimension, other than its codes."""
    rijen = list(rijen)
    codes = {
        name: dict.fromkeys([*(["_T"] if name in ("gebied", "doelgroep") else []), *(str(rij[place]) for rij in rijen)])
        for place, name in enumerate(("indicator", "periode", "gebied", "doelgroep"))
    }
    dimensies = {
        name: {code: code for code in found} | dict((namen or {}).get(name, {})) for name, found in codes.items()
    }
    return Tabel(
        titel="Cijfers",
        dataversie=7,
        dag=date(2026, 11, 22),
        drempel=10,
        uitleg=("Een rij is een cijfer.",),
        kolommen=KOLOMMEN,
        dimensies=dimensies,
        definities=tuple(definition(code, naam) for code, naam in dimensies["indicator"].items()),
        rijen=as_batches(rijen),
        aantal=aantal,
    )


async def written(formaat: Formaat, tabel: Tabel) -> bytes:
    return b"".join([piece async for piece in formaat.write(tabel)])
