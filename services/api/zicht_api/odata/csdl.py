"""The sets as data: their properties and keys, and the two documents that say so to a client. Pure.

They have the shape in which CBS publishes its tables (datasets.cbs.nl), so that what reads those reads ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree

_EDMX: Final = "http://docs.oasis-open.org/odata/ns/edmx"
_EDM: Final = "http://docs.oasis-open.org/odata/ns/edm"
NAMESPACE: Final = "Zicht"


class Edm(StrEnum):
    """The primitive types that we have (CSDL 4.0, 4.4)."""

    tekst = "Edm.String"
    getal = "Edm.Decimal"
    geheel = "Edm.Int64"
    klein = "Edm.Int32"
    ja_nee = "Edm.Boolean"
    datum = "Edm.Date"


@dataclass(frozen=True, slots=True)
class Eigenschap:
    naam: str
    edm: Edm
    leeg: bool


@dataclass(frozen=True, eq=False)
class Verzameling:
    """A set: its name, the type of what is in it, its properties by name (the first is the key), and whether it is one
    thing instead of many."""

    naam: str
    soort: str
    eigenschappen: Mapping[str, Eigenschap]
    enkel: bool = False

    @property
    def sleutel(self) -> str:
        return next(iter(self.eigenschappen))


def _verzameling(naam: str, soort: str, *eigenschappen: str, enkel: bool = False) -> Verzameling:
    """eigenschappen: `Name:type`, with a question mark behind it where it can be null."""
    gelezen = {}
    for tekst in eigenschappen:
        name, _, edm = tekst.partition(":")
        gelezen[name] = Eigenschap(name, Edm[edm.removesuffix("?")], edm.endswith("?"))
    return Verzameling(naam, soort, MappingProxyType(gelezen), enkel)


_CODE: Final = ("Identifier:tekst", "Index:klein", "Title:tekst", "Description:tekst?")

OBSERVATIONS: Final = _verzameling(
    "Observations", "Observation",
    "Id:tekst", "Measure:tekst", "ValueAttribute:tekst", "Value:getal?", "Teller:getal?", "Noemer:getal?", "N:geheel?",
    "Ondergrens:getal?", "Bovengrens:getal?", "Methode:tekst?", "Streefwaarde:getal?", "Status:tekst?",
    "Voorlopig:ja_nee", "Perioden:tekst", "Periodesoort:tekst", "Gebieden:tekst", "Aanbieders:tekst",
    "Doelgroepen:tekst", "Leefgebieden:tekst", "Vormen:tekst",
)  # fmt: skip
MEASURE_CODES: Final = _verzameling(
    "MeasureCodes", "MeasureCode", *_CODE,
    "MeasureGroupId:tekst", "DataType:tekst", "Unit:tekst", "Decimals:klein", "Pijler:tekst", "Soort:tekst",
    "Richting:tekst", "Rekenwijze:tekst", "Maat:tekst?", "Streefwaarde:getal?", "Nulmeting:getal?",
    "Nulmetingperiode:tekst?", "Functies:tekst", "Belang:tekst", "Doelen:tekst", "Openbaar:ja_nee",
)  # fmt: skip
MEASURE_GROUPS: Final = _verzameling(
    "MeasureGroups", "MeasureGroup", "Id:tekst", "Index:klein", "Title:tekst", "Description:tekst?", "ParentId:tekst?"
)
PERIODEN_CODES: Final = _verzameling(
    "PeriodenCodes", "PeriodenCode", *_CODE,
    "Periodesoort:tekst", "Jaar:klein", "Begindatum:datum", "Einddatum:datum", "Status:tekst", "CbsCode:tekst",
)  # fmt: skip
GEBIEDEN_CODES: Final = _verzameling("GebiedenCodes", "GebiedenCode", *_CODE, "Soort:tekst?", "Ouder:tekst?")
AANBIEDERS_CODES: Final = _verzameling(
    "AanbiedersCodes", "AanbiedersCode", *_CODE, "Vorm:tekst?", "Onafhankelijk:ja_nee?"
)
DOELGROEPEN_CODES: Final = _verzameling("DoelgroepenCodes", "DoelgroepenCode", *_CODE)
LEEFGEBIEDEN_CODES: Final = _verzameling("LeefgebiedenCodes", "LeefgebiedenCode", *_CODE)
VORMEN_CODES: Final = _verzameling("VormenCodes", "VormenCode", *_CODE)
DIMENSIONS: Final = _verzameling(
    "Dimensions", "Dimension", *_CODE, "Kind:tekst", "ContainsCodes:ja_nee", "ContainsGroups:ja_nee"
)
PROPERTIES: Final = _verzameling(
    "Properties", "Property",
    "Identifier:tekst", "Title:tekst", "Description:tekst", "Catalog:tekst", "Authority:tekst", "Language:tekst",
    "Dataversie:geheel", "Peildatum:datum", "Drempel:klein",
    enkel=True,
)  # fmt: skip
CATALOGS: Final = _verzameling("Catalogs", "Catalog", *_CODE, "Publisher:tekst", "Language:tekst")
DATASETS: Final = _verzameling(
    "Datasets", "Dataset", *_CODE,
    "Catalog:tekst", "Language:tekst", "Version:geheel", "Peildatum:datum", "Status:tekst",
)  # fmt: skip

# By dimension: the property that holds its member.
DIMENSIES: Final[Mapping[str, str]] = {
    "gebied": "Gebieden",
    "aanbieder": "Aanbieders",
    "doelgroep": "Doelgroepen",
    "leefgebied": "Leefgebieden",
    "vorm": "Vormen",
}

DATASET: Final = (
    OBSERVATIONS, MEASURE_CODES, MEASURE_GROUPS, PERIODEN_CODES, GEBIEDEN_CODES, AANBIEDERS_CODES, DOELGROEPEN_CODES,
    LEEFGEBIEDEN_CODES, VORMEN_CODES, DIMENSIONS, PROPERTIES,
)  # fmt: skip
# On the root stands also which catalogues and datasets there are.
WORTEL: Final = (*DATASET, CATALOGS, DATASETS)


@cache
def write_metadata(verzamelingen: Sequence[Verzameling]) -> bytes:
    """The CSDL document in XML (CSDL 4.0)."""
    ElementTree.register_namespace("edmx", _EDMX)
    root = ElementTree.Element(f"{{{_EDMX}}}Edmx", Version="4.0")
    services = ElementTree.SubElement(root, f"{{{_EDMX}}}DataServices")
    # No prefix here: some clients look for names without one.
    schema = ElementTree.SubElement(services, "Schema", xmlns=_EDM, Namespace=NAMESPACE)
    for verzameling in verzamelingen:
        _add_type(schema, verzameling)
    container = ElementTree.SubElement(schema, "EntityContainer", Name="Container")
    for verzameling in verzamelingen:
        soort = f"{NAMESPACE}.{verzameling.soort}"
        if verzameling.enkel:
            ElementTree.SubElement(container, "Singleton", Name=verzameling.naam, Type=soort)
        else:
            ElementTree.SubElement(container, "EntitySet", Name=verzameling.naam, EntityType=soort)
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_type(schema: ElementTree.Element, verzameling: Verzameling) -> None:
    entity = ElementTree.SubElement(schema, "EntityType", Name=verzameling.soort)
    ElementTree.SubElement(ElementTree.SubElement(entity, "Key"), "PropertyRef", Name=verzameling.sleutel)
    for eigenschap in verzameling.eigenschappen.values():
        element = ElementTree.SubElement(entity, "Property", Name=eigenschap.naam, Type=eigenschap.edm.value)
        if not eigenschap.leeg:
            element.set("Nullable", "false")
        if eigenschap.edm is Edm.getal:
            # Without it a decimal has no decimals.
            element.set("Scale", "variable")


def list_verzamelingen(verzamelingen: Iterable[Verzameling]) -> list[dict[str, str]]:
    """What the service document lists (JSON 4.0, 5)."""
    return [
        {"name": each.naam, "kind": "Singleton" if each.enkel else "EntitySet", "url": each.naam}
        for each in verzamelingen
    ]


def context_of(verzameling: Verzameling, select: Sequence[str] | None, *, een: bool = False) -> str:
    """What stands behind `$metadata#` in the context of an answer. een: one of the set (Protocol 4.0, 10)."""
    chosen = "" if select is None else f"({','.join(select)})"
    return f"{verzameling.naam}{chosen}{'/$entity' if een and not verzameling.enkel else ''}"
