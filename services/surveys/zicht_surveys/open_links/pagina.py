"""The page behind an open link, over HTTP: what it is, and one button. Outside the OpenAPI document, without a key."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Row
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zicht_shared.formulieren import refuse_other_sites
from zicht_shared.http import NamedRoute
from zicht_surveys.huisstijl.stijlblad import stylesheet_address
from zicht_surveys.invullen.pagina import Afzender, own_page
from zicht_surveys.invullen.router import kindly, language, see
from zicht_surveys.invullen.service import LinkGesloten, LinkOnbekend, link_of
from zicht_surveys.invullen.taal import Taalkeuze
from zicht_surveys.invullen.teksten import TALEN
from zicht_surveys.open_links import queries, service
from zicht_surveys.vragenlijsten.schemas import Taal
from zicht_surveys.vragenlijsten.service import load_familie

TEKSTEN: Final[dict[Taal, dict[str, str]]] = json.loads(
    (Path(__file__).parent / "teksten.json").read_text(encoding="utf-8")
)


@kindly
async def show(request: Request) -> Response:
    link = link_of(request.path_params["token"])
    async with request.app.state.db.transaction(link.gemeente) as db:
        row = await queries.find_open_link(db, link.gemeente, link.token_hash)
        if row is None:
            raise LinkOnbekend
        familie = await load_familie(db, link.gemeente, row.vragenlijst, row.vragenlijst_versie)
    assert familie is not None  # a meting only ever refers to what was published
    titel = next(found.titel for found in familie.varianten if found.variant == row.variant)
    afzender, keuze = _sender(link.token, row), language(request)
    if refusal := _refusal(request, row, afzender):
        return refusal
    return HTMLResponse(open_page(keuze, afzender, titel, row.soort, f"/o/{link.token}"))


def open_page(
    keuze: Taalkeuze, afzender: Afzender, titel: Mapping[Taal, str], soort: Literal["kiosk", "poster"], pad: str
) -> str:
    """What is asked, by whom, and the button to begin. titel: of the questionnaire, in the languages that it has."""
    taal = keuze.uit(TALEN)
    t, eigen = TEKSTEN[taal], keuze.uit(tuple(titel))
    return own_page(
        "open.html",
        t["kop"],
        keuze,
        afzender,
        vraagt=titel[eigen],
        taal_van_titel=eigen,
        wie=t["wie"].format(gemeente=afzender.gemeente),
        actie=keuze.adres(pad),
        knop=t["knop"],
        weetjes=[t["anoniem"], t["vrijwillig"], t[soort]],
    )


@kindly
async def begin(request: Request) -> Response:
    refuse_other_sites(request)
    link, state = link_of(request.path_params["token"]), request.app.state
    async with state.db.transaction(link.gemeente) as db:
        token = await service.begin(db, state.keyring, link.gemeente, link.token)
        row = None if token else await queries.find_open_link(db, link.gemeente, link.token_hash)
    if token is None:
        if row is None:
            raise LinkOnbekend
        # Between the look and now something may have changed for the better: then they may just try again.
        again = see(language(request).adres(f"/o/{link.token}"))
        return _refusal(request, row, _sender(link.token, row)) or again
    return see(language(request).adres(f"/i/{token}"))


def _refusal(request: Request, row: Row[Any], afzender: Afzender) -> Response | None:
    """The page that says why nobody can begin; None when one can. Raises LinkGesloten."""
    if row.gesloten:
        raise LinkGesloten(afzender)
    if not (row.vol or row.druk):
        return None
    keuze = language(request)
    t, reason = TEKSTEN[keuze.uit(TALEN)], "vol" if row.vol else "druk"
    page = own_page("melding.html", t[f"{reason}_kop"], keuze, afzender, alineas=[t[f"{reason}_tekst"]], gelukt=False)
    return HTMLResponse(page, 410) if row.vol else HTMLResponse(page, 429, {"Retry-After": "3600"})


def _sender(token: str, row: Row[Any]) -> Afzender:
    return Afzender(row.gemeente, row.huisstijl and stylesheet_address(token[:4], row.huisstijl))


routes: Final = [
    NamedRoute("/o/{token}", show),
    NamedRoute("/o/{token}", begin, methods=["POST"]),
]
