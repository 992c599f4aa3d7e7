"""Five stories from the gebied that fell silent. Nobody in them exists."""

from datetime import timedelta
from typing import Any

from zicht_cli.demo.vulling import Toneel

_INFORMATIE = {
    "indicatoren": ["hoewijzer-informatie-voldoende"],
    "knopen": [{"doelenboom": "zelfregie", "knoop": "toegang-tot-informatie"}],
}
_BEREIK = {
    "indicatoren": ["aanvragen"],
    "knopen": [{"doelenboom": "zelfregie", "knoop": "eerste-contact"}],
}

_VERHALEN: dict[str, dict[str, Any]] = {
    "de-bus": {
        "herkomst": "dialooggesprek",
        "titel": "Zonder bus geen spreekuur",
        "delen": [
            {
                "onderwerp": "eerste-contact",
                "tekst": "Vroeger liep ik op dinsdag het dorpshuis binnen, daar zat altijd iemand. Nu is het spreekuur "
                "in de stad en de bus rijdt niet meer. Ik heb het maar gelaten.",
            },
            {
                "onderwerp": "opbrengst",
                "tekst": "De brief van de gemeente ligt nog op tafel. Ik weet niet wat ik ermee moet.",
            },
        ],
        "citaat": "Nu is het spreekuur in de stad en de bus rijdt niet meer.",
        "themas": ["bereikbaarheid", "spreekuur"],
        "doelgroep": "ouderen",
        "waarvoor": ["duiding", "openbaar"],
        **_BEREIK,
    },
    "de-huisarts": {
        "herkomst": "dialooggesprek",
        "titel": "De huisarts wist het ook niet",
        "delen": [
            {
                "onderwerp": "informatie-en-advies",
                "tekst": "Mijn huisarts zei dat er niemand meer kwam in het dorp. Ik kreeg een nummer, 06 12345678, "
                "maar daar nam niemand op.",
            },
        ],
        "citaat": "Mijn huisarts zei dat er niemand meer kwam in het dorp.",
        "themas": ["verwijzing"],
        "waarvoor": ["duiding"],
        **_BEREIK,
    },
    "de-folder": {
        "herkomst": "dialooggesprek",
        "titel": "Te veel woorden",
        "delen": [
            {
                "onderwerp": "informatie-en-advies",
                "tekst": "Ik kreeg een folder mee met alle regelingen. Ik kan niet goed lezen. Ik had liever dat "
                "iemand het even uitlegde.",
            },
            {
                "onderwerp": "opbrengst",
                "tekst": "Uiteindelijk heeft mijn dochter gekozen. Dat was lief, maar het was niet mijn keuze.",
            },
        ],
        "citaat": "Ik had liever dat iemand het even uitlegde.",
        "themas": ["informatie", "begrijpelijk"],
        "aanbieder": "wegwijs",
        "doelgroep": "lvb",
        "waarvoor": ["duiding", "aanbieder"],
        **_INFORMATIE,
    },
    "de-mantelzorger": {
        "herkomst": "klantreis",
        "titel": "Van de ene balie naar de andere",
        "delen": [
            {
                "stap": "aanmelden",
                "onderwerp": "communicatie-en-informatie",
                "tekst": "Drie keer mijn verhaal verteld, aan drie mensen. Niemand zei wat er daarna zou gebeuren.",
            },
            {
                "stap": "gesprek aan huis",
                "onderwerp": "bejegening",
                "tekst": "Toen er eindelijk iemand kwam, luisterde zij echt. Dat scheelde al de helft.",
            },
            {
                "stap": "kiezen",
                "onderwerp": "expertise",
                "tekst": "Zij wist van een regeling waar ik nooit van had gehoord. Jammer dat het maar één "
                "mogelijkheid was.",
            },
        ],
        "citaat": "Toen er eindelijk iemand kwam, luisterde zij echt.",
        "themas": ["wachten", "bejegening"],
        "aanbieder": "steunpunt",
        "doelgroep": "mantelzorgers",
        "waarvoor": ["duiding", "aanbieder"],
        **_INFORMATIE,
    },
    "de-tip": {
        "herkomst": "open-antwoord",
        "delen": [{"tekst": "Kom weer een ochtend in het dorp zelf. Dan hoef ik het niet aan mijn buren te vragen."}],
        "citaat": "Kom weer een ochtend in het dorp zelf.",
        "themas": ["spreekuur"],
        "waarvoor": ["duiding"],
        **_BEREIK,
    },
}


def tell(toneel: Toneel, meting: str) -> dict[str, str]:
    """Each story, read by a person and released; its id, by name. meting: where the open answer stood."""
    return {naam: _tell_one(toneel, naam, verhaal, meting) for naam, verhaal in _VERHALEN.items()}


def _tell_one(toneel: Toneel, naam: str, verhaal: dict[str, Any], meting: str) -> str:
    open_antwoord = verhaal["herkomst"] == "open-antwoord"
    kalender = toneel.kalender
    gegevens = {name: value for name, value in verhaal.items() if name != "waarvoor"} | {
        "meting": meting if open_antwoord else None,
        "gebied": toneel.gemeente.stil,
        "periode": kalender.stilte.code,
        "toestemming": {
            "waarvoor": verhaal["waarvoor"],
            "wijze": "vragenlijst" if open_antwoord else "mondeling",
            "gegevenOp": kalender.stilte.eind.isoformat(),
            "tot": (kalender.vandaag + timedelta(days=730)).isoformat(),
        },
    }
    made: str = toneel.beleid.post(f"verhaal {naam}", "/v1/verhalen", gegevens)["id"]
    toneel.beleid.post(f"vrijgave {naam}", f"/v1/verhalen/{made}/vrijgave", of=f"/v1/verhalen/{made}")
    return made
