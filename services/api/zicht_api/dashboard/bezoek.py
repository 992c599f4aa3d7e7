"""Who looks at this page, of which gemeente."""

from starlette.requests import Request

from zicht_api.aanmelden.bezoeker import Bezoeker, bezoeker_of
from zicht_api.dashboard.fouten import GemeenteOnbekend
from zicht_shared.grenzen import Werk, charge


async def visitor(request: Request) -> Bezoeker:
    """Of the gemeente in the address, counted when signed in. Raises GemeenteOnbekend, TeVaak."""
    bezoeker = await bezoeker_of(request, request.path_params["gemeente"])
    if bezoeker is None:
        raise GemeenteOnbekend
    if bezoeker.aangemeld:
        charge(request, bezoeker.caller, Werk.lezen)
    return bezoeker
