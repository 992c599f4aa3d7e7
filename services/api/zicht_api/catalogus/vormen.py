"""In which forms the figures can be fetched, and what each is called in the lists that a catalogue speaks in."""

from typing import Final, NamedTuple

from zicht_api.formaten.kiezen import CSV, CSV_EXCEL, JSON, JSON_STAT, PARQUET, XLSX, Formaat


class Vorm(NamedTuple):
    """bestandstype: its code in the list of the EU. standaard: where the format itself is described, and its name."""

    formaat: Formaat
    titel: str
    bestandstype: str
    standaard: tuple[str, str]


VORMEN: Final = (
    Vorm(JSON, "JSON", "JSON", ("https://www.rfc-editor.org/rfc/rfc8259", "JSON (RFC 8259)")),
    Vorm(CSV, "CSV", "CSV", ("https://www.rfc-editor.org/rfc/rfc4180", "CSV (RFC 4180)")),
    Vorm(XLSX, "Excel", "XLSX", ("https://www.iso.org/standard/71691.html", "Office Open XML (ISO/IEC 29500)")),
    Vorm(PARQUET, "Parquet", "PARQUET", ("https://parquet.apache.org/docs/file-format/", "Apache Parquet")),
    Vorm(JSON_STAT, "JSON-stat", "JSON", ("https://json-stat.org/format/", "JSON-stat 2.0")),
)

# On a page, in the order in which most people want them.
DOWNLOADS: Final = (
    (XLSX, "Excel"),
    (CSV_EXCEL, "CSV voor Excel"),
    (CSV, "CSV"),
    (JSON, "JSON"),
    (JSON_STAT, "JSON-stat"),
    (PARQUET, "Parquet"),
)
