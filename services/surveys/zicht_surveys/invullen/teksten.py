"""Every text that the pages themselves say, per language; the questions bring their own.

Dutch at level B1. A new language is one more entry with the same keys (a test compares them).
"""

from typing import Final

from zicht_surveys.vragenlijsten.schemas import Taal

RICHTING: Final[dict[Taal, str]] = {"ar": "rtl"}
MAANDEN: Final[dict[Taal, tuple[str, ...]]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
}  # fmt: skip

TEKSTEN: Final[dict[Taal, dict[str, str]]] = {
    "nl": {
        # every page
        "naar_inhoud": "Ga naar de inhoud",
        "vragenlijst": "Vragenlijst",
        "privacy_link": "Wat gebeurt er met uw antwoorden?",
        "fout_titel": "Fout: {titel}",
        # start
        "start_wie": "{gemeente} vraagt u om deze vragenlijst in te vullen.",
        "start_goed_om_te_weten": "Goed om te weten",
        "start_duur": "Invullen duurt ongeveer {minuten} minuten.",
        "start_anoniem": "U vult uw naam niet in. Niemand kan zien welke antwoorden van u zijn.",
        "start_vrijwillig": "Meedoen mag, het hoeft niet. Voor uw hulp maakt het niets uit.",
        "start_later": "U kunt stoppen en later verdergaan met dezelfde link.",
        "start_tot": "U kunt meedoen tot en met {datum}.",
        "beginnen": "Beginnen",
        "begonnen": "U bent al begonnen. Uw antwoorden zijn bewaard.",
        "verdergaan": "Verdergaan",
        # a page with questions
        "stap": "Stap {stap} van {stappen}",
        "verder": "Verder",
        "terug": "Terug",
        "naar_controle": "Opslaan en controleren",
        "mag_overslaan": "Deze vraag mag u overslaan.",
        "want": "Want:",
        "want_hint": "U mag dit overslaan.",
        "schaal": "{laag} betekent: {laagtekst}. {hoog} betekent: {hoogtekst}.",
        "bewaard_uitleg": "Elke keer dat u op Verder drukt, bewaren wij uw antwoorden. "
        "U kunt dus stoppen en later verdergaan.",
        "ja": "ja",
        "nee": "nee",
        "weet_niet": "weet ik niet of zeg ik liever niet",
        # faults
        "fouten_kop": "Er klopt iets nog niet",
        "fout_kies": "Kies een antwoord.",
        "fout_kies_een": "Kies één antwoord.",
        "fout_kies_eenmalig": "U koos 'weet ik niet' en ook een ander antwoord. Kies een van de twee.",
        "fout_onbekend": "Dit antwoord kennen wij niet. Kies een van de antwoorden die hier staan.",
        "fout_schrijf": "Schrijf uw antwoord op.",
        "fout_lang": "Uw tekst is te lang. U schreef {aantal} tekens, er passen er {ruimte} in.",
        "fout_telefoon_leeg": "Vul uw telefoonnummer in.",
        "fout_telefoon": "Dit is geen telefoonnummer. Gebruik alleen cijfers, bijvoorbeeld 06 12345678.",
        # check and send
        "controle_kop": "Kloppen uw antwoorden?",
        "controle_uitleg": "Kijk uw antwoorden na. U kunt ze nu nog veranderen. Na het versturen kan dat niet meer.",
        "wijzigen": "Wijzigen",
        "niet_ingevuld": "niet ingevuld",
        "verzenden": "Antwoorden versturen",
        # thanks
        "bedankt_kop": "Bedankt voor het invullen",
        "bedankt_tekst": "Wij hebben uw antwoorden ontvangen. Niemand kan zien welke antwoorden van u zijn.",
        "bedankt_vervolg": "{gemeente} gebruikt de antwoorden om de hulp voor inwoners beter te maken.",
        "sluiten": "U kunt deze pagina nu sluiten.",
        # pages that say why there is nothing to fill in
        "gebruikt_kop": "Wij hebben uw antwoorden al",
        "gebruikt_tekst": "Met deze link zijn al antwoorden verstuurd. Die zijn goed aangekomen. "
        "U hoeft niets meer te doen. Bedankt voor het meedoen.",
        "gesloten_kop": "Deze vragenlijst is gesloten",
        "gesloten_tekst": "U kunt deze vragenlijst niet meer invullen. Bedankt dat u wilde meedoen. "
        "U hoeft niets meer te doen.",
        "onbekend_kop": "Wij kennen deze link niet",
        "onbekend_tekst": "Kijk of u de hele link heeft overgenomen. Of scan de QR-code in uw brief nog een keer. "
        "Lukt het niet? Vraag dan hulp aan degene die u de link gaf.",
        "geweigerd_kop": "Wij konden dit niet opslaan",
        "geweigerd_tekst": "Open de vragenlijst opnieuw met de link of de QR-code die u heeft gekregen. "
        "Wat u eerder heeft ingevuld, is bewaard.",
        "te_veel_kop": "Wij konden dit niet opslaan",
        "te_veel_tekst": "Er is te veel tekst tegelijk gestuurd. Ga terug, maak uw tekst korter "
        "en druk opnieuw op Verder.",
        "storing_kop": "Het lukt nu even niet",
        "storing_tekst": "Er is iets mis bij ons. Dat ligt niet aan u. "
        "Probeer het later nog een keer met dezelfde link. "
        "Wat u eerder heeft bewaard, blijft bewaard.",
        # privacy
        "privacy_kop": "Wat gebeurt er met uw antwoorden?",
        "privacy_wie_kop": "Wie vraagt dit?",
        "privacy_wie": "{gemeente} wil weten hoe inwoners de hulp ervaren, om die beter te maken. "
        "Meedoen is vrijwillig. U mag op elk moment stoppen.",
        "privacy_anoniem_kop": "Kan iemand zien wat ik antwoord?",
        "privacy_anoniem": "Nee. Uw antwoorden komen zonder naam bij de antwoorden van anderen. "
        "Wij bewaren niet welke link bij welk antwoord hoorde. Wij laten alleen uitkomsten zien van groepen mensen.",
        "privacy_tekst_kop": "En wat ik zelf opschrijf?",
        "privacy_tekst": "Dat bewaren wij versleuteld, zonder uw naam. "
        "Schrijf daarom geen namen, adressen of telefoonnummers op.",
        "privacy_telefoon_kop": "En mijn telefoonnummer?",
        "privacy_telefoon": "Dat vragen wij alleen als u gebeld wilt worden. "
        "Wij bewaren het versleuteld en apart van uw andere antwoorden. "
        "Wij wissen het als wij het niet meer nodig hebben.",
        "privacy_concept_kop": "En als ik nog niet klaar ben?",
        "privacy_concept": "Tot u verstuurt, staan uw antwoorden versleuteld bij ons. "
        "Alleen wie uw link heeft, kan ze openen. Geef uw link dus niet aan anderen.",
        "privacy_cookies_kop": "Gebruikt deze website cookies?",
        "privacy_cookies": "Nee. Er zijn geen cookies en wij volgen u niet.",
        "terug_naar_vragenlijst": "Terug naar de vragenlijst",
    },
}
