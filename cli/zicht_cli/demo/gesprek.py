"""The duidingssessie of the demo: residents, professionals and policy officers on the gebied that fell silent."""

from typing import Any, NamedTuple

from zicht_cli.demo.vulling import Toneel

_SESSIES = "/v1/duidingssessies"
_DEELNEMERS = {"inwoner": 6, "professional": 5, "beleid": 3}


class _Antwoord(NamedTuple):
    antwoord: str
    toelichting: str


# Per onderwerp and perspectief: herkennen, verklaren, waarderen, verbeteren.
_BIJDRAGEN: dict[str, dict[str, tuple[_Antwoord, ...]]] = {
    "stilte": {
        "inwoner": (
            _Antwoord("ja", "In het dorp weten we allang dat er niemand meer komt."),
            _Antwoord("ja", "Het spreekuur in het dorpshuis hield op en de bus werd geschrapt."),
            _Antwoord("zorgelijk", "Wie geen auto heeft, laat het zitten."),
            _Antwoord("nodig", "Kom weer naar het dorp."),
        ),
        "professional": (
            _Antwoord("ja", "Wij zagen de agenda leeg, maar dachten dat het rustig was."),
            _Antwoord(
                "deels", "Het spreekuur stopte om de huur. Dat ook huisartsen niet meer verwezen, wisten we niet."
            ),
            _Antwoord("zorgelijk", "De vragen zijn niet weg, wij zien ze alleen niet."),
            _Antwoord("nodig", "Een vast dagdeel in het dorp, en een lijn met de huisartsen."),
        ),
        "beleid": (
            _Antwoord("ja", "Het staat in de cijfers: een heel kwartaal niemand."),
            _Antwoord("deels", "De buslijn kenden we, het spreekuur niet."),
            _Antwoord("wisselend", "Elders in de gemeente loopt het door."),
            _Antwoord("nodig", "Er is geld voor een spreekuur als we weten dat het helpt."),
        ),
    },
    "bereik": {
        "inwoner": (
            _Antwoord("ja", "Dit klopt met wat we om ons heen horen."),
            _Antwoord("ja", "Je gaat waar iemand je kent."),
            _Antwoord("zorgelijk", "Het mag niet uitmaken waar je woont."),
            _Antwoord("nodig", "Eerst het dorp, dan de rest."),
        ),
        "professional": (
            _Antwoord("ja", "De andere buurten herkennen we."),
            _Antwoord("ja", "Waar een spreekuur is, komen mensen."),
            _Antwoord("goed", "Buiten het dorp bereiken we de mensen."),
            _Antwoord("misschien", "Alleen in het dorp."),
        ),
        "beleid": (
            _Antwoord("ja", "De buurten verschillen weinig, op een na."),
            _Antwoord("ja", "De spreekuren volgen de oude wijkindeling."),
            _Antwoord("goed", "Het bereik is verder stabiel."),
            _Antwoord("misschien", "Alleen waar het stil is."),
        ),
    },
    "informatie": {
        "inwoner": (
            _Antwoord("ja", "Je krijgt een stapel papier en dan moet je kiezen."),
            _Antwoord("ja", "De folders zijn voor mensen die goed kunnen lezen."),
            _Antwoord("zorgelijk", "Zo kiest een ander voor je."),
            _Antwoord("nodig", "Uitleg, in gewone woorden."),
        ),
        "professional": (
            _Antwoord("deels", "Wij denken dat we het uitleggen, maar blijkbaar blijft het niet hangen."),
            _Antwoord("deels", "Er is weinig tijd in een eerste gesprek."),
            _Antwoord("wisselend", "Wie vaker komt, weet meer."),
            _Antwoord("nodig", "Oefenen met eenvoudig uitleggen."),
        ),
        "beleid": (
            _Antwoord("ja", "Minder dan de helft kreeg genoeg informatie."),
            _Antwoord("deels", "De folder is van jaren geleden."),
            _Antwoord("zorgelijk", "Dit is het doel van de ondersteuning."),
            _Antwoord("nodig", "Een keuzekaart, samen met inwoners gemaakt."),
        ),
    },
}
# Of each story what the professionals who heard it recognise in it.
_HERKEND = {
    "de-bus": _Antwoord("ja", "Dit horen wij van meer ouderen, ook uit andere dorpen."),
    "de-huisarts": _Antwoord("ja", "De praktijk had nog een oud nummer van ons."),
    "de-folder": _Antwoord("deels", "De folder geven we mee, de uitleg schiet er vaak bij in."),
    "de-mantelzorger": _Antwoord("ja", "Wie via drie balies komt, is de moed soms kwijt."),
    "de-tip": _Antwoord("ja", "Een ochtend in het dorp, dat deden we vroeger ook."),
}
_VRAGEN = ("herkennen", "verklaren", "waarderen", "verbeteren")

