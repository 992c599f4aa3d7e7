"""What went wrong, as a page: in plain words, with what to do now."""

from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zicht_api.dashboard.pagina import Pagina
from zicht_api.dashboard.sjablonen import make_sjablonen
from zicht_shared.errors import Probleem, as_problem

Endpoint = Callable[[Request], Awaitable[Response]]

_FOUT: Final = make_sjablonen(Path(__file__).parent / "templates").get_template("fout.html")
_VERDER: Final = {
    400: ("Dit adres klopt niet.", "Kijk of het adres goed is overgenomen."),
    403: ("Dit mag u niet zien.", "U bent aangemeld, maar niet met een sleutel die hier toegang geeft."),
    404: ("Deze pagina is er niet.", "Misschien is het adres niet goed overgenomen, of is de pagina weg."),
    405: ("Dit kan hier niet.", "Ga terug en probeer het op een andere manier."),
    500: ("Er ging bij ons iets mis.", "Probeer het later opnieuw. Er is niets veranderd."),
    503: ("De pagina is even niet bereikbaar.", "Probeer het over een minuut opnieuw. Er is niets veranderd."),
}


class GemeenteOnbekend(Probleem):
    status, code, title = 404, "niet-gevonden", "Niet gevonden."

    def __init__(self) -> None:
        super().__init__("Deze gemeente kennen we hier niet.")


def kindly(endpoint: Endpoint) -> Endpoint:
    """Whatever happens, who looks at a page gets a page that says in plain words what to do."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except GemeenteOnbekend as fault:
            return _page(fault, None)
        except Exception as fault:
            return _page(as_problem(fault), request.path_params.get("gemeente"))

    return answer


def _page(problem: Probleem, gemeente: str | None) -> HTMLResponse:
    """gemeente: the code of the one whose pages these are, once it is known to be there."""
    titel, verder = _VERDER.get(problem.status, (problem.title, problem.detail))
    # Never what was sent: only our own words about it.
    redenen = list(dict.fromkeys(f"{fout.pointer.lstrip('?/')}: {fout.reason}" for fout in problem.fouten))
    terug = None if gemeente is None else f"/dashboard/{gemeente}"
    page = _FOUT.render(pagina=Pagina(titel, "fout"), alineas=[verder], redenen=redenen, terug=terug)
    headers = {naam: waarde for naam, waarde in problem.headers.items() if naam.lower() != "www-authenticate"}
    return HTMLResponse(page, problem.status, headers)
