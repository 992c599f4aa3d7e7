"""Taking in what the survey service counted, exactly once whatever the order, and saying what is known of it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.afsluitingen.service import check_open
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gebieden.queries import load_nrs
from zicht_api.gemeenten.queries import lock_dataversie, next_dataversie
from zicht_api.perioden import Periode
from zicht_api.vragenlijstresultaten import queries
from zicht_api.vragenlijstresultaten.models import BEANTWOORD, Vragenlijstresultaat
from zicht_api.vragenlijstresultaten.schemas import NieuweUitslag, NieuwResultaat, Ontvangst
from zicht_api.vragenlijstresultaten.schemas import Vragenlijstresultaat as ResultaatSchema
from zicht_api.waarden.onderdrukking import publish_aantallen
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.errors import Fout, InvoerOngeldig, Probleem
from zicht_shared.failpoints import afailpoint


class MinderDanBekend(Probleem):
    status, code, title = 409, "minder-dan-bekend", "Van deze meting zijn meer antwoorden bekend."

    def __init__(self) -> None:
        super().__init__(
            "De kern heeft van deze meting antwoorden die de vragenlijsten niet meer hebben. Er is niets gewijzigd. "
            "Beslis met `zicht herstel` welke uitkomst blijft, of wacht tot er genoeg nieuwe antwoorden zijn."
        )


# Where answers were released without their aanbieder or gebied.
_ONBEKEND = 0


async def replace_resultaat(
    db: AsyncSession, caller: Principal, resultaat_id: UUID, nieuw: NieuwResultaat
) -> Ontvangst:
    """Put a whole result in the place of the former one, if it is newer; else leave all as it is.

    A message that comes twice, late or out of order therefore has no second effect. Figures that did not change keep
    their revision.
    """
    regels = await _regels(db, caller, nieuw.uitslagen)
    await lock_dataversie(db, caller.gemeente_id)
    stored = await queries.find_resultaat(db, caller, resultaat_id)
    periode = Periode.parse(nieuw.periode)
    columns = {
        "gemeente_id": caller.gemeente_id,
        "id": resultaat_id,
        "vragenlijst": nieuw.vragenlijst,
        "begin": periode.begin,
        "eind": periode.eind,
    }
    if stored is not None and stored.versie > nieuw.versie:
        return Ontvangst(id=resultaat_id, versie=stored.versie, overgenomen=False)
    changed = _is_other(stored, nieuw) or await queries.uitslagen_differ(db, regels, **columns)
    if stored is not None and stored.versie == nieuw.versie:
        told = (stored.naam, stored.teruggekoppeld_op) == (nieuw.naam, nieuw.teruggekoppeld_op)
        return Ontvangst(id=resultaat_id, versie=stored.versie, overgenomen=told and not changed)
    if nieuw.niet_minder and stored is not None:
        await _check_not_less(db, stored, nieuw, regels)
    geraakt = [(periode.begin, periode.eind)] if changed else []
    if changed and stored is not None:
        geraakt.append((stored.begin, stored.eind))
    # A closed period holds its figures: another name, or that residents were told, is no figure.
    await check_open(db, caller.gemeente_id, *geraakt)
    jaren = {dag.year for dagen in geraakt for dag in dagen}
    dataversie = await next_dataversie(db, caller.gemeente_id, "vragenlijstresultaat", jaren)
    await queries.save_resultaat(
        db,
        **columns,
        dataversie=dataversie,
        versie=nieuw.versie,
        naam=nieuw.naam,
        periode=nieuw.periode,
        ontvangen=json.dumps(nieuw.ontvangen),
        teruggekoppeld_op=nieuw.teruggekoppeld_op,
    )
    await queries.replace_uitslagen(db, regels, dataversie, **columns)
    await record(
        db,
        caller,
        "vragenlijstresultaat.vervangen",
        str(resultaat_id),
        voor=None if stored is None else _as_audit(stored.versie, stored.vragenlijst, stored.periode),
        na=_as_audit(nieuw.versie, nieuw.vragenlijst, nieuw.periode),
    )
    for soort in _events(stored, nieuw, changed=changed):
        await meld(
            db,
            caller.gemeente_id,
            soort,
            resultaat_id,
            pad=f"/v1/vragenlijstresultaten/{resultaat_id}",
            alleen_leren=False,
            gegevens={"vragenlijst": nieuw.vragenlijst, "periode": nieuw.periode, "dataversie": dataversie},
        )
    await afailpoint("resultaat.voor-commit")
    return Ontvangst(id=resultaat_id, versie=nieuw.versie, overgenomen=True)


async def _check_not_less(
    db: AsyncSession, stored: Vragenlijstresultaat, nieuw: NieuwResultaat, regels: list[dict[str, Any]]
) -> None:
    fewer = any(nieuw.ontvangen.get(variant, 0) < aantal for variant, aantal in stored.ontvangen.items())
    if fewer or await queries.is_less(db, stored.gemeente_id, stored.id, regels):
        raise MinderDanBekend


def _is_other(stored: Vragenlijstresultaat | None, nieuw: NieuwResultaat) -> bool:
    """Whether it is about something else than what is stored, or about more or fewer people."""
    if stored is None:
        return bool(nieuw.ontvangen)
    known = (stored.vragenlijst, stored.periode, stored.ontvangen)
    return known != (nieuw.vragenlijst, nieuw.periode, nieuw.ontvangen)


def _events(stored: Vragenlijstresultaat | None, nieuw: NieuwResultaat, *, changed: bool) -> Iterator[Gebeurtenissoort]:
    if changed:
        yield Gebeurtenissoort.resultaat_ontvangen
    if nieuw.teruggekoppeld_op is not None and (stored is None or stored.teruggekoppeld_op is None):
        yield Gebeurtenissoort.meting_teruggekoppeld


def as_published(row: Vragenlijstresultaat, drempel: int) -> ResultaatSchema:
    """What is known of a meting, without small numbers."""
    return ResultaatSchema(
        id=row.id,
        naam=row.naam,
        vragenlijst=row.vragenlijst,
        periode=row.periode,
        versie=row.versie,
        ontvangen=publish_aantallen(row.ontvangen, drempel=drempel),
        teruggekoppeld_op=row.teruggekoppeld_op,
        bijgewerkt_op=row.bijgewerkt_op,
    )


async def _regels(db: AsyncSession, caller: Principal, uitslagen: list[NieuweUitslag]) -> list[dict[str, Any]]:
    """Every answer with the numbers that facts hold. Raises InvoerOngeldig with all that cannot be placed."""
    aanbieders = {code: row.nr for code, row in (await load_aanbieders(db, caller)).items()}
    gebieden = await load_nrs(db, caller.gemeente_id)
    faults = [*_unknown(uitslagen, aanbieders, gebieden), *_doubles(uitslagen), *_impossible(uitslagen)]
    if faults:
        raise InvoerOngeldig(faults)
    return [
        {
            "variant": uitslag.variant,
            "vraag": uitslag.vraag,
            "aanbieder_nr": aanbieders[uitslag.aanbieder] if uitslag.aanbieder else _ONBEKEND,
            "gebied_nr": gebieden[uitslag.gebied] if uitslag.gebied else _ONBEKEND,
            "antwoord": antwoord,
            "aantal": aantal,
        }
        for uitslag in uitslagen
        for antwoord, aantal in [*uitslag.antwoorden.items(), (BEANTWOORD, uitslag.beantwoord)]
        if aantal
    ]


def _unknown(
    uitslagen: list[NieuweUitslag], aanbieders: Mapping[str, int], gebieden: Mapping[str, int]
) -> Iterator[Fout]:
    for index, uitslag in enumerate(uitslagen):
        if uitslag.aanbieder is not None and uitslag.aanbieder not in aanbieders:
            yield Fout(f"/uitslagen/{index}/aanbieder", "onbekende-waarde", "Deze aanbieder kennen we niet.")
        if uitslag.gebied is not None and uitslag.gebied not in gebieden:
            yield Fout(f"/uitslagen/{index}/gebied", "onbekende-waarde", "Dit gebied kennen we niet.")


def _doubles(uitslagen: list[NieuweUitslag]) -> Iterator[Fout]:
    seen: Counter[tuple[str, str, str | None, str | None]] = Counter()
    for index, uitslag in enumerate(uitslagen):
        key = (uitslag.variant, uitslag.vraag, uitslag.aanbieder, uitslag.gebied)
        seen[key] += 1
        if seen[key] > 1:
            yield Fout(f"/uitslagen/{index}", "dubbel", "Deze vraag staat er voor ditzelfde deel al in.")


def _impossible(uitslagen: list[NieuweUitslag]) -> Iterator[Fout]:
    for index, uitslag in enumerate(uitslagen):
        aantallen = uitslag.antwoorden.values()
        if uitslag.beantwoord is not None and not max(aantallen, default=0) <= uitslag.beantwoord <= sum(aantallen):
            yield Fout(
                f"/uitslagen/{index}/beantwoord",
                "past-niet",
                "Dit is niet minder dan het vaakst gegeven antwoord, en niet meer dan alle antwoorden samen.",
            )


def _as_audit(versie: int, vragenlijst: str, periode: str) -> str:
    """Which result, never its counts: the trail must not show what the drempel hides."""
    return json.dumps({"versie": versie, "vragenlijst": vragenlijst, "periode": periode})
