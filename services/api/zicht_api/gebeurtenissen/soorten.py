"""What can happen that others may want to know of."""

from enum import StrEnum


class Gebeurtenissoort(StrEnum):
    aanlevering_ontvangen = "aanlevering.ontvangen"
    resultaat_ontvangen = "resultaat.ontvangen"
    signaal_nieuw = "signaal.nieuw"
    verhaal_ingetrokken = "verhaal.ingetrokken"
    duidingssessie_gepland = "duidingssessie.gepland"
    duidingssessie_vastgesteld = "duidingssessie.vastgesteld"
    verbeterplan_status = "verbeterplan.status"
    actie_status = "actie.status"
    effect_gemeten = "effect.gemeten"
    monitorcyclus_afgesloten = "monitorcyclus.afgesloten"
    meting_teruggekoppeld = "meting.teruggekoppeld"
