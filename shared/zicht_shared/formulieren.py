"""Forms that a browser sends to a page of ours: where they came from, and what is in them."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

_MAX_BYTES: Final = 256 * 1024
_MAX_FIELDS: Final = 500


class FormulierGeweigerd(Exception):
    """A form that we do not read. status: what to answer with."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def refuse_other_sites(request: Request) -> None:
    """Raises FormulierGeweigerd for a form that a browser says came from elsewhere."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise FormulierGeweigerd(HTTPStatus.FORBIDDEN)
        return
    origin = request.headers.get("origin")
    # Browsers without Sec-Fetch-Site say 'null' for our own pages too, because these send no referrer.
    if origin in (None, "null"):
        return
    own = {request.headers.get("host"), urlsplit(request.app.state.public_url).netloc}
    if urlsplit(origin).netloc not in own:
        raise FormulierGeweigerd(HTTPStatus.FORBIDDEN)


async def read_form(request: Request) -> dict[str, list[str]]:
    """Every value per field of a form that was sent. Raises FormulierGeweigerd for what is too large or no form."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise FormulierGeweigerd(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and media_type != "application/x-www-form-urlencoded":
        raise FormulierGeweigerd(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        return parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise FormulierGeweigerd(HTTPStatus.BAD_REQUEST) from None