_UITKOMST = {
    "conclusies": [
        {
            "onderwerp": "stilte",
            "tekst": "De vragen in Kerkdorp zijn er nog. Zonder spreekuur en bus vinden mensen ons niet, en "
            "huisartsen dachten dat wij gestopt waren.",
        },
        {
            "onderwerp": "informatie",
            "tekst": "Inwoners krijgen veel papier en weinig uitleg. Kiezen lukt dan niet zelf.",
        },
        {"tekst": "Eerst Kerkdorp weer bereiken, en overal beter uitleggen. Over een half jaar meten we opnieuw."},
    ],
    "aanbevelingen": [
        {"code": "spreekuur", "tekst": "Elke week een spreekuur in het dorpshuis van Kerkdorp.", "onderwerp": "stilte"},
        {"code": "huisartsen", "tekst": "Een vaste lijn met de huisartsen in het buitengebied.", "onderwerp": "stilte"},
        {"code": "uitleg", "tekst": "Cliëntondersteuners oefenen met eenvoudig uitleggen.", "onderwerp": "informatie"},
        {"code": "keuzekaart", "tekst": "Een keuzekaart, samen met inwoners gemaakt.", "onderwerp": "informatie"},
        {"code": "bus", "tekst": "Vraag de provincie om de buslijn terug.", "onderwerp": "stilte"},
        {"code": "dorpskrant", "tekst": "Een vaste plek in de dorpskrant.", "onderwerp": "bereik"},
    ],
}
_STEMMEN = {
    "inwoner": {"spreekuur": 14, "bus": 7, "keuzekaart": 5, "dorpskrant": 2, "uitleg": 2},
    "professional": {"spreekuur": 8, "huisartsen": 8, "uitleg": 6, "keuzekaart": 3},
    "beleid": {"spreekuur": 5, "keuzekaart": 4, "huisartsen": 3, "uitleg": 2},
}


def converse(toneel: Toneel, cyclus: str, signaal: str, verhalen: dict[str, str]) -> str:
    """Prepare the session, hold it, and lay down what came of it; its id."""
    kalender, beleid = toneel.kalender, toneel.beleid
    opzet = {
        "naam": "Waarom komt er niemand meer uit Kerkdorp?",
        "datum": kalender.aanpak.begin.isoformat(),
        "periode": kalender.stilte.code,
        "monitorcyclus": cyclus,
        "onderwerpen": _make_onderwerpen(signaal, verhalen),
        "deelnemers": [{"perspectief": wie, "deelnemers": hoeveel} for wie, hoeveel in _DEELNEMERS.items()],
    }
    sessie: str = beleid.post("sessie", _SESSIES, opzet)["id"]
    here = f"{_SESSIES}/{sessie}"
    beleid.post("sessie houden", f"{here}/houden", of=here)
    for onderwerp, perspectieven in _BIJDRAGEN.items():
        for wie, antwoorden in perspectieven.items():
            bijdrage = {vraag: given._asdict() for vraag, given in zip(_VRAGEN, antwoorden, strict=True)}
            beleid.put(f"bijdrage {onderwerp} {wie}", f"{here}/bijdragen/{onderwerp}/{wie}", bijdrage, of=here)
    for verhaal, antwoord in _HERKEND.items():
        bijdrage = {"herkennen": antwoord._asdict()}
        beleid.put(f"bijdrage {verhaal}", f"{here}/bijdragen/{verhaal}/professional", bijdrage, of=here)
    beleid.put("uitkomst", f"{here}/uitkomst", _UITKOMST, of=here)
    for wie, stemmen in _STEMMEN.items():
        body = {"stemmen": [{"aanbeveling": code, "stemmen": hoeveel} for code, hoeveel in stemmen.items()]}
        beleid.put(f"stemmen {wie}", f"{here}/stemmen/{wie}", body, of=here)
    beleid.post("sessie vaststellen", f"{here}/vaststelling", of=here)
    return sessie


def _make_onderwerpen(signaal: str, verhalen: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"code": "stilte", "soort": "signaal", "signaal": signaal, "vraag": "Waarom blijven mensen weg?"},
        {"code": "bereik", "soort": "indicator", "indicator": "clienten-bereikt", "per": "gebied"},
        {"code": "informatie", "soort": "knoop", "doelenboom": "zelfregie", "knoop": "toegang-tot-informatie"},
        *({"code": naam, "soort": "verhaal", "verhaal": verhaal} for naam, verhaal in verhalen.items()),
    ]
