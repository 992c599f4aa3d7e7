import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_shared.schemas import Code, Geheel, Invoer, Schema, Tijdstip
from zicht_surveys.vragenlijsten.schemas import Taal

MAX_UITNODIGINGEN = 20_000

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


def _address(value: str) -> str:
    """What every mail server takes; nothing that could begin a header or a command of its own."""
    if not _ADDRESS.fullmatch(value) or value.index("@") > 64:
        raise ValueError("Dit is geen e-mailadres.")
    return value


Email = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_address),
    Field(
        description="Waar wij de link heen mailen. Het adres wordt versleuteld bewaard tot het bericht weg is.",
        examples=["inwoner@voorbeeld.nl"],
    ),
]


class NieuweUitnodiging(Invoer):
    contactmomenten: Geheel = Field(
        ge=0, le=1000, description="Hoeveel contacten deze inwoner had; bepaalt de variant en wordt niet bewaard."
    )
    aanbieder: Code
    gebied: Code | None = Field(default=None, description="Alleen bij een meting per gebied.")
    taal: Taal = Field(default="nl", description="De taal van de brief, en waarin de vragenlijst opent.")
    email: Email | None = None


class NieuweUitnodigingen(Invoer):
    meting_id: UUID
    verloopt_op: Tijdstip | None = Field(
        default=None, description="Tot wanneer de links werken; zonder: tot het einde van de meting."
    )
    qr: Literal["svg", "geen"] = Field(
        default="svg",
        description="Of het antwoord bij elke link een QR-code als SVG geeft (per link ruim 2 kB).",
    )
    uitnodigingen: list[NieuweUitnodiging] = Field(min_length=1, max_length=MAX_UITNODIGINGEN)


class Intrekking(Invoer):
    """Welke uitnodigingen niet meer gelden: die met deze ids, of zonder ids alle van de meting."""

    meting_id: UUID
    ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MAX_UITNODIGINGEN)


class Ingetrokken(Schema):
    ingetrokken: int = Field(description="Hoeveel links hierdoor niet meer werken; gebruikt of niet telt gelijk.")


class Link(Schema):
    """Een uitnodiging met haar link. De link is alleen nu te zien."""

    id: UUID
    url: str
    qr: str | None = Field(description="De link als QR-code, in SVG.")
    variant: str
    aanbieder: str
    taal: Taal


class Links(Schema):
    """De gemaakte uitnodigingen, in de volgorde van het verzoek."""

    items: list[Link]


class Uitnodiging(Schema):
    """Een uitnodiging. Of zij is gebruikt, is nergens te zien."""

    id: UUID
    meting_id: UUID
    variant: str
    aanbieder: str
    gebied: str | None
    verloopt_op: Tijdstip
    ingetrokken_op: Tijdstip | None
    mail: Literal["wacht", "verzonden", "geweigerd", "vervallen"] | None = Field(
        description="Wat er van het bericht per e-mail werd; leeg als er geen is gevraagd. "
        "`geweigerd`: de mailserver nam het adres niet aan. `vervallen`: de link gold al niet meer."
    )
