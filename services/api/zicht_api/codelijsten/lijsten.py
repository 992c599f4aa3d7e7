"""The codes themselves: what the migration writes into the reference table, and what the code names.

Doelgroepen and leefgebieden are those of the guides; the other lists are our own, after their examples.
"""

from enum import IntEnum


class Vorm(IntEnum):
    formeel = 1
    informeel = 2


class SoortContact(IntEnum):
    """The number that a contact's row holds."""

    gesprek = 1
    huisbezoek = 2
    telefonisch = 3
    e_mail = 4
    chat = 5
    inloopspreekuur = 6
    keukentafelgesprek = 7
    groepsbijeenkomst = 8
    verwijzerscontact = 9
    overig = 10


LIJSTEN: dict[str, list[tuple[str, str]]] = {
    "vorm": [("formeel", "Formeel (beroepskrachten)"), ("informeel", "Informeel (vrijwilligers)")],
    "soort": [
        ("gesprek", "Gesprek"),
        ("huisbezoek", "Huisbezoek"),
        ("telefonisch", "Telefonisch contact"),
        ("e-mail", "E-mail"),
        ("chat", "Chat of beeldbellen"),
        ("inloopspreekuur", "Inloopspreekuur"),
        ("keukentafelgesprek", "Meegaan naar het keukentafelgesprek"),
        ("groepsbijeenkomst", "Groepsbijeenkomst"),
        ("verwijzerscontact", "Contact met een verwijzer"),
        ("overig", "Ander contact"),
    ],
    "doelgroep": [
        ("algemeen", "Algemeen"),
        ("lvb", "Licht verstandelijke beperking"),
        ("ggz", "Geestelijke gezondheidszorg"),
        ("dak-en-thuisloos", "Dak- en thuisloos"),
        ("jeugd", "Jeugd"),
        ("18-min", "Jonger dan 18"),
        ("18-plus", "18 en ouder"),
        ("ouderen", "Ouderen"),
        ("mantelzorgers", "Mantelzorgers"),
        ("nah", "Niet-aangeboren hersenletsel"),
        ("migratieachtergrond", "Migratieachtergrond"),
    ],
    "leefgebied": [
        ("zelfstandig-leven", "Zelfstandig leven"),
        ("zorg-en-ondersteuning", "Zorg en ondersteuning"),
        ("participatie", "Participatie"),
        ("wonen", "Wonen"),
        ("onderwijs", "Onderwijs"),
        ("werk-en-inkomen", "Werk en inkomen"),
        ("financien", "Financiën"),
        ("gezondheid", "(Preventieve) gezondheid"),
        ("welzijn", "Welzijn"),
        ("sociaal-netwerk", "Sociaal netwerk"),
        ("veiligheid", "Veiligheid"),
    ],
    "verwijzer": [
        ("zelf", "De inwoner zelf"),
        ("huisarts", "Huisarts"),
        ("wijkteam", "Wijkteam"),
        ("toegang", "Toegang van de gemeente"),
        ("school", "School"),
        ("naaste", "Familie of naaste"),
        ("zorgaanbieder", "Zorgaanbieder"),
        ("welzijn", "Welzijnsorganisatie"),
        ("overig", "Anders"),
    ],
    "doorverwijzing": [
        ("toegang", "Toegang van de gemeente"),
        ("wijkteam", "Wijkteam"),
        ("huisarts", "Huisarts"),
        ("ggz", "GGZ"),
        ("welzijn", "Welzijnsorganisatie"),
        ("vrijwilligers", "Vrijwilligersorganisatie"),
        ("schuldhulp", "Schuldhulpverlening"),
        ("wlz", "Zorgkantoor of CIZ (Wlz)"),
        ("juridisch", "Juridische hulp"),
        ("overig", "Anders"),
    ],
}
