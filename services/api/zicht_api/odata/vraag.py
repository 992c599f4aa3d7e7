"""What is asked: the path below the service root, and the system query options. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from odata_query import ast

from zicht_api.odata.csdl import DATASET, WORTEL, Verzameling
from zicht_api.odata.filter import parse_filter
from zicht_api.odata.fouten import NietOndersteund, VraagOngeldig
from zicht_shared.errors import NietGevonden

DATASET_NAAM: Final = "cijfers"
_MAX_ORDE: Final = 10
_GETAL: Final = re.compile(r"\d{1,12}", re.ASCII)
_MET_SLEUTEL: Final = re.compile(r"(?P<naam>\w+)\((?:(?P<eigenschap>\w+)=)?'(?P<sleutel>(?:[^']|'')*)'\)", re.ASCII)
_NIET_HIER: Final = {"$batch", "$all", "$entity", "$crossjoin"}
# What each kind of resource takes. The count of a set is of all that the filter leaves.
_OPTIES: Final = {
    "verzameling": {"$filter", "$select", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format"},
    "aantal": {"$filter", "$select", "$orderby", "$top", "$skip", "$count", "$format"},
    "een": {"$select", "$format"},
    "document": {"$format"},
}
_ALLE: Final = set().union(*_OPTIES.values())


@dataclass(frozen=True, slots=True)
class Bron:
    """Which resource. wortel: the path of the service root it is under, from /odata/v4 on. soort: verzameling, aantal,
    een, document, metadata. sleutel: of one of a set. peildatum: of a dataset as it was."""

    wortel: str
    verzamelingen: Sequence[Verzameling]
    soort: str
    verzameling: Verzameling | None = None
    sleutel: str | None = None
    catalogus: str | None = None
    peildatum: str | None = None


@dataclass(frozen=True, slots=True)
class Opties:
    """The system query options, read. orde: name of a property, and whether it goes down."""

    filter: ast._Node | None
    select: tuple[str, ...] | None
    orde: tuple[tuple[str, bool], ...]
    top: int | None
    skip: int
    count: bool
    skiptoken: str | None
    formaat: str | None


def find_bron(path: str) -> Bron:
    """The resource at a path below /odata/v4. Raises NietGevonden for what is not there, NietOndersteund for what OData
    has and we have not."""
    if "\x00" in path:
        raise NietGevonden("verzameling")
    segments = path.strip("/").split("/") if path.strip("/") else []
    here = Bron("", WORTEL, "document")
    # As CBS has it: a catalogue with datasets, of which each has its own sets.
    if len(segments) >= 2 and (name := segments[1]).partition("-")[0] == DATASET_NAAM:
        peildatum = name.partition("-")[2] or None
        here = Bron(f"/{segments[0]}/{name}", DATASET, "document", catalogus=segments[0], peildatum=peildatum)
        segments = segments[2:]
    match segments:
        case []:
            return here
        case ["$metadata"]:
            return replace(here, soort="metadata")
        case [naam, *rest] if not path.endswith("/"):
            return _find_in(here, naam, rest)
    raise NietGevonden("verzameling")


def _find_in(here: Bron, naam: str, rest: Sequence[str]) -> Bron:
    by_name = {verzameling.naam: verzameling for verzameling in here.verzamelingen}
    if naam in _NIET_HIER or naam.startswith("$crossjoin("):
        raise NietOndersteund("{pad}", "Dit deel van OData")
    verzameling = by_name.get(naam.partition("(")[0])
    if verzameling is None:
        raise NietGevonden("verzameling")
    here = replace(here, verzameling=verzameling)
    if rest == ["$count"] and naam == verzameling.naam and not verzameling.enkel:
        return replace(here, soort="aantal")
    if rest:
        raise NietOndersteund("{pad}", "Een deel van een regel apart opvragen")
    if naam == verzameling.naam:
        return replace(here, soort="een" if verzameling.enkel else "verzameling")
    found = _MET_SLEUTEL.fullmatch(naam)
    if found is None or verzameling.enkel or found["eigenschap"] not in {None, verzameling.sleutel}:
        raise VraagOngeldig("{pad}", "sleutel", "Een sleutel is een tekst tussen enkele aanhalingstekens.")
    return replace(here, soort="een", sleutel=found["sleutel"].replace("''", "'"))


def read_opties(bron: Bron, options: Sequence[tuple[str, str]]) -> Opties:
    """Raises VraagOngeldig for what cannot be read or does not belong here, NietOndersteund for what we do not have.

    What does not begin with $ is no option of OData, and means nothing here.
    """
    system = [(name, value) for name, value in options if name.startswith("$")]
    for name, times in Counter(name for name, _ in system).items():
        if name not in _ALLE:
            raise NietOndersteund("?$", "Deze optie van OData")
        if times > 1:
            raise VraagOngeldig(f"?{name}", "dubbel", "Deze optie staat er twee keer in.")
        if name not in _OPTIES.get(bron.soort, _OPTIES["document"]):
            raise VraagOngeldig(f"?{name}", "onbekend-veld", "Deze optie kan op deze plaats niet.")
    given = dict(system)
    verzameling = bron.verzameling
    return Opties(
        filter=parse_filter(given["$filter"]) if "$filter" in given else None,
        select=_read_select(given["$select"], verzameling) if verzameling and "$select" in given else None,
        orde=_read_orde(given["$orderby"], verzameling) if verzameling and "$orderby" in given else (),
        top=_read_number("$top", given["$top"]) if "$top" in given else None,
        skip=_read_number("$skip", given["$skip"]) if "$skip" in given else 0,
        count=_read_bool("$count", given.get("$count", "false")),
        skiptoken=given.get("$skiptoken"),
        formaat=given.get("$format"),
    )


def _read_select(text: str, verzameling: Verzameling) -> tuple[str, ...] | None:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    if "*" in names:
        return None
    _check_names("?$select", names, verzameling)
    return names


def _read_orde(text: str, verzameling: Verzameling) -> tuple[tuple[str, bool], ...]:
    found = []
    for part in text.split(","):
        name, *direction = part.split()[:3] or [""]
        if direction not in ([], ["asc"], ["desc"]) or "(" in name:
            raise NietOndersteund("?$orderby", "Sorteren op iets anders dan een eigenschap, met asc of desc,")
        found.append((name, direction == ["desc"]))
    if len(found) > _MAX_ORDE:
        raise VraagOngeldig("?$orderby", "te-veel", f"Sorteren kan op hoogstens {_MAX_ORDE} eigenschappen.")
    _check_names("?$orderby", [name for name, _ in found], verzameling)
    return tuple(found)


def _check_names(pointer: str, names: Sequence[str], verzameling: Verzameling) -> None:
    if any("/" in name for name in names):
        raise NietOndersteund(pointer, "Een pad")
    if not set(names) <= verzameling.eigenschappen.keys():
        raise VraagOngeldig(pointer, "onbekende-eigenschap", "Hierin staat een eigenschap die hier niet bestaat.")


def _read_number(name: str, text: str) -> int:
    if not _GETAL.fullmatch(text.strip()):
        raise VraagOngeldig(f"?{name}", "geen-geheel-getal", "Dit moet een geheel getal zijn, vanaf 0.")
    return int(text)


def _read_bool(name: str, text: str) -> bool:
    if text.strip() not in {"true", "false"}:
        raise VraagOngeldig(f"?{name}", "geen-ja-nee", "Dit moet true of false zijn.")
    return text.strip() == "true"
