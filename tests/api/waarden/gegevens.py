"""Random data sets, brought in by the doors that are there for them, and kept in mind as what then holds."""

import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

from tests.api.waarden.feiten import FORMULES, Feiten
from tests.contacten import Rij
from tests.gemeente import AANBIEDERS, GEBIEDEN, Gemeente
from zicht_api.codelijsten.lijsten import LIJSTEN

DREMPEL = 5
VORM = {str(aanbieder["code"]): str(aanbieder["vorm"]) for aanbieder in AANBIEDERS}
KERN = {"code": "KR010101", "naam": "Kern", "soort": "kern", "ouder": "BU0101"}
OUDERS = {str(gebied["code"]): gebied["ouder"] for gebied in [*GEBIEDEN, KERN]}
# Where a gebied may move to, so that the tree stays one.
VERHUIZINGEN = {"BU0102": ["WK01", "WK02", None], "WK02": ["WK01", None], "KR010101": ["BU0101", "WK01", None]}
LEDEN = {
    "gebied": sorted(OUDERS),
    "aanbieder": sorted(VORM),
    "doelgroep": [code for code, _ in LIJSTEN["doelgroep"]],
    "leefgebied": [code for code, _ in LIJSTEN["leefgebied"]],
    "vorm": [code for code, _ in LIJSTEN["vorm"]],
}
SOORTEN = [code for code, _ in LIJSTEN["soort"]]
ALS_TELLING = ["uren", "clienten", "gesprekken", "leefgebiedvragen", "klachten", "contacten"]
SCHALEN = {
    ("hoewijzer", "welkom"): ["1", "2", "3", "4", "5", "weet-niet"],
    ("hoewijzer", "rapportcijfer"): ["2", "6", "7", "8", "10", "weet-niet"],
    ("putten", "verbeterpunten"): ["ja", "nee", "weet-niet"],
    ("nps", "score"): [str(score) for score in range(11)],
}
INDICATOREN: dict[str, dict[str, Any]] = {
    "tijd": {"rekenwijze": "maatstaf", "teller": "uren"},
    "klachten": {"rekenwijze": "maatstaf", "teller": "klachten"},
    "vragen": {"rekenwijze": "maatstaf", "teller": "leefgebiedvragen"},
    "bereik": {"rekenwijze": "uniek", "teller": "clienten"},
    "klachten-per-kop": {"rekenwijze": "verhouding", "teller": "klachten", "noemer": "clienten", "factor": 7.5},
    "uren-per-gesprek": {"rekenwijze": "verhouding", "teller": "uren", "noemer": "gesprekken"},
    "vragen-per-contact": {"rekenwijze": "verhouding", "teller": "leefgebiedvragen", "noemer": "contacten"},
    "dagen": {"rekenwijze": "doorlooptijd", "maat": "gemiddelde"},
    "dagen-midden": {"rekenwijze": "doorlooptijd", "maat": "mediaan"},
    "welkom": {"rekenwijze": "vragenlijst", "vragenlijst": "hoewijzer", "vraag": "welkom", "maat": "top2"},
    "cijfer": {"rekenwijze": "vragenlijst", "vragenlijst": "hoewijzer", "vraag": "rapportcijfer", "maat": "gemiddelde"},
    "aanbeveling": {"rekenwijze": "vragenlijst", "vragenlijst": "nps", "vraag": "score", "maat": "nps"},
    "verbeterpunten": {"rekenwijze": "vragenlijst", "vragenlijst": "putten", "vraag": "verbeterpunten", "maat": "ja"},
    "begroot": {"rekenwijze": "handmatig"},
    **dict(
        zip(
            ["saldo", "keuze", "grootste", "samen"],
            [{"rekenwijze": "formule", "formule": formule} for formule in list(FORMULES)[1:]],
            strict=True,
        )
    ),
}  # fmt: skip
ALTIJD: dict[str, Any] = {"pijler": "bereik", "soort": "output", "eenheid": "x", "doelen": ["leren"]}
CHANGE = {"If-Match": "*"}


