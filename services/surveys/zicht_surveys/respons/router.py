from uuid import UUID

from fastapi import APIRouter

from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import BeheerOfBeleid
from zicht_surveys.metingen.queries import get_meting
from zicht_surveys.respons import service
from zicht_surveys.respons.schemas import Respons

router = APIRouter(prefix="/metingen", tags=["metingen"], route_class=ZichtRoute)


@router.get("/{meting_id}/respons")
async def get_respons(meting_id: UUID, caller: BeheerOfBeleid, db: Transaction) -> Respons:
    """Toon hoeveel inwoners zijn uitgenodigd en hoeveel er antwoordden, per variant en aanbieder; nooit wie."""
    return await service.get_respons(db, caller, await get_meting(db, caller, meting_id))
