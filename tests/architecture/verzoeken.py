"""What is sent to make and to change the things of a filled gemeente."""

from typing import Any
from uuid import uuid4

from tests.architecture.merken import Merken
from tests.architecture.routes import Pad
from tests.architecture.verzoeken_leren import bodies_of_leren
from tests.contacten import contact
from tests.surveys.definities import vraag
from tests.surveys.meting import nieuwe_meting
from tests.surveys.vragenlijst import variant_of


def body_of(van: Merken, pad: Pad) -> Any:
    """A body that would be right from this gemeente's own beheer, and that names what is this gemeente's."""
    nieuw = f"nieuw-{uuid4().hex[:8]}"  # unmarked: who may make it, has it as its own
    bodies = _bodies_of_kern(van, nieuw) | _bodies_of_vragenlijsten(van, nieuw) | bodies_of_leren(van, nieuw)
    return bodies.get(str(pad))


def _bodies_of_kern(van: Merken, nieuw: str) -> dict[str, Any]:
    aanbieder = {"naam": nieuw, "vorm": "formeel"}
    gebied = {"naam": nieuw, "soort": "buurt", "ouder": f"{van.merk}-wijk"}
    return {
        "POST /sleutels": {"rol": "aanbieder", "omschrijving": nieuw, "aanbieder": van.een},
        "PUT /aanmelddienst": aanmelddienst(van),
        "PUT /toegangsdienst": toegangsdienst(van),
        "PUT /gemeente": {"drempel": 8, "reden": nieuw},
        "POST /aanbieders": aanbieder | {"code": nieuw},
        "PUT /aanbieders/{aanbieder_id}": aanbieder,
        "POST /gebieden": gebied | {"code": nieuw},
        "PUT /gebieden/{code}": gebied | {"ouder": None},
        "POST /aanleveringen": [contact_of(van, "een", 99)],
        "PATCH /signalen/{signaal_id}": {"status": "besproken", "toelichting": nieuw},
        "POST /webhooks": webhook(van),
        "PUT /webhooks/{webhook_id}": webhook(van),
        "POST /leverafspraken": leverafspraak() | {"aanbieder": van.een, "vanaf": "2024-01", "tot": "2024-12"},
        "PUT /leverafspraken/{leverafspraak_id}": leverafspraak(),
        "PUT /perioden/{periode}/afsluiting": {"reden": nieuw},
        "POST /perioden/{periode}/heropening": {"reden": nieuw},
        "POST /maatstaven": {"code": nieuw, "naam": nieuw, "eenheid": "stuks"},
        "POST /indicatoren": indicator(van) | {"code": nieuw},
        "PUT /indicatoren/{code}": indicator(van),
        "PUT /indicatoren/{code}/handmatige-waarden/{periode}": {"waarde": 4, "toelichting": nieuw},
        "POST /doelenbomen": doelenboom(van) | {"code": nieuw},
        "PUT /doelenbomen/{doelenboom_code}": doelenboom(van),
        "POST /doelenboompakketten": {
            "schemaversie": 1,
            "doelenboom": doelenboom(van) | {"code": nieuw},
            "indicatoren": [indicator(van) | {"code": f"{van.merk}-indicator"}],
        },
        "PUT /vragenlijstresultaten/{resultaat_id}": resultaat(van) | {"versie": 9},
        "PUT /benchmarkdeelnames/{groep}": {"akkoord": True},
        "PUT /huisstijl": {"tokens": {"utrecht-link-color": "#003865"}},
    }


