from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from zicht_api.auth import Beheer, Iedereen
from zicht_api.sleutels import queries, service
from zicht_api.sleutels.schemas import Ik, NieuweSleutel, Sleutel, SleutelMetGeheim, VanAanbieder, VanGemeente
from zicht_shared.idempotency import RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.scopes import SCOPES_VAN

router = APIRouter(tags=["sleutels"], route_class=ZichtRoute)
SleutelId = Annotated[str, Path(pattern=r"^\d{4}-[A-Za-z0-9_-]{22,64}$")]
MAX_OVERLAP_UREN: Final = 7 * 24
OverlapUren = Annotated[
    int, Query(alias="overlapUren", ge=0, le=MAX_OVERLAP_UREN, description="Hoeveel uren de oude sleutel nog werkt.")
]


@router.get("/ik")
async def get_ik(caller: Iedereen) -> Ik:
    """Zeg bij welke gemeente, rol en aanbieder deze sleutel of dit toegangstoken hoort."""
    aanbieder = VanAanbieder(id=caller.aanbieder_id, code=caller.aanbieder) if caller.aanbieder_id else None
    return Ik(
        id=caller.sleutel_id,
        gemeente=VanGemeente(code=caller.gemeente, naam=caller.gemeente_naam),
        rol=caller.rol,
        doel=caller.doel,
        aanbieder=aanbieder,
        scopes=sorted(caller.scopes & SCOPES_VAN[caller.rol]),
        verloopt_op=caller.verloopt_op,
    )


@router.get("/sleutels")
async def list_sleutels(
    caller: Beheer, db: Transaction, request: Request, response: Response, limit: Limit = 100, cursor: Cursor = None
) -> Pagina[Sleutel]:
    """Toon de sleutels van de gemeente, zonder hun geheim."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_sleutels(db, caller.gemeente_id, after[0], limit + 1)
    return make_page(request, response, [Sleutel.model_validate(row) for row in rows], limit, lambda row: [row.id])


@router.post("/sleutels", status_code=201)
async def create_sleutel(
    nieuw: NieuweSleutel, caller: Beheer, db: Transaction, idempotency_key: RequiredIdempotencyKey
) -> SleutelMetGeheim:
    """Geef een sleutel uit. Het geheim staat alleen in dit antwoord."""
    return await service.create_sleutel(db, caller, nieuw)


@router.get("/sleutels/{sleutel_id}")
async def get_sleutel(sleutel_id: SleutelId, caller: Beheer, db: Transaction) -> Sleutel:
    """Toon een sleutel, zonder het geheim."""
    return await service.get_sleutel(db, caller, sleutel_id)


@router.post("/sleutels/{sleutel_id}/vervanging", status_code=201)
async def replace_sleutel(
    sleutel_id: SleutelId,
    caller: Beheer,
    db: Transaction,
    idempotency_key: RequiredIdempotencyKey,
    overlap_uren: OverlapUren = MAX_OVERLAP_UREN,
) -> SleutelMetGeheim:
    """Geef een nieuwe sleutel uit met dezelfde rechten en, als de oude verloopt, dezelfde looptijd.

    De oude werkt nog zeven dagen, of korter: 0 uren is voor als zij in verkeerde handen is. Wat is ingetrokken,
    verlopen of al vervangen, is niet meer te vervangen (409).
    """
    return await service.replace_sleutel(db, caller, sleutel_id, timedelta(hours=overlap_uren))


@router.delete("/sleutels/{sleutel_id}", status_code=204)
async def withdraw_sleutel(sleutel_id: SleutelId, caller: Beheer, db: Transaction) -> None:
    """Trek een sleutel per direct in."""
    await service.withdraw_sleutel(db, caller, sleutel_id)
