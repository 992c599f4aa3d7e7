"""When more is begun than is finished: "the cycle must be closed before new actions pile up" (domain.md). Pure."""

from collections.abc import Iterable, Sequence

from zicht_api.verbeterplannen.models import Verbeterplan
from zicht_api.verbeterplannen.overgangen import PLAN_OPEN, Planstatus
from zicht_api.verbeterplannen.schemas import OpenEffect, OpenPlan, Planwaarschuwing

# So many acties may wait for the measurement of their effect before we warn.
MAX_ZONDER_EFFECT = 3
# Beyond the concept: people are at work on it.
LOPEND = PLAN_OPEN - {Planstatus.concept}


def find_waarschuwingen(
    plan: Verbeterplan, plannen: Iterable[Verbeterplan], zonder_effect: Sequence[OpenEffect]
) -> list[Planwaarschuwing]:
    """What to finish before this plan goes on; nothing for a plan that is closed.

    plannen: all plans of the gemeente. zonder_effect: every actie of any of them that is past its meetdatum and of
    which no effect is known.
    """
    if plan.status not in PLAN_OPEN:
        return []
    found = []
    if len(zonder_effect) > MAX_ZONDER_EFFECT:
        tekst = (
            f"Van {len(zonder_effect)} acties is de meetdatum voorbij en het effect niet gemeten. Meet eerst wat zij "
            "deden, of geef een reden waarom dat niet kan."
        )
        found.append(Planwaarschuwing(soort="effect-niet-gemeten", tekst=tekst, acties=list(zonder_effect), plannen=[]))
    earlier = [ander for ander in plannen if ander.status in LOPEND and _is_before(ander, plan)]
    if earlier:
        tekst = (
            "Er lopen nog eerdere plannen. Rond die af voordat er nieuwe acties bij komen, of stop ze met een reden."
        )
        open_plannen = [OpenPlan(plan=ander.id, naam=ander.naam) for ander in earlier]
        found.append(Planwaarschuwing(soort="eerder-plan-open", tekst=tekst, acties=[], plannen=open_plannen))
    return found


def _is_before(ander: Verbeterplan, plan: Verbeterplan) -> bool:
    return (ander.begin, ander.aangemaakt_op, ander.id) < (plan.begin, plan.aangemaakt_op, plan.id)
