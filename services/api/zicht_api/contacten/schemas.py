from datetime import date

from pydantic import Field

from zicht_shared.schemas import Schema


class Contact(Schema):
    """Een contact. Wie de client is, geven we nooit terug, ook niet als pseudoniem."""

    bron_id: str
    aanbieder: str
    datum: date
    soort: str
    duur_minuten: int | None
    leefgebieden: list[str]
    doelgroep: str | None
    gebied: str | None
    vorm: str
    verwijzer: str | None
    doorverwezen_naar: str | None = Field(description="Code uit de lijst doorverwijzing.")
    afgesloten: date | None
