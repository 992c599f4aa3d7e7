"""The cookies of the pages. `Secure` and the prefix `__Host-` wherever the service is reached over https.

With that prefix the browser takes them from this host only, never from a neighbour under the same domain. Over plain
http, which is for this machine itself, a browser would not send such a cookie back.
"""

from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import Response

# Who signed in; the page with the form, before that; and on the way to the aanmelddienst and back.
Koekje = Literal["zicht", "zicht-formulier", "zicht-onderweg"]
_MAX: Final = 4000


def read_cookie(request: Request, koekje: Koekje) -> str | None:
    value = request.cookies.get(_name(request, koekje))
    return value if value and len(value) <= _MAX else None


def set_cookie(response: Response, request: Request, koekje: Koekje, value: str, seconds: int | None = None) -> None:
    """seconds: how long the browser keeps it; None: until it is closed."""
    response.set_cookie(
        _name(request, koekje),
        value,
        max_age=seconds,
        path="/",
        secure=_over_tls(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, request: Request, koekje: Koekje) -> None:
    set_cookie(response, request, koekje, "", 0)


def _name(request: Request, koekje: Koekje) -> str:
    return f"__Host-{koekje}" if _over_tls(request) else koekje


def _over_tls(request: Request) -> bool:
    """As the outside sees this service, not as the proxy in front of it does."""
    public_url: str = request.app.state.public_url
    return public_url.startswith("https://")
