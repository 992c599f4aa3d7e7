"""In which form an answer is asked for: the headers Accept, Prefer and OData-MaxVersion, and $format. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from zicht_api.odata.fouten import NietInDezeVorm, VersieOnbekend

MAX_PAGINA: Final = 50_000
PAGINA: Final = 10_000
JSON: Final = "application/json"
_NIVEAUS: Final = {"none", "minimal", "full"}
_KORT: Final = {"json": JSON, "xml": "application/xml", "atom": "application/atom+xml"}
_PREFER: Final = re.compile(r"(?:odata\.)?maxpagesize\s*=\s*\"?(\d{1,9})\"?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vorm:
    """niveau: how much control information (JSON 4.0, 3.1). als_tekst: numbers that a double cannot hold as text."""

    niveau: str = "minimal"
    als_tekst: bool = False

    @property
    def media_type(self) -> str:
        return f"{JSON};odata.metadata={self.niveau}{';IEEE754Compatible=true' if self.als_tekst else ''}"


def choose_json(accept: str | None, formaat: str | None) -> Vorm:
    """The form of a JSON answer; $format comes before Accept. Raises NietInDezeVorm when neither takes what we have."""
    wanted = _KORT.get(formaat.lower(), formaat) if formaat is not None else accept or "*/*"
    best, weight = None, 0.0
    for part in wanted.split(","):
        vorm, quality = _read_range(part)
        if vorm is not None and quality > weight:
            best, weight = vorm, quality
    if best is None:
        raise NietInDezeVorm(JSON)
    return best


def check_xml(formaat: str | None) -> None:
    """The CSDL comes in XML whatever Accept says: tools that read it do not always say that they do."""
    if formaat is not None and formaat.partition(";")[0].strip().lower() not in {"xml", "application/xml"}:
        raise NietInDezeVorm("application/xml")


def _read_range(part: str) -> tuple[Vorm | None, float]:
    """One range of Accept: the form that it takes of us, and how much it is wanted."""
    media_type, *pieces = (piece.strip() for piece in part.split(";"))
    if media_type.lower() not in {JSON, "application/*", "*/*"}:
        return None, 0.0
    niveau, als_tekst, quality = "minimal", False, 1.0
    for piece in pieces:
        name, _, value = (side.strip().strip('"').lower() for side in piece.partition("="))
        match name:
            case "q":
                try:
                    quality = float(value)
                except ValueError:
                    return None, 0.0
            case "odata.metadata" | "metadata" if value in _NIVEAUS:
                niveau = value
            case "ieee754compatible" if value in {"true", "false"}:
                als_tekst = value == "true"
            case "charset" if value in {"utf-8", "utf8"}:
                pass
            case "odata.streaming" | "streaming" | "exponentialdecimals" | "":
                pass
            case _:
                # A parameter that we do not know must not be taken as met (Protocol 4.0, 8.2.1).
                return None, 0.0
    return Vorm(niveau, als_tekst), quality


def page_size(prefer: str | None) -> int | None:
    """How many rows a page has that somebody asked for; None when nobody did. A wish that makes no sense is none."""
    found = _PREFER.search(prefer or "")
    size = int(found[1]) if found else 0
    return min(size, MAX_PAGINA) if size else None


def check_version(max_version: str | None) -> None:
    """Raises VersieOnbekend when the caller takes nothing as new as 4.0."""
    if max_version is None:
        return
    found = re.fullmatch(r"(\d{1,3})(?:\.(\d{1,3}))?", max_version.strip(), re.ASCII)
    if found is None or int(found[1]) < 4:
        raise VersieOnbekend
