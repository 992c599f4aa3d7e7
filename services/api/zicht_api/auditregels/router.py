from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from zicht_api.auth import Beheer
from zicht_shared.routing import EachOnce, Transaction, ZichtRoute
from zicht_shared.sporen.antwoord import ANTWOORDEN, give
from zicht_shared.sporen.schemas import Sporenpagina, Sporenvraag

router = APIRouter(prefix="/auditregels", tags=["auditregels"], route_class=ZichtRoute, dependencies=[EachOnce])


@router.get("", response_model=Sporenpagina, responses=ANTWOORDEN)
async def list_auditregels(
    vraag: Annotated[Sporenvraag, Query()],
    caller: Beheer,
    db: Transaction,
    request: Request,
    response: Response,
) -> Sporenpagina | Response:
    """Toon het spoor: wie wat wanneer veranderde, van wat in wat, en wie in een keer veel las; om van te leren.

    Elke regel is een schakel in een keten: haar hash gaat over de vorige hash en over de regel zelf. Een regel die
    later is veranderd, verwijderd, tussengevoegd of verplaatst, valt zo op. Noteer nu en dan de `kop` op een andere
    plek: dan valt ook op dat er aan het einde iets af is.

    Als NDJSON of CSV krijgt u alles in een keer. Met NDJSON rekent u de keten na zonder deze dienst: een hash is
    SHA-256 over de 32 bytes van de vorige en dan elk veld in deze volgorde: volgnr, nr, verzegeldOp, tijdstip,
    sleutelId, actie, objectId, voor, na. Een veld is zijn lengte in bytes, een dubbele punt en de tekst in UTF-8;
    ontbreekt het, dan `-:`. De eerste schakel volgt op SHA-256 van `zicht sporen 1 api GM0000`, met de code van de
    gemeente. Het lezen en uitvoeren van het spoor komt ook in het spoor.
    """
    return await give(db, caller, "api", vraag, request, response)
