"""The monitorcyclus of the demo: one year, what it wants to know, and where things stand when it begins."""

from typing import Any

from zicht_cli.demo.vulling import Toneel

CODE = "kerkdorp"
_CYCLUS = f"/v1/monitorcycli/{CODE}"
_INDICATOREN = ["aanvragen", "clienten-bereikt", "hoewijzer-informatie-voldoende", "hoewijzer-keuze-voldoende"]
_KERNGROEP = [
    {
        "rol": "Beleidsmedewerker Wmo",
        "organisatie": "gemeente",
        "mandaat": "Beslist over de inzet van uren en spreekuren.",
    },
    {"rol": "Teamleider", "organisatie": "Stichting Wegwijs"},
    {"rol": "Coördinator", "organisatie": "Vrijwilligersgroep De Brug"},
    {"rol": "Ervaringsdeskundige", "organisatie": "cliëntenraad"},
]
_SITUATIE = {
    "aanleiding": "De raad wil weten of inwoners zelf kunnen kiezen welke hulp bij hen past.",
    "doelen": "Elke inwoner kan onafhankelijke ondersteuning vinden. De doelenboom werkt dat uit.",
    "eerdere-inzichten": "Uit het cliëntervaringsonderzoek bleek dat de helft van de inwoners ons niet kent.",
    "aanbod": "Twee formele en twee informele aanbieders, met elk hun eigen doelgroepen.",
    "onafhankelijkheid": "Drie van de vier staan los van wie over de hulp beslist.",
    "bekendheid": "Huisartsen verwijzen veel, scholen weinig.",
    "bereik": "De meeste vragen gaan over zorg, geld en wonen.",
    "niet-bereikt": "Het buitengebied zien wij het minst. Of dat aan de afstand ligt, weten we niet.",
    "samenwerking": "Het wijkteam en de huisartsen verwijzen het vaakst.",
    "ervaringen": "Twee keer per jaar vragen wij het met de HOEWijzer.",
    "resultaten": "Inwoners zeggen dat zij verder kunnen, maar kiezen vaak niet zelf.",
    "registratie": "Aanbieders leveren elke maand aan wat zij toch al vastleggen.",
    "middelen": "Er is geld voor vier aanbieders, en uren van een beleidsmedewerker voor de monitor.",
    "betrokkenen": "Inwoners doen mee in de duidingssessie, met een vergoeding.",
    "afspraken": "Wat inwoners zeggen, dient alleen om van te leren.",
}


def open_cyclus(toneel: Toneel) -> None:
    toneel.beleid.post("cyclus", "/v1/monitorcycli", {"code": CODE} | _make_gegevens(toneel, []))


def join_metingen(toneel: Toneel, *metingen: str) -> None:
    gegevens = _make_gegevens(toneel, list(metingen))
    toneel.beleid.put(f"cyclus met metingen {' '.join(metingen)}", _CYCLUS, gegevens)


def close_cyclus(toneel: Toneel) -> None:
    """Without a reason: nothing is missing, or it is refused."""
    toneel.beleid.post("cyclus afsluiten", f"{_CYCLUS}/afsluiting", {"reden": None}, of=_CYCLUS)


def _make_gegevens(toneel: Toneel, metingen: list[str]) -> dict[str, Any]:
    kwartalen = toneel.kalender.kwartalen
    return {
        "naam": "Iedereen in beeld",
        "doelenboom": "zelfregie",
        "begin": kwartalen[0].begin.isoformat(),
        "eind": kwartalen[-1].eind.isoformat(),
        "functies": ["signaleren", "leren-en-verbeteren", "verantwoorden"],
        "indicatoren": _INDICATOREN,
        "metingen": metingen,
        "kerngroep": _KERNGROEP,
        "huidigeSituatie": [{"vraag": vraag, "antwoord": antwoord} for vraag, antwoord in _SITUATIE.items()],
    }
