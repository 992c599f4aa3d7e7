"""The council's page of a gemeente, per period."""

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zicht_api.dashboard.bezoek import visitor
from zicht_api.dashboard.fouten import kindly
from zicht_api.dashboard.pagina import Kruimel, pagina_of
from zicht_api.duiding.woorden import in_kort
from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.huisstijl.service import load_kleuren
from zicht_api.peildatum import stand_at
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.raadsblad.blad import write_blad
from zicht_api.raadsblad.laden import council_eyes, load_inhoud
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.http import NamedRoute


@kindly
async def raadsblad(request: Request) -> Response:
    """The page, for the eyes that look."""
    bezoeker = await visitor(request)
    periode = _read_periode(request.path_params["periode"])
    caller = council_eyes(bezoeker.caller)
    async with request.app.state.db.transaction(caller.gemeente_id) as db:
        stand = await stand_at(db, caller.gemeente_id, request.query_params.get("peildatum"))
        inhoud = await load_inhoud(db, caller, request.app.state.keyring, stand, periode)
        kleuren = await load_kleuren(db, caller.gemeente_id)
    titel = f"Raadsblad {in_kort(periode.code)}"
    kruimels = (Kruimel("Dashboard", f"/dashboard/{caller.gemeente}"), Kruimel(titel))
    pagina = pagina_of(request, bezoeker, titel, "raadsblad", kruimels)
    page = await write_blad(pagina, caller, stand, periode, inhoud, kleuren)
    return HTMLResponse(page)


@kindly
async def laatste(request: Request) -> Response:
    """To the page of the last year that is over: a council looks back on a year."""
    bezoeker = await visitor(request)
    jaar = datetime.now(UTC).astimezone(NEDERLAND).year - 1
    return RedirectResponse(f"/dashboard/{bezoeker.caller.gemeente}/raadsblad/{jaar}", 303)


def _read_periode(text: str) -> Periode:
    """Raises InvoerOngeldig for what is no period, and for a week: too short to account for."""
    try:
        periode = Periode.parse(text)
    except ValueError as fault:
        raise InvoerOngeldig([Fout("periode", "geen-periode", f"{fault}")]) from None
    if periode.soort is PeriodeSoort.week:
        raise InvoerOngeldig(
            [Fout("periode", "past-niet", "Een raadsblad gaat over een jaar, een kwartaal of een maand.")]
        )
    return periode


routes: Final = [
    NamedRoute("/dashboard/{gemeente}/raadsblad", laatste),
    NamedRoute("/dashboard/{gemeente}/raadsblad/{periode}", raadsblad),
]
