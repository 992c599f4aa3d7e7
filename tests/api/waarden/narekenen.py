"""The same figures in plain Python, from what was delivered: slow, short, and sharing no code with the API."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from statistics import median
from typing import Any

from tests.api.waarden.feiten import (
    ALLEEN_ALS_TELLING,
    FORMULES,
    OPTELLEND,
    SCORES,
    Feiten,
    Figuur,
    Leden,
    Onbekend,
    Vraag,
    bijdrage,
    dagen_van,
    doorlooptijd,
    jaar_eerder,
    periode_van,
    rond,
    soort_van,
    vorige_van,
)
from tests.contacten import Rij


@dataclass
class Kant:
    """What counts in one cell: the sum, how many contacten or answers, and the people (or how many of them)."""

    som: Fraction = Fraction(0)
    aantal: int = 0
    mensen: set[str | tuple[str, str]] = field(default_factory=set)
    geteld: Fraction = Fraction(0)
    dagen: list[int] = field(default_factory=list)

    @property
    def n(self) -> int:
        return len(self.mensen) - int(-self.geteld // 1)


@dataclass(frozen=True)
class Getal:
    """klein: few people stand behind one of its sides."""

    waarde: Decimal | None
    teller: Decimal | None
    noemer: Decimal | None
    n: int | None
    reden: str | None
    klein: bool = False


@dataclass(frozen=True)
class Ander:
    """What a figure is held against. periode None: a number that was laid down."""

    met: str
    getal: Getal
    periode: str | None = None


@dataclass(frozen=True)
class Cel:
    """What one cell of the answer has to be; anderen: by the name of the verschil."""

    periode: str
    leden: dict[str, str | None]
    getal: Getal
    voorlopig: bool
    anderen: dict[str, Ander]


class Narekening:
    """One question about indicators, worked out from all rows. vandaag: in the Netherlands."""

    def __init__(self, feiten: Feiten, vraag: Vraag, drempel: int, vandaag: date) -> None:
        self.feiten, self.vraag, self.drempel, self.vandaag = feiten, vraag, drempel, vandaag
        self.heel = not vraag.per and not vraag.filters and vraag.wie is None
        self._contacten: dict[str, dict[str, list[Rij]]] = {}
        self._kanten: dict[tuple[Figuur, str], dict[Leden, Kant]] = {}
        self._getallen: dict[tuple[str, str, Leden], Getal] = {}

    def cellen(self, code: str) -> list[Cel]:
        """Every cell that the API has to answer, in its order."""
        rest = self._rest(code)
        options = [self._leden_of(dimensie, met_rest=dimensie in rest) for dimensie in self.vraag.per]
        return [
            Cel(
                periode,
                dict(zip(self.vraag.per, leden, strict=True)),
                self._getal(code, periode, leden),
                max(dagen_van(periode)) >= self.vandaag,
                self._anderen(code, periode, leden),
            )
            for periode in self.vraag.perioden
            for leden in product(*options)
        ]

    def _leden_of(self, dimensie: str, *, met_rest: bool) -> list[str | None]:
        chosen = self.vraag.filters.get(dimensie)
        shown = [code for code in self.feiten.leden[dimensie] if chosen is None or chosen in self._met_boven(code)]
        if dimensie == "aanbieder" and self.vraag.wie is not None:
            shown = [self.vraag.wie]
        return [*shown, *([None] if met_rest else [])]

    def _met_boven(self, code: str) -> list[str]:
        """The member itself, and for a gebied all that it lies in."""
        found = [code]
        while ouder := self.feiten.ouders.get(found[-1]):
            found.append(ouder)
        return found

    def _rest(self, code: str) -> set[str]:
        """The dimensions of which also what is not broken down by it is shown. Who registers is an aanbieder; who
        answers may have been released without one."""
        found = set(self.vraag.per) - self.vraag.filters.keys()
        if self.vraag.wie is not None or not any(figuur[0] == "vraag" for figuur in self._figuren_under(code)):
            found -= {"aanbieder"}
        return found

    def _figuren_under(self, code: str) -> set[Figuur]:
        operands = re.findall(r"\[([^\]]+)\]", self.feiten.indicatoren[code].get("formule") or "")
        return set(self._figuren(code)).union(*(self._figuren_under(operand) for operand in operands))

    def _figuren(self, code: str) -> list[Figuur]:
        indicator = self.feiten.indicatoren[code]
        match indicator["rekenwijze"]:
            case "maatstaf" | "uniek" | "verhouding":
                return [("maatstaf", indicator[kant]) for kant in ("teller", "noemer") if indicator.get(kant)]
            case "doorlooptijd":
                return [("doorlooptijd",)]
            case "vragenlijst":
                return [("vraag", indicator["vragenlijst"], indicator["vraag"], indicator["maat"])]
            case _:
                return []

    def _getal(self, code: str, periode: str, leden: Leden) -> Getal:
        key = (code, periode, leden)
        if key not in self._getallen:
            match self.feiten.indicatoren[code]["rekenwijze"]:
                case "formule":
                    self._getallen[key] = self._formule(code, periode, leden)
                case "handmatig":
                    waarde = self.feiten.ingevoerd.get((code, periode)) if self.heel else None
                    known = waarde is not None
                    self._getallen[key] = Getal(
                        waarde, None, None, None if known else 0, None if known else "geen-gegevens"
                    )
                case _:
                    self._getallen[key] = self._gemeten(code, periode, leden)
        return self._getallen[key]

    def _gemeten(self, code: str, periode: str, leden: Leden) -> Getal:
        indicator = self.feiten.indicatoren[code]
        found = [self._kant(figuur, periode, leden) for figuur in self._figuren(code)]
        kanten = [kant for kant in found if kant is not None]
        klein = any(0 < kant.n < self.drempel for kant in kanten)
        if len(kanten) < len(found):
            return Getal(None, None, None, 0, "geen-gegevens", klein)
        kant, maat = kanten[-1], str(indicator.get("maat"))
        teller, noemer = rond(kanten[0].som), Decimal(kant.aantal)
        match indicator["rekenwijze"]:
            case "maatstaf" | "uniek":
                return Getal(teller, teller, None, kant.n, None, klein)
            case "doorlooptijd" if maat == "mediaan":
                waarde = rond(Fraction(median(map(Fraction, kant.dagen)))) if kant.dagen else None
                return Getal(waarde, None, noemer, kant.n, None if kant.dagen else "noemer-nul", klein)
            case "vragenlijst" if not kant.aantal:
                return Getal(None, None, None, 0, "geen-gegevens", klein)
            case "vragenlijst":
                factor = Fraction(SCORES[maat][1])
            case "verhouding":
                noemer, factor = rond(kant.som), Fraction(indicator.get("factor") or 1)
            case _:
                factor = Fraction(1)
        if not noemer:
            return Getal(None, teller, noemer, kant.n, "noemer-nul", klein)
        return Getal(rond(Fraction(teller) * factor / Fraction(noemer)), teller, noemer, kant.n, None, klein)

    def _formule(self, code: str, periode: str, leden: Leden) -> Getal:
        """From the published figures of the others."""
        formule = self.feiten.indicatoren[code]["formule"]
        operands = {operand: self._getal(operand, periode, leden) for operand in re.findall(r"\[([^\]]+)\]", formule)}
        klein = any(getal.klein for getal in operands.values())
        n = min((getal.n for getal in operands.values() if getal.n is not None), default=None)

        def haal(operand: str) -> Fraction:
            waarde = operands[operand].waarde
            if waarde is None:
                raise Onbekend
            return Fraction(waarde)

        try:
            return Getal(rond(FORMULES[formule](haal)), None, None, n, None, klein)
        except Onbekend:
            return Getal(None, None, None, 0, "geen-gegevens", klein)
        except ZeroDivisionError:
            return Getal(None, None, None, None, "noemer-nul", klein)

    def _kant(self, figuur: Figuur, periode: str, leden: Leden) -> Kant | None:
        """Nothing counted is a zero where something was delivered from which it could follow, and else unknown."""
        found = self._tel(figuur, periode).get(leden)
        if found is not None or figuur[0] == "vraag":
            return found
        cel = dict(zip(self.vraag.per, leden, strict=True))
        wie = self.vraag.wie or cel.get("aanbieder") or self.vraag.filters.get("aanbieder")
        return Kant() if self._is_bekend(figuur, periode, wie) else None

    def _is_bekend(self, figuur: Figuur, periode: str, wie: str | None) -> bool:
        maatstaf = figuur[1] if len(figuur) > 1 else None
        als_telling = {code for code, codes in self.feiten.tellingen_voor.items() if maatstaf in codes}
        contacten = maatstaf not in ALLEEN_ALS_TELLING and any(
            contact["aanbieder"] not in als_telling and wie in (None, contact["aanbieder"])
            for contact in self._contacten_in(periode)
        )
        return contacten or any(
            telling["maatstaf"] == maatstaf
            and telling["aanbieder"] in als_telling
            and wie in (None, telling["aanbieder"])
            and dagen_van(telling["periode"]) <= dagen_van(periode)
            for telling in self.feiten.tellingen.values()
        )

    def _contacten_in(self, periode: str) -> list[Rij]:
        soort = soort_van(periode)
        if soort not in self._contacten:
            self._contacten[soort] = {}
            for contact in self.feiten.contacten.values():
                self._contacten[soort].setdefault(periode_van(contact["datum"], soort), []).append(contact)
        return self._contacten[soort].get(periode, [])

    def _tel(self, figuur: Figuur, periode: str) -> dict[Leden, Kant]:
        """All cells of a figure in which anything counts."""
        key = (figuur, periode)
        if key not in self._kanten:
            match figuur:
                case ("vraag", vragenlijst, vraag, maat):
                    self._kanten[key] = self._tel_vraag(vragenlijst, vraag, maat, periode)
                case _:
                    self._kanten[key] = self._tel_registratie(figuur, periode)
        return self._kanten[key]

    def _cellen_of(self, feit: Rij) -> list[Leden]:
        """The cells in which a fact counts."""
        if self.vraag.wie not in (None, feit.get("aanbieder")):
            return []
        if not all(code in self._leden_van(feit, dimensie) for dimensie, code in self.vraag.filters.items()):
            return []
        return list(product(*(self._leden_van(feit, dimensie) for dimensie in self.vraag.per)))

    def _leden_van(self, feit: Rij, dimensie: str) -> list[str | None]:
        if dimensie == "leefgebied" and "leefgebieden" in feit:
            return [*feit["leefgebieden"]] or [None]
        mine = feit.get(dimensie)
        return [*self._met_boven(mine)] if dimensie == "gebied" and mine else [mine]

    def _tel_registratie(self, figuur: Figuur, periode: str) -> dict[Leden, Kant]:
        maatstaf = figuur[1] if len(figuur) > 1 else "doorlooptijddagen"
        is_maatstaf = figuur[0] == "maatstaf"
        found: dict[Leden, Kant] = {}
        for contact in self._contacten_in(periode):
            if is_maatstaf and maatstaf in self.feiten.tellingen_voor[contact["aanbieder"]]:
                continue
            for leden in self._cellen_of(contact):
                apart = "leefgebied" in self.vraag.per or "leefgebied" in self.vraag.filters
                vragen = min(1, len(contact["leefgebieden"])) if apart else len(contact["leefgebieden"])
                erbij = bijdrage(maatstaf, contact, vragen)
                if erbij is not None:
                    kant = found.setdefault(leden, Kant())
                    kant.som, kant.aantal = kant.som + erbij, kant.aantal + 1
                    kant.mensen.add(contact.get("clientPseudoniem") or (contact["aanbieder"], contact["bronId"]))
                    kant.dagen.append(doorlooptijd(contact) or 0)
        if maatstaf == "clienten":
            for kant in found.values():
                kant.som = Fraction(len(kant.mensen))
        for telling in self._tellingen(maatstaf, periode) if is_maatstaf else []:
            for leden in self._cellen_of(telling):
                kant = found.setdefault(leden, Kant())
                waarde = Fraction(str(telling["waarde"]))
                kant.som, kant.geteld = kant.som + waarde, kant.geteld + waarde
        return found

    def _tellingen(self, maatstaf: str, periode: str) -> list[Rij]:
        """Those inside a period, without those that a longer one of the same aanbieder overlaps."""
        erin = [
            (telling, dagen)
            for telling in self.feiten.tellingen.values()
            if telling["maatstaf"] == maatstaf and maatstaf in self.feiten.tellingen_voor[telling["aanbieder"]]
            if (dagen := dagen_van(telling["periode"])) <= dagen_van(periode)
        ]
        return [
            telling
            for telling, dagen in erin
            if not any(
                other["aanbieder"] == telling["aanbieder"] and len(langer) > len(dagen) and langer & dagen
                for other, langer in erin
            )
        ]

    def _tel_vraag(self, vragenlijst: str, vraag: str, maat: str, periode: str) -> dict[Leden, Kant]:
        score, _ = SCORES[maat]
        found: dict[Leden, Kant] = {}
        for resultaat in self.feiten.resultaten.values():
            if resultaat["vragenlijst"] != vragenlijst or not dagen_van(resultaat["periode"]) <= dagen_van(periode):
                continue
            for uitslag in resultaat["uitslagen"]:
                for leden in self._cellen_of(uitslag) if uitslag["vraag"] == vraag else []:
                    for antwoord, aantal in uitslag["antwoorden"].items():
                        punten = score(antwoord)
                        if punten is not None and aantal:
                            kant = found.setdefault(leden, Kant())
                            kant.som, kant.aantal = kant.som + punten * aantal, kant.aantal + aantal
                            kant.geteld += aantal
        return found

    def _anderen(self, code: str, periode: str, leden: Leden) -> dict[str, Ander]:
        """All that a figure is held against."""
        indicator = self.feiten.indicatoren[code]
        telt_op = indicator["rekenwijze"] in OPTELLEND
        eerder = {"vorige": vorige_van(periode), "vorigJaar": jaar_eerder(periode)}
        if self.vraag.tegenover is not None:
            eerder["tegenover"] = self.vraag.tegenover
        nul = indicator.get("nulmetingPeriode")
        if nul is not None and (not telt_op or soort_van(nul) == soort_van(periode)):
            eerder["nulmeting"] = nul
        found = {
            naam: Ander(ander, self._getal(code, ander, leden), ander)
            for naam, ander in eerder.items()
            if ander is not None and ander != periode
        }
        vast = {
            "nulmeting": indicator.get("nulmeting")
            if not telt_op or (self.heel and soort_van(periode) == "J")
            else None,
            "streefwaarde": self._doel(indicator, periode),
        }
        return found | {
            naam: Ander(naam, Getal(Decimal(str(waarde)), None, None, None, None))
            for naam, waarde in vast.items()
            if waarde is not None
        }

    def _doel(self, indicator: dict[str, Any], periode: str) -> Any:
        """The target of the shortest period around this one; what adds up has one for exactly this period."""
        doelen = indicator.get("streefwaarden") or {}
        algemeen = indicator.get("streefwaarde")
        if indicator["rekenwijze"] in OPTELLEND:
            return doelen.get(periode, algemeen if soort_van(periode) == "J" else None) if self.heel else None
        eromheen = [code for code in doelen if dagen_van(periode) <= dagen_van(code)]
        return doelen[min(eromheen, key=lambda code: len(dagen_van(code)))] if eromheen else algemeen
