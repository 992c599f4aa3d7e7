"""Which format is written and read by what, and what becomes of a questionnaire that comes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import anyio.to_thread
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_surveys.uitwisseling import eigen, fhir, surveyjs, xlsform
from zicht_surveys.uitwisseling.schemas import Ingelezen, Weggelaten, niet_te_lezen
from zicht_surveys.vragenlijsten import concepten
from zicht_surveys.vragenlijsten.families import Conceptinhoud, Familie
from zicht_surveys.vragenlijsten.models import Vragenlijst as VragenlijstRow
from zicht_surveys.vragenlijsten.schemas import Taal, Vragenlijst

JSON: Final = "application/json"
FHIR_JSON: Final = "application/fhir+json"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS: Final = "application/vnd.ms-excel"
CSV: Final = "text/csv"


class Uitvoerformaat(StrEnum):
    json = "json"
    xlsform = "xlsform"
    fhir = "fhir"


class Jsonsoort(StrEnum):
    """Whose JSON it is: the media type is the same."""

    zicht = "zicht"
    surveyjs = "surveyjs"


@dataclass(frozen=True, slots=True)
class Bestand:
    """A file as it is answered."""

    inhoud: bytes
    media_type: str
    naam: str


@dataclass(frozen=True, slots=True)
class _Schrijver:
    schrijven: Callable[[Vragenlijst], bytes]
    media_type: str
    achtervoegsel: str


_WRITERS: Final[Mapping[Uitvoerformaat, _Schrijver]] = {
    Uitvoerformaat.json: _Schrijver(eigen.schrijven, JSON, "json"),
    Uitvoerformaat.xlsform: _Schrijver(xlsform.schrijven, XLSX, "xlsx"),
    Uitvoerformaat.fhir: _Schrijver(fhir.schrijven, f"{FHIR_JSON}; fhirVersion=5.0", "fhir.json"),
}


def _no_xls(_: bytes, __: Taal) -> Ingelezen:
    # A few bytes of .xls can stand for millions of cells, and its reader makes them all before it can be stopped.
    raise niet_te_lezen("bestand", "Een .xls-bestand wordt niet gelezen. Sla het op als .xlsx en stuur dat.")


_READERS: Final[Mapping[str, Callable[[bytes, Taal], Ingelezen]]] = {
    JSON: eigen.lezen,
    XLSX: xlsform.lezen_xlsx,
    CSV: xlsform.lezen_csv,
    XLS: _no_xls,
    FHIR_JSON: fhir.lezen,
}
MEDIA_TYPES: Final = tuple(_READERS)


async def export(
    db: AsyncSession, caller: Principal, code: str, versie: int, formaat: Uitvoerformaat, variant: str | None
) -> Bestand:
    """One variant of a published version as a file. Raises NietGevonden, InvoerOngeldig without the variant."""
    familie = await concepten.get_familie(db, caller, code, versie)
    definition = _variant_of(familie, variant)
    writer = _WRITERS[formaat]
    inhoud = await anyio.to_thread.run_sync(writer.schrijven, definition)
    naam = f"{definition.code}-{definition.variant}-v{definition.versie}.{writer.achtervoegsel}"
    return Bestand(inhoud, writer.media_type, naam)


def _variant_of(familie: Familie, variant: str | None) -> Vragenlijst:
    found = [definition for definition in familie.varianten if variant in (None, definition.variant)]
    if len(found) == 1:
        return found[0]
    names = " of ".join(definition.variant for definition in familie.varianten)
    if found:
        raise InvoerOngeldig([Fout("?variant", "verplicht", f"Een bestand bevat een variant; kies {names}.")])
    raise InvoerOngeldig([Fout("?variant", "onbekende-waarde", f"Deze variant is er niet; kies {names}.")])


async def import_vragenlijst(
    db: AsyncSession, caller: Principal, inhoud: bytes, media_type: str, soort: Jsonsoort, taal: Taal, code: str | None
) -> tuple[VragenlijstRow, list[Weggelaten]]:
    """Read a file and keep it as a new draft, under this code or else the file's own.

    Raises VragenlijstNietTeLezen, InvoerOngeldig and BestaatAl.
    """
    lezen = surveyjs.lezen if (media_type, soort) == (JSON, Jsonsoort.surveyjs) else _READERS[media_type]
    gelezen = await anyio.to_thread.run_sync(lezen, inhoud, taal)
    row = await concepten.start_vragenlijst(
        db, caller, code or gelezen.code, Conceptinhoud(varianten=(gelezen.inhoud,))
    )
    return row, gelezen.weggelaten
