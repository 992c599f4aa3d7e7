from collections.abc import Iterator
from os import fstat
from typing import IO, Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from zicht_shared.grenzen import Werk, charge
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import BeheerOfBeleid
from zicht_surveys.metingen.queries import get_meting
from zicht_surveys.uitvoer import service
from zicht_surveys.uitvoer.codeboek import Codeboek, as_rows
from zicht_surveys.uitvoer.schrijven import to_csv
from zicht_surveys.uitvoer.service import MEDIA_TYPES, Formaat

router = APIRouter(prefix="/metingen", tags=["resultaten"], route_class=ZichtRoute)

_CHUNK = 64 * 1024
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_TEXT = {"schema": {"type": "string"}}


@router.get(
    "/{meting_id}/uitvoer",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": _TEXT, MEDIA_TYPES["xlsx"]: _BINARY, MEDIA_TYPES["sav"]: _BINARY}}},
)
async def get_uitvoer(
    meting_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    formaat: Annotated[Formaat, Query(description="CSV, Excel of SPSS.")] = "csv",
) -> Response:
    """Geef de gesloten antwoorden als bestand: een inwoner per rij, in willekeurige volgorde, om van te leren.

    Naast de antwoorden staan alleen de variant en de aanbieder, en die laatste alleen als die groep groot genoeg is om
    te tonen. Antwoorden die bij de resultaten verborgen zijn, ontbreken. Het gebied en woorden van inwoners staan er
    nooit in. Wat de getallen betekenen staat in het codeboek. Maken komt in het spoor.
    """
    charge(request, caller, Werk.uitvoeren)
    meting = await get_meting(db, caller, meting_id)
    file = await service.make_uitvoer(db, caller, meting, formaat)
    headers = {
        "Content-Disposition": f'attachment; filename="meting-{meting.id}.{formaat}"',
        "Content-Length": str(fstat(file.fileno()).st_size),
    }
    closing = BackgroundTask(file.close)
    return StreamingResponse(_chunks(file), media_type=MEDIA_TYPES[formaat], headers=headers, background=closing)


@router.get("/{meting_id}/codeboek", response_model=Codeboek, responses={200: {"content": {"text/csv": _TEXT}}})
async def get_codeboek(
    meting_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    formaat: Annotated[Literal["json", "csv"], Query(description="JSON met alle talen, of CSV in een taal.")] = "json",
) -> Codeboek | Response:
    """Toon elke variabele van de uitvoer: de vraag, de antwoorden, hun getallen, en waar de tekst vandaan komt."""
    codeboek = await service.get_codeboek(db, await get_meting(db, caller, meting_id))
    if formaat == "json":
        return codeboek
    return Response(to_csv(list(as_rows(codeboek))), media_type=MEDIA_TYPES["csv"])


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
