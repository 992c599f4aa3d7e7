from pydantic import Field

from zicht_shared.schemas import Invoer, Schema
from zicht_surveys.uitnodigingen.schemas import MAX_UITNODIGINGEN, Email
from zicht_surveys.vragenlijsten.schemas import Taal


class Herinnering(Invoer):
    link: str = Field(
        min_length=20, max_length=300, description="De link van de inwoner, zoals u die bij het uitnodigen kreeg."
    )
    taal: Taal = "nl"
    email: Email | None = None


class NieuweHerinneringen(Invoer):
    herinneringen: list[Herinnering] = Field(min_length=1, max_length=MAX_UITNODIGINGEN)


class Herinnerd(Schema):
    """Wat er met de herinneringen gebeurt. Wie al antwoordde, is hieraan niet te zien: iedereen krijgt hetzelfde."""

    aantal: int
    per_mail: int = Field(description="Zoveel gaan er per e-mail; de andere staan in het antwoord als brief.")
