"""What the residents of the demo read about their answers: what was heard, what is done, what changed."""

from urllib.parse import urlsplit

from zicht_cli.demo.vulling import Toneel

_NAMEN = ["Kerkdorp", "Stichting Wegwijs", "De Brug"]
_GEHOORD = {
    "nl": {
        "watWeHoorden": "Vier van de tien mensen kregen genoeg informatie om te kiezen. Dat vinden wij te weinig.\n"
        "Uit Kerkdorp kwam drie maanden lang niemand. Het spreekuur was gestopt en de bus reed niet meer.",
        "watWeDoen": "Wij hebben met inwoners en met hulpverleners gepraat. Samen maakten wij een plan:\n"
        "- Elke dinsdag is er weer een spreekuur in het dorpshuis van Kerkdorp.\n"
        "- De huisartsen weten bij wie u terechtkunt.\n"
        "- Iedereen die u helpt, oefent met eenvoudig uitleggen.\n"
        "- Er komt een kaart die helpt bij het kiezen.",
    },
    "en": {
        "watWeHoorden": "Four in ten people got enough information to make a choice. We think that is too few.\n"
        "For three months nobody came from Kerkdorp. The weekly visit had stopped and there was no bus.",
        "watWeDoen": "We talked with residents and with the people who help them. Together we made a plan:\n"
        "- Every week somebody is in the village hall of Kerkdorp again.\n"
        "- The doctors know who can help you.\n"
        "- Everyone who helps you learns to explain things simply.\n"
        "- There will be a card that helps you choose.",
    },
}
_VERANDERD = {
    "nl": {
        "watErVeranderde": "Er komen weer mensen uit Kerkdorp. Acht van de tien mensen zeggen nu dat zij genoeg "
        "informatie kregen."
    },
    "en": {
        "watErVeranderde": "People from Kerkdorp come to us again. Eight in ten people now say that they got enough "
        "information."
    },
}


def tell_what_was_heard(toneel: Toneel, meting: str) -> None:
    _publish(toneel, meting, "gehoord", _GEHOORD)


def tell_what_changed(toneel: Toneel, metingen: list[str]) -> str:
    """To those who answered first, and to those who answered now; the page of the latter."""
    teksten = {taal: tekst | _VERANDERD[taal] for taal, tekst in _GEHOORD.items()}
    return [_publish(toneel, meting, "veranderd", teksten) for meting in metingen][-1]


def _publish(toneel: Toneel, meting: str, wat: str, teksten: dict[str, dict[str, str]]) -> str:
    """The address of the page. Of what is published already the text changes; publishing it again does nothing."""
    here, stap = f"/v1/metingen/{meting}/terugkoppeling", f"terugkoppeling {meting} {wat}"
    toneel.surveys.put(stap, here, {"teksten": teksten, "geenPersonen": _NAMEN})
    adres: str = toneel.surveys.post(f"{stap}: publiceren", f"{here}/publicatie", of=here)["adres"]
    return toneel.at_surveys(urlsplit(adres).path)
