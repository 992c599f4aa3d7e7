"""In which format an answer is given: `formaat=` in the query, or else the header Accept (RFC 9110, 12.5.1)."""

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated

from pydantic import Field, StringConstraints

from zicht_api.formaten.tabel import Tabel
from zicht_shared.errors import Fout, InvoerOngeldig, Probleem

# As a query parameter. What is none of these, is refused by `choose`: which ones there are, differs by route.
FormaatNaam = Annotated[
    str,
    StringConstraints(max_length=20),
    Field(
        description="json, csv, csv-excel (opent goed in een Nederlandse Excel), xlsx, parquet of json-stat. Gaat voor "
        "de header Accept.",
        examples=["csv"],
    ),
]

_Q = re.compile(r"(0(\.\d{0,3})?|1(\.0{0,3})?)", re.ASCII)


class NietAanvaardbaar(Probleem):
    status, code, title = 406, "niet-aanvaardbaar", "In deze vorm geven we dit niet."

    def __init__(self, media_types: Iterable[str]) -> None:
        super().__init__(f"Vraag met de header Accept om {_of(media_types)}.")


class TeVeelRijen(Probleem):
    code, title = "te-veel-rijen", "Dit past niet in een Excel-bestand."

    def __init__(self) -> None:
        super().__init__(
            "Een Excel-bestand heeft hier hoogstens 250.000 rijen: meer maken duurt lang, en opent traag. Vraag minder "
            "indicatoren, perioden of uitsplitsingen, of vraag om csv of parquet."
        )


@dataclass(frozen=True, slots=True)
class Formaat:
    """naam: as in `formaat=`; media_type: as it is answered; ook: other media types that ask for it; hoogstens: how
    many rows fit in it.

    JSON is written by who answers: it has a schema of its own there.
    """

    naam: str
    media_type: str
    extensie: str
    ook: tuple[str, ...] = ()
    hoogstens: int | None = None

    def check_size(self, rijen: int) -> None:
        """Raises TeVeelRijen when so many do not fit."""
        if self.hoogstens is not None and rijen > self.hoogstens:
            raise TeVeelRijen

    @property
    def media_types(self) -> tuple[str, ...]:
        """What the header Accept may ask for, without parameters."""
        return self.media_type.partition(";")[0], *self.ook

    def write(self, tabel: Tabel) -> AsyncIterator[bytes]:
        """The table in this format, piece by piece. Raises TeVeelRijen, with a piece, when it does not fit."""
        # What writes XLSX and Parquet takes long to import, and most processes never need it.
        module, function = _WRITERS[self.naam]
        pieces: AsyncIterator[bytes] = getattr(import_module(f"zicht_api.formaten.{module}"), function)(tabel)
        return pieces


JSON = Formaat("json", "application/json", "json")
CSV = Formaat("csv", "text/csv; charset=utf-8", "csv")
CSV_EXCEL = Formaat("csv-excel", "text/csv; charset=utf-8", "csv")
XLSX = Formaat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", hoogstens=250_000)
PARQUET = Formaat("parquet", "application/vnd.apache.parquet", "parquet")
JSON_STAT = Formaat("json-stat", "application/vnd.json-stat+json", "json", ook=("application/json-stat+json",))

FORMATEN = (JSON, CSV, CSV_EXCEL, XLSX, PARQUET, JSON_STAT)
# As OpenAPI describes the answers of a route that offers all of them.
IN_FORMATEN: dict[str, dict[str, dict[str, str]]] = {
    CSV.media_types[0]: {"schema": {"type": "string"}},
    XLSX.media_type: {"schema": {"type": "string", "format": "binary"}},
    PARQUET.media_type: {"schema": {"type": "string", "format": "binary"}},
    JSON_STAT.media_type: {"schema": {"type": "object"}},
}

_WRITERS = {
    "csv": ("csv", "write"),
    "csv-excel": ("csv", "write_excel"),
    "xlsx": ("xlsx", "write"),
    "parquet": ("parquet", "write"),
    "json-stat": ("jsonstat", "write"),
}


def choose(accept: str | None, formaat: str | None, offered: Iterable[Formaat] = FORMATEN) -> Formaat:
    """The format that is asked for: by name, or else the one with the highest q in Accept, and of equals the first.

    Raises InvoerOngeldig for a name that is not offered, NietAanvaardbaar when Accept wants none of them.
    """
    offered = tuple(offered)
    if formaat is not None:
        found = next((one for one in offered if one.naam == formaat), None)
        if found is None:
            reason = f"Kies uit: {', '.join(one.naam for one in offered)}."
            raise InvoerOngeldig([Fout("?formaat", "onbekende-waarde", reason)])
        return found
    wanted = _ranges(accept or "*/*")
    weights = [max(_weight(wanted, media_type) for media_type in one.media_types) for one in offered]
    if not any(weights):
        raise NietAanvaardbaar(dict.fromkeys(media_type for one in offered for media_type in one.media_types[:1]))
    return offered[weights.index(max(weights))]


def _ranges(accept: str) -> dict[str, float]:
    """The q of each media range; of what stands there twice (with other parameters) the highest."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        name, *options = (piece.strip().lower() for piece in part.split(";"))
        quality = next((option[2:].strip() for option in options if option.startswith("q=")), "1")
        ranges[name] = max(ranges.get(name, 0.0), float(quality) if _Q.fullmatch(quality) else 0.0)
    return ranges


def _weight(ranges: dict[str, float], media_type: str) -> float:
    """The q of the most specific range that this media type falls under; 0 when it is not wanted."""
    names = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((ranges[name] for name in names if name in ranges), 0.0)


def _of(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} of {last}" if first else last
