"""The terms of the catalogue: those of DCAT-AP-NL 3.0, and the lists of the EU and the Dutch government it takes.

https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/
"""

from typing import Any, Final

PROFIEL: Final = "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"
_EU: Final = "http://publications.europa.eu/resource/authority"

PUBLIC: Final = f"{_EU}/access-right/PUBLIC"
RESTRICTED: Final = f"{_EU}/access-right/RESTRICTED"
NEDERLANDS: Final = f"{_EU}/language/NLD"
NEDERLAND: Final = f"{_EU}/country/NLD"
# With every delivery; when those come differs per aanbieder.
ONREGELMATIG: Final = f"{_EU}/frequency/IRREG"
BEVOLKING_EN_SAMENLEVING: Final = f"{_EU}/data-theme/SOCI"

_LICENTIES: Final = "https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties"
CC0: Final = f"{_LICENTIES}/cc0"
NIET_OPEN: Final = f"{_LICENTIES}/niet_open"


def file_type(name: str) -> str:
    return f"{_EU}/file-type/{name}"


def media_type(name: str) -> str:
    return f"https://www.iana.org/assignments/media-types/{name}"


def gemeente_iri(code: str) -> str:
    """The gemeente in TOOI, the thesaurus of government information. code: GM0627."""
    return f"https://identifier.overheid.nl/tooi/id/gemeente/{code.lower()}"


def _to(term: str) -> dict[str, str]:
    return {"@id": term, "@type": "@id"}


def _in_dutch(term: str) -> dict[str, str]:
    return {"@id": term, "@language": "nl"}


def _typed(term: str, datatype: str) -> dict[str, str]:
    return {"@id": term, "@type": f"xsd:{datatype}"}


# Within the document itself, so that nobody needs to fetch anything to read it.
CONTEXT: Final[dict[str, Any]] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sdmx": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "title": _in_dutch("dct:title"),
    "description": _in_dutch("dct:description"),
    "keyword": _in_dutch("dcat:keyword"),
    "name": _in_dutch("foaf:name"),
    "label": _in_dutch("rdfs:label"),
    "prefLabel": _in_dutch("skos:prefLabel"),
    "unitMeasure": _in_dutch("sdmx:unitMeasure"),
    "fn": "vcard:fn",
    "identifier": "dct:identifier",
    # As in every other answer about figures; DCAT calls it the version.
    "dataversie": _typed("dcat:version", "string"),
    "issued": _typed("dct:issued", "date"),
    "modified": _typed("dct:modified", "dateTime"),
    "startDate": _typed("dcat:startDate", "date"),
    "endDate": _typed("dcat:endDate", "date"),
    "temporalResolution": _typed("dcat:temporalResolution", "duration"),
    "accessRights": _to("dct:accessRights"),
    "accessService": _to("dcat:accessService"),
    "accessURL": _to("dcat:accessURL"),
    "accrualPeriodicity": _to("dct:accrualPeriodicity"),
    "conformsTo": _to("dct:conformsTo"),
    "contactPoint": _to("dcat:contactPoint"),
    "creator": _to("dct:creator"),
    "dataset": _to("dcat:dataset"),
    "distribution": _to("dcat:distribution"),
    "downloadURL": _to("dcat:downloadURL"),
    "endpointDescription": _to("dcat:endpointDescription"),
    "endpointURL": _to("dcat:endpointURL"),
    "format": _to("dct:format"),
    "hasURL": _to("vcard:hasURL"),
    "homepage": _to("foaf:homepage"),
    "isPartOf": _to("dct:isPartOf"),
    "landingPage": _to("dcat:landingPage"),
    "language": _to("dct:language"),
    "license": _to("dct:license"),
    "mediaType": _to("dcat:mediaType"),
    "page": _to("foaf:page"),
    "provenance": _to("dct:provenance"),
    "publisher": _to("dct:publisher"),
    "servesDataset": _to("dcat:servesDataset"),
    "service": _to("dcat:service"),
    "spatial": _to("dct:spatial"),
    "temporal": _to("dct:temporal"),
    "theme": _to("dcat:theme"),
    "themeTaxonomy": _to("dcat:themeTaxonomy"),
    "wasGeneratedBy": _to("prov:wasGeneratedBy"),
}
