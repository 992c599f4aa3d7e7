"""What is sent to make and to change what a filled gemeente learns from: stories, sessions, plans, cycles, feedback."""

from typing import Any

from tests.architecture.merken import Merken


def bodies_of_leren(van: Merken, nieuw: str) -> dict[str, Any]:
    """nieuw: a code or name that holds no mark. Gives the body of each route of the nouns of learning."""
    return {
        "POST /verhalen": verhaal(van),
        "PUT /verhalen/{verhaal_id}": verhaal(van),
        "PUT /metingen/{meting_id}/terugkoppeling": terugkoppeling(van),
        "POST /duidingssessies": duidingssessie(van),
        "PUT /duidingssessies/{sessie_id}": duidingssessie(van),
        "PUT /duidingssessies/{sessie_id}/bijdragen/{onderwerp}/{perspectief}": bijdrage(van),
        "PUT /duidingssessies/{sessie_id}/uitkomst": uitkomst(van),
        "PUT /duidingssessies/{sessie_id}/stemmen/{perspectief}": stemming(van),
        "POST /verbeterplannen": verbeterplan(van),
        "PUT /verbeterplannen/{plan_id}": verbeterplan(van),
        "POST /verbeterplannen/{plan_id}/overgangen": {"naar": "vastgesteld"},
        "POST /verbeterplannen/{plan_id}/acties": verbeteractie(van) | {"code": nieuw},
        "PUT /verbeterplannen/{plan_id}/acties/{actie_code}": verbeteractie(van),
        "POST /verbeterplannen/{plan_id}/acties/{actie_code}/overgangen": {"naar": "afgesloten", "reden": nieuw},
        "POST /monitorcycli": monitorcyclus(van) | {"code": nieuw},
        "PUT /monitorcycli/{monitorcyclus_code}": monitorcyclus(van),
        "POST /monitorcycli/{monitorcyclus_code}/afsluiting": {"reden": nieuw},
        "POST /monitorcycli/{monitorcyclus_code}/heropening": {"reden": nieuw},
    }


def monitorcyclus(van: Merken) -> dict[str, Any]:
    return {
        "naam": f"{van.merk} cyclus",
        "doelenboom": van.ids["doelenboom_code"],
        "begin": "2025-01-01",
        "eind": "2025-12-31",
        "functies": ["leren-en-verbeteren"],
        "indicatoren": [f"{van.merk}-indicator"],
        "metingen": [van.ids["meting_id"]],
        "kerngroep": [{"rol": f"{van.merk} rol", "organisatie": f"{van.merk} organisatie", "mandaat": "beslist"}],
        "huidigeSituatie": [{"vraag": "aanleiding", "antwoord": f"{van.merk} antwoord"}],
    }


def terugkoppeling(van: Merken) -> dict[str, Any]:
    tekst = f"wat inwoners zeiden over {van.merk}"
    return {"teksten": {"nl": {"watWeHoorden": tekst, "watWeDoen": tekst}}}


def duidingssessie(van: Merken) -> dict[str, Any]:
    """About an indicator, a knoop, a signal and a story."""
    return {
        "naam": f"{van.merk} sessie",
        "datum": "2025-05-12",
        "periode": "2025-K1",
        "monitorcyclus": van.ids["monitorcyclus_code"],
        "onderwerpen": [
            {
                "code": f"{van.merk}-onderwerp",
                "soort": "indicator",
                "indicator": f"{van.merk}-indicator",
                "per": "aanbieder",
                "vraag": f"{van.merk} vraag",
            },
            {"code": "knoop", "soort": "knoop", "doelenboom": van.ids["doelenboom_code"], "knoop": "top"},
            {"code": "signaal", "soort": "signaal", "signaal": van.ids["signaal_id"]},
            {"code": "verhaal", "soort": "verhaal", "verhaal": van.ids["vrij_verhaal_id"]},
        ],
        "deelnemers": [
            {"perspectief": "inwoner", "deelnemers": 3},
            {"perspectief": "professional", "deelnemers": 2},
        ],
    }


def bijdrage(van: Merken) -> dict[str, Any]:
    return {"herkennen": {"antwoord": "ja", "toelichting": f"{van.merk} toelichting van een perspectief"}}


def uitkomst(van: Merken) -> dict[str, Any]:
    return {
        "conclusies": [{"tekst": f"{van.merk} conclusie"}],
        "aanbevelingen": [{"code": f"{van.merk}-aanbeveling", "tekst": f"{van.merk} aanbeveling"}],
    }


def stemming(van: Merken) -> dict[str, Any]:
    return {"stemmen": [{"aanbeveling": f"{van.merk}-aanbeveling", "stemmen": 2}]}


def verbeterplan(van: Merken) -> dict[str, Any]:
    return {
        "naam": f"{van.merk} plan",
        "aanleiding": {"signalen": [van.ids["signaal_id"]]},
        "begin": "2025-01-01",
        "eind": "2025-12-31",
        "monitorcyclus": van.ids["monitorcyclus_code"],
        "ambities": [{"code": "a", "tekst": f"{van.merk} ambitie"}],
        "resultaten": [{"code": "r", "ambitie": "a", "soort": "outcome", "tekst": f"{van.merk} resultaat"}],
    }


def verbeteractie(van: Merken) -> dict[str, Any]:
    """It is done by aanbieder `een`, and aims at an indicator there."""
    return {
        "omschrijving": f"{van.een} gaat langs",
        "resultaten": ["r"],
        "stappen": [{"tekst": f"{van.een} belt"}],
        "verantwoordelijke": f"{van.een} teamleider",
        "aanbieder": van.een,
        "begin": "2025-01-01",
        "deadline": "2025-06-30",
        "meetpunt": {
            "indicator": f"{van.merk}-indicator",
            "aanbieder": van.een,
            "periodeVoor": "2025-03",
            "periodeNa": "2025-11",
            "verwachteWaarde": 50,
            "meetdatum": "2025-12-01",
        },
    }


def verhaal(van: Merken) -> dict[str, Any]:
    return {
        "herkomst": "dialooggesprek",
        "titel": f"{van.merk} titel",
        "delen": [{"onderwerp": "opbrengst", "tekst": f"het verhaal van {van.merk} over wat het opleverde"}],
        "citaat": f"{van.merk} over wat het opleverde",
        "themas": [f"{van.merk}-thema"],
        "knopen": [{"doelenboom": van.ids["doelenboom_code"], "knoop": "top"}],
        "indicatoren": [f"{van.merk}-indicator"],
        "aanbieder": van.een,
        "gebied": f"{van.merk}-wijk",
        "periode": "2025-K1",
        "toestemming": {
            "waarvoor": ["duiding", "aanbieder"],
            "wijze": "mondeling",
            "gegevenOp": "2025-03-31",
            "tot": "2099-12-31",
        },
    }
