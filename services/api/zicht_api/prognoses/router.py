from typing import Annotated

from fastapi import APIRouter, Query

from zicht_api.auth import Lezer
from zicht_api.indicatoren.router import IndicatorCode
from zicht_api.peildatum import StandOp
from zicht_api.prognoses import service
from zicht_api.prognoses.schemas import Periodesoort, Prognose
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/indicatoren", tags=["indicatoren"], route_class=ZichtRoute)


@router.get(
    "/{code}/prognose", response_model_exclude_unset=True, responses={409: {"description": "Te weinig cijfers."}}
)
async def get_prognose(
    code: IndicatorCode,
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    stappen: Annotated[int, Query(ge=1, le=24, description="Hoeveel perioden vooruit.")] = 6,
    periodesoort: Annotated[Periodesoort, Query(description="Een waarde per maand of per kwartaal.")] = "maand",
    perioden: Annotated[
        int, Query(ge=8, le=120, description="Uit hoeveel van de laatste afgeronde perioden de trend volgt.")
    ] = 48,
) -> Prognose:
    """Trek de trend van een indicator door, met de onzekerheid erbij.

    Uit de getoonde waarden van de laatste afgeronde perioden. Is er een verborgen of ontbreekt er een, dan volgt er
    geen prognose: kies dan minder perioden, of kwartalen. Een prognose gaat ervan uit dat er niets verandert.
    """
    return await service.forecast(db, caller, stand, code, service.PrognoseVraag(stappen, periodesoort, perioden))
