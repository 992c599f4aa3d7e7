"""The catalogue as DCAT-AP-NL 3.0, in JSON-LD. Pure.

Everything has an IRI within the public catalogue, and stands once in `@graph`; what it refers to stands there too, with
its type, as the profile asks.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from zicht_api.catalogus.adressen import Adressen, anchor_of
from zicht_api.catalogus.service import Beschrijving, Beschrijvingen
from zicht_api.catalogus.vormen import VORMEN, Vorm
from zicht_api.catalogus.woorden import FUNCTIES
from zicht_api.catalogus.woordenlijst import (
    BEVOLKING_EN_SAMENLEVING,
    CC0,
    CONTEXT,
    NEDERLAND,
    NEDERLANDS,
    NIET_OPEN,
    ONREGELMATIG,
    PROFIEL,
    PUBLIC,
    RESTRICTED,
    file_type,
    gemeente_iri,
    media_type,
)
from zicht_api.dashboard.woorden import PIJLERS

Node = dict[str, Any]

_ONDERWERP = "cliëntondersteuning"
_ODATA = "https://docs.oasis-open.org/odata/odata/v4.0/"
_NLGOV = "https://gitdocumentatie.logius.nl/publicatie/api/adr/"


def write_catalogus(gegevens: Beschrijvingen, adressen: Adressen) -> Node:
    """The whole document: a catalogue with a dataset for all figures together, and one for each indicator."""
    schrijver = _Schrijver(gegevens, adressen)
    datasets = [schrijver.alles(), *(schrijver.dataset(each) for each in gegevens.indicatoren)]
    services = [schrijver.odata(), schrijver.api()]
    for service in services:
        service["servesDataset"] = [dataset["@id"] for dataset in datasets]
    distributions = [
        *schrijver.distributions(datasets[0], None, gegevens.gemeente_naam, schrijver.alles_openbaar),
        *(
            distribution
            for dataset, each in zip(datasets[1:], gegevens.indicatoren, strict=True)
            for distribution in schrijver.distributions(
                dataset, each.indicator.code, each.indicator.naam, each.openbaar
            )
        ),
    ]
    catalogus = schrijver.catalogus(datasets, services)
    return {
        "@context": CONTEXT,
        "@graph": [catalogus, *datasets, *distributions, *services, *schrijver.omgeving(), *_concepts()],
    }


class _Schrijver:
    """Writes the parts; holds what each of them says of whose it is."""

    def __init__(self, gegevens: Beschrijvingen, adressen: Adressen) -> None:
        self.gegevens, self.adressen = gegevens, adressen
        self.uitgever = gemeente_iri(gegevens.gemeente)
        self.alles_openbaar = all(each.openbaar for each in gegevens.indicatoren)
        self.eigen: Node = {
            "publisher": self.uitgever,
            "creator": self.uitgever,
            "contactPoint": self.iri("contact"),
            "language": NEDERLANDS,
            "theme": BEVOLKING_EN_SAMENLEVING,
        }
        if gegevens.bijgewerkt is not None:
            self.eigen["modified"] = _moment(gegevens.bijgewerkt)

    def iri(self, name: str) -> str:
        return f"{self.adressen.catalogus}#{name}"

    def catalogus(self, datasets: Iterable[Node], services: Iterable[Node]) -> Node:
        naam = self.gegevens.gemeente_naam
        eigen = {name: value for name, value in self.eigen.items() if name != "theme"}
        return {
            "@id": self.iri("catalogus"),
            "@type": "dcat:Catalog",
            "title": f"Cijfers over {_ONDERWERP}: {naam}",
            "description": f"Wat {naam} meet over {_ONDERWERP}: wat er is gedaan, wat inwoners ervan vonden en wat het "
            "hun opleverde.",
            **eigen,
            "homepage": {"@id": self.adressen.dashboard, "@type": "foaf:Document"},
            "spatial": self.gebied(),
            "themeTaxonomy": "http://publications.europa.eu/resource/authority/data-theme",
            "conformsTo": PROFIEL,
            "dataset": [dataset["@id"] for dataset in datasets],
            "service": [service["@id"] for service in services],
        }

    def alles(self) -> Node:
        naam = self.gegevens.gemeente_naam
        welke = "openbare cijfers" if self.alles_openbaar else "cijfers"
        return self._dataset(
            name=welke.replace(" ", "-"),
            title=f"Alle {welke} over {_ONDERWERP}: {naam}",
            description=f"Alle {welke} over {_ONDERWERP} van {naam}: per indicator en per jaar, kwartaal en maand, in "
            "totaal en per gebied, aanbieder, doelgroep, leefgebied en vorm.",
            keyword=[_ONDERWERP, "monitor", "indicatoren"],
            openbaar=self.alles_openbaar,
            jaren=self.gegevens.jaren,
            pagina=self.adressen.begrippen,
        )

    def dataset(self, beschrijving: Beschrijving) -> Node:
        indicator, definitie = beschrijving.indicator, beschrijving.definitie
        node = self._dataset(
            name=anchor_of(indicator.code),
            title=indicator.naam,
            description=" ".join(filter(None, [indicator.omschrijving, definitie.rekenwijze])),
            keyword=[
                _ONDERWERP,
                PIJLERS[indicator.pijler][0].lower(),
                *(FUNCTIES[each] for each in indicator.functies),
            ],
            openbaar=beschrijving.openbaar,
            jaren=beschrijving.jaren,
            pagina=self.adressen.begrip(indicator.code),
        )
        return node | {
            "isPartOf": self.alles()["@id"],
            "issued": beschrijving.sinds.astimezone(UTC).date().isoformat(),
            "unitMeasure": definitie.eenheid,
            "provenance": {"@type": "dct:ProvenanceStatement", "label": f"Bron: {definitie.bron}."},
            "wasGeneratedBy": {
                "@type": "prov:Activity",
                "label": f"{definitie.rekenwijze} Onzekerheid: {definitie.methode}.",
            },
        }

    def _dataset(
        self,
        *,
        name: str,
        title: str,
        description: str,
        keyword: list[str],
        openbaar: bool,
        jaren: tuple[int, int] | None,
        pagina: str,
    ) -> Node:
        page = {"@id": pagina, "@type": "foaf:Document"}
        node = {
            "@id": self.iri(name),
            "@type": "dcat:Dataset",
            "identifier": self.iri(name),
            "title": title,
            "description": description,
            "keyword": keyword,
            **self.eigen,
            "accessRights": PUBLIC if openbaar else RESTRICTED,
            "accrualPeriodicity": ONREGELMATIG,
            "temporalResolution": "P1M",
            "spatial": self.gebied(),
            "dataversie": self.gegevens.stand.dataversie,
            "landingPage": page,
            "page": page,
            "conformsTo": self.adressen.odata_metadata,
            "distribution": [self.iri(f"{name}-{vorm.formaat.naam}") for vorm in VORMEN],
        }
        if jaren is not None:
            node["temporal"] = self._period(*jaren)
        return node

    def distributions(self, dataset: Node, code: str | None, naam: str, openbaar: bool) -> Iterable[Node]:
        for iri, vorm in zip(dataset["distribution"], VORMEN, strict=True):
            address = self.adressen.waarden(vorm.formaat.naam, code, openbaar=openbaar)
            yield {
                "@id": iri,
                "@type": "dcat:Distribution",
                "title": f"{naam}: {vorm.titel}",
                "accessURL": address,
                "downloadURL": address,
                "accessService": self.iri("api"),
                "mediaType": media_type(_bare(vorm)),
                "format": file_type(vorm.bestandstype),
                "conformsTo": vorm.standaard[0],
                "language": NEDERLANDS,
                "license": CC0 if openbaar else NIET_OPEN,
            }

    def odata(self) -> Node:
        return self._service(
            "odata",
            title="OData v4",
            description="Alle cijfers als tabellen, voor Excel, Power BI, Tableau en andere programma's. Met een "
            "sleutel van de gemeente.",
            endpoint=self.adressen.odata,
            beschrijving=self.adressen.odata_metadata,
            standaard=_ODATA,
        )

    def api(self) -> Node:
        return self._service(
            "api",
            title="REST API",
            description="De cijfers en wat erbij hoort, voor programmeurs. Met een sleutel van de gemeente.",
            endpoint=self.adressen.api,
            beschrijving=self.adressen.openapi,
            standaard=_NLGOV,
        )

    def _service(
        self, name: str, *, title: str, description: str, endpoint: str, beschrijving: str, standaard: str
    ) -> Node:
        return {
            "@id": self.iri(name),
            "@type": "dcat:DataService",
            "identifier": self.iri(name),
            "title": f"{title}: {self.gegevens.gemeente_naam}",
            "description": description,
            "keyword": [_ONDERWERP],
            **self.eigen,
            "endpointURL": endpoint,
            "endpointDescription": beschrijving,
            "landingPage": {"@id": self.adressen.begrippen, "@type": "foaf:Document"},
            "conformsTo": standaard,
            "accessRights": RESTRICTED,
            "license": NIET_OPEN,
        }

    def gebied(self) -> list[str]:
        return [NEDERLAND, self.iri("gebied")]

    def omgeving(self) -> Iterable[Node]:
        """The gemeente: as an organisation, as a place, and where to turn to."""
        code, naam = self.gegevens.gemeente, self.gegevens.gemeente_naam
        yield {"@id": self.uitgever, "@type": ["foaf:Agent", "foaf:Organization"], "name": naam, "identifier": code}
        yield {
            "@id": self.iri("contact"),
            "@type": ["vcard:Kind", "vcard:Organization"],
            "fn": naam,
            "hasURL": self.adressen.dashboard,
        }
        yield {"@id": self.iri("gebied"), "@type": "dct:Location", "prefLabel": naam, "identifier": code}
        metadata = "De tabellen en kolommen van de cijfers (CSDL)"
        yield {"@id": self.adressen.odata_metadata, "@type": "dct:Standard", "title": metadata}

    def _period(self, eerste: int, laatste: int) -> Node:
        return {
            "@type": "dct:PeriodOfTime",
            "startDate": date(eerste, 1, 1).isoformat(),
            "endDate": min(date(laatste, 12, 31), self.gegevens.stand.dag).isoformat(),
        }


def _concepts() -> Iterable[Node]:
    """What the others refer to outside this document, each with its type."""
    yield {"@id": PUBLIC, "@type": "dct:RightsStatement", "label": "openbaar"}
    yield {"@id": RESTRICTED, "@type": "dct:RightsStatement", "label": "niet voor iedereen"}
    yield {"@id": CC0, "@type": "dct:LicenseDocument", "label": "Creative Commons Zero"}
    yield {"@id": NIET_OPEN, "@type": "dct:LicenseDocument", "label": "niet open"}
    yield {"@id": NEDERLANDS, "@type": "dct:LinguisticSystem", "label": "Nederlands"}
    yield {"@id": NEDERLAND, "@type": "dct:Location", "prefLabel": "Nederland"}
    yield {"@id": ONREGELMATIG, "@type": "dct:Frequency", "label": "bij elke aanlevering"}
    yield {"@id": BEVOLKING_EN_SAMENLEVING, "@type": "skos:Concept", "prefLabel": "Bevolking en samenleving"}
    yield {"@id": PROFIEL, "@type": "dct:Standard", "title": "DCAT-AP-NL 3.0"}
    yield {"@id": _ODATA, "@type": "dct:Standard", "title": "OData v4"}
    yield {"@id": _NLGOV, "@type": "dct:Standard", "title": "NLGov REST API Design Rules"}
    for vorm in VORMEN:
        iri, title = vorm.standaard
        yield {"@id": iri, "@type": "dct:Standard", "title": title}
        yield {"@id": media_type(_bare(vorm)), "@type": "dct:MediaType"}
    for bestandstype in sorted({vorm.bestandstype for vorm in VORMEN}):
        yield {"@id": file_type(bestandstype), "@type": "dct:MediaTypeOrExtent"}


def _bare(vorm: Vorm) -> str:
    return vorm.formaat.media_types[0]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
