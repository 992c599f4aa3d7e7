"""The pages about the figures: what each means, the public catalogue, and the figures themselves as a file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from zicht_api.catalogus.adressen import Adressen
from zicht_api.catalogus.begrippen import load_begrippen
from zicht_api.catalogus.dcat import write_catalogus
from zicht_api.catalogus.document import JSON_LD, answer_document
from zicht_api.catalogus.service import load_beschrijvingen
from zicht_api.catalogus.vormen import DOWNLOADS
from zicht_api.dashboard.bezoek import visitor
from zicht_api.dashboard.fouten import kindly
from zicht_api.dashboard.pagina import Kruimel, pagina_of
from zicht_api.dashboard.sjablonen import make_sjablonen
from zicht_api.dashboard.woorden import ONTBREEKT, ONTBREEKT_UITLEG, STATUS
from zicht_api.formaten.kiezen import choose
from zicht_api.onveranderd import etag_of
from zicht_api.peildatum import stand_at
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarnemingen import weergave
from zicht_api.waarnemingen.schemas import WaarnemingenVraag
from zicht_api.waarnemingen.service import answer
from zicht_shared.audit import record_reading
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.concurrency import is_known
from zicht_shared.errors import InvoerOngeldig, fout_from_pydantic
from zicht_shared.http import NamedRoute

_BEGRIPPEN: Final = make_sjablonen(Path(__file__).parent / "templates").get_template("begrippen.html")


@kindly
async def begrippen(request: Request) -> Response:
    """What every indicator that the visitor sees means, and every code that stands in the figures."""
    bezoeker = await visitor(request)
    caller = bezoeker.caller
    async with request.app.state.db.transaction(caller.gemeente_id) as db:
        stand = await stand_at(db, caller.gemeente_id, request.query_params.get("peildatum"))
        inhoud = await load_begrippen(db, caller, stand)
    adressen = Adressen(request.app.state.public_url, caller.gemeente)
    kruimels = (Kruimel("Dashboard", f"/dashboard/{caller.gemeente}"), Kruimel("Begrippen"))
    page = _BEGRIPPEN.render(
        pagina=pagina_of(request, bezoeker, "Begrippen", "begrippen", kruimels),
        inhoud=inhoud,
        stand=stand,
        adressen=adressen,
        downloads=DOWNLOADS,
        redenen=[(code, ONTBREEKT[code], uitleg) for code, uitleg in ONTBREEKT_UITLEG.items()],
        statussen=STATUS.items(),
    )
    return HTMLResponse(page)


@kindly
async def catalogus(request: Request) -> Response:
    """What is public, for data.overheid.nl and others who gather catalogues; the same for whoever asks."""
    caller = _nobody((await visitor(request)).caller)
    async with request.app.state.db.transaction(caller.gemeente_id) as db:
        gegevens = await load_beschrijvingen(db, caller, await stand_at(db, caller.gemeente_id, None))
    document = write_catalogus(gegevens, Adressen(request.app.state.public_url, caller.gemeente))
    headers = {"Cache-Control": "public, no-cache", "Access-Control-Allow-Origin": "*"}
    return answer_document(document, JSON_LD, request.headers.get("if-none-match"), headers)


@kindly
async def gegevens(request: Request) -> Response:
    """The figures that the visitor sees, as a file: of one indicator or of all, with every breakdown."""
    caller = (await visitor(request)).caller
    vraag = _read(request.query_params)
    formaat = choose(None, vraag.formaat or "csv", [formaat for formaat, _ in DOWNLOADS])
    database = request.app.state.db
    async with database.transaction(caller.gemeente_id) as db:
        stand = await stand_at(db, caller.gemeente_id, vraag.peildatum)
        etag = etag_of(caller, stand, request)
        # Of who signed in, the browser keeps nothing after signing out.
        kept = "private, no-cache" if caller.alleen_openbaar else "no-store"
        headers = {"ETag": etag, "Cache-Control": kept, "Vary": "Cookie"}
        if is_known(request.headers.get("if-none-match"), etag):
            return Response(status_code=304, headers=headers)
        uitvoer = await answer(db, caller, stand, vraag, database)
        aantal = uitvoer.tabel.aantal or 0
        formaat.check_size(aantal)
        na = {"formaat": formaat.naam, "rijen": aantal, "dataversie": stand.dataversie}
        await record_reading(db, caller, "waarden.gelezen", "alle", na)
    codes = vraag.indicatoren or ()
    name = f"{codes[0] if len(codes) == 1 else 'cijfers'}-{stand.dataversie}.{formaat.extensie}"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return StreamingResponse(weergave.write(uitvoer, formaat), media_type=formaat.media_type, headers=headers)


def _nobody(caller: Principal) -> Principal:
    """Who has no key, at the gemeente of this caller."""
    return replace(
        caller,
        rol=Rol.bi,
        doel=Doel.verantwoorden,
        aanbieder_id=None,
        aanbieder=None,
        aanbieder_nr=None,
        alleen_openbaar=True,
    )


def _read(query: Mapping[str, str]) -> WaarnemingenVraag:
    """What is asked for, with every breakdown. Raises InvoerOngeldig."""
    given = {name: value for name in WaarnemingenVraag.model_fields if (value := query.get(name))}
    try:
        return WaarnemingenVraag.model_validate({"uitsplitsing": ",".join(Dimensie)} | given)
    except ValidationError as fault:
        faults = [fout_from_pydantic({**error, "loc": ("query", *error["loc"])}) for error in fault.errors()]
        raise InvoerOngeldig(faults) from None


routes: Final = [
    NamedRoute("/dashboard/{gemeente}/begrippen", begrippen),
    NamedRoute("/dashboard/{gemeente}/catalogus.jsonld", catalogus),
    NamedRoute("/dashboard/{gemeente}/gegevens", gegevens),
]
