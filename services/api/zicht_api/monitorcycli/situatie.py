"""The questions that give a view of the present situation, before a gemeente begins to measure.

In Zicht's own words. Where the answer, or a part of it, can be seen in what is delivered, a question says where.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vraag:
    """te_zien: what the data tells about it, and at which path; {periode}: the months of the cycle."""

    code: str
    thema: str
    vraag: str
    te_zien: tuple[tuple[str, str], ...] = ()


VRAGEN = (
    Vraag(
        "aanleiding",
        "Beleid en doelen",
        "Waarom wilt u nu weten hoe het met cliëntondersteuning gaat, en wie vraagt daarom?",
    ),
    Vraag(
        "doelen",
        "Beleid en doelen",
        "Wat staat er in uw beleid over cliëntondersteuning, en wat moet er voor inwoners veranderen?",
        (("De doelenbomen die zijn vastgelegd", "/v1/doelenbomen"),),
    ),
    Vraag(
        "eerdere-inzichten",
        "Beleid en doelen",
        "Wat weet u al uit eerdere metingen, onderzoeken en gesprekken, en wat is daarmee gedaan?",
        (("Eerdere monitorcycli, met wat erin ontbrak", "/v1/monitorcycli"),),
    ),
    Vraag(
        "aanbod",
        "Aanbod en toegang",
        "Welke aanbieders zijn er, formeel en informeel, en voor welke doelgroepen en leefgebieden?",
        (("De aanbieders, met hun vorm, doelgroepen en leefgebieden", "/v1/aanbieders"),),
    ),
    Vraag(
        "onafhankelijkheid",
        "Aanbod en toegang",
        "Kan elke inwoner iemand kiezen die losstaat van wie over de hulp beslist?",
        (("Per aanbieder of die onafhankelijk is", "/v1/aanbieders"),),
    ),
    Vraag(
        "bekendheid",
        "Aanbod en toegang",
        "Weten inwoners en verwijzers dat er cliëntondersteuning is, en hoe zij die vinden?",
        (("Wat inwoners daarover antwoordden (CEO Wmo)", "/v1/indicatoren?pijler=tevredenheid"),),
    ),
    Vraag(
        "bereik",
        "Bereik",
        "Hoeveel inwoners worden bereikt, uit welke gebieden en doelgroepen, en met welke vragen?",
        (("De indicatoren van bereik; hun waarden gaan per gebied, doelgroep en leefgebied",
          "/v1/indicatoren?pijler=bereik"),),
    ),
    Vraag(
        "niet-bereikt",
        "Bereik",
        "Wie ziet u niet, en waar kan dat aan liggen?",
        (("Gebieden en doelgroepen waar niemand meer vandaan komt", "/v1/signalen?soort=stilte&periode={periode}"),),
    ),
    Vraag(
        "samenwerking",
        "Bereik",
        "Wie verwijst naar cliëntondersteuning, en naar wie wordt doorverwezen?",
        (("Contacten met verwijzers en doorverwijzingen", "/v1/indicatoren?pijler=bereik"),),
    ),
    Vraag(
        "ervaringen",
        "Ervaringen en resultaten",
        "Wat vinden inwoners van de ondersteuning, en hoe weet u dat?",
        (("Van welke metingen er uitkomsten zijn", "/v1/vragenlijstresultaten"),
         ("De indicatoren van tevredenheid", "/v1/indicatoren?pijler=tevredenheid")),
    ),
    Vraag(
        "resultaten",
        "Ervaringen en resultaten",
        "Wat verandert er voor inwoners die ondersteuning kregen?",
        (("De indicatoren van doelrealisatie", "/v1/indicatoren?pijler=doelrealisatie"),),
    ),
    Vraag(
        "registratie",
        "Gegevens en middelen",
        "Wat leggen aanbieders al vast, wat daarvan gebruikt u, en wat kan weg?",
        (("Wat wordt gevraagd en waar het voor dient", "/v1/registratiedruk?periode={periode}"),
         ("Wat is afgesproken en wat er kwam", "/v1/aanleverstatus?periode={periode}")),
    ),
    Vraag(
        "middelen",
        "Gegevens en middelen",
        "Hoeveel geld en uren zijn er voor cliëntondersteuning en voor het meten ervan?",
        (("De bestede uren", "/v1/indicatoren?pijler=bereik"),),
    ),
    Vraag(
        "betrokkenen",
        "Samen leren",
        "Wie bespreekt straks de uitkomsten met elkaar, en hoe doen inwoners daarin mee?",
    ),
    Vraag(
        "afspraken",
        "Samen leren",
        "Wat is met aanbieders afgesproken over waarvoor cijfers wel en niet worden gebruikt?",
        (("Per indicator: om te leren, om te verantwoorden, of allebei (doelen)", "/v1/indicatoren"),),
    ),
)  # fmt: skip

CODES = frozenset(vraag.code for vraag in VRAGEN)
