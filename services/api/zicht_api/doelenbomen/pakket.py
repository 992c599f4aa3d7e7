"""A doelenboom as a package: the tree with the definitions of its indicators, to be laid down elsewhere."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.doelenbomen import queries, service
from zicht_api.doelenbomen.boom import codes_in, find_faults
from zicht_api.doelenbomen.schemas import (
    BijConflict,
    Doelenboom,
    DoelenboomDocument,
    Doelenboompakket,
    IndicatorUitkomst,
    PakketOntvangst,
    Uitkomst,
)
from zicht_api.formules.taal import FormuleFout, parse, volgorde
from zicht_api.gemeenten.queries import lock_dataversie, next_dataversie
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.indicatoren.schemas import NieuweIndicator
from zicht_api.indicatoren.service import change_indicator, create_indicator
from zicht_shared.auth import Principal
from zicht_shared.errors import BestaatAl, Fout, InvoerOngeldig, Probleem


class PakketBotst(Probleem):
    status, code, title = 409, "pakket-botst", "Dit pakket botst met wat er al is."

    def __init__(self, conflicten: Collection[Fout]) -> None:
        super().__init__(
            "Er is al een ander gegeven met dezelfde code; zie invalidParams. Kies met bijConflict=behouden of "
            "bijConflict=vervangen wat er dan moet gelden.",
            fouten=conflicten,
        )


async def export_pakket(db: AsyncSession, caller: Principal, boom: Doelenboom, peil: int | None) -> Doelenboompakket:
    """The tree with every indicator that it uses, and those that the formulas of these use. The same tree always
    gives the same package, whatever gemeente it lies in.
    """
    found: dict[str, Indicator] = {}
    asked: set[str] = set()
    wanted = codes_in(boom.knopen)
    while wanted:
        asked |= wanted
        loaded = await load_indicatoren(db, caller, wanted, peil)
        found |= loaded
        wanted = {code for row in loaded.values() for code in _references(row.formule)} - asked
    return Doelenboompakket(
        schemaversie=1,
        doelenboom=_document_of(boom),
        indicatoren=[NieuweIndicator.model_validate(found[code]) for code in sorted(found)],
    )


async def import_pakket(
    db: AsyncSession, caller: Principal, pakket: Doelenboompakket, bij_conflict: BijConflict
) -> PakketOntvangst:
    """Lay down what is missing, all of it or nothing. The same package a second time changes nothing.

    Raises InvoerOngeldig with every fault, or PakketBotst when all that is wrong is that something else is there.
    """
    # First: nobody changes what the package is held against.
    await lock_dataversie(db, caller.gemeente_id)
    codes = {nieuw.code for nieuw in pakket.indicatoren}
    there = await load_indicatoren(db, caller, codes | codes_in(pakket.doelenboom.knopen))
    row = await queries.find_doelenboom(db, caller, pakket.doelenboom.code)
    stored = None if row is None else _document_of((await service.load_seen(db, caller, row, None))[0])
    uitkomsten = {
        nieuw.code: _decide(nieuw, _definition(there.get(nieuw.code)), bij_conflict) for nieuw in pakket.indicatoren
    }
    uitkomst = _decide(pakket.doelenboom, stored, bij_conflict)
    faults = _faults_in(pakket, codes | set(there))
    conflicten = [
        Fout(f"/indicatoren/{index}", "andere-definitie", "Er is al een indicator met deze code die anders is.")
        for index, nieuw in enumerate(pakket.indicatoren)
        if uitkomsten[nieuw.code] is None
    ]
    if uitkomst is None:
        reason = "Er is al een doelenboom met deze code die anders is."
        conflicten.append(Fout("/doelenboom", "andere-definitie", reason))
    faults += await _lay_down_indicatoren(db, caller, pakket, uitkomsten)
    if faults:
        raise InvoerOngeldig([*faults, *conflicten])
    if uitkomst is None or conflicten:
        raise PakketBotst(conflicten)

    if uitkomst == "nieuw":
        dataversie = await next_dataversie(db, caller.gemeente_id, "doelenboom", ())
        await service.insert_doelenboom(db, caller, dataversie, pakket.doelenboom)
    elif uitkomst == "gewijzigd" and row is not None:
        dataversie = await next_dataversie(db, caller.gemeente_id, "doelenboom", ())
        await service.revise_doelenboom(db, caller, dataversie, row, pakket.doelenboom)
    return PakketOntvangst(
        doelenboom=pakket.doelenboom.code,
        uitkomst=uitkomst,
        indicatoren=[
            IndicatorUitkomst(code=code, uitkomst=found) for code, found in uitkomsten.items() if found is not None
        ],
    )


async def _lay_down_indicatoren(
    db: AsyncSession, caller: Principal, pakket: Doelenboompakket, uitkomsten: Mapping[str, Uitkomst | None]
) -> list[Fout]:
    """Lay down what is new or changed, each formula after what it refers to. Gives what is wrong with them; then the
    transaction may not commit.
    """
    places = {nieuw.code: index for index, nieuw in enumerate(pakket.indicatoren)}
    faults: list[Fout] = []
    for code in _in_order(pakket.indicatoren):
        if uitkomsten.get(code) not in {"nieuw", "gewijzigd"}:
            continue
        index = places[code]
        nieuw = pakket.indicatoren[index]
        try:
            if uitkomsten[code] == "nieuw":
                await create_indicator(db, caller, nieuw)
            else:
                await change_indicator(db, caller, code, nieuw, "*")
        except InvoerOngeldig as problem:
            faults += [replace(fout, pointer=f"/indicatoren/{index}{fout.pointer}") for fout in problem.fouten]
        except BestaatAl:
            faults.append(Fout(f"/indicatoren/{index}/code", "bestaat-al", "Deze code is al in gebruik."))
    return faults


def _decide(nieuw: BaseModel, stored: BaseModel | None, bij_conflict: BijConflict) -> Uitkomst | None:
    """What to do with a part of the package; None: that must be refused."""
    if stored is None:
        return "nieuw"
    if nieuw.model_dump() == stored.model_dump():
        return "ongewijzigd"
    choices: dict[BijConflict, Uitkomst | None] = {"weigeren": None, "behouden": "behouden", "vervangen": "gewijzigd"}
    return choices[bij_conflict]


def _faults_in(pakket: Doelenboompakket, indicatoren: Collection[str]) -> list[Fout]:
    """What is wrong with the package by itself. indicatoren: the codes that there are, here or in the package."""
    boom = pakket.doelenboom
    seen: Counter[str] = Counter()
    faults = [
        replace(fout, pointer=f"/doelenboom{fout.pointer}")
        for fout in find_faults(boom.knopen, boom.verbindingen, indicatoren)
    ]
    for index, nieuw in enumerate(pakket.indicatoren):
        seen[nieuw.code] += 1
        if seen[nieuw.code] > 1:
            faults.append(Fout(f"/indicatoren/{index}/code", "dubbel", "Deze indicator staat er twee keer in."))
    return faults


def _in_order(indicatoren: Sequence[NieuweIndicator]) -> list[str]:
    """Their codes, each after those that its formula refers to."""
    codes = [nieuw.code for nieuw in indicatoren]
    try:
        return volgorde(codes, {nieuw.code: _references(nieuw.formule) for nieuw in indicatoren})
    except CycleError:
        # Whatever comes first refers to what is not there yet, and is refused for it.
        return codes


def _references(formule: str | None) -> frozenset[str]:
    """The indicators that a formula names; none when it cannot be read, which is a fault of its own."""
    try:
        return parse(formule).verwijzingen if formule else frozenset()
    except FormuleFout:
        return frozenset()


def _definition(row: Indicator | None) -> NieuweIndicator | None:
    return None if row is None else NieuweIndicator.model_validate(row)


def _document_of(boom: Doelenboom) -> DoelenboomDocument:
    return DoelenboomDocument(**boom.model_dump(exclude={"versie"}))
