"""The catalogue holds what DCAT-AP-NL 3.0 asks, of what its reader may see, and its addresses work."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import DCTERMS, FOAF, PROV, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from tests.api.catalogus.gegevens import change_indicator, deliver
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from zicht_shared.auth import Doel, Rol

# rdflib knows no DCAT 3 yet.
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = Namespace("http://publications.europa.eu/resource/authority/")


@dataclass(frozen=True)
class Eis:
    """How often a property may stand, and what its values are: a class, a datatype, or None for any."""

    van: int
    tot: int | None
    bereik: URIRef | None = None


# rdflib's own reader of JSON-LD uses what rdflib wants others to leave.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

VERPLICHT, EEN, MEER, MAG = (1, None), (1, 1), (0, None), (0, 1)
# DCAT-AP 3.0 with what DCAT-AP-NL 3.0 asks besides; what the latter recommends is asked here too.
PROFIEL: dict[URIRef, dict[URIRef, Eis]] = {
    DCAT.Catalog: {
        DCTERMS.title: Eis(*VERPLICHT),
        DCTERMS.description: Eis(*VERPLICHT),
        DCTERMS.publisher: Eis(*EEN, FOAF.Agent),
        DCTERMS.creator: Eis(*EEN, FOAF.Agent),
        DCAT.contactPoint: Eis(*EEN, VCARD.Kind),
        DCAT.dataset: Eis(*VERPLICHT, DCAT.Dataset),
        DCAT.service: Eis(*MEER, DCAT.DataService),
        DCTERMS.language: Eis(*VERPLICHT, DCTERMS.LinguisticSystem),
        DCTERMS.spatial: Eis(*MEER, DCTERMS.Location),
        DCTERMS.modified: Eis(*MAG, XSD.dateTime),
        FOAF.homepage: Eis(*MAG, FOAF.Document),
    },
    DCAT.Dataset: {
        DCTERMS.title: Eis(*VERPLICHT),
        DCTERMS.description: Eis(*VERPLICHT),
        DCTERMS.identifier: Eis(*EEN),
        DCTERMS.publisher: Eis(*EEN, FOAF.Agent),
        DCTERMS.creator: Eis(*VERPLICHT, FOAF.Agent),
        DCTERMS.accessRights: Eis(*EEN, DCTERMS.RightsStatement),
        DCAT.contactPoint: Eis(*EEN, VCARD.Kind),
        DCAT.theme: Eis(*VERPLICHT, SKOS.Concept),
        DCAT.distribution: Eis(*VERPLICHT, DCAT.Distribution),
        DCAT.keyword: Eis(*VERPLICHT),
        DCAT.landingPage: Eis(*VERPLICHT, FOAF.Document),
        DCAT.temporalResolution: Eis(*MAG, XSD.duration),
        DCAT.version: Eis(*MAG),
        DCTERMS.accrualPeriodicity: Eis(*EEN, DCTERMS.Frequency),
        DCTERMS.conformsTo: Eis(*VERPLICHT, DCTERMS.Standard),
        DCTERMS.language: Eis(*VERPLICHT, DCTERMS.LinguisticSystem),
        DCTERMS.spatial: Eis(*VERPLICHT, DCTERMS.Location),
        DCTERMS.temporal: Eis(*MEER, DCTERMS.PeriodOfTime),
        DCTERMS.issued: Eis(*MAG, XSD.date),
        DCTERMS.modified: Eis(*EEN, XSD.dateTime),
        DCTERMS.provenance: Eis(*MEER, DCTERMS.ProvenanceStatement),
        FOAF.page: Eis(*VERPLICHT, FOAF.Document),
        PROV.wasGeneratedBy: Eis(*MEER, PROV.Activity),
    },
    DCAT.Distribution: {
        DCAT.accessURL: Eis(*EEN),
        DCAT.downloadURL: Eis(*EEN),
        DCAT.accessService: Eis(*EEN, DCAT.DataService),
        DCAT.mediaType: Eis(*EEN, DCTERMS.MediaType),
        DCTERMS["format"]: Eis(*EEN, DCTERMS.MediaTypeOrExtent),
        DCTERMS.title: Eis(*VERPLICHT),
        DCTERMS.license: Eis(*EEN, DCTERMS.LicenseDocument),
        DCTERMS.language: Eis(*VERPLICHT, DCTERMS.LinguisticSystem),
        DCTERMS.conformsTo: Eis(*VERPLICHT, DCTERMS.Standard),
    },
    DCAT.DataService: {
        DCTERMS.title: Eis(*VERPLICHT),
        DCTERMS.description: Eis(*VERPLICHT),
        DCTERMS.identifier: Eis(*EEN),
        DCAT.endpointURL: Eis(*EEN),
        DCAT.endpointDescription: Eis(*EEN),
        DCAT.servesDataset: Eis(*VERPLICHT, DCAT.Dataset),
        DCTERMS.publisher: Eis(*EEN, FOAF.Agent),
        DCTERMS.creator: Eis(*EEN, FOAF.Agent),
        DCTERMS.accessRights: Eis(*EEN, DCTERMS.RightsStatement),
        DCTERMS.license: Eis(*EEN, DCTERMS.LicenseDocument),
        DCAT.contactPoint: Eis(*EEN, VCARD.Kind),
        DCAT.theme: Eis(*VERPLICHT, SKOS.Concept),
        DCAT.keyword: Eis(*VERPLICHT),
        DCTERMS.language: Eis(*VERPLICHT, DCTERMS.LinguisticSystem),
        DCTERMS.conformsTo: Eis(*VERPLICHT, DCTERMS.Standard),
    },
    FOAF.Agent: {FOAF.name: Eis(*VERPLICHT), DCTERMS.identifier: Eis(*MAG)},
    DCTERMS.PeriodOfTime: {DCAT.startDate: Eis(*EEN, XSD.date), DCAT.endDate: Eis(*EEN, XSD.date)},
}  # fmt: skip

_SAID = "SELECT ?ding ?eigenschap ?waarde WHERE { ?ding a ?klasse ; ?eigenschap ?waarde }"
_TYPES = "SELECT ?ding ?klasse WHERE { ?ding a ?klasse }"


def faults_in(graph: Graph) -> list[str]:
    """What the profile asks and is not there."""
    types = {(ding, klasse) for ding, klasse in graph.query(_TYPES)}
    found = []
    for klasse, eigenschappen in PROFIEL.items():
        said: dict[Any, dict[Any, list[Any]]] = {ding: {} for ding, type_ in types if type_ == klasse}
        assert said, f"geen {klasse}"
        for ding, eigenschap, waarde in graph.query(_SAID, initBindings={"klasse": klasse}):
            said[ding].setdefault(eigenschap, []).append(waarde)
        for ding, waarden in said.items():
            for eigenschap, eis in eigenschappen.items():
                here = waarden.get(eigenschap, [])
                if not eis.van <= len(here) <= (eis.tot or len(here)):
                    found.append(f"{ding}: {len(here)} maal {eigenschap}")
                if eis.bereik is not None:
                    is_type = str(eis.bereik).startswith(str(XSD))
                    found += [
                        f"{eigenschap}: {waarde} is geen {eis.bereik}"
                        for waarde in here
                        if not (waarde.datatype == eis.bereik if is_type else (waarde, eis.bereik) in types)
                    ]
    return found


async def read(client: httpx.AsyncClient, url: str = "/v1/catalogus") -> Graph:
    answer = await client.get(url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json"), answer.text
    return Graph().parse(data=answer.text, format="json-ld")


def dataset(graph: Graph, gemeente: Gemeente, name: str) -> dict[URIRef, Any]:
    """What is said of a dataset; the last value of each property."""
    iri = URIRef(f"http://api.test/dashboard/{gemeente.code}/catalogus.jsonld#{name}")
    return dict(graph.predicate_objects(iri))


def indicators_in(graph: Graph) -> set[str]:
    names = {str(iri).partition("#")[2] for iri in graph.subjects(RDF.type, DCAT.Dataset)}
    return {name.removeprefix("indicator-") for name in names if name.startswith("indicator-")}


async def test_the_catalogue_is_what_dcat_ap_nl_asks(gemeente: Gemeente, api: httpx.AsyncClient) -> None:
    await deliver(gemeente)
    await change_indicator(gemeente, "uren", openbaar=True)
    graphs = [await read(gemeente.bi), await read(api, f"/dashboard/{gemeente.code}/catalogus.jsonld")]
    assert [faults_in(graph) for graph in graphs] == [[], []]

    # The judge sees what is missing, too much, or of another kind.
    spoiled = graphs[1]
    spoiled.remove((None, DCTERMS.license, None))
    spoiled.remove((None, RDF.type, VCARD.Kind))
    spoiled.add((next(spoiled.subjects(RDF.type, DCAT.Catalog)), DCTERMS.publisher, Literal("iemand")))
    assert {fault.partition(": ")[2].partition(" ")[0] for fault in faults_in(spoiled)} >= {"0", "2", "iemand"}

    graph = graphs[0]
    publisher = URIRef(f"https://identifier.overheid.nl/tooi/id/gemeente/{gemeente.code.lower()}")
    assert set(graph.objects(None, DCTERMS.publisher)) == {publisher}
    assert graph.value(publisher, FOAF.name) == Literal(f"Gemeente {gemeente.code}", "nl")
    uren = dataset(graph, gemeente, "indicator-uren")
    assert uren[DCTERMS.title] == Literal("Uren cliëntondersteuning", "nl")
    assert uren[DCTERMS.description] == Literal(
        "Bestede uren, uit de duur van de contacten. Opgeteld: Uren cliëntondersteuning.", "nl"
    )
    assert uren[DCTERMS.language] == EU["language/NLD"]
    begin, eind = (graph.value(uren[DCTERMS.temporal], name).toPython() for name in (DCAT.startDate, DCAT.endDate))
    assert (begin.isoformat(), eind.isoformat()) == ("2025-01-01", "2025-12-31")
    stand = (await gemeente.bi.get("/v1/indicatoren/uren/waarden?periode=2025")).json()
    assert uren[DCAT.version] == Literal(str(stand["dataversie"]), datatype=XSD.string)
    assert {str(graph.value(each, DCAT.endpointURL)) for each in graph.subjects(RDF.type, DCAT.DataService)} == {
        "http://api.test/v1", "http://api.test/odata/v4/",
    }  # fmt: skip


async def test_everyone_finds_only_what_they_may_see(gemeente: Gemeente, api: httpx.AsyncClient) -> None:
    await change_indicator(gemeente, "uren", openbaar=True)
    # Public in name only: what is there to learn from is never for everybody.
    await change_indicator(gemeente, "nps", openbaar=True)
    verantwoorden = await gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)
    async with client_of(gemeente.api_app, verantwoorden) as client:
        accounting = await client.get("/v1/catalogus")
    learning, public = (
        await gemeente.bi.get("/v1/catalogus"), await api.get(f"/dashboard/{gemeente.code}/catalogus.jsonld")
    )  # fmt: skip
    seen = [indicators_in(Graph().parse(data=each.text, format="json-ld")) for each in (learning, accounting, public)]
    codes = {each["code"] for each in (await gemeente.bi.get("/v1/indicatoren?limit=1000")).json()["items"]}
    assert seen[0] == codes
    assert {"uren", "doorlooptijd"} <= seen[1] < codes
    assert seen[2] == {"uren"}
    assert not [word for word in ("nps", "putten", "hoewijzer", "NPS") if word in accounting.text + public.text]

    graph = Graph().parse(data=learning.text, format="json-ld")
    rights = {
        name: dataset(graph, gemeente, name)[DCTERMS.accessRights] for name in ("indicator-uren", "indicator-nps")
    }
    assert rights == {
        "indicator-uren": EU["access-right/PUBLIC"], "indicator-nps": EU["access-right/RESTRICTED"],
    }  # fmt: skip


async def test_the_addresses_in_the_catalogue_give_what_it_says(gemeente: Gemeente, api: httpx.AsyncClient) -> None:
    """What is public without a key, the rest with one."""
    await deliver(gemeente)
    await change_indicator(gemeente, "uren", openbaar=True)
    graph = await read(gemeente.bi)
    for code, reader in (("uren", api), ("clienten-bereikt", gemeente.bi)):
        iri = URIRef(f"http://api.test/dashboard/{gemeente.code}/catalogus.jsonld#indicator-{code}")
        for distribution in graph.objects(iri, DCAT.distribution):
            address = urlsplit(str(graph.value(distribution, DCAT.downloadURL)))
            answer = await reader.get(f"{address.path}?{address.query}")
            assert answer.status_code == 200, answer.text
            kind = str(graph.value(distribution, DCAT.mediaType)).rpartition("media-types/")[2]
            assert answer.headers["content-type"].partition(";")[0] == kind
            assert answer.content
    with_key = await gemeente.bi.get(
        "/v1/waarden?indicator=uren&uitsplitsing=gebied,aanbieder,doelgroep,leefgebied,vorm"
    )
    without = await api.get(f"/dashboard/{gemeente.code}/gegevens?indicator=uren&formaat=json")
    assert without.json() == with_key.json()
    assert (await api.get(f"/dashboard/{gemeente.code}/gegevens?indicator=nps")).status_code == 400
    assert {
        each["indicator"]
        for each in (await api.get(f"/dashboard/{gemeente.code}/gegevens?formaat=json")).json()["waarden"]
    } == {"uren"}


async def test_a_figure_by_hand_has_the_years_that_it_was_entered_for(gemeente: Gemeente) -> None:
    indicator = {
        "code": "budget", "naam": "Budget", "pijler": "bereik", "soort": "input", "eenheid": "euro",
        "rekenwijze": "handmatig", "doelen": ["leren"],
    }  # fmt: skip
    assert (await gemeente.beheer.post("/v1/indicatoren", json=indicator)).status_code == 201
    for periode in ("2019", "2021-K3"):
        waarde = {"waarde": 4, "toelichting": "begroting"}
        url = f"/v1/indicatoren/budget/handmatige-waarden/{periode}"
        answer = await gemeente.beheer.put(url, json=waarde)
        assert answer.status_code in (200, 201), answer.text
    graph = await read(gemeente.bi)
    period = dataset(graph, gemeente, "indicator-budget")[DCTERMS.temporal]
    assert [str(graph.value(period, name)) for name in (DCAT.startDate, DCAT.endDate)] == ["2019-01-01", "2021-12-31"]
    assert DCTERMS.temporal not in dataset(graph, gemeente, "indicator-uren")
    description = str(dataset(graph, gemeente, "indicator-budget")[DCTERMS.description])
    assert description == "De gemeente voert de waarde zelf in."


async def test_the_same_catalogue_is_not_sent_twice(gemeente: Gemeente) -> None:
    first = await gemeente.bi.get("/v1/catalogus", headers={"Accept": "application/json"})
    assert first.headers["content-type"] == "application/json"
    assert json.loads(first.text)["@graph"][0]["@type"] == "dcat:Catalog"
    headers = {"Accept": "application/json", "If-None-Match": first.headers["etag"]}
    assert (await gemeente.bi.get("/v1/catalogus", headers=headers)).status_code == 304
    await change_indicator(gemeente, "uren", omschrijving="Anders gezegd.")
    assert (await gemeente.bi.get("/v1/catalogus", headers=headers)).status_code == 200
    refused = await gemeente.bi.get("/v1/catalogus", headers={"Accept": "text/turtle"})
    assert_probleem(refused, 406, "niet-aanvaardbaar")
