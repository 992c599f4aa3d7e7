"""What is asked of a trail, and what it answers."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from zicht_shared.pagination import Pagina
from zicht_shared.schemas import Invoer, Schema, Tijdstip

_NEDERLAND = ZoneInfo("Europe/Amsterdam")
_Tekst = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


def moment_of(value: str) -> datetime:
    """The moment itself, or the begin of a day in the Netherlands, in UTC. Raises ValueError for what is neither."""
    try:
        moment = datetime.fromisoformat(value)
        if len(value) == len("2026-03-31"):
            moment = moment.replace(tzinfo=_NEDERLAND)
        in_utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Geef een dag, zoals 2026-03-31, of een moment met tijdzone.") from None
    if moment.tzinfo is None:
        raise ValueError("Een tijdstip heeft een tijdzone nodig, zoals 2026-03-31T12:00:00Z.")
    return in_utc


def _is_moment(value: str) -> str:
    moment_of(value)
    return value


Moment = Annotated[str, StringConstraints(min_length=10, max_length=40), AfterValidator(_is_moment)]
Formaat = Literal["json", "ndjson", "csv"]


class Sortering(StrEnum):
    """By place in the chain."""

    nieuwste = "-volgnr"
    oudste = "volgnr"


class Sporenvraag(Invoer):
    """Welke regels van het spoor."""

    actie: _Tekst | None = Field(
        default=None, description="Alleen deze soort, zoals `aanbieder.gewijzigd`.", examples=["aanbieder.gewijzigd"]
    )
    object_id: _Tekst | None = Field(default=None, description="Alleen regels over dit gegeven: zijn id of code.")
    sleutel_id: _Tekst | None = Field(default=None, description="Alleen wat met deze sleutel is gedaan.")
    vanaf: Moment | None = Field(
        default=None, description="Alleen vanaf deze dag (2026-03-31) of dit moment (2026-03-31T12:00:00Z)."
    )
    tot: Moment | None = Field(
        default=None, description="Alleen van voor deze dag of dit moment; de dag zelf hoort er niet bij."
    )
    sorteer: Sortering = Field(
        default=Sortering.nieuwste, description="Het nieuwste eerst (`-volgnr`) of het oudste eerst (`volgnr`)."
    )
    formaat: Formaat | None = Field(
        default=None,
        description="`json`: een pagina. `ndjson`: alles, een regel per regel, om de keten mee na te rekenen. `csv`: "
        "alles, om in een spreadsheet te lezen. Gaat voor de header Accept.",
    )

    limit: int = Field(default=100, ge=1, le=1000, description="Hoeveel items per pagina.")
    cursor: str | None = Field(
        default=None, max_length=500, description="Waar de pagina begint; neem deze over uit `volgende`."
    )

    @property
    def filters(self) -> dict[str, Any]:
        """The conditions that were given, by name."""
        named = {"actie": self.actie, "object_id": self.object_id, "sleutel_id": self.sleutel_id}
        moments = {"vanaf": self.vanaf, "tot": self.tot}
        given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
        return given | {name: moment_of(value) for name, value in moments.items() if value is not None}


class Auditregel(Schema):
    """Wie wat deed, wanneer, en van wat in wat. Elke regel is een schakel in een keten van hashes."""

    volgnr: int = Field(description="De plaats in de keten, vanaf 1 en zonder gaten.")
    nr: int = Field(description="Het nummer in de database; hierin zitten gaten.")
    tijdstip: Tijdstip = Field(description="Wanneer het verzoek begon waarin het gebeurde.")
    verzegeld_op: Tijdstip = Field(description="Wanneer de regel aan de keten is vastgemaakt.")
    sleutel_id: str = Field(
        description="Met welke sleutel of welk account (als hash). `zicht`: de dienst zelf; `opdrachtregel`: de "
        "beheerder van de installatie."
    )
    actie: str
    object_id: str = Field(description="Waarover het gaat: een id of een code.")
    voor: Any = Field(description="Zoals het was; null als er niets was of als dat niet wordt bewaard.")
    na: Any = Field(description="Zoals het werd.")
    vorige_hash: str = Field(description="De hash van de vorige schakel, in hexadecimale cijfers.")
    hash: str = Field(description="SHA-256 over de vorige hash en deze regel.")


class Ketenkop(Schema):
    """De laatste schakel. Wie haar elders noteert, kan later nagaan of er daarvoor iets is veranderd of verdwenen."""

    volgnr: int
    hash: str


class Sporenpagina(Pagina[Auditregel]):
    """Een pagina van het spoor."""

    kop: Ketenkop = Field(description="De laatste schakel van de keten, ook als die niet op deze pagina staat.")
