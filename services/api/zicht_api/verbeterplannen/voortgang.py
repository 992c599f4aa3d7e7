"""How far a plan is, and what it costs. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from zicht_api.verbeterplannen.models import Verbeteractie
from zicht_api.verbeterplannen.overgangen import ACTIE_KLAAR, ACTIE_ONAF, Actiestatus
from zicht_api.verbeterplannen.schemas import KostenPerResultaat, PlanBudget, PlanVoortgang


def compute_voortgang(
    acties: Sequence[Verbeteractie], gezien: Collection[str], gemeten: Collection[str], dag: date
) -> PlanVoortgang:
    """gezien: the codes of the acties of which the reader may know what they aim at; gemeten: of which the effect is
    known. dag: the day on which this is asked. acties: in the order in which the codes are to be listed.
    """
    per_status = Counter(actie.status for actie in acties)
    stappen = [stap for actie in acties if actie.status != Actiestatus.vervallen for stap in actie.stappen]
    return PlanVoortgang(
        dag=dag,
        acties={status: per_status[status] for status in Actiestatus},
        stappen=len(stappen),
        stappen_gedaan=sum(stap["gedaanOp"] is not None for stap in stappen),
        te_laat=[actie.code for actie in acties if actie.status in ACTIE_ONAF and actie.deadline < dag],
        effect_gemeten=[actie.code for actie in acties if actie.code in gezien and actie.code in gemeten],
        wacht_op_meting=[
            actie.code
            for actie in acties
            if actie.code in gezien and actie.code not in gemeten and waits_for_effect(actie, dag)
        ],
    )


def waits_for_effect(actie: Verbeteractie, dag: date) -> bool:
    """Whether its effect should be known by now, unless it is: a lapsed or closed actie has said why it is not."""
    return actie.status not in ACTIE_KLAAR and actie.meetdatum < dag


def compute_budget(acties: Iterable[Verbeteractie], resultaten: Iterable[str]) -> PlanBudget:
    """What is planned of what is still wanted, and all that was spent; per resultaat, every one of them."""
    rows = list(acties)
    begroot, besteed = _sum(rows)
    return PlanBudget(
        begroot=begroot,
        besteed=besteed,
        per_resultaat=[_cost_of(code, [row for row in rows if code in row.resultaten]) for code in resultaten],
    )


def _cost_of(resultaat: str, acties: Sequence[Verbeteractie]) -> KostenPerResultaat:
    begroot, besteed = _sum(acties)
    return KostenPerResultaat(resultaat=resultaat, begroot=begroot, besteed=besteed)


def _sum(acties: Sequence[Verbeteractie]) -> tuple[Decimal, Decimal]:
    begroot = sum((actie.begroot for actie in acties if actie.status != Actiestatus.vervallen), Decimal(0))
    return begroot, sum((actie.besteed for actie in acties), Decimal(0))