def _bodies_of_vragenlijsten(van: Merken, nieuw: str) -> dict[str, Any]:
    return {
        "PUT /huisstijl": {"tokens": {"utrecht-link-color": "#003865"}},
        "POST /vragenlijsten": {"code": nieuw, "vanuit": van.ids["vragenlijst"]},
        "POST /vragenlijsten/invoer": {**variant(van), "code": nieuw, "versie": 1},
        "PUT /vragenlijsten/{code}/concept": {"varianten": [variant(van)]},
        "POST /vragenlijsten/{code}/concept/afwijzing": {"reden": nieuw},
        "POST /vragenlijsten/{code}/voorbeelden": {"van": 1, "variant": "standaard"},
        "POST /metingen": nieuwe_meting(naam=nieuw, aanbieders=[van.een]),
        "PUT /metingen/{meting_id}": {
            name: value
            for name, value in nieuwe_meting(naam=nieuw, aanbieders=[van.een, van.twee]).items()
            if name in {"naam", "eindigtOp", "aanbieders"}
        },
        "POST /uitnodigingen": uitnodigingen(van, "een"),
        "POST /uitnodigingen/intrekking": {
            "metingId": van.ids["meting_id"],
            "ids": [van.ids["uitnodiging_id"]],
        },
        "POST /metingen/{meting_id}/herinneringen": {"herinneringen": [{"link": van.link}]},
        "POST /open-links": open_link(van),
    }


def contact_of(van: Merken, wie: str, nummer: int) -> dict[str, Any]:
    code = f"{van.merk}-{wie}"
    return contact(nummer, bronId=f"{code}-{nummer}", aanbieder=code, gebied=f"{van.merk}-wijk", datum="2025-03-03")


def indicator(van: Merken) -> dict[str, Any]:
    return {
        "naam": f"{van.merk} indicator",
        "omschrijving": f"{van.merk} omschrijving",
        "pijler": "bereik",
        "soort": "output",
        "eenheid": "stuks",
        "rekenwijze": "maatstaf",
        "teller": f"{van.merk}-maatstaf",
        "doelen": ["leren"],
    }


def doelenboom(van: Merken) -> dict[str, Any]:
    knoop = {"code": "top", "soort": "maatschappelijk-resultaat", "naam": f"{van.merk} knoop"}
    indicatoren = [{"code": f"{van.merk}-indicator"}]
    return {"naam": f"{van.merk} boom", "knopen": [knoop | {"indicatoren": indicatoren}], "verbindingen": []}


def toegangsdienst(van: Merken) -> dict[str, Any]:
    return {
        "issuer": f"https://{van.merk}.example/login",
        "audience": f"https://{van.merk}.example/{van.gemeente.code}",
        "clients": [{"clientId": f"{van.merk}-client", "rol": "aanbieder", "aanbieder": van.een, "doel": "leren"}],
    }


def aanmelddienst(van: Merken) -> dict[str, Any]:
    return {
        "naam": f"{van.merk} account",
        "contact": f"{van.merk} beheer",
        "issuer": f"https://{van.merk}.example/login",
        "clientId": van.merk,
        "clientGeheim": f"{van.merk}-geheim",
        "claim": "groups",
        "toewijzingen": [{"waarde": f"{van.merk} team", "rol": "bi", "doel": "leren"}],
    }


def webhook(van: Merken) -> dict[str, Any]:
    return {"url": f"https://{van.merk}.example/signalen", "omschrijving": f"{van.merk} webhook"}


def leverafspraak() -> dict[str, Any]:
    return {"soort": "contacten", "periodesoort": "maand", "termijn": 14, "vanaf": "2025-01"}


def resultaat(van: Merken) -> dict[str, Any]:
    uitslag = {"variant": "kort", "vraag": "welkom", "aanbieder": van.een, "antwoorden": {"5": 30}}
    return {
        "versie": 1,
        "naam": f"{van.merk} resultaat",
        "vragenlijst": "hoewijzer",
        "periode": "2025-K1",
        "ontvangen": {"kort": 30},
        "uitslagen": [uitslag],
    }


def variant(van: Merken) -> dict[str, Any]:
    return variant_of([vraag("hulp")], titel={"nl": f"{van.merk} vragenlijst"})


def uitnodigingen(van: Merken, wie: str) -> dict[str, Any]:
    uitnodiging = {"contactmomenten": 1, "aanbieder": f"{van.merk}-{wie}"}
    return {"metingId": van.ids["meting_id"], "qr": "geen", "uitnodigingen": [uitnodiging]}


def open_link(van: Merken) -> dict[str, Any]:
    wie = {"metingId": van.ids["meting_id"], "aanbieder": van.een, "variant": "kort"}
    return {**wie, "soort": "poster", "maximum": 3}
