from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from zicht_shared.auth import Principal, Rol, caller_with
from zicht_shared.errors import NietGevonden
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import ZichtRoute
from zicht_surveys.vragenlijsten.families import Familie, FamilieOverzicht, families, overview

router = APIRouter(prefix="/vragenlijsten", tags=["vragenlijsten"], route_class=ZichtRoute)
Iedereen = Annotated[Principal, caller_with(*Rol)]


@router.get("")
async def list_vragenlijsten(
    caller: Iedereen, request: Request, response: Response, limit: Limit = 100, cursor: Cursor = None
) -> Pagina[FamilieOverzicht]:
    """Toon de vragenlijsten die klaarstaan, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    found = [overview(familie) for code, familie in families().items() if code > after[0]]
    return make_page(request, response, found[: limit + 1], limit, lambda familie: [familie.code])


@router.get("/{code}")
async def get_vragenlijst(code: Annotated[str, Path(min_length=1, max_length=64)], caller: Iedereen) -> Familie:
    """Toon een vragenlijst met al haar varianten en vragen."""
    familie = families().get(code)
    if familie is None:
        raise NietGevonden("vragenlijst")
    return familie
