"""What the pages of signing in say."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from zicht_api.aanmelden.bezoeker import Bezoeker
from zicht_api.dashboard.pagina import Kruimel, pagina_of
from zicht_api.dashboard.sjablonen import make_sjablonen

_SJABLONEN: Final = make_sjablonen(Path(__file__).parent / "templates")
_AANMELDEN: Final = _SJABLONEN.get_template("aanmelden.html")
_BERICHT: Final = _SJABLONEN.get_template("bericht.html")


def sign_in_page(
    request: Request, bezoeker: Bezoeker, *, terug: str, csrf: str, dienst: str | None, fout: str | None = None
) -> str:
    """The form. dienst: what the account is called, when there is an aanmelddienst. fout: what went wrong before."""
    pagina = pagina_of(request, bezoeker, "Aanmelden", "aanmelden")
    return _AANMELDEN.render(pagina=pagina, terug=terug, csrf=csrf, dienst=dienst, fout=fout)


def message_page(
    request: Request, bezoeker: Bezoeker, titel: str, alineas: list[str], *, status: int = 200
) -> HTMLResponse:
    """A page that says how it stands, and leads on: to the form, or for who signed in to the dashboard."""
    pagina = pagina_of(request, bezoeker, titel, "aanmelden")
    if bezoeker.aangemeld:
        verder = Kruimel("Naar het dashboard", pagina.adres)
    else:
        verder = Kruimel("Naar aanmelden", f"{pagina.adres}/aanmelden")
    return HTMLResponse(_BERICHT.render(pagina=pagina, alineas=alineas, verder=verder), status)
