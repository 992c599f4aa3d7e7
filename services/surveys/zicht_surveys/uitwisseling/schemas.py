"""What is answered when a questionnaire is read from another format, and how it is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from zicht_shared.errors import Fout, Probleem
from zicht_shared.schemas import Schema
from zicht_surveys.vragenlijsten.concept_schemas import Concept
from zicht_surveys.vragenlijsten.schemas import Inhoud

MEESTE_REDENEN: Final = 500


class Weggelaten(Schema):
    """Iets uit het bestand dat niet of anders is overgenomen."""

    plaats: str = Field(description="Waar het stond.")
    reden: str = Field(description="Wat er niet of anders is overgenomen, en waarom.")


@dataclass(frozen=True, slots=True)
class Ingelezen:
    """What a file comes to: a draft, which may still miss texts in some language, and what was left out of it."""

    code: str
    versie: int
    inhoud: Inhoud
    weggelaten: list[Weggelaten]


class Invoerresultaat(Schema):
    """De ingelezen vragenlijst, als concept bewaard, met wat er uit het bestand niet of anders is overgenomen."""

    concept: Concept
    weggelaten: list[Weggelaten] = Field(description="Leeg als alles is overgenomen.")


class VragenlijstNietTeLezen(Probleem):
    """Nothing sound could be made of the file; every reason is named."""

    code = "vragenlijst-niet-te-lezen"
    title = "Van dit bestand is geen vragenlijst te maken."

    def __init__(self, redenen: Iterable[Weggelaten]) -> None:
        redenen = list(redenen)
        fouten = [Fout(reden.plaats, "niet-te-lezen", reden.reden) for reden in redenen[:MEESTE_REDENEN]]
        super().__init__(f"Er is niets opgeslagen; zie invalidParams voor {len(redenen)} redenen.", fouten=fouten)


def niet_te_lezen(plaats: str, reden: str) -> VragenlijstNietTeLezen:
    return VragenlijstNietTeLezen([Weggelaten(plaats=plaats, reden=reden)])
