from typing import Annotated

from fastapi import APIRouter, Query

from zicht_api.auth import BeheerOfBeleid
from zicht_api.leverkalender.schemas import PeriodeReeks
from zicht_api.peildatum import StandOp
from zicht_api.perioden import parse_reeks
from zicht_api.registratiedruk import service
from zicht_api.registratiedruk.schemas import Registratiedruk
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/registratiedruk", tags=["leverkalender"], route_class=ZichtRoute)


@router.get("")
async def get_registratiedruk(
    caller: BeheerOfBeleid,
    db: Transaction,
    stand: StandOp,
    periode: Annotated[
        PeriodeReeks,
        Query(
            description="Over wat in deze periode of reeks (2025, 2025-01..2025-12) is geregistreerd.",
            examples=["2025"],
        ),
    ],
) -> Registratiedruk:
    """Toon welke velden aanbieders vullen, welke indicatoren die gebruiken, en wat u niet meer hoeft te vragen.

    Gezien vanuit de indicatoren die uw sleutel mag zien. Een veld is in gebruik als een indicator ermee rekent, of als
    cijfers uit contacten ernaar uit te splitsen zijn; wat bij een aanbieder als telling komt, vraagt daar geen veld.
    """
    return await service.weigh(db, caller, stand, periode, parse_reeks(periode))
