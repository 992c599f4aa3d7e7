from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from zicht_shared.schemas import Datum, Invoer, Naam, Schema, Tekst, Tijdstip
from zicht_surveys.vragenlijsten.schemas import Taal

Status = Literal["concept", "gepubliceerd"]
# No signs that a number, an address on the web or an e-mail address needs: only names can be called no person's.
Eigennaam = Annotated[Naam, StringConstraints(max_length=100, pattern=r"^[^\d@/:.]+$")]
Paginatekst = Annotated[
    Tekst,
    StringConstraints(min_length=1, max_length=4000),
    Field(description="Elke regel is een alinea; regels die met '- ' beginnen worden een lijst."),
]


class Terugkoppelingstekst(Invoer):
    """Wat inwoners te lezen krijgen, in een taal. Schrijf kort en eenvoudig (B1), en noem geen personen."""

    wat_we_hoorden: Paginatekst
    wat_we_doen: Paginatekst
    wat_er_veranderde: Paginatekst | None = None


class TerugkoppelingGegevens(Invoer):
    """Wat u inwoners vertelt over hun antwoorden. Alles wat u eerder schreef, wordt hierdoor vervangen."""

    teksten: dict[Taal, Terugkoppelingstekst] = Field(
        description="Per taal. Nederlands is verplicht zodra er tekst is: wie een andere taal leest en die hier niet "
        "vindt, krijgt het Nederlands. Leeg kan ook, om alleen te laten weten wanneer u vertelt wat u hoorde."
    )
    verwacht_op: Datum | None = Field(
        default=None,
        description="Wanneer u verwacht te publiceren; zolang dat niet is gebeurd, staat het op de pagina.",
    )
    geen_personen: list[Eigennaam] = Field(
        default=[],
        max_length=100,
        description="Woorden met een hoofdletter die geen persoon noemen, zoals de naam van een organisatie. "
        "Alle andere namen in de tekst worden geweigerd.",
    )


class Terugkoppeling(Schema):
    """Wat de gemeente inwoners vertelt over hun antwoorden op een meting."""

    meting_id: UUID
    status: Status
    adres: str = Field(
        description="De pagina voor inwoners. Voor publicatie staat daar wanneer zij terug kunnen komen."
    )
    teksten: dict[Taal, Terugkoppelingstekst]
    verwacht_op: date | None
    geen_personen: list[str]
    gepubliceerd_op: date | None
    gewijzigd_op: Tijdstip | None = Field(description="Leeg zolang er niets is geschreven.")
