"""The checks on what was laid down: the cycle itself, its indicators and its doelenboom. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht_api.doelenbomen.schemas import Doelenboom, Knoop
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.streefwaarden import streefwaarde_voor
from zicht_api.monitorcycli.models import Monitorcyclus
from zicht_api.monitorcycli.situatie import VRAGEN
from zicht_api.monitorcycli.stappen import Vondst
from zicht_api.perioden import Periode


@dataclass(frozen=True)
class Opzet:
    """A cycle with what it stands on, as the caller sees it. boom: None where there is none.

    perioden: the years, quarters and months in it (tijdvak.py).
    """

    cyclus: Monitorcyclus
    boom: Doelenboom | None
    indicatoren: Mapping[str, Indicator]
    perioden: Sequence[Sequence[Periode]]


def check_opzet(opzet: Opzet) -> dict[str, Vondst]:
    return {**_check_cyclus(opzet.cyclus), **_check_indicatoren(opzet), **_check_boom(opzet)}


def _check_cyclus(cyclus: Monitorcyclus) -> dict[str, Vondst]:
    paden = [f"/v1/monitorcycli/{cyclus.code}"]
    beslissers = [lid for lid in cyclus.kerngroep if lid["mandaat"]]
    beantwoord = {antwoord["vraag"] for antwoord in cyclus.huidige_situatie}
    open_vragen = [vraag.code for vraag in VRAGEN if vraag.code not in beantwoord]
    return {
        "functies": Vondst(len(cyclus.functies), 1, paden),
        "kerngroep": Vondst(len(beslissers), 1, paden),
        "huidige-situatie": Vondst(len(VRAGEN) - len(open_vragen), len(VRAGEN), paden, open_vragen),
    }


def _check_indicatoren(opzet: Opzet) -> dict[str, Vondst]:
    found = opzet.indicatoren.values()
    op_de_boom = [koppeling for knoop in _knopen(opzet) for koppeling in knoop.indicatoren]
    met_nulmeting = {koppeling.code for koppeling in op_de_boom if koppeling.nulmeting is not None}
    met_nulmeting |= {row.code for row in found if row.nulmeting is not None or row.nulmeting_periode is not None}
    met_streefwaarde = {koppeling.code for koppeling in op_de_boom if koppeling.streefwaarde is not None}
    met_streefwaarde |= {row.code for row in found if _has_target(row, opzet.perioden)}
    return {
        "indicatoren": Vondst(len(found), 1, _paden(opzet.indicatoren)),
        "need-to-know": Vondst(sum(row.belang == "need-to-know" for row in found), 1, _paden(opzet.indicatoren)),
        "nulmeting": each_of(opzet.indicatoren, met_nulmeting),
        "streefwaarde": each_of([row.code for row in found if row.richting != "neutraal"], met_streefwaarde),
    }


def _has_target(row: Indicator, perioden: Iterable[Iterable[Periode]]) -> bool:
    return any(streefwaarde_voor(row, periode) is not None for reeks in perioden for periode in reeks)


def _check_boom(opzet: Opzet) -> dict[str, Vondst]:
    paden = [f"/v1/doelenbomen/{opzet.boom.code}"] if opzet.boom else ["/v1/doelenbomen"]
    knopen = list(_knopen(opzet))
    soorten = {knoop.soort for knoop in knopen}
    subdoelen = [knoop for knoop in knopen if knoop.soort == "subdoel"]
    activiteiten = {knoop.code for knoop in knopen if knoop.soort == "activiteit"}
    verbindingen = opzet.boom.verbindingen if opzet.boom else []
    # Under what an activiteit hangs, with why; a doelenboom cannot be laid down without the why.
    verbonden = [verbinding for verbinding in verbindingen if verbinding.kind in activiteiten]
    return {
        "resultaat": Vondst(int("maatschappelijk-resultaat" in soorten), 1, paden),
        "doelen": Vondst(
            len({"factor", "subdoel"} & soorten), 2, paden, [s for s in ("factor", "subdoel") if s not in soorten]
        ),
        "doelen-gemeten": _each_knoop(subdoelen, {knoop.code for knoop in subdoelen if knoop.indicatoren}, paden),
        "activiteiten": _each_knoop(subdoelen, {verbinding.ouder for verbinding in verbonden}, paden),
        "verandertheorie": Vondst(len(verbonden), max(1, len(activiteiten)), paden),
    }


def _knopen(opzet: Opzet) -> Iterator[Knoop]:
    yield from opzet.boom.knopen if opzet.boom else ()


def _each_knoop(knopen: Sequence[Knoop], met: Collection[str], paden: Sequence[str]) -> Vondst:
    ontbreekt = [knoop.code for knoop in knopen if knoop.code not in met]
    return Vondst(len(knopen) - len(ontbreekt), max(1, len(knopen)), paden, ontbreekt)


def each_of(codes: Collection[str], met: Collection[str]) -> Vondst:
    """Whether each of these indicators, and at least one, is among those that have it."""
    ontbreekt = [code for code in codes if code not in met]
    return Vondst(len(codes) - len(ontbreekt), max(1, len(codes)), _paden(ontbreekt or codes), ontbreekt)


def _paden(codes: Collection[str]) -> list[str]:
    return [f"/v1/indicatoren/{code}" for code in codes] or ["/v1/indicatoren"]
