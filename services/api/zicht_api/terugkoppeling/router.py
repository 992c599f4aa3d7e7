from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from zicht_api.auth import BeheerOfBeleidOfAanbieder
from zicht_api.leverkalender.schemas import PeriodeReeks
from zicht_api.peildatum import StandOp
from zicht_api.perioden import parse_reeks
from zicht_api.terugkoppeling import service
from zicht_api.terugkoppeling.schemas import Terugkoppeling
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/aanbieders", tags=["aanbieders"], route_class=ZichtRoute)


@router.get("/{aanbieder_id}/terugkoppeling")
async def get_terugkoppeling(
    aanbieder_id: UUID,
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    stand: StandOp,
    periode: Annotated[
        PeriodeReeks,
        Query(description="Over wat in deze periode of reeks is geleverd.", examples=["2025-01..2025-12"]),
    ],
) -> Terugkoppeling:
    """Toon wat een aanbieder leverde en wat daarmee is gedaan: indicatoren, gesprekken en acties.

    Een aanbieder ziet alleen zichzelf. Gesprekken en acties staan er voor iedereen zoals de aanbieder ze mag zien: wat
    over een andere aanbieder gaat, hoort hier niet. Met een peildatum: wat er toen was geleverd en welke indicatoren
    er toen waren; wat ermee is gedaan, staat er altijd zoals het nu is.
    """
    return await service.report_back(db, caller, stand, aanbieder_id, periode, parse_reeks(periode))
