"""What was said in a session: who said what, what the perspectives agree on, and what others may know of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, get_args

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.duiding.inhoud import onderwerpen_of, stemming_of, top_of, uitkomst_of
from zicht_api.duiding.models import Duidingssessie
from zicht_api.duiding.overeenstemming import judge
from zicht_api.duiding.queries import load_bijdragen, sessies_over
from zicht_api.duiding.schemas import (
    Bespreking,
    BesprokenSessie,
    Deelnemersgroep,
    Gespreksonderwerp,
    Perspectiefantwoord,
    Perspectiefstemmen,
    VastOnderwerp,
    Vraag,
    Vraagbespreking,
)
from zicht_api.duiding.schemas import Duidingssessie as DuidingssessieSchema
from zicht_api.duiding.verwijzingen import Verwijzing, describe
from zicht_shared.auth import Principal, Rol

Antwoorden = Mapping[tuple[str, str], Mapping[str, Any]]
_VRAGEN: tuple[Vraag, ...] = get_args(Vraag)
_VELDEN = set(Gespreksonderwerp.model_fields)


async def describe_sessie(db: AsyncSession, caller: Principal, row: Duidingssessie) -> DuidingssessieSchema:
    """The session with all that was said in it."""
    onderwerpen, uitkomst = onderwerpen_of(row), uitkomst_of(row)
    bijdragen = await load_bijdragen(db, caller, row.id)
    over = await describe(db, caller, row, onderwerpen)
    deelnemers = [Deelnemersgroep.model_validate(groep) for groep in row.deelnemers]
    return DuidingssessieSchema(
        id=row.id,
        naam=row.naam,
        datum=row.datum,
        periode=row.periode,
        monitorcyclus=row.monitorcyclus,
        status=row.status,
        dataversie=row.dataversie,
        dag=row.dag,
        onderwerpen=[
            Gespreksonderwerp(**onderwerp.model_dump(exclude={"signaalstand", "indicatoren"}))
            for onderwerp in onderwerpen
        ],
        deelnemers=deelnemers,
        bespreking=[_discuss(each.code, over[each.code], deelnemers, bijdragen) for each in onderwerpen],
        conclusies=uitkomst.conclusies,
        aanbevelingen=uitkomst.aanbevelingen,
        stemmen=[
            Perspectiefstemmen(perspectief=groep.perspectief, stemmen=stemming_of(row, groep.perspectief).stemmen)
            for groep in deelnemers
            if row.stemmen.get(groep.perspectief)
        ],
        top_vijf=top_of(row),
        aangemaakt_op=row.aangemaakt_op,
        gewijzigd_op=row.gewijzigd_op,
        vastgesteld_op=row.vastgesteld_op,
    )


def _discuss(
    code: str, verwijzing: Verwijzing, deelnemers: Sequence[Deelnemersgroep], bijdragen: Antwoorden
) -> Bespreking:
    said = {groep.perspectief: bijdragen.get((code, groep.perspectief), {}) for groep in deelnemers}
    antwoorden = {
        vraag: [
            Perspectiefantwoord(
                perspectief=perspectief,
                antwoord=given[vraag]["antwoord"],
                toelichting=given[vraag].get("toelichting"),
            )
            for perspectief, given in said.items()
            if vraag in given
        ]
        for vraag in _VRAGEN
    }
    return Bespreking(
        onderwerp=code,
        naam=verwijzing.naam,
        pad=verwijzing.pad,
        toestand=verwijzing.toestand,
        vragen=[
            Vraagbespreking(vraag=vraag, overeenstemming=judge([each.antwoord for each in given]), antwoorden=given)
            for vraag, given in antwoorden.items()
        ],
    )


async def load_besproken(db: AsyncSession, caller: Principal, indicatoren: Collection[str]) -> list[BesprokenSessie]:
    """What the sessions that were closed concluded about these indicators and on the whole, the newest first.

    What is about one aanbieder, or lays them side by side, another aanbieder does not see.
    """
    return [_besproken(caller, row, set(indicatoren)) for row in await sessies_over(db, caller, indicatoren)]


def _besproken(caller: Principal, row: Duidingssessie, indicatoren: set[str]) -> BesprokenSessie:
    onderwerpen = [each for each in onderwerpen_of(row) if indicatoren & set(each.indicatoren)]
    shown = {None, *(onderwerp.code for onderwerp in onderwerpen if _is_for(caller, onderwerp))}
    return BesprokenSessie(
        id=row.id,
        naam=row.naam,
        datum=row.datum,
        periode=row.periode,
        indicatoren=[code for code in row.indicatoren if code in indicatoren],
        conclusies=[each.tekst for each in uitkomst_of(row).conclusies if each.onderwerp in shown],
        top_vijf=[found for found in top_of(row) if found.onderwerp in shown],
    )


def _is_for(caller: Principal, onderwerp: VastOnderwerp) -> bool:
    if caller.rol is not Rol.aanbieder:
        return True
    about = onderwerp.signaalstand.aanbieder if onderwerp.signaalstand else onderwerp.aanbieder
    return onderwerp.per != "aanbieder" and about in (None, caller.aanbieder)
