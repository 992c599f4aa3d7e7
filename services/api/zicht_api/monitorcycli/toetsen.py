"""What a cycle is held against: one list of checks, each with its place in both views. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Weergave(StrEnum):
    kwaliteitskompas = "kwaliteitskompas"
    outcomecyclus = "outcomecyclus"


class Kompas(StrEnum):
    """The steps of the Kwaliteitskompas, in order."""

    monitoring = "monitoring-en-ambities"
    resultaat = "maatschappelijk-resultaat"
    activiteiten = "activiteiten"
    input = "input-kwaliteit"
    outcome = "outcome"
    verbetercyclus = "verbetercyclus"


class Cyclus(StrEnum):
    """The parts of the Kwaliteit- en outcomecyclus, in order."""

    resultaten = "resultaten-formuleren"
    aanpak = "passende-aanpak"
    impact = "impact-zichtbaar-maken"
    leren = "leren-en-verbeteren"


NAMEN: dict[Kompas | Cyclus, str] = {
    Kompas.monitoring: "Monitoring en ambities",
    Kompas.resultaat: "Maatschappelijk resultaat",
    Kompas.activiteiten: "Activiteiten",
    Kompas.input: "Input kwaliteit",
    Kompas.outcome: "Outcome",
    Kompas.verbetercyclus: "Verbetercyclus",
    Cyclus.resultaten: "Resultaten formuleren",
    Cyclus.aanpak: "Passende aanpak",
    Cyclus.impact: "Impact zichtbaar maken",
    Cyclus.leren: "Leren en verbeteren",
}


@dataclass(frozen=True, slots=True)
class Toets:
    """vraag: what is looked for. advies: what to do when it is not there. na: the checks that come before it: while one
    of them misses, this is not what comes next. alleen_leren: not there for a credential for accounting."""

    code: str
    kompas: Kompas
    cyclus: Cyclus
    vraag: str
    advies: str
    na: tuple[str, ...] = ()
    alleen_leren: bool = False

    def stap(self, weergave: Weergave) -> Kompas | Cyclus:
        return self.kompas if weergave is Weergave.kwaliteitskompas else self.cyclus


# In the order in which one does them.
TOETSEN = (
    Toets("functies", Kompas.monitoring, Cyclus.resultaten, "Is gezegd waarvoor de monitor dient?",
          "Kies de functies van de cyclus."),
    Toets("kerngroep", Kompas.monitoring, Cyclus.resultaten, "Is er een kerngroep waarin iemand mag beslissen?",
          "Noem de kerngroep met rol en organisatie, en zeg van minstens een van hen wat die mag beslissen."),
    Toets("huidige-situatie", Kompas.monitoring, Cyclus.resultaten, "Is er zicht op de huidige situatie?",
          "Beantwoord de vragen over de huidige situatie."),
    Toets("indicatoren", Kompas.monitoring, Cyclus.resultaten, "Is gekozen waarnaar wordt gekeken?",
          "Kies indicatoren, of een doelenboom waar indicatoren aan hangen."),
    Toets("need-to-know", Kompas.monitoring, Cyclus.resultaten, "Is gezegd wat u echt moet weten?",
          "Geef minstens een indicator het belang need-to-know.", na=("indicatoren",)),
    Toets("nulmeting", Kompas.monitoring, Cyclus.resultaten, "Heeft elke indicator een nulmeting?",
          "Leg vast wat de waarde was, of over welke periode Zicht die mag nemen.", na=("indicatoren",)),
    Toets("streefwaarde", Kompas.monitoring, Cyclus.resultaten,
          "Heeft elke indicator die hoger of lager moet, een streefwaarde in deze cyclus?",
          "Leg streefwaarden vast, en bij welke indicatoren hoger of lager beter is.", na=("indicatoren",)),
    Toets("resultaat", Kompas.resultaat, Cyclus.resultaten, "Staat er een maatschappelijk resultaat boven de doelen?",
          "Koppel een doelenboom aan de cyclus; begin bijvoorbeeld met het sjabloon zelfregie."),
    Toets("doelen", Kompas.resultaat, Cyclus.resultaten, "Zijn er factoren en subdoelen onder dat resultaat?",
          "Werk de doelenboom uit in factoren en subdoelen.", na=("resultaat",)),
    Toets("doelen-gemeten", Kompas.resultaat, Cyclus.resultaten, "Is aan elk subdoel te zien of het dichterbij komt?",
          "Hang aan elk subdoel minstens een indicator.", na=("doelen",)),
    Toets("activiteiten", Kompas.activiteiten, Cyclus.aanpak, "Is bij elk subdoel gezegd wat ervoor wordt gedaan?",
          "Hang onder elk subdoel minstens een activiteit.", na=("doelen",)),
    Toets("verandertheorie", Kompas.activiteiten, Cyclus.aanpak,
          "Is van elke activiteit gezegd waarom zij aan haar subdoel bijdraagt?",
          "Schrijf de verandertheorie op: als we dit doen, dan ..., omdat ...", na=("activiteiten",)),
    Toets("leverafspraken", Kompas.input, Cyclus.aanpak, "Is afgesproken wie wat wanneer aanlevert?",
          "Leg leverafspraken vast over de tijd van deze cyclus."),
    Toets("aanleveringen", Kompas.input, Cyclus.impact, "Is alles aangeleverd wat was afgesproken?",
          "Vraag de aanbieders om wat nog ontbreekt.", na=("leverafspraken",)),
    Toets("metingen", Kompas.outcome, Cyclus.impact, "Heeft elke meting onder inwoners uitkomsten?",
          "Koppel metingen aan de cyclus, en wacht tot hun uitkomsten er zijn."),
    Toets("cijfers", Kompas.outcome, Cyclus.impact, "Heeft elke indicator een cijfer over deze cyclus?",
          "Kijk per indicator waarom er geen cijfer is: niet aangeleverd, of te weinig mensen om het te tonen.",
          na=("indicatoren",)),
    Toets("verhalen", Kompas.outcome, Cyclus.impact, "Zijn er verhalen bij de cijfers?",
          "Verzamel verhalen van inwoners over deze periode.", alleen_leren=True),
    Toets("signalen", Kompas.verbetercyclus, Cyclus.leren, "Is besproken wat er opviel?",
          "Bespreek de signalen, en leg vast wat eruit kwam.", na=("cijfers",)),
    Toets("duiding", Kompas.verbetercyclus, Cyclus.leren, "Hebben betrokkenen de uitkomsten samen geduid?",
          "Houd een duidingssessie, en stel haar vast.", na=("cijfers",), alleen_leren=True),
    Toets("verbeterplan", Kompas.verbetercyclus, Cyclus.leren, "Is er een verbeterplan vastgesteld?",
          "Maak een verbeterplan bij deze cyclus, en stel het vast.", na=("duiding",)),
    Toets("acties", Kompas.verbetercyclus, Cyclus.leren, "Zijn de verbeteracties afgesloten?",
          "Voer de acties uit, en sluit ze af.", na=("verbeterplan",)),
    Toets("effect", Kompas.verbetercyclus, Cyclus.leren, "Is van de acties gemeten wat zij deden?",
          "Meet het effect van elke actie, of sluit haar af met de reden waarom dat niet kan.", na=("verbeterplan",)),
    Toets("terugkoppeling", Kompas.verbetercyclus, Cyclus.leren,
          "Hebben inwoners gehoord wat er met hun antwoorden is gedaan?",
          "Schrijf bij elke meting wat u hoorde en wat u doet, en publiceer dat.", na=("metingen",)),
)  # fmt: skip
