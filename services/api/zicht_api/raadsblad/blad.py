"""The council's page, written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from zicht_api.beelden.samenstellen import reeks_of
from zicht_api.beelden.tekenen import as_svg
from zicht_api.beelden.thema import thema_of
from zicht_api.beelden.trend import trend
from zicht_api.dashboard.bestanden import address_of
from zicht_api.dashboard.pagina import Pagina
from zicht_api.dashboard.sjablonen import make_sjablonen
from zicht_api.dashboard.tijd import SOORTEN, as_soort, next_periode, previous_periode
from zicht_api.duiding.woorden import in_cel, in_getal
from zicht_api.gemeenten.queries import Stand
from zicht_api.perioden import Periode
from zicht_api.raadsblad.keuze import Kandidaat
from zicht_api.raadsblad.laden import MANAGERS, Inhoud
from zicht_api.raadsblad.woorden import BRONNEN, LANGSTE_NAAM, LEEG, PIJLERS, shorten, show_actie, show_cijfer
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.auth import Principal

_SJABLOON: Final = make_sjablonen(Path(__file__).parent / "templates").get_template("raadsblad.html")
# As wide as a phone: on the sheet and on a screen it is drawn larger.
_BREEDTE: Final = 320
_GEEN_ACTIES: Final = "Er zijn nu geen verbeteracties die hiervoor bedoeld zijn."
_NIET_HIER: Final = "Welke verbeteracties er lopen, ziet wie is aangemeld voor de gemeente."


async def write_blad(
    pagina: Pagina, caller: Principal, stand: Stand, periode: Periode, inhoud: Inhoud, kleuren: Mapping[str, str]
) -> str:
    """The page as HTML. caller: whose eyes it is for; kleuren: those of the gemeente."""
    return _SJABLOON.render(
        pagina=pagina,
        stand=stand,
        periode=periode,
        voorlopig=periode.eind >= stand.dag,
        pijlers=[
            {
                "code": pijler,
                "vraag": PIJLERS[pijler],
                "leeg": LEEG[pijler],
                "cijfers": [show_cijfer(each.indicator, each.cijfer) for each in rij],
            }
            for pijler, rij in inhoud.cijfers.items()
        ],
        verloop=None if inhoud.verloop is None else await _show_verloop(*inhoud.verloop, kleuren),
        citaat=None if inhoud.citaat is None else {"tekst": inhoud.citaat.citaat, "periode": inhoud.citaat.periode},
        acties=[
            show_actie(actie, effect, inhoud.eenheden.get((actie.meetpunt and actie.meetpunt.indicator) or "", ""))
            for actie, effect in inhoud.acties
        ],
        geen_acties=_GEEN_ACTIES if caller.rol in MANAGERS else _NIET_HIER,
        bronnen=_sources(each for rij in inhoud.cijfers.values() for each in rij),
        openbaar=inhoud.alles_openbaar,
        anderen=_other_periods(periode, stand.dag),
        raadsblad_stijl=address_of("raadsblad.css"),
    )


async def _show_verloop(gekozen: Kandidaat, reeks: Sequence[Waarde], kleuren: Mapping[str, str]) -> dict[str, Any]:
    """The picture and its table."""
    indicator = gekozen.indicator
    beeld = trend(reeks_of(indicator, reeks), thema_of(kleuren), breedte=_BREEDTE)
    return {
        "naam": shorten(indicator.naam, LANGSTE_NAAM),
        "kop": indicator.eenheid or "Cijfer",
        # Our own drawing, made of published figures and escaped names.
        "svg": Markup(await as_svg(beeld, "verloop-beeld")),  # noqa: S704
        "rijen": [
            {
                "periode": waarde.periode,
                "tekst": in_cel(waarde, indicator.eenheid),
                "n": "–" if waarde.n is None else in_getal(Decimal(waarde.n)),
            }
            for waarde in reeks
        ],
    }


def _sources(kandidaten: Iterable[Kandidaat]) -> str:
    """Where the figures on the page come from: those of them that are there, each once."""
    found = {each.indicator.rekenwijze for each in kandidaten}
    zinnen = dict.fromkeys(zin for wijze, zin in BRONNEN.items() if wijze in found)
    return ", ".join(zinnen)


def _other_periods(periode: Periode, dag: date) -> list[str]:
    """The neighbours of this one, and those that it is part of or made of."""
    around = [previous_periode(periode), next_periode(periode, dag)]
    around += [as_soort(periode, soort, dag) for soort in SOORTEN if soort is not periode.soort]
    return [ander.code for ander in around if ander is not None]
