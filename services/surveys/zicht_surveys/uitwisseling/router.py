import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from zicht_shared.concurrency import etag_of
from zicht_shared.errors import Fout, InvoerOngeldig, MediaTypeOnbekend, TeGroot
from zicht_shared.idempotency import RequiredIdempotencyKey
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import Beheer, BeheerOfBeleid
from zicht_surveys.uitwisseling import service
from zicht_surveys.uitwisseling.eigen import json_schema
from zicht_surveys.uitwisseling.schemas import Invoerresultaat
from zicht_surveys.uitwisseling.service import Jsonsoort, Uitvoerformaat
from zicht_surveys.vragenlijsten import concepten
from zicht_surveys.vragenlijsten.router import Iedereen, Versienummer, VragenlijstCode
from zicht_surveys.vragenlijsten.schemas import Code, Taal

_MAX_BODY = 2 * 1024 * 1024
_SCHEMA_TYPE = "application/schema+json"
_FILE = {"schema": {"type": "string", "format": "binary"}}
_OBJECT = {"schema": {"type": "object"}}


class InvoerRoute(ZichtRoute):
    """A route whose body is a file of one of the formats; it is in `request.state.inhoud`."""

    async def read_body(self, request: Request) -> bytes:
        if request.method != "POST":
            return b""
        if _media_type_of(request) not in service.MEDIA_TYPES:
            raise MediaTypeOnbekend(service.MEDIA_TYPES)
        if "content-encoding" in request.headers:
            raise MediaTypeOnbekend(["inhoud zonder Content-Encoding"])
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY:
                raise TeGroot(_MAX_BODY)
        if not body:
            raise InvoerOngeldig([Fout("", "verplicht", "De inhoud ontbreekt.")])
        request.state.inhoud = bytes(body)
        return hashlib.sha256(body).digest()


router = APIRouter(prefix="/vragenlijsten", tags=["vragenlijsten"], route_class=InvoerRoute)


@router.get(
    "/schema",
    response_class=Response,
    responses={200: {"content": {_SCHEMA_TYPE: _OBJECT}, "description": "Het JSON Schema van een vragenlijst."}},
)
async def get_schema(caller: Iedereen) -> Response:
    """Haal het JSON Schema op van een vragenlijst zoals Zicht die bewaart, uitvoert en inleest."""
    return Response(json_schema.as_json(), media_type=_SCHEMA_TYPE)


@router.post(
    "/invoer",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                service.JSON: _OBJECT,
                service.FHIR_JSON: _OBJECT,
                service.XLSX: _FILE,
                service.CSV: _FILE,
                service.XLS: _FILE,
            },
        }
    },
)
async def import_vragenlijst(
    caller: Beheer,
    db: Transaction,
    request: Request,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
    code: Annotated[
        Code | None, Query(description="Onder welke code het concept komt. Zonder: de code die in het bestand staat.")
    ] = None,
    formaat: Annotated[
        Jsonsoort, Query(description="Bij application/json: van wie het formaat is, Zicht of SurveyJS.")
    ] = Jsonsoort.zicht,
    taal: Annotated[Taal, Query(description="De taal van teksten waarbij het bestand geen taal noemt.")] = "nl",
) -> Invoerresultaat:
    """Lees een vragenlijst in als concept: JSON van Zicht of SurveyJS, een XLSForm of een FHIR Questionnaire.

    Wat niet of anders is overgenomen, staat in het antwoord. Is er geen vragenlijst van te maken, dan staan alle
    redenen in invalidParams en is er niets bewaard.
    """
    row, weggelaten = await service.import_vragenlijst(
        db, caller, request.state.inhoud, _media_type_of(request), formaat, taal, code
    )
    response.headers["Location"] = f"/v1/vragenlijsten/{row.code}/concept"
    response.headers["ETag"] = etag_of(row.versie)
    return Invoerresultaat(concept=await concepten.as_concept(db, row), weggelaten=weggelaten)


@router.get(
    "/{code}/versies/{versie}/uitvoer",
    response_class=Response,
    responses={
        200: {
            "content": {service.JSON: _OBJECT, service.FHIR_JSON: _OBJECT, service.XLSX: _FILE},
            "description": "Het bestand.",
        }
    },
)
async def export_versie(
    code: VragenlijstCode,
    versie: Versienummer,
    caller: BeheerOfBeleid,
    db: Transaction,
    formaat: Annotated[
        Uitvoerformaat, Query(description="JSON van Zicht, XLSForm (.xlsx) of FHIR Questionnaire (R5).")
    ],
    variant: Annotated[
        Code | None, Query(description="Welke variant. Nodig als de vragenlijst er meer dan een heeft.")
    ] = None,
) -> Response:
    """Haal een gepubliceerde versie op als bestand."""
    bestand = await service.export(db, caller, code, versie, formaat, variant)
    return Response(
        bestand.inhoud,
        media_type=bestand.media_type,
        headers={"Content-Disposition": f'attachment; filename="{bestand.naam}"'},
    )


def _media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
