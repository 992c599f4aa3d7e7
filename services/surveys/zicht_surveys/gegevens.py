"""What stands in the tables of the survey service, of whom, and how long (zicht_shared/gegevens.py writes it out)."""

from collections.abc import Mapping
from typing import Final

from zicht_shared.gegevens import Inhoud, inhoud

_NA_SLUITING: Final = "tot dertig dagen na sluiting van de meting"
_TOT_WISSEN: Final = "tot de gemeente het wist"
_LINK: Final = {"token_hash": "hash van de link; niet aan wie die is gegeven"}


INHOUD: Final[Mapping[str, Inhoud]] = {
    "antwoorden": inhoud(
        "Vrijgegeven stembiljetten, in willekeurige volgorde en zonder tijd",
        "blijft",
        antwoorden="wat iemand koos; uit niets is af te leiden wie",
        aanbieder="waar het over ging, als de groep groot genoeg is",
        gebied="waar, als de groep groot genoeg is",
    ),
    "auditregels": inhoud(
        "Wie wat wanneer veranderde, en wie grote hoeveelheden las; nooit een inwoner",
        "blijft",
        sleutel_id="met welke sleutel of welk account (een hash) het gebeurde",
    ),
    "auditketen": inhoud("Hashes over het spoor, waaraan te zien is of er iets aan is veranderd", "blijft"),
    "concepten": inhoud(
        "Wat iemand invulde en nog niet verstuurde",
        f"tot versturen, hoogstens {_NA_SLUITING}",
        inhoud="versleuteld met een sleutel uit de link; wij kunnen het niet lezen",
        **_LINK,
    ),
    "contactverzoeken": inhoud(
        "Wie gebeld wil worden",
        "drie maanden",
        telefoon="versleuteld met een geheim van de dienst, los van alle antwoorden",
    ),
    "gemeenten": inhoud("Welke gemeenten er zijn", "blijft"),
    "gestemd": inhoud("Welke links zijn gebruikt, zonder tijd", _NA_SLUITING, **_LINK),
    "huisstijlen": inhoud("Kleuren van de gemeente", _TOT_WISSEN),
    "idempotentiesleutels": inhoud(
        "Antwoorden die bij herhaling opnieuw worden gegeven",
        "zeven dagen",
        antwoord="versleuteld met een sleutel die alleen de aanroeper heeft",
    ),
    "metingen": inhoud("Rondes van een vragenlijst", "blijft"),
    "open_antwoorden": inhoud(
        "Wat inwoners in eigen woorden schreven",
        "dertien maanden",
        tekst="versleuteld met een geheim van de dienst, los van de andere antwoorden; gescreend bij het lezen",
    ),
    "open_links": inhoud("Links die velen mogen gebruiken", "blijft"),
    "outbox": inhoud(
        "Uitkomsten die naar de kern moeten", "blijft, als laatste versie", inhoud="aantallen van vrijgegeven groepen"
    ),
    "stembus": inhoud(
        "Verstuurde stembiljetten die nog niet zijn vrijgegeven",
        f"tot de groep groot genoeg is, hoogstens {_NA_SLUITING}",
        antwoorden="wat iemand koos",
        open_antwoorden="versleuteld",
        contact="telefoonnummer, versleuteld",
        aanbieder="waar het over ging",
        gebied="waar",
    ),
    "terugkoppelingen": inhoud("Wat inwoners terughoren over een meting", "blijft"),
    "uitgaande_mail": inhoud(
        "Uitnodigingen die nog verstuurd moeten worden", "tot de verzending", inhoud="adres en link, versleuteld"
    ),
    "uitnodigingen": inhoud(
        "Aan hoeveel mensen een link is gegeven",
        "blijft",
        **_LINK,
        aanbieder="waar het over ging",
        gebied="waar",
    ),
    "vragenlijsten": inhoud(
        "Vragenlijsten waaraan wordt gewerkt", "blijft", schrijvers="sleutels van wie eraan schreef"
    ),
    "vragenlijstversies": inhoud(
        "Gepubliceerde vragenlijsten",
        "blijft",
        schrijvers="sleutels van wie eraan schreef",
        goedgekeurd_door="een sleutel",
    ),
}
