from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from zicht_shared.auth import Principal, Rol, caller_with
from zicht_shared.errors import Fout, InvoerOngeldig, NietGevonden
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.drukwerk.formulier import form_page
from zicht_surveys.drukwerk.sjablonen import HEADERS, Papier
from zicht_surveys.metingen.queries import get_meting
from zicht_surveys.vragenlijsten.schemas import Taal
from zicht_surveys.vragenlijsten.service import load_familie

router = APIRouter(prefix="/metingen", tags=["uitnodigingen"], route_class=ZichtRoute)
BeheerOfBeleidOfAanbieder = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid, Rol.aanbieder)]
_PAGE = {"content": {"text/html": {"schema": {"type": "string"}}}}


@router.get("/{meting_id}/papier", response_class=HTMLResponse, responses={200: _PAGE})
async def get_papier(
    meting_id: UUID,
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    variant: Annotated[
        str | None, Query(max_length=60, description="Welke variant van de vragenlijst; zonder: de eerste.")
    ] = None,
    taal: Taal = "nl",
    papier: Papier = "a4",
) -> HTMLResponse:
    """Toon de vragenlijst als formulier om af te drukken en met de hand in te vullen.

    Een vrijwilliger typt de antwoorden daarna in met de link op de brief van de inwoner.
    """
    meting = await get_meting(db, caller, meting_id)
    if caller.rol is Rol.aanbieder and caller.aanbieder not in meting.aanbieders:
        raise NietGevonden("meting")
    familie = await load_familie(db, caller.gemeente_id, meting.vragenlijst, meting.vragenlijst_versie)
    assert familie is not None  # a meting only ever refers to what was published
    by_variant = {definition.variant: definition for definition in familie.varianten}
    definition = by_variant.get(variant or familie.varianten[0].variant)
    if definition is None:
        raise InvoerOngeldig([Fout("?variant", "onbekende-variant", "Deze vragenlijst heeft deze variant niet.")])
    if taal not in definition.talen:
        raise InvoerOngeldig([Fout("?taal", "taal-ontbreekt", "Deze vragenlijst is er niet in deze taal.")])
    page = form_page(definition, taal, caller.gemeente_naam, meting.eindigt_op, papier)
    return HTMLResponse(page, headers=HEADERS)
