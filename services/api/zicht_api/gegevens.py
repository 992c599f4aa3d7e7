"""What stands in the tables of the core, of whom, and how long (zicht_shared/gegevens.py writes it out)."""

from collections.abc import Mapping
from typing import Final

from zicht_shared.gegevens import Inhoud

_BLIJFT: Final = "blijft, per versie"
_TOT_WISSEN: Final = "tot de gemeente het wist"
_SPOOR: Final = "blijft"
_WIE: Final = {"sleutel_id": "met welke sleutel of welk account (een hash) het gebeurde"}


def _inhoud(wat: str, hoe_lang: str, **van_mensen: str) -> Inhoud:
    return Inhoud(wat, hoe_lang, van_mensen)


INHOUD: Final[Mapping[str, Inhoud]] = {
    "aanbieders": _inhoud(
        "Wie cliëntondersteuning geeft", _BLIJFT, naam="van een organisatie; dat kan een mens alleen zijn"
    ),
    "aanleverfouten": _inhoud("Waarom een aangeleverde regel is afgekeurd, zonder de regel", _BLIJFT),
    "aanleveringen": _inhoud("Ontvangstbewijzen: wie leverde wanneer hoeveel", _BLIJFT, **_WIE),
    "aanmelddiensten": _inhoud(
        "Waar mensen van de gemeente zich aanmelden", _TOT_WISSEN, contact="bij wie iemand om toegang vraagt"
    ),
    "aanmeldsessies": _inhoud(
        "Wie op de pagina's is aangemeld",
        "hoogstens acht uur, een uur zonder iets te doen",
        onderwerp="hash van het account, met een geheime sleutel",
        afdruk="hash van het cookie",
    ),
    "aanmeldstaten": _inhoud("Welke antwoorden van de aanmelddienst al zijn gebruikt", "minuten"),
    "afsluitingen": _inhoud("Welke perioden dicht zijn, en waarom zij weer opengingen", _BLIJFT, **_WIE),
    "auditregels": _inhoud(
        "Wie wat wanneer veranderde, van wat in wat; wie grote hoeveelheden las",
        _SPOOR,
        **_WIE,
    ),
    "auditketen": _inhoud("Hashes over het spoor, waaraan te zien is of er iets aan is veranderd", _SPOOR),
    "benchmarkdeelnames": _inhoud("Welke gemeenten zich laten vergelijken", "tot de gemeente zich afmeldt"),
    "benchmarkgroepen": _inhoud("Groepen waarin gemeenten worden vergeleken", "blijft"),
    "benchmarkrondes": _inhoud("Welke vergelijkingen zijn vastgesteld", "blijft"),
    "benchmarkuitkomsten": _inhoud("Uitkomsten over minstens elf gemeenten", "blijft"),
    "codes": _inhoud("Codelijsten, voor iedereen dezelfde", "blijft"),
    "contacten": _inhoud(
        "Contactmomenten: een regel per contact, per versie",
        _BLIJFT,
        client="HMAC van het pseudoniem van de aanbieder, met een sleutel buiten de database",
        bron_id="nummer van het contact bij de aanbieder, die weet bij wie het hoort",
        datum="wanneer het contact was",
        leefgebieden="waar het over ging",
        doelgroep="bij welke groep de cliënt hoort",
        gebied_nr="in welke wijk of buurt",
    ),
    "dataversies": _inhoud("Wanneer er iets veranderde waardoor cijfers anders worden", "blijft"),
    "doelenbomen": _inhoud("Doelen en wat eraan bijdraagt", _BLIJFT, **_WIE),
    "duidingsbijdragen": _inhoud(
        "Wat deelnemers per perspectief over cijfers en verhalen zeiden",
        "blijft",
        antwoorden="vrije tekst, zonder naam",
    ),
    "duidingssessies": _inhoud(
        "Gesprekken over cijfers", "blijft", deelnemers="hoeveel per perspectief, zonder naam", uitkomst="vrije tekst"
    ),
    "effectmetingen": _inhoud("Wat een actie uithaalde", "blijft", **_WIE),
    "gebeurtenissen": _inhoud("Wat er gebeurde, zonder inhoud", "400 dagen"),
    "gebeurtenistellers": _inhoud("Hoever de gebeurtenissen zijn genummerd", "blijft"),
    "gebieden": _inhoud("Wijken, buurten en kernen", _BLIJFT),
    "gemeenten": _inhoud("De gemeente zelf, en wat zij instelde", "blijft"),
    "geraakt": _inhoud("Welke jaren een dataversie raakte", "blijft"),
    "handmatige_waarden": _inhoud("Cijfers die iemand invulde", _BLIJFT, toelichting="vrije tekst"),
    "huisstijlen": _inhoud("Kleuren van de gemeente", _TOT_WISSEN),
    "idempotentiesleutels": _inhoud(
        "Antwoorden die bij herhaling opnieuw worden gegeven",
        "zeven dagen",
        antwoord="versleuteld met een sleutel die alleen de aanroeper heeft",
    ),
    "indicatoren": _inhoud("Wat een cijfer betekent, per versie", _BLIJFT),
    "kubussen": _inhoud(
        "Optellingen van contacten per jaar",
        "tot er een nieuwere is",
        cellen="ook aantallen onder de drempel; alleen de engine die verbergt leest haar",
    ),
    "leverafspraken": _inhoud("Wat wanneer van wie wordt verwacht", _BLIJFT),
    "maatstaven": _inhoud("Wat wordt geteld", _BLIJFT),
    "monitorcycli": _inhoud("Rondes van meten, duiden en verbeteren", "blijft", kerngroep="rollen, zonder naam"),
    "monitorcyclusovergangen": _inhoud("Hoe een ronde verliep", "blijft", **_WIE),
    "publicaties": _inhoud("Welke waarnemingen zijn bewaard", "een dag nadat er nieuwere zijn"),
    "signalen": _inhoud("Wat opviel in de cijfers", "blijft", toelichting="vrije tekst"),
    "signaleringen": _inhoud("Tot waar naar signalen is gezocht", "blijft"),
    "sleutels": _inhoud(
        "Sleutels van registratiesystemen, aanbieders en mensen",
        "blijft, ook na intrekken",
        omschrijving="waarvoor of voor wie",
        geheim_hash="SHA-256 van 256 willekeurige bits; de sleutel zelf staat nergens",
        laatst_gebruikt_op="op het uur nauwkeurig",
    ),
    "tellingen": _inhoud("Aantallen die aanbieders zelf telden", _BLIJFT, waarde="een aantal, dat klein kan zijn"),
    "toegangsdiensten": _inhoud(
        "Wiens toegangstokens de gemeente aanneemt, en wat die mogen",
        _TOT_WISSEN,
        clients="namen van systemen; een token zelf wordt nergens bewaard",
    ),
    "uitslagen": _inhoud(
        "Hoe vaak welk antwoord werd gegeven", _BLIJFT, aantal="van groepen zo groot als de vragenlijsten vrijgeven"
    ),
    "verbeteracties": _inhoud(
        "Wat er wordt gedaan om te verbeteren",
        "blijft",
        verantwoordelijke="een rol of functie; iemand kan er een naam typen",
    ),
    "verbeterovergangen": _inhoud("Hoe een plan of actie verliep", "blijft", **_WIE),
    "verbeterplannen": _inhoud("Wat beter moet, en waaraan dat te zien is", "blijft"),
    "verhalen": _inhoud(
        "Wat een inwoner vertelde, met toestemming",
        "tot de toestemming afloopt of wordt ingetrokken; dan is de rij weg",
        inhoud="versleuteld, en gescreend op namen en nummers",
        gebied="in welke wijk of buurt",
        doelgroep="bij welke groep",
    ),
    "vragenlijstresultaten": _inhoud("Welke uitkomsten van vragenlijsten er zijn", _BLIJFT),
    "waarnemingen": _inhoud("Gepubliceerde cijfers, met wat is verborgen al weg", "een dag nadat er nieuwere zijn"),
    "webhookbezorgingen": _inhoud("Berichten over gebeurtenissen, en of zij aankwamen", "400 dagen"),
    "webhooks": _inhoud("Waar berichten naartoe gaan", _TOT_WISSEN),
    "werklijst": _inhoud("Welke gemeenten er zijn", "blijft"),
}
