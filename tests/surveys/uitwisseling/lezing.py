"""What holds for every reader, whatever it is given."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings

from zicht_shared.errors import InvoerOngeldig, Probleem
from zicht_surveys.uitwisseling.schemas import Ingelezen, VragenlijstNietTeLezen
from zicht_surveys.vragenlijsten.schemas import Taal, faults_of

# Not made smaller when one fails: that would take minutes, and the seed is enough.
VEEL = settings(
    max_examples=150,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def read_or_refused(lezen: Callable[[bytes, Taal], Ingelezen], inhoud: bytes) -> Ingelezen | None:
    """What comes of this file: a draft that misses translations at most; or None, when it was refused with reasons."""
    refused: Probleem | None = None
    try:
        gelezen = lezen(inhoud, "nl")
    except (VragenlijstNietTeLezen, InvoerOngeldig) as problem:
        refused = problem
    if refused is not None:
        assert refused.fouten
        return None
    assert {fault.code for fault in faults_of(gelezen.inhoud)} <= {"taal-ontbreekt", "te-veel"}
    return gelezen
