"""Where the things of a filled gemeente are found: every path with its ids, and the queries to ask a GET with."""

from tests.architecture.merken import BENCHMARKGROEP, Merken
from tests.architecture.routes import Pad

# What comes in more than one form is asked for in each of them.
IN_VORMEN = {
    "/vragenlijsten/{code}/versies/{versie}/verschil": [{"met": "1"}],
    # Not as Excel or SPSS: those hold the moment they were made, and answers are laid side by side.
    "/vragenlijsten/{code}/versies/{versie}/uitvoer": [{"formaat": "json"}, {"formaat": "fhir"}],
    "/metingen/{meting_id}/uitvoer": [{"formaat": "csv"}],
    "/metingen/{meting_id}/codeboek": [{}, {"formaat": "csv"}],
}
# Each of these asks for a draft that is just so far; the other routes are about one that was published.
LIJST_VOOR = {
    "POST /vragenlijsten/{code}/concept/aanbieding": "vragenlijst_concept",
    "POST /vragenlijsten/{code}/concept/goedkeuring": "vragenlijst_goed",
    "POST /vragenlijsten/{code}/concept/afwijzing": "vragenlijst_af",
}
# What is asked of a duidingssessie depends on how far it is; the other routes are about one that was adopted.
SESSIE_VOOR = {
    "PUT /duidingssessies/{sessie_id}": "sessie_in_voorbereiding_id",
    "DELETE /duidingssessies/{sessie_id}": "sessie_in_voorbereiding_id",
    "POST /duidingssessies/{sessie_id}/houden": "geplande_sessie_id",
    "PUT /duidingssessies/{sessie_id}/bijdragen/{onderwerp}/{perspectief}": "gehouden_sessie_id",
    "PUT /duidingssessies/{sessie_id}/uitkomst": "gehouden_sessie_id",
    "PUT /duidingssessies/{sessie_id}/stemmen/{perspectief}": "gehouden_sessie_id",
    "POST /duidingssessies/{sessie_id}/vaststelling": "gehouden_sessie_id",
}


def address_of(van: Merken, pad: Pad) -> str:
    """The path with the ids of this gemeente filled in."""
    codes = {
        "gebieden": f"{van.merk}-wijk",
        "maatstaven": f"{van.merk}-maatstaf",
        "indicatoren": f"{van.merk}-indicator",
        "vragenlijsten": van.ids.get(LIJST_VOOR.get(str(pad), "vragenlijst"), ""),
    }
    code = codes.get(pad.path.split("/")[1], "")
    # What can be deleted has its code among the ids: who walks with other ids must leave it.
    if "/handmatige-waarden" in pad.path:
        code = van.ids["handmatig"]
    if str(pad) == "DELETE /indicatoren/{code}":
        code = van.ids["overbodig"]
    if pad.path.endswith("/vergelijking"):
        code = "gesprekken-per-client"
    ids = dict(van.ids)
    if pad.path == "/monitorcycli/{monitorcyclus_code}/heropening":
        ids["monitorcyclus_code"] = ids["dichte_cyclus_code"]
    if str(pad) == "POST /verbeterplannen/{plan_id}/overgangen":
        ids["plan_id"] = ids["concept_plan_id"]
    if "{sessie_id}" in pad.path:
        onderwerp = {"onderwerp": f"{van.merk}-onderwerp", "perspectief": "inwoner"}
        ids |= {"sessie_id": ids[SESSIE_VOOR.get(str(pad), "sessie_id")], **onderwerp}
    # What is delivered lies in 2025; of the periods one before it is closed.
    periode = "2024-12" if pad.path.startswith("/perioden") else "2025"
    return "/v1" + pad.path.format(**{"code": code, "periode": periode, "versie": "1", **ids})


def queries_of(van: Merken, pad: Pad) -> list[dict[str, str]]:
    """With what a GET is asked: at least once, and with filters that name what belongs to this gemeente."""
    of_meting = [{"metingId": van.ids["meting_id"]}]
    queries: dict[str, list[dict[str, str]]] = {
        "/uitnodigingen": of_meting,
        "/open-links": of_meting,
        "/contacten": [{}, {"aanbieder": van.een}, {"gebied": f"{van.merk}-wijk"}, {"bronId": f"{van.een}-1"}],
        "/indicatoren/{code}/prognose": [{"perioden": "8"}],
        "/aanleverstatus": [{"periode": "2025"}, {"periode": "2025-03", "aanbieder": van.een}],
        "/registratiedruk": [{"periode": "2025"}],
        "/aanbieders/{aanbieder_id}/terugkoppeling": [{"periode": "2025"}],
        "/indicatoren/{code}/waarden": [
            {"periode": "2025", "per": "gebied,aanbieder"},
            {"periode": "2025", "aanbieder": van.een},
        ],
        "/waarden": [
            {"periode": "2025", "uitsplitsing": "gebied,aanbieder", "indicator": f"{van.merk}-indicator"},
            {"periode": "2025", "uitsplitsing": "aanbieder"},
            {},
        ],
        "/indicatoren/{code}/beeld": [
            {"periode": "2025"},
            {"periode": "2025", "per": "aanbieder"},
            {"periode": "2025", "per": "gebied"},
        ],
        "/doelenbomen/{doelenboom_code}/beeld": [
            {"periode": "2025"},
            {"periode": "2025", "gebied": f"{van.merk}-wijk"},
        ],
        "/indicatoren/{code}/vergelijking": [{"periode": "2025", "groep": BENCHMARKGROEP}],
        "/doelenbomen/{doelenboom_code}/realisatie": [
            {"periode": "2025"},
            {"periode": "2025", "gebied": f"{van.merk}-wijk"},
        ],
        "/verhalen": [
            {},
            {"aanbieder": van.een},
            {"indicator": f"{van.merk}-indicator"},
            {"thema": f"{van.merk}-thema"},
        ],
        "/monitorcycli/{monitorcyclus_code}/stand": [{}, {"weergave": "outcomecyclus"}],
        "/duidingssessies": [{}, {"indicator": f"{van.merk}-indicator"}],
        "/verbeterplannen": [{}, {"indicator": f"{van.merk}-indicator"}],
        "/verbeteracties": [{}, {"aanbieder": van.een}, {"indicator": f"{van.merk}-indicator"}],
        # Reading adds to the trail: of what there is of one kind, nothing changes by it.
        "/auditregels": [{"actie": "gebied.aangemaakt"}, {"actie": "uitnodigingen.gemaakt"}],
        "/metingen/{meting_id}/resultaten": [{}, {"per": "aanbieder"}, {"per": "gebied"}],
    }
    return queries.get(pad.path) or IN_VORMEN.get(pad.path, [{}])
