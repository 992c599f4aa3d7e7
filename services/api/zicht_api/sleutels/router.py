from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from zicht_api.auth import Beheer, Iedereen
from zicht_api.sleutels import queries, service
from zicht_api.sleutels.schemas import Ik, NieuweSleutel, Sleutel, SleutelMetGeheim, VanAanbieder, VanGemeente
from zicht_shared.idempotency import RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(tags=["sleutels"], route_class=ZichtRoute)
SleutelId = Annotated[str, Path(pattern=r"^\d{4}-[A-Za-z0-9_-]{22,64}$")]


@router.get("/ik")
async def get_ik(caller: Iedereen) -> Ik:
    """Zeg bij welke gemeente, rol en aanbieder deze sleutel hoort."""
    aanbieder = VanAanbieder(id=caller.aanbieder_id, code=caller.aanbieder) if caller.aanbieder_id else None
    return Ik(
        gemeente=VanGemeente(code=caller.gemeente, naam=caller.gemeente_naam),
        rol=caller.rol,
        doel=caller.doel,
        aanbieder=aanbieder,
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
    sleutel_id: SleutelId, caller: Beheer, db: Transaction, idempotency_key: RequiredIdempotencyKey
) -> SleutelMetGeheim:
    """Geef een nieuwe sleutel uit met dezelfde rechten. De oude werkt nog zeven dagen."""
    return await service.replace_sleutel(db, caller, sleutel_id)


@router.delete("/sleutels/{sleutel_id}", status_code=204)
async def withdraw_sleutel(sleutel_id: SleutelId, caller: Beheer, db: Transaction) -> None:
    """Trek een sleutel per direct in."""
    await service.withdraw_sleutel(db, caller, sleutel_id)
