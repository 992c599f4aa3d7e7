"""Every route of both services as the real apps have them, and who may use which: a new route must be thought about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount

from zicht_shared.migrations import Service

BEHEER: Final = frozenset({"beheer"})
BELEID: Final = BEHEER | {"beleid"}
LEVERAAR: Final = BEHEER | {"aanbieder"}
LEZER: Final = BELEID | {"bi", "aanbieder"}
IEDEREEN: Final = LEZER | {"vragenlijsten"}
VRAGENLIJSTEN: Final = frozenset({"vragenlijsten"})
OPENBAAR: Final = frozenset({"zonder sleutel"})

# Method and path below /v1 -> the roles that may use it; OPENBAAR: no key at all.
TOEGANG: Final[dict[Service, dict[str, frozenset[str]]]] = {
    "api": {
        "GET /openapi.json": OPENBAAR,
        "GET /ik": IEDEREEN,
        "GET /sleutels": BEHEER,
        "POST /sleutels": BEHEER,
        "GET /sleutels/{sleutel_id}": BEHEER,
        "POST /sleutels/{sleutel_id}/vervanging": BEHEER,
        "DELETE /sleutels/{sleutel_id}": BEHEER,
        "GET /aanmelddienst": BEHEER,
        "PUT /aanmelddienst": BEHEER,
        "DELETE /aanmelddienst": BEHEER,
        "GET /toegangsdienst": BEHEER,
        "PUT /toegangsdienst": BEHEER,
        "DELETE /toegangsdienst": BEHEER,
        "GET /gemeente": LEZER,
        "PUT /gemeente": BEHEER,
        "GET /huisstijl": BELEID,
        "PUT /huisstijl": BEHEER,
        "GET /aanbieders": LEZER,
        "POST /aanbieders": BEHEER,
        "GET /aanbieders/{aanbieder_id}": LEZER,
        "PUT /aanbieders/{aanbieder_id}": BEHEER,
        "GET /aanbieders/{aanbieder_id}/terugkoppeling": BELEID | {"aanbieder"},
        "GET /gebieden": LEZER,
        "POST /gebieden": BEHEER,
        "GET /gebieden/{code}": LEZER,
        "PUT /gebieden/{code}": BEHEER,
        "GET /codelijsten": IEDEREEN,
        "POST /aanleveringen": LEVERAAR,
        "GET /aanleveringen": BELEID | LEVERAAR,
        "GET /aanleveringen/{aanlevering_id}": BELEID | LEVERAAR,
        "GET /aanleveringen/{aanlevering_id}/fouten": BELEID | LEVERAAR,
        "GET /leverafspraken": BELEID | LEVERAAR,
        "POST /leverafspraken": BEHEER,
        "GET /leverafspraken/{leverafspraak_id}": BELEID | LEVERAAR,
        "PUT /leverafspraken/{leverafspraak_id}": BEHEER,
        "DELETE /leverafspraken/{leverafspraak_id}": BEHEER,
        "GET /aanleverstatus": BELEID | LEVERAAR,
        "GET /registratiedruk": BELEID,
        "GET /perioden": BELEID | LEVERAAR,
        "GET /perioden/{periode}": BELEID | LEVERAAR,
        "PUT /perioden/{periode}/afsluiting": BEHEER,
        "POST /perioden/{periode}/heropening": BEHEER,
        "GET /contacten": LEVERAAR,
        "GET /maatstaven": LEZER,
        "POST /maatstaven": BEHEER,
        "GET /maatstaven/{code}": LEZER,
        "GET /indicatoren": LEZER,
        "POST /indicatoren": BEHEER,
        "GET /indicatoren/{code}": LEZER,
        "PUT /indicatoren/{code}": BEHEER,
        "DELETE /indicatoren/{code}": BEHEER,
        "GET /indicatoren/{code}/handmatige-waarden": BELEID,
        "GET /indicatoren/{code}/handmatige-waarden/{periode}": BELEID,
        "PUT /indicatoren/{code}/handmatige-waarden/{periode}": BELEID,
        "DELETE /indicatoren/{code}/handmatige-waarden/{periode}": BELEID,
        "GET /indicatoren/{code}/waarden": LEZER,
        "GET /waarden": LEZER,
        "GET /indicatoren/{code}/beeld": LEZER,
        "GET /catalogus": LEZER,
        "GET /indicatoren/{code}/prognose": LEZER,
        "POST /signaleringen": BELEID,
        "GET /signalen": BELEID | {"aanbieder"},
        "GET /signalen/feed": BELEID | {"aanbieder"},
        "GET /signalen/{signaal_id}": BELEID | {"aanbieder"},
        "PATCH /signalen/{signaal_id}": BELEID,
        "GET /gebeurtenissen": LEZER,
        "GET /webhooks": BEHEER,
        "POST /webhooks": BEHEER,
        "GET /webhooks/{webhook_id}": BEHEER,
        "PUT /webhooks/{webhook_id}": BEHEER,
        "DELETE /webhooks/{webhook_id}": BEHEER,
        "GET /webhooks/{webhook_id}/bezorgingen": BEHEER,
        "GET /doelenboomsjablonen": BELEID | {"bi"},
        "GET /doelenbomen": BELEID | {"bi"},
        "POST /doelenbomen": BELEID,
        "GET /doelenbomen/{doelenboom_code}": BELEID | {"bi"},
        "PUT /doelenbomen/{doelenboom_code}": BELEID,
        "GET /doelenbomen/{doelenboom_code}/versies": BELEID,
        "GET /doelenbomen/{doelenboom_code}/pakket": BELEID | {"bi"},
        "GET /doelenbomen/{doelenboom_code}/realisatie": BELEID | {"bi"},
        "GET /doelenbomen/{doelenboom_code}/beeld": BELEID | {"bi"},
        "DELETE /doelenbomen/{doelenboom_code}": BELEID,
        "POST /doelenboompakketten": BEHEER,
        "GET /verhalen": LEZER,
        "POST /verhalen": BELEID,
        "GET /verhalen/{verhaal_id}": LEZER,
        "PUT /verhalen/{verhaal_id}": BELEID,
        "POST /verhalen/{verhaal_id}/vrijgave": BELEID,
        "POST /verhalen/{verhaal_id}/intrekking": BELEID,
        "GET /verhaalthemas": LEZER,
        "GET /monitorcycli": BELEID,
        "POST /monitorcycli": BELEID,
        "GET /monitorcycli/{monitorcyclus_code}": BELEID,
        "PUT /monitorcycli/{monitorcyclus_code}": BELEID,
        "GET /monitorcycli/{monitorcyclus_code}/stand": BELEID,
        "POST /monitorcycli/{monitorcyclus_code}/afsluiting": BELEID,
        "POST /monitorcycli/{monitorcyclus_code}/heropening": BELEID,
        "GET /duidingssessies": BELEID,
        "POST /duidingssessies": BELEID,
        "GET /duidingssessies/{sessie_id}": BELEID,
        "PUT /duidingssessies/{sessie_id}": BELEID,
        "DELETE /duidingssessies/{sessie_id}": BELEID,
        "POST /duidingssessies/{sessie_id}/houden": BELEID,
        "PUT /duidingssessies/{sessie_id}/bijdragen/{onderwerp}/{perspectief}": BELEID,
        "PUT /duidingssessies/{sessie_id}/uitkomst": BELEID,
        "PUT /duidingssessies/{sessie_id}/stemmen/{perspectief}": BELEID,
        "POST /duidingssessies/{sessie_id}/vaststelling": BELEID,
        "GET /duidingssessies/{sessie_id}/cijfers": BELEID,
        "GET /duidingssessies/{sessie_id}/gespreksblad": BELEID,
        "GET /duidingssessies/{sessie_id}/verslag": BELEID,
        "GET /verbeterplannen": BELEID,
        "POST /verbeterplannen": BELEID,
        "GET /verbeterplannen/{plan_id}": BELEID,
        "PUT /verbeterplannen/{plan_id}": BELEID,
        "POST /verbeterplannen/{plan_id}/overgangen": BELEID,
        "GET /verbeteracties": BELEID | {"aanbieder"},
        "GET /verbeterplannen/{plan_id}/acties": BELEID | {"aanbieder"},
        "POST /verbeterplannen/{plan_id}/acties": BELEID,
        "GET /verbeterplannen/{plan_id}/acties/{actie_code}": BELEID | {"aanbieder"},
        "PUT /verbeterplannen/{plan_id}/acties/{actie_code}": BELEID,
        "POST /verbeterplannen/{plan_id}/acties/{actie_code}/overgangen": BELEID,
        "POST /verbeterplannen/{plan_id}/acties/{actie_code}/effectmeting": BELEID,
        "GET /verbeterplannen/{plan_id}/acties/{actie_code}/effect": BELEID | {"aanbieder"},
        "GET /benchmarkgroepen": BELEID | {"bi"},
        "PUT /benchmarkdeelnames/{groep}": BEHEER,
        "DELETE /benchmarkdeelnames/{groep}": BEHEER,
        "GET /indicatoren/{code}/vergelijking": BELEID | {"bi"},
        "GET /vragenlijstresultaten": BELEID | VRAGENLIJSTEN,
        "GET /vragenlijstresultaten/{resultaat_id}": BELEID,
        "PUT /vragenlijstresultaten/{resultaat_id}": VRAGENLIJSTEN,
        "GET /auditregels": BEHEER,
    },
    "surveys": {
        "GET /openapi.json": OPENBAAR,
        "GET /vragenlijsten": IEDEREEN,
        "POST /vragenlijsten": BEHEER,
        "GET /vragenlijsten/schema": IEDEREEN,
        "POST /vragenlijsten/invoer": BEHEER,
        "GET /vragenlijsten/{code}": IEDEREEN,
        "GET /vragenlijsten/{code}/concept": BELEID,
        "PUT /vragenlijsten/{code}/concept": BEHEER,
        "POST /vragenlijsten/{code}/concept/aanbieding": BEHEER,
        "POST /vragenlijsten/{code}/concept/goedkeuring": BELEID,
        "POST /vragenlijsten/{code}/concept/afwijzing": BELEID,
        "GET /vragenlijsten/{code}/versies": BELEID,
        "GET /vragenlijsten/{code}/versies/{versie}": BELEID,
        "GET /vragenlijsten/{code}/versies/{versie}/verschil": BELEID,
        "POST /vragenlijsten/{code}/voorbeelden": BELEID,
        "GET /vragenlijsten/{code}/versies/{versie}/uitvoer": BELEID,
        "GET /metingen": BELEID,
        "POST /metingen": BEHEER,
        "GET /metingen/{meting_id}": BELEID,
        "PUT /metingen/{meting_id}": BEHEER,
        "POST /metingen/{meting_id}/sluiting": BEHEER,
        "GET /metingen/{meting_id}/resultaten": BELEID,
        "GET /metingen/{meting_id}/open-antwoorden": BELEID,
        "GET /metingen/{meting_id}/uitvoer": BELEID,
        "GET /metingen/{meting_id}/codeboek": BELEID,
        "GET /metingen/{meting_id}/terugkoppeling": BELEID,
        "PUT /metingen/{meting_id}/terugkoppeling": BELEID,
        "POST /metingen/{meting_id}/terugkoppeling/publicatie": BELEID,
        "POST /metingen/{meting_id}/terugkoppeling/intrekking": BELEID,
        "GET /metingen/{meting_id}/contactverzoeken": BEHEER,
        "POST /metingen/{meting_id}/contactverzoeken/{contactverzoek_id}/afhandeling": BEHEER,
        "POST /uitnodigingen": LEVERAAR,
        "GET /uitnodigingen": LEVERAAR,
        "POST /uitnodigingen/{uitnodiging_id}/intrekking": LEVERAAR,
        "POST /uitnodigingen/intrekking": LEVERAAR,
        "GET /open-links": LEVERAAR,
        "POST /open-links": LEVERAAR,
        "POST /open-links/{open_link_id}/intrekking": LEVERAAR,
        "GET /metingen/{meting_id}/papier": BELEID | {"aanbieder"},
        "GET /metingen/{meting_id}/respons": BELEID,
        "POST /metingen/{meting_id}/herinneringen": LEVERAAR,
        "GET /huisstijl": BELEID,
        "PUT /huisstijl": BEHEER,
        "GET /outbox": BEHEER,
        "POST /outbox/{meting_id}/herstel": BEHEER,
        "GET /auditregels": BEHEER,
    },
}

# What stands beside /v1: health, the residents' pages (where the link is all it takes), OData (which looks at its key
# by itself) and the pages of a gemeente, for who signed in or for everybody: test_toegang.py says who sees what.
BUITEN_V1: Final[dict[Service, set[str]]] = {
    "api": {
        "GET /gezondheid/live",
        "GET /gezondheid/gereed",
        "GET /.well-known/security.txt",
        "GET /odata/v4",
        "GET /odata/v4/{pad:path}",
        "GET /dashboard/{gemeente}/aanmelden",
        "POST /dashboard/{gemeente}/aanmelden",
        "GET /dashboard/{gemeente}/aanmelden/dienst",
        "GET /dashboard/{gemeente}/aanmelden/antwoord",
        "GET /dashboard/{gemeente}/afmelden",
        "POST /dashboard/{gemeente}/afmelden",
        "GET /dashboard/{gemeente}/begrippen",
        "GET /dashboard/{gemeente}/catalogus.jsonld",
        "GET /dashboard/{gemeente}/gegevens",
        "GET /dashboard/{gemeente}/raadsblad",
        "GET /dashboard/{gemeente}/raadsblad/{periode}",
        "GET /dashboard/{gemeente}",
        "GET /dashboard/{gemeente}/rapport",
        "GET /dashboard/{gemeente}/rapport/{periode}",
        "GET /dashboard/{gemeente}/huisstijl.css",
        "GET /dashboard/zicht.css",
        "GET /dashboard/raadsblad.css",
        "GET /dashboard/icoon.svg",
    },
    "surveys": {
        "GET /gezondheid/live",
        "GET /gezondheid/gereed",
        "GET /.well-known/security.txt",
        "GET /i/{token}",
        "GET /i/{token}/verzenden",
        "GET /i/{token}/controle",
        "GET /i/{token}/bedankt",
        "GET /i/{token}/privacy",
        "GET /i/{token}/{stap}",
        "POST /i/{token}/{stap}",
        "POST /i/{token}/verzenden",
        "GET /i/{rest:path}",
        "GET /o/{token}",
        "POST /o/{token}",
        "GET /statisch/{naam}",
        "GET /voorbeeld/{token}",
        "GET /voorbeeld/{token}/controle",
        "GET /voorbeeld/{token}/bedankt",
        "GET /voorbeeld/{token}/privacy",
        "GET /voorbeeld/{token}/{stap}",
        "POST /voorbeeld/{token}/{stap}",
        "POST /voorbeeld/{token}/verzenden",
        "GET /privacy",
        "GET /toegankelijkheid",
        "GET /terugkoppeling/{meting_id}",
        "GET /stijl/{naam}.css",
    },
}


@dataclass(frozen=True, slots=True)
class Pad:
    """One method on one path, below /v1."""

    service: Service
    method: str
    path: str

    @property
    def toegang(self) -> frozenset[str]:
        return TOEGANG[self.service][str(self)]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def walk(service: Service, app: Starlette) -> Iterator[Pad]:
    """Every method and path of an app, those of routers within it too; HEAD, which follows from GET, left out."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Mount):
            continue
        assert route.path is not None
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Pad(service, method, route.path)


# From the table: the walk over the real apps proves that the table and the routes are the same.
PADEN: Final = [Pad(service, *known.split(" ")) for service, table in TOEGANG.items() for known in table]
MET_SLEUTEL: Final = [pad for pad in PADEN if pad.toegang is not OPENBAAR]
GETS: Final = [pad for pad in MET_SLEUTEL if pad.method == "GET"]
SCHRIJVEND: Final = [pad for pad in MET_SLEUTEL if pad.method != "GET"]