@dataclass
class Verzameling:
    """One gemeente, whose data sets follow one another, each around a year of its own. soort: of the indicators that
    it is about; what those do not rest on is left out."""

    gemeente: Gemeente
    soort: str
    dice: random.Random
    vandaag: date
    feiten: Feiten
    aanbieders: dict[str, str] = field(default_factory=dict)
    _nummer: int = 0
    # Over how many days the contacten lie.
    _breedte: int = 400

    async def furnish(self) -> None:
        """The definitions: drempel, gebieden, maatstaven, indicatoren."""
        beheer = self.gemeente.beheer
        lager = {"drempel": DREMPEL, "reden": "Om na te rekenen."}
        (await beheer.put("/v1/gemeente", json=lager, headers=CHANGE)).raise_for_status()
        (await beheer.post("/v1/gebieden", json=KERN)).raise_for_status()
        klachten = {"code": "klachten", "naam": "Klachten", "eenheid": "klachten"}
        (await beheer.post("/v1/maatstaven", json=klachten)).raise_for_status()
        for code, wijze in self._wijzen.items():
            body = {"code": code, **self._definition(code, wijze)}
            (await beheer.post("/v1/indicatoren", json=body)).raise_for_status()
        defined = json.loads((await beheer.get("/v1/indicatoren?limit=1000")).text, parse_float=Decimal)["items"]
        self.feiten.indicatoren = {indicator["code"]: indicator for indicator in defined}
        self.feiten.tellingen_voor = {code: set() for code in VORM}
        items = (await beheer.get("/v1/aanbieders")).json()["items"]
        self.aanbieders = {aanbieder["code"]: aanbieder["id"] for aanbieder in items}

    @property
    def _wijzen(self) -> dict[str, dict[str, Any]]:
        """The indicators of this soort; a formula rests on others."""
        return {code: wijze for code, wijze in INDICATOREN.items() if self.soort in (wijze["rekenwijze"], "formule")}

    async def fill(self, jaar: int, *, gelijk: bool) -> None:
        """A data set around a year, corrected at once. gelijk: no cell of it is small."""
        await self._change_definitions(gelijk=gelijk)
        nieuw = [self._numbered(contact) for contact in self._contacten(jaar, gelijk=gelijk)]
        weg = [self._numbered(contact) for contact in self._random_contacten(jaar)[:8]]
        await self._deliver_contacten([*nieuw, *weg])
        tellingen = even_tellingen(jaar) if gelijk else self._random_tellingen(jaar)
        await self._deliver_tellingen(tellingen)
        self.dice.shuffle(nieuw)
        wrong = nieuw[: len(nieuw) // 10]
        anders = (
            [contact | {"duurMinuten": self.dice.choice([10, 35])} for contact in wrong]
            if gelijk
            else [self._random_contact(jaar) | {name: old[name] for name in ("bronId", "aanbieder")} for old in wrong]
        )
        await self._deliver_contacten([*anders, *map(self._withdrawn, weg)])
        if not gelijk:
            await self._correct_tellingen(tellingen)
        if self.soort in ("vragenlijst", "formule"):
            await self._send_resultaten(jaar, gelijk=gelijk)
        if self.soort in ("handmatig", "formule"):
            await self._enter("begroot", f"{jaar}")
            await self._enter("begroot", self.dice.choice([f"{jaar - 1}", f"{jaar}-K2", f"{jaar}-02"]))

    async def _change_definitions(self, *, gelijk: bool) -> None:
        for code in VORM:
            anders = [] if gelijk else self.dice.sample(ALS_TELLING, self.dice.choice([0, 0, 1, 3]))
            maatstaven = {"klachten", *anders}
            await self._set_tellingen_voor(code, maatstaven)
        if self.dice.random() < 0.3:
            code = self.dice.choice(list(self._wijzen))
            body = self._definition(code, self._wijzen[code])
            url = f"/v1/indicatoren/{code}"
            (await self.gemeente.beheer.put(url, json=body, headers=CHANGE)).raise_for_status()
            self.feiten.indicatoren[code] = body | {"code": code}
        if self.dice.random() < 0.3:
            code = self.dice.choice(list(VERHUIZINGEN))
            ouder = self.dice.choice(VERHUIZINGEN[code])
            body = {"naam": code, "soort": "kern", "ouder": ouder}
            (await self.gemeente.beheer.put(f"/v1/gebieden/{code}", json=body, headers=CHANGE)).raise_for_status()
            self.feiten.ouders[code] = ouder

    async def _set_tellingen_voor(self, code: str, maatstaven: set[str]) -> None:
        if maatstaven == self.feiten.tellingen_voor[code]:
            return
        body = {"naam": code, "vorm": VORM[code], "tellingenVoor": sorted(maatstaven)}
        url = f"/v1/aanbieders/{self.aanbieders[code]}"
        (await self.gemeente.beheer.put(url, json=body, headers=CHANGE)).raise_for_status()
        self.feiten.tellingen_voor[code] = maatstaven

    def _definition(self, code: str, wijze: dict[str, Any]) -> dict[str, Any]:
        """With a nulmeting and targets at random."""
        jaar = self.dice.randint(self.vandaag.year - 19, self.vandaag.year)
        perioden = [f"{jaar}", f"{jaar}-K1", f"{jaar}-02", f"{jaar}-W06", f"{jaar + 1}", f"{jaar + 1}-K2"]
        targets = {periode: self._number() for periode in self.dice.sample(perioden, 4)}
        nulmeting: dict[str, Any] = self.dice.choice(
            [{}, {"nulmeting": self._number()}, {"nulmetingPeriode": self.dice.choice(perioden)}]
        )
        return {
            **ALTIJD,
            **wijze,
            "naam": code,
            "richting": self.dice.choice(["hoger", "lager", "neutraal"]),
            "streefwaarde": self.dice.choice([None, self._number()]),
            "streefwaarden": targets,
            **nulmeting,
        }  # fmt: skip

    def _number(self) -> float:
        return self.dice.choice([0, 1, 2.5, 7, 12.25, 40, 66.6667])

    def _numbered(self, contact: Rij) -> Rij:
        self._nummer += 1
        return {**contact, "bronId": f"R{self._nummer}"}

    def _withdrawn(self, contact: Rij) -> Rij:
        return {"bronId": contact["bronId"], "aanbieder": contact["aanbieder"], "verwijderd": True}

    async def _deliver(self, soort: str, rijen: list[Rij]) -> None:
        if rijen:
            receipt = await self.gemeente.beheer.post(f"/v1/aanleveringen?soort={soort}", json=rijen)
            assert receipt.status_code == 201, receipt.text

    async def _deliver_contacten(self, contacten: list[Rij]) -> None:
        await self._deliver("contacten", contacten)
        for contact in contacten:
            key = (contact["aanbieder"], contact["bronId"])
            if contact.get("verwijderd"):
                del self.feiten.contacten[key]
            else:
                self.feiten.contacten[key] = {"leefgebieden": [], "vorm": VORM[contact["aanbieder"]], **contact}

    async def _deliver_tellingen(self, tellingen: list[Rij]) -> None:
        await self._deliver("tellingen", tellingen)
        for telling in tellingen:
            key = tuple(
                telling.get(name)
                for name in ("aanbieder", "maatstaf", "periode", "gebied", "doelgroep", "leefgebied", "vorm")
            )
            if telling.get("verwijderd"):
                del self.feiten.tellingen[key]
            else:
                self.feiten.tellingen[key] = telling

    async def _correct_tellingen(self, tellingen: list[Rij]) -> None:
        """Some were wrong, and some should not have been there."""
        self.dice.shuffle(tellingen)
        some = len(tellingen) // 5
        await self._deliver_tellingen(
            [telling | {"waarde": self.dice.choice([1, 8.75, 20])} for telling in tellingen[:some]]
            + [telling | {"verwijderd": True} for telling in tellingen[some : 2 * some]]
        )

    def _contacten(self, jaar: int, *, gelijk: bool) -> list[Rij]:
        return even_contacten(self.dice, jaar) if gelijk else self._random_contacten(jaar)

    def _random_contacten(self, jaar: int) -> list[Rij]:
        self._breedte = self.dice.choice([45, 120, 400])
        return [self._random_contact(jaar) for _ in range(self.dice.choice([40, 90, 150, 300]))]

    def _random_contact(self, jaar: int) -> Rij:
        dice = self.dice
        offset = dice.triangular(0, self._breedte, self._breedte / 4)
        datum = min(date(jaar - 1, 11, 20) + timedelta(days=int(offset)), self.vandaag)
        fields = {
            "aanbieder": dice.choice(LEDEN["aanbieder"]),
            "datum": datum.isoformat(),
            "soort": dice.choice([*SOORTEN, "gesprek", "gesprek", "telefonisch"]),
            "clientPseudoniem": choose(dice, [f"c{client}" for client in range(60)], 0.85),
            "duurMinuten": dice.choice([None, 0, 7, 20, 45, 50, 100]),
            "leefgebieden": sorted(dice.sample(LEDEN["leefgebied"][:4], dice.choice([0, 1, 1, 2, 3]))),
            "doelgroep": choose(dice, LEDEN["doelgroep"][:3], 0.8),
            "gebied": choose(dice, LEDEN["gebied"], 0.9),
            "vorm": choose(dice, LEDEN["vorm"], 0.5),
            "doorverwezenNaar": choose(dice, ["ggz", "wlz"], 0.4),
            "afgesloten": (datum + timedelta(days=dice.randint(0, 90))).isoformat() if dice.random() < 0.6 else None,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def _random_tellingen(self, jaar: int) -> list[Rij]:
        dice, tellingen = self.dice, {}
        perioden = [jaar, *(f"{jaar}-{deel}" for deel in ("K1", "K2", "01", "02", "W05", "W01")), f"{jaar - 1}-12"]
        for aanbieder, maatstaven in self.feiten.tellingen_voor.items():
            for _ in range(20 if maatstaven else 0):
                fields = {
                    "aanbieder": aanbieder,
                    "maatstaf": dice.choice(sorted(maatstaven)),
                    "periode": f"{dice.choice(perioden)}",
                    "gebied": choose(dice, LEDEN["gebied"], 0.5),
                    "doelgroep": choose(dice, LEDEN["doelgroep"][:2], 0.3),
                    "leefgebied": choose(dice, LEDEN["leefgebied"][:2], 0.2),
                    "vorm": choose(dice, LEDEN["vorm"], 0.2),
                }
                known = {name: value for name, value in fields.items() if value is not None}
                tellingen[tuple(fields.values())] = known | {"waarde": dice.choice([0, 0.5, 3, 12, 40.25, 100])}
        return list(tellingen.values())

    async def _send_resultaten(self, jaar: int, *, gelijk: bool) -> None:
        """Three metingen, of which one comes again: other answers, and perhaps another period."""
        dice = self.dice
        for vragenlijst in ("hoewijzer", "putten", "nps"):
            meting = str(UUID(int=dice.getrandbits(128), version=4))
            versies = 2 if dice.random() < 0.3 else 1
            for versie in range(1, versies + 1):
                periode = dice.choice(
                    [f"{jaar}-K1", f"{jaar}-K1", f"{jaar}-01", f"{jaar}-02", f"{jaar - 1}", f"{jaar}-W05"]
                )
                maak = even_uitslagen if gelijk else random_uitslagen
                resultaat = {"vragenlijst": vragenlijst, "periode": periode, "uitslagen": maak(dice, vragenlijst)}
                body = resultaat | {"versie": versie, "naam": "Meting", "ontvangen": {}}
                answer = await self.gemeente.at_api("vragenlijsten").put(
                    f"/v1/vragenlijstresultaten/{meting}", json=body
                )
                assert answer.status_code == 200, answer.text
                self.feiten.resultaten[meting] = resultaat

    async def _enter(self, code: str, periode: str) -> None:
        body = {"waarde": self._number(), "toelichting": "Om na te rekenen."}
        known = (code, periode) in self.feiten.ingevoerd
        url = f"/v1/indicatoren/{code}/handmatige-waarden/{periode}"
        (await self.gemeente.beheer.put(url, json=body, headers=CHANGE if known else {})).raise_for_status()
        self.feiten.ingevoerd[code, periode] = Decimal(str(body["waarde"]))


async def make_verzameling(gemeente: Gemeente, soort: str, seed: int, vandaag: date) -> Verzameling:
    dice = random.Random(f"{soort} {seed}")
    verzameling = Verzameling(gemeente, soort, dice, vandaag, Feiten(LEDEN, dict(OUDERS)))
    await verzameling.furnish()
    return verzameling


def choose(dice: random.Random, codes: list[str], chance: float) -> str | None:
    return dice.choice(codes) if dice.random() < chance else None


def even_contacten(dice: random.Random, jaar: int) -> list[Rij]:
    """On each of a few days as many clients in every combination of members: so many that no part is small."""
    soort, verwezen = (
        dice.choice(["gesprek", "huisbezoek", "telefonisch"]),
        dice.choice([{}, {"doorverwezenNaar": "ggz"}]),
    )
    combinations = product(
        ["KR010101", "BU0102", "WK02"], VORM, LEDEN["doelgroep"][:2], LEDEN["leefgebied"][:2], LEDEN["vorm"]
    )
    dagen = [date(jaar, maand, 12) for maand in dice.sample(range(1, 13), dice.choice([2, 3, 5]))]
    return [
        {
            "aanbieder": aanbieder,
            "datum": dag.isoformat(),
            "soort": soort,
            "clientPseudoniem": f"e{nummer}",
            "duurMinuten": dice.choice([7, 20, 45]),
            "leefgebieden": [leefgebied],
            "doelgroep": doelgroep,
            "gebied": gebied,
            "vorm": vorm,
            "afgesloten": (dag + timedelta(days=dice.randint(0, 60))).isoformat(),
            **verwezen,
        }
        for nummer, (gebied, aanbieder, doelgroep, leefgebied, vorm) in enumerate(combinations)
        for dag in dagen
    ]  # fmt: skip


def even_tellingen(jaar: int) -> list[Rij]:
    return [
        {"aanbieder": aanbieder, "maatstaf": "klachten", "periode": f"{jaar}-{deel}", "waarde": waarde, **leden}
        for aanbieder in VORM
        for deel, waarde in (("K1", 60), ("02", 12), ("05", 7.25))
        for leden in ({"gebied": "BU0102", "doelgroep": "lvb"}, {"gebied": "WK02", "vorm": "formeel"})
    ]


def even_uitslagen(dice: random.Random, vragenlijst: str) -> list[Rij]:
    return [
        {
            "variant": "kort",
            "vraag": vraag,
            "aanbieder": aanbieder,
            "gebied": gebied,
            "antwoorden": {antwoord: dice.choice([3, 4, 8]) for antwoord in schaal},
        }
        for (lijst, vraag), schaal in SCHALEN.items()
        for aanbieder, gebied in product(VORM, ["KR010101", "BU0102", "WK02"])
        if lijst == vragenlijst
    ]


def random_uitslagen(dice: random.Random, vragenlijst: str) -> list[Rij]:
    delen = {(choose(dice, LEDEN["aanbieder"], 0.7), choose(dice, LEDEN["gebied"], 0.7)) for _ in range(5)}
    found = [
        {
            "variant": variant,
            "vraag": vraag,
            "aanbieder": aanbieder,
            "gebied": gebied,
            "antwoorden": {antwoord: dice.choice([0, 0, 0, 1, 1, 2, 6]) for antwoord in schaal},
        }
        for (lijst, vraag), schaal in SCHALEN.items()
        for aanbieder, gebied in sorted(delen, key=str)
        for variant in ("kort", "uitgebreid")
        if lijst == vragenlijst
    ]
    return [{name: value for name, value in uitslag.items() if value is not None} for uitslag in found]
