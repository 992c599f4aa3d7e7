"""What stands in the tables of the core, of whom, and how long (zicht_shared/gegevens.py writes it out)."""

from collections.abc import Mapping
from typing import Final

from zicht_shared.gegevens import Inhoud, inhoud

_BLIJFT: Final = "blijft, per versie"
_TOT_WISSEN: Final = "tot de gemeente het wist"
_SPOOR: Final = "blijft"
_WIE: Final = {"sleutel_id": "met welke sleutel of welk account (een hash) het gebeurde"}


INHOUD: Final[Mapping[str, Inhoud]] = {
    "aanbieders": inhoud(
        "Wie cliëntondersteuning geeft", _BLIJFT, naam="van een organisatie; dat kan een mens alleen zijn"
    ),
    "aanleverfouten": inhoud("Waarom een aangeleverde regel is afgekeurd, zonder de regel", _BLIJFT),
    "aanleveringen": inhoud("Ontvangstbewijzen: wie leverde wanneer hoeveel", _BLIJFT, **_WIE),
    "aanmelddiensten": inhoud(
        "Waar mensen van de gemeente zich aanmelden", _TOT_WISSEN, contact="bij wie iemand om toegang vraagt"
    ),
    "aanmeldsessies": inhoud(
        "Wie op de pagina's is aangemeld",
        "hoogstens acht uur, een uur zonder iets te doen",
        onderwerp="hash van het account, met een geheime sleutel",
        afdruk="hash van het cookie",
    ),
    "aanmeldstaten": inhoud("Welke antwoorden van de aanmelddienst al zijn gebruikt", "minuten"),
    "afsluitingen": inhoud("Welke perioden dicht zijn, en waarom zij weer opengingen", _BLIJFT, **_WIE),
    "auditregels": inhoud(
        "Wie wat wanneer veranderde, van wat in wat; wie grote hoeveelheden las",
        _SPOOR,
        **_WIE,
    ),
    "auditketen": inhoud("Hashes over het spoor, waaraan te zien is of er iets aan is veranderd", _SPOOR),
    "benchmarkdeelnames": inhoud("Welke gemeenten zich laten vergelijken", "tot de gemeente zich afmeldt"),
    "benchmarkgroepen": inhoud("Groepen waarin gemeenten worden vergeleken", "blijft"),
    "benchmarkrondes": inhoud("Welke vergelijkingen zijn vastgesteld", "blijft"),
    "benchmarkuitkomsten": inhoud("Uitkomsten over minstens elf gemeenten", "blijft"),
    "codes": inhoud("Codelijsten, voor iedereen dezelfde", "blijft"),
    "contacten": inhoud(
        "Contactmomenten: een regel per contact, per versie",
        _BLIJFT,
        client="HMAC van het pseudoniem van de aanbieder, met een sleutel buiten de database",
        bron_id="nummer van het contact bij de aanbieder, die weet bij wie het hoort",
        datum="wanneer het contact was",
        leefgebieden="waar het over ging",
        doelgroep="bij welke groep de cliënt hoort",
        gebied_nr="in welke wijk of buurt",
    ),
    "dataversies": inhoud("Wanneer er iets veranderde waardoor cijfers anders worden", "blijft"),
    "doelenbomen": inhoud("Doelen en wat eraan bijdraagt", _BLIJFT, **_WIE),
    "duidingsbijdragen": inhoud(
        "Wat deelnemers per perspectief over cijfers en verhalen zeiden",
        "blijft",
        antwoorden="vrije tekst, zonder naam",
    ),
    "duidingssessies": inhoud(
        "Gesprekken over cijfers", "blijft", deelnemers="hoeveel per perspectief, zonder naam", uitkomst="vrije tekst"
    ),
    "effectmetingen": inhoud("Wat een actie uithaalde", "blijft", **_WIE),
    "gebeurtenissen": inhoud("Wat er gebeurde, zonder inhoud", "400 dagen"),
    "gebeurtenistellers": inhoud("Hoever de gebeurtenissen zijn genummerd", "blijft"),
    "gebieden": inhoud("Wijken, buurten en kernen", _BLIJFT),
    "gemeenten": inhoud("De gemeente zelf, en wat zij instelde", "blijft"),
    "geraakt": inhoud("Welke jaren een dataversie raakte", "blijft"),
    "handmatige_waarden": inhoud("Cijfers die iemand invulde", _BLIJFT, toelichting="vrije tekst"),
    "huisstijlen": inhoud("Kleuren van de gemeente", _TOT_WISSEN),
    "idempotentiesleutels": inhoud(
        "Antwoorden die bij herhaling opnieuw worden gegeven",
        "zeven dagen",
        antwoord="versleuteld met een sleutel die alleen de aanroeper heeft",
    ),
    "indicatoren": inhoud("Wat een cijfer betekent, per versie", _BLIJFT),
    "kubussen": inhoud(
        "Optellingen van contacten per jaar",
        "tot er een nieuwere is",
        cellen="ook aantallen onder de drempel; alleen de engine die verbergt leest haar",
    ),
    "leverafspraken": inhoud("Wat wanneer van wie wordt verwacht", _BLIJFT),
    "maatstaven": inhoud("Wat wordt geteld", _BLIJFT),
    "monitorcycli": inhoud("Rondes van meten, duiden en verbeteren", "blijft", kerngroep="rollen, zonder naam"),
    "monitorcyclusovergangen": inhoud("Hoe een ronde verliep", "blijft", **_WIE),
    "publicaties": inhoud("Welke waarnemingen zijn bewaard", "een dag nadat er nieuwere zijn"),
    "signalen": inhoud("Wat opviel in de cijfers", "blijft", toelichting="vrije tekst"),
    "signaleringen": inhoud("Tot waar naar signalen is gezocht", "blijft"),
    "sleutels": inhoud(
        "Sleutels van registratiesystemen, aanbieders en mensen",
        "blijft, ook na intrekken",
        omschrijving="waarvoor of voor wie",
        geheim_hash="SHA-256 van 256 willekeurige bits; de sleutel zelf staat nergens",
        laatst_gebruikt_op="op het uur nauwkeurig",
    ),
    "tellingen": inhoud("Aantallen die aanbieders zelf telden", _BLIJFT, waarde="een aantal, dat klein kan zijn"),
    "toegangsdiensten": inhoud(
        "Wiens toegangstokens de gemeente aanneemt, en wat die mogen",
        _TOT_WISSEN,
        clients="namen van systemen; een token zelf wordt nergens bewaard",
    ),
    "uitslagen": inhoud(
        "Hoe vaak welk antwoord werd gegeven", _BLIJFT, aantal="van groepen zo groot als de vragenlijsten vrijgeven"
    ),
    "verbeteracties": inhoud(
        "Wat er wordt gedaan om te verbeteren",
        "blijft",
        verantwoordelijke="een rol of functie; iemand kan er een naam typen",
    ),
    "verbeterovergangen": inhoud("Hoe een plan of actie verliep", "blijft", **_WIE),
    "verbeterplannen": inhoud("Wat beter moet, en waaraan dat te zien is", "blijft"),
    "verhalen": inhoud(
        "Wat een inwoner vertelde, met toestemming",
        "tot de toestemming afloopt of wordt ingetrokken; dan is de rij weg",
        inhoud="versleuteld, en gescreend op namen en nummers",
        gebied="in welke wijk of buurt",
        doelgroep="bij welke groep",
    ),
    "vragenlijstresultaten": inhoud("Welke uitkomsten van vragenlijsten er zijn", _BLIJFT),
    "waarnemingen": inhoud("Gepubliceerde cijfers, met wat is verborgen al weg", "een dag nadat er nieuwere zijn"),
    "webhookbezorgingen": inhoud("Berichten over gebeurtenissen, en of zij aankwamen", "400 dagen"),
    "webhooks": inhoud("Waar berichten naartoe gaan", _TOT_WISSEN),
    "werklijst": inhoud("Welke gemeenten er zijn", "blijft"),
}
