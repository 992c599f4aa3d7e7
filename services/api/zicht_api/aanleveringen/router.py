import csv
import io
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from zicht_api.aanleveringen import queries, service
from zicht_api.aanleveringen.ontvangst import AanleverRoute, media_type_of, spool_of
from zicht_api.aanleveringen.schemas import Aanleverfout, Aanlevering, BijFouten, Ontvangstbewijs, Soort, Status
from zicht_api.auth import BeheerOfAanbieder, BeheerOfBeleidOfAanbieder
from zicht_shared.errors import Fout, NietGevonden, Probleem, problem_json
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page, moment, small_number
from zicht_shared.routing import Transaction

router = APIRouter(prefix="/aanleveringen", tags=["aanleveringen"], route_class=AanleverRoute)

_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
        "application/x-ndjson": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
    },
}


class AanleveringGeweigerd(Probleem):
    """The delivery as a whole was refused, because the sender asked for all or nothing."""

    code = "aanlevering-geweigerd"
    title = "De aanlevering is niet opgeslagen."

    def __init__(self, bewijs: Ontvangstbewijs) -> None:
        detail = (
            f"{bewijs.regels_met_fouten} van de {bewijs.ontvangen} regels zijn niet goed, dus er is niets opgeslagen. "
            "Verbeter ze, of stuur bijFouten=goede-regels mee."
        )
        fouten = (Fout(f"/{fout.regel - 1}{fout.pointer}", fout.code, fout.reden) for fout in bewijs.fouten)
        super().__init__(detail, fouten=fouten)


@router.post(
    "",
    status_code=201,
    response_model=Ontvangstbewijs,
    openapi_extra={"requestBody": _BODY},
    responses={200: {"model": Ontvangstbewijs, "description": "Droogloop: beoordeeld, niets opgeslagen."}},
)
async def receive_aanlevering(
    caller: BeheerOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    soort: Annotated[Soort, Query(description="Wat u aanlevert.")],
    droogloop: Annotated[bool, Query(description="Alleen beoordelen, niets opslaan.")] = False,
    bij_fouten: Annotated[
        BijFouten, Query(alias="bijFouten", description="Alles of niets, of alleen de goede regels.")
    ] = BijFouten.alles_of_niets,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Lever contacten of tellingen aan, als JSON, NDJSON of CSV (ook met gzip).

    Het antwoord is een ontvangstbewijs. Dezelfde aanlevering nog eens sturen verandert niets.
    """
    levering = service.Levering(
        soort=soort,
        bij_fouten=bij_fouten,
        droogloop=droogloop,
        body=spool_of(request),
        media_type=media_type_of(request),
        inhoud_hash=request.state.inhoud_hash,
    )
    bewijs = await service.receive(db, caller, levering, request.app.state.keyring)
    if bewijs.status is Status.geweigerd:
        return _refusal(request, bewijs)
    response.status_code = 200 if bewijs.status is Status.droogloop else 201
    response.headers["Location"] = f"/v1/aanleveringen/{bewijs.id}"
    return bewijs


def _refusal(request: Request, bewijs: Ontvangstbewijs) -> JSONResponse:
    """A problem that carries the receipt. Returned, not raised: the receipt itself must be kept."""
    receipt = bewijs.model_dump(mode="json", by_alias=True)
    return problem_json(request, AanleveringGeweigerd(bewijs), aanlevering=receipt)


@router.get("")
async def list_aanleveringen(
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Aanlevering]:
    """Toon de aanleveringen, de nieuwste eerst."""
    voor, voor_id = decode_cursor(cursor, [moment, UUID]) or (None, None)
    rows = await queries.list_aanleveringen(db, caller, voor, voor_id, limit + 1)
    items = [Aanlevering.model_validate(row) for row in rows]
    return make_page(request, response, items, limit, lambda row: [row.ontvangen_op.isoformat(), row.id])


@router.get("/{aanlevering_id}")
async def get_aanlevering(aanlevering_id: UUID, caller: BeheerOfBeleidOfAanbieder, db: Transaction) -> Ontvangstbewijs:
    """Toon het ontvangstbewijs van een aanlevering."""
    return await service.get_ontvangstbewijs(db, caller, aanlevering_id)


@router.get(
    "/{aanlevering_id}/fouten",
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def list_fouten(
    aanlevering_id: UUID,
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 1000,
    cursor: Cursor = None,
) -> Pagina[Aanleverfout]:
    """Toon de fouten van een aanlevering, per regel; als CSV met `Accept: text/csv`."""
    if await queries.find_aanlevering(db, caller, aanlevering_id) is None:
        raise NietGevonden("aanlevering")
    after = decode_cursor(cursor, [small_number, small_number]) or [0, -1]
    rows = await queries.list_fouten(db, caller, aanlevering_id, (after[0], after[1]), limit + 1)
    page = make_page(request, response, rows, limit, lambda row: [row.regel, row.volgnr])
    if "text/csv" in request.headers.get("accept", ""):
        return _as_csv(page.items, response.headers.get("Link"))  # type: ignore[return-value]
    return Pagina(items=[Aanleverfout.model_validate(row) for row in page.items], volgende=page.volgende)


def _as_csv(rows: list[Any], link: str | None) -> Response:
    """One page of faults; the next page, if any, stands in the Link header. Our own words, so nothing to escape."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["regel", "pointer", "code", "reden"])
    writer.writerows([row.regel, row.pointer, row.code, row.reden] for row in rows)
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers={"Link": link} if link else None)
