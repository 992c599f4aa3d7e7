from fastapi import APIRouter

from zicht_api.auth import Iedereen
from zicht_api.codelijsten.queries import load_names
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Schema

router = APIRouter(prefix="/codelijsten", tags=["codelijsten"], route_class=ZichtRoute)


class Codering(Schema):
    code: str
    naam: str


class Codelijst(Schema):
    """Een lijst met de codes die u in een aanlevering kunt gebruiken."""

    lijst: str
    codes: list[Codering]


@router.get("")
async def list_codelijsten(caller: Iedereen, db: Transaction) -> list[Codelijst]:
    """Toon alle codelijsten: soort contact, doelgroep, leefgebied, verwijzer, doorverwijzing en vorm."""
    lijsten = await load_names(db)
    return [
        Codelijst(lijst=lijst, codes=[Codering(code=code, naam=naam) for code, naam in codes])
        for lijst, codes in lijsten.items()
    ]
