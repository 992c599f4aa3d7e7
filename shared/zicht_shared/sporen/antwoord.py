"""Answering a question about a trail, the same in both services: a page, or all of it as a file."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record, record_reading
from zicht_shared.auth import Principal, check_leren
from zicht_shared.db import Database
from zicht_shared.migrations import Service
from zicht_shared.pagination import decode_cursor, make_page, small_number
from zicht_shared.sporen import queries
from zicht_shared.sporen.bestand import CSV, CSV_KOP, NDJSON, to_csv, to_ndjson
from zicht_shared.sporen.keten import Kop, Schakel
from zicht_shared.sporen.queries import Filter
from zicht_shared.sporen.schemas import Auditregel, Formaat, Ketenkop, Sortering, Sporenpagina, Sporenvraag
from zicht_shared.sporen.service import Spoor, seal, stream

_TEXT: Final = {"schema": {"type": "string"}}
# As OpenAPI describes the answers.
ANTWOORDEN: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {NDJSON: _TEXT, CSV.partition(";")[0]: _TEXT},
        "headers": {
            "Auditketen-Kop": {
                "description": "Volgnummer en hash van de laatste schakel: noteer die elders.",
                "schema": {"type": "string"},
            }
        },
    }
}
_BY_MEDIA_TYPE: Final[dict[str, Formaat]] = {"application/json": "json", NDJSON: "ndjson", "text/csv": "csv"}


async def give(
    db: AsyncSession,
    caller: Principal,
    dienst: Service,
    vraag: Sporenvraag,
    request: Request,
    response: Response,
) -> Sporenpagina | Response:
    """What was asked for, with a row in the trail of its being asked. Raises AlleenOmTeLeren to who must account: what
    changed, tells what there is to learn from."""
    check_leren(caller)
    after = decode_cursor(vraag.cursor, [small_number])
    spoor = Spoor(dienst, caller.gemeente_id, caller.gemeente)
    formaat = vraag.formaat or _choose(request.headers.get("accept", ""))
    if formaat == "json":
        await record_reading(db, caller, "auditregels.gelezen", dienst, {})
    else:
        na = {"formaat": formaat, "filters": {name: str(value) for name, value in vraag.filters.items()}}
        await record(db, caller, "auditregels.uitgevoerd", dienst, na=json.dumps(na))
    kop = await seal(db, spoor) or Kop(0, spoor.begin)
    chosen = Filter(kop.volgnr, vraag.filters, oplopend=vraag.sorteer is Sortering.oudste)
    headers = {"Auditketen-Kop": str(kop)}
    if formaat != "json":
        headers["Content-Disposition"] = f'attachment; filename="sporen-{dienst}-{caller.gemeente}.{formaat}"'
        media_type = NDJSON if formaat == "ndjson" else CSV
        return StreamingResponse(
            _file(request.app.state.db, spoor, chosen, formaat), media_type=media_type, headers=headers
        )
    response.headers.update(headers)
    limit = vraag.limit
    links = await queries.list_links(db, spoor.gemeente_id, spoor.begin, chosen, after[0] if after else None, limit + 1)
    page = make_page(request, response, links, limit, lambda schakel: [schakel.volgnr])
    return Sporenpagina(
        items=[_as_auditregel(schakel) for schakel in page.items],
        volgende=page.volgende,
        kop=Ketenkop(volgnr=kop.volgnr, hash=kop.hash),
    )


def _choose(accept: str) -> Formaat:
    """The first form that this header names; JSON when it names none."""
    named = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((_BY_MEDIA_TYPE[name] for name in named if name in _BY_MEDIA_TYPE), "json")


async def _file(database: Database, spoor: Spoor, chosen: Filter, formaat: Formaat) -> AsyncIterator[bytes]:
    if formaat == "csv":
        yield CSV_KOP
    write = to_csv if formaat == "csv" else to_ndjson
    async for schakels in stream(database, spoor, chosen):
        yield write(schakels)


def _as_auditregel(schakel: Schakel) -> Auditregel:
    regel = schakel.regel
    assert regel is not None
    return Auditregel.model_validate(
        {
            "volgnr": schakel.volgnr,
            "nr": int(regel.nr),
            "tijdstip": regel.tijdstip,
            "verzegeld_op": regel.verzegeld_op,
            "sleutel_id": regel.sleutel_id,
            "actie": regel.actie,
            "object_id": regel.object_id,
            "voor": None if regel.voor is None else json.loads(regel.voor),
            "na": None if regel.na is None else json.loads(regel.na),
            "vorige_hash": schakel.vorige,
            "hash": schakel.hash,
        }
    )
