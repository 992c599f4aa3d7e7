"""The maatstaven and indicators that every gemeente begins with (domain.md, the three pillars).

What is counted (bereik) serves both arenas: a gemeente learns from it, and accounts with it for what was done. What
residents say serves learning only, the NPS too: it is the figure that is pulled into the funding of one provider most
easily, and a provider that is paid by its score has reason to choose whom it invites ("leren en verantwoorden in twee
arena's"). A gemeente that has agreed otherwise with its aanbieders changes `doelen` of that indicator, on purpose.

The codes of questions are those of the library of the survey service, which the core may not import;
tests/end_to_end/test_starterset.py holds the two against each other.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import DEFINITIES, next_dataversie
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.models import Maatstaf

# code, also the name of its berekening; naam; eenheid
_MAATSTAVEN = [
    ("contacten", "Contacten", "contacten"),
    ("gesprekken", "Gesprekken", "gesprekken"),
    ("uren", "Uren cliëntondersteuning", "uren"),
    ("doorverwijzingen", "Doorverwijzingen", "doorverwijzingen"),
    ("verwijzerscontacten", "Contacten met verwijzers", "contacten"),
    ("telefonische-vragen", "Telefonische vragen", "vragen"),
    ("clienten", "Verschillende cliënten", "cliënten"),
    ("afgesloten-contacten", "Afgesloten contacten", "contacten"),
    ("doorlooptijddagen", "Dagen tussen contact en afsluiting", "dagen"),
    ("leefgebiedvragen", "Vragen per leefgebied", "vragen"),
]


# What every indicator of this set has, unless it says otherwise.
_ALTIJD: dict[str, Any] = {
    "teller": None,
    "noemer": None,
    "factor": None,
    "vragenlijst": None,
    "vraag": None,
    "maat": None,
    "formule": None,
    "belang": "need-to-know",
    "nulmeting": None,
    "nulmeting_periode": None,
    "streefwaarde": None,
    "streefwaarden": {},
    "signaalgrens": None,
    "openbaar": False,
}


def _bereik(code: str, naam: str, omschrijving: str, eenheid: str, **anders: Any) -> dict[str, Any]:
    """An indicator of the first pillar, counted from maatstaven."""
    return _ALTIJD | {
        "code": code,
        "naam": naam,
        "omschrijving": omschrijving,
        "eenheid": eenheid,
        "pijler": "bereik",
        "soort": "output",
        "richting": "neutraal",
        "rekenwijze": "maatstaf",
        "functies": ["signaleren", "leren-en-verbeteren", "sturen", "verantwoorden"],
        "doelen": ["leren", "verantwoorden"],
    } | anders  # fmt: skip


def _oordeel(vragenlijst: str, vraag: str, naam: str, omschrijving: str, **anders: Any) -> dict[str, Any]:
    """An indicator of what residents say, from one question. omschrijving: the question as it is asked."""
    return _ALTIJD | {
        "code": f"{vragenlijst}-{vraag}",
        "naam": naam,
        "omschrijving": omschrijving,
        "eenheid": "%",
        "pijler": "tevredenheid",
        "soort": "ervaring",
        "richting": "hoger",
        "rekenwijze": "vragenlijst",
        "vragenlijst": vragenlijst,
        "vraag": vraag,
        "maat": "top2",
        "functies": ["leren-en-verbeteren"],
        "doelen": ["leren"],
    } | anders  # fmt: skip


def _opbrengst(vragenlijst: str, vraag: str, naam: str, omschrijving: str, **anders: Any) -> dict[str, Any]:
    """An indicator of what changed for residents, as they see it."""
    return _oordeel(vragenlijst, vraag, naam, omschrijving, pijler="doelrealisatie", soort="outcome", **anders)


STARTINDICATOREN = [
    _bereik("clienten-bereikt", "Bereikte cliënten", "Verschillende cliënten met een contact in de periode.",
            "cliënten", rekenwijze="uniek", teller="clienten"),
    _bereik("uren", "Uren cliëntondersteuning", "Bestede uren, uit de duur van de contacten.", "uren", teller="uren"),
    _bereik("doorverwijzingen", "Doorverwijzingen", "Contacten waarin iemand is doorverwezen.", "doorverwijzingen",
            teller="doorverwijzingen"),
    _bereik("verwijzerscontacten", "Contacten met verwijzers", "Contacten met huisarts, wijkteam en andere verwijzers.",
            "contacten", teller="verwijzerscontacten"),
    _bereik("gesprekken-per-client", "Gesprekken per cliënt",
            "Gesprekken, huisbezoeken, inloopspreekuren, keukentafelgesprekken en chats, gedeeld door het aantal "
            "verschillende cliënten.", "gesprekken", rekenwijze="verhouding", teller="gesprekken", noemer="clienten"),
    _bereik("telefonische-vragen", "Telefonische vragen", "Telefonische contacten.", "vragen",
            teller="telefonische-vragen"),
    _bereik("doorlooptijd", "Doorlooptijd", "Gemiddeld aantal dagen van contact tot afsluiting.", "dagen",
            rekenwijze="verhouding", teller="doorlooptijddagen", noemer="afgesloten-contacten", richting="lager"),
    _bereik("doorlooptijd-mediaan", "Doorlooptijd, mediaan",
            "Dagen van contact tot afsluiting waar de helft van de afgesloten contacten onder blijft.", "dagen",
            rekenwijze="doorlooptijd", maat="mediaan", richting="lager"),
    _bereik("uren-per-client", "Uren per cliënt", "Bestede uren, gedeeld door het aantal bereikte cliënten.", "uren",
            rekenwijze="formule", formule="[uren] / [clienten-bereikt]"),
    _bereik("vragen-per-leefgebied", "Vragen per leefgebied",
            "Een vraag per leefgebied van een contact; splits uit naar leefgebied.", "vragen",
            teller="leefgebiedvragen"),
    _oordeel("putten", "helpend", "Ondersteuning was helpend", "Ik heb de ondersteuning als helpend ervaren."),
    _opbrengst("putten", "zelf-verder", "Kan zelf verder",
               "Door cliëntondersteuning kan ik zelfstandig of met passende hulp verder."),
    _opbrengst("putten", "eigen-keuzes", "Maakte eigen keuzes",
               "Ik heb met cliëntondersteuning mijn eigen keuzes kunnen maken."),
    _oordeel("putten", "weer-contact", "Zou weer contact opnemen",
             "Als ik weer ondersteuning nodig heb, zou ik met dezelfde cliëntondersteuner contact opnemen."),
    _oordeel("putten", "aanraden", "Zou het aanraden", "Ik zou mensen om mij heen cliëntondersteuning aanraden."),
    _oordeel("putten", "verbeterpunten", "Ziet verbeterpunten", "Zijn er nog verbeterpunten in de ondersteuning?",
             maat="ja", richting="lager"),
    _oordeel("hoewijzer", "snel-contact", "Kreeg snel contact", "Ik kreeg snel contact met een cliëntondersteuner."),
    _oordeel("hoewijzer", "welkom", "Voelde zich welkom", "Ik voelde mij welkom bij het eerste contact."),
    _oordeel("hoewijzer", "uitleg-vooraf", "Kreeg uitleg vooraf",
             "Ik kreeg duidelijke uitleg over wat een cliëntondersteuner voor mij kan doen."),
    _oordeel("hoewijzer", "geluisterd", "Er werd geluisterd", "De cliëntondersteuner luisterde goed naar mij."),
    _opbrengst("hoewijzer", "vraag-helder", "Vraag werd helder",
               "De cliëntondersteuner hielp mij om duidelijk te krijgen wat ik nodig heb."),
    _oordeel("hoewijzer", "begrijpelijk", "Uitleg was begrijpelijk",
             "De cliëntondersteuner legde alles uit op een manier die ik begreep."),
    _opbrengst("hoewijzer", "informatie-voldoende", "Genoeg informatie",
               "Ik kreeg genoeg informatie om een goede keuze te maken."),
    _opbrengst("hoewijzer", "keuze-voldoende", "Genoeg keuze", "Er waren genoeg mogelijkheden om uit te kiezen."),
    _opbrengst("hoewijzer", "eigen-keuze", "Koos zelf", "Ik heb zelf gekozen wat bij mij past."),
    _opbrengst("hoewijzer", "weet-verder", "Weet wat te doen", "Ik weet nu beter wat ik kan doen."),
    _opbrengst("hoewijzer", "zelf-verder", "Kan zelf verder", "Ik kan nu zelf verder, of met hulp die bij mij past."),
    _oordeel("hoewijzer", "tevreden", "Tevreden over de hulp",
             "Ik ben tevreden over de hulp van de cliëntondersteuner."),
    _oordeel("hoewijzer", "rapportcijfer", "Rapportcijfer", "Welk rapportcijfer geeft u de cliëntondersteuning?",
             maat="gemiddelde", eenheid="rapportcijfer"),
    _oordeel("nps", "score", "NPS publieke sector",
             "In hoeverre verwacht u dat u tegen een vriend, familielid of kennis positief praat over uw ervaring met "
             "de dienstverlening waarvan u gebruik heeft gemaakt?", code="nps", maat="nps", eenheid="NPS"),
    _oordeel("ceo-wmo", "bekend", "Kent cliëntondersteuning",
             "Wist u dat u gebruik kunt maken van cliëntondersteuning?", maat="ja"),
    _oordeel("ceo-wmo", "kwaliteit", "Vindt de kwaliteit goed",
             "Vindt u de kwaliteit van de ondersteuning die u krijgt goed?", maat="ja"),
    _oordeel("ceo-wmo", "past", "Ondersteuning past", "Past de ondersteuning die u krijgt bij uw hulpvraag?",
             maat="ja"),
    _opbrengst("doelrealisatie", "informatie-voldoende", "Kreeg voldoende informatie",
               "Heeft u van uw cliëntondersteuner voldoende informatie gekregen om een weloverwogen keuze te maken?",
               maat="ja"),
    _opbrengst("doelrealisatie", "vraag-helder", "Weet wat nodig is",
               "Heeft de cliëntondersteuner u geholpen om duidelijk te krijgen wat u nodig heeft?", maat="ja"),
    _opbrengst("doelrealisatie", "weet-verder", "Weet beter wat te doen", "Weet u nu beter wat u kunt doen?",
               maat="ja"),
    _opbrengst("doelrealisatie", "durft-kiezen", "Durft zelf te kiezen", "Durft u zelf te kiezen welke hulp u krijgt?",
               maat="ja"),
    _opbrengst("doelrealisatie", "steun-bij-kiezen", "Voelde steun bij kiezen",
               "Voelde u zich gesteund om zelf te kiezen?", maat="ja"),
    _opbrengst("doelrealisatie", "keuze-voldoende", "Vond genoeg keuze",
               "Waren er genoeg mogelijkheden om uit te kiezen?", maat="ja"),
    _opbrengst("doelrealisatie", "eigen-keuze", "Heeft zelf gekozen", "Heeft u zelf gekozen wat bij u past?",
               maat="ja"),
    _opbrengst("doelrealisatie", "anders-kiezen", "Kan ook anders kiezen",
               "Heeft u het gevoel dat u ook iets anders kunt kiezen?", maat="ja"),
    _opbrengst("doelrealisatie", "zelf-verder", "Kan nu verder", "Kunt u nu zelf verder, of met hulp die bij u past?",
               maat="ja"),
]  # fmt: skip


async def insert_starterset(db: AsyncSession, gemeente_id: UUID) -> None:
    """Give a new gemeente its maatstaven and indicators, as its first data version."""
    dataversie = await next_dataversie(db, gemeente_id, "starterset", (DEFINITIES,))
    maatstaven = [
        {
            "gemeente_id": gemeente_id,
            "code": code,
            "naam": naam,
            "eenheid": eenheid,
            "berekening": code,
            "versie_van": dataversie,
        }
        for code, naam, eenheid in _MAATSTAVEN
    ]
    await db.execute(insert(Maatstaf), maatstaven)
    indicatoren = [row | {"gemeente_id": gemeente_id, "versie_van": dataversie} for row in STARTINDICATOREN]
    await db.execute(insert(Indicator), indicatoren)
