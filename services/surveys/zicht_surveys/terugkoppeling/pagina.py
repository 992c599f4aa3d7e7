"""The page on which residents read what was done with their answers. Outside the OpenAPI document, without a key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zicht_shared.http import NamedRoute
from zicht_surveys.huisstijl.stijlblad import stylesheet_address
from zicht_surveys.invullen.pagina import Afzender, own_page
from zicht_surveys.invullen.router import kindly, language
from zicht_surveys.invullen.service import LinkOnbekend
from zicht_surveys.invullen.taal import Taalkeuze
from zicht_surveys.invullen.teksten import RICHTING, TALEN, datum
from zicht_surveys.terugkoppeling import queries
from zicht_surveys.terugkoppeling.adres import meting_at
from zicht_surveys.terugkoppeling.regels import lines_of
from zicht_surveys.vragenlijsten.schemas import Taal
from zicht_surveys.vragenlijsten.service import load_familie

TEKSTEN: Final[dict[Taal, dict[str, str]]] = json.loads(
    (Path(__file__).parent / "teksten.json").read_text(encoding="utf-8")
)
_DELEN: Final = ("watWeHoorden", "watWeDoen", "watErVeranderde")


@dataclass(frozen=True, slots=True)
class Ronde:
    """The meting that it is about, as residents know it. titel: of the questionnaire, in the languages that it has."""

    titel: Mapping[Taal, str]
    begint_op: date
    eindigt_op: date
    gesloten: bool


async def show(request: Request) -> Response:
    place = meting_at(request.path_params["meting_id"])
    if place is None:
        raise LinkOnbekend
    gemeente, meting_id = place
    async with request.app.state.db.transaction(gemeente) as db:
        row = await queries.find_page(db, gemeente, meting_id)
        if row is None:
            raise LinkOnbekend
        familie = await load_familie(db, gemeente, row.vragenlijst, row.vragenlijst_versie)
    assert familie is not None  # a meting only ever refers to what was published
    nummer = request.path_params["meting_id"][:4]
    afzender = Afzender(row.gemeente, row.huisstijl and stylesheet_address(nummer, row.huisstijl))
    ronde = Ronde(familie.varianten[0].titel, row.begint_op, row.eindigt_op, row.gesloten)
    keuze = language(request)
    if row.teksten is None:
        return HTMLResponse(later_page(keuze, afzender, ronde, row.verwacht_op))
    page = published_page(keuze, afzender, ronde, row.teksten, sinds=row.teruggekoppeld_op, aangepast=row.gewijzigd_op)
    return HTMLResponse(page)


def published_page(
    keuze: Taalkeuze,
    afzender: Afzender,
    ronde: Ronde,
    teksten: Mapping[Taal, Mapping[str, str]],
    *,
    sinds: date,
    aangepast: date,
) -> str:
    """What was heard and done. In Dutch, and marked so, for who reads a language that it was not written in."""
    taal = keuze.uit(TALEN)
    t, geschreven = TEKSTEN[taal], keuze.uit(tuple(teksten))
    begin, eind = datum(ronde.begint_op, taal), datum(ronde.eindigt_op, taal)
    days = {"datum": datum(sinds, taal), "aangepast": datum(aangepast, taal)}
    delen = [
        {"kop": t[deel], "regels": list(lines_of(teksten[geschreven][deel]))}
        for deel in _DELEN
        if teksten[geschreven].get(deel)
    ]
    return _page(
        "kop",
        keuze,
        afzender,
        ronde,
        inleiding=t["bedankt"],
        melding=None if geschreven == taal else t["alleen_nederlands"],
        delen=delen,
        taal_van_tekst=geschreven,
        richting_van_tekst=RICHTING.get(geschreven, "ltr"),
        slotregels=[
            *([t["dagen"].format(begin=begin, eind=eind)] if ronde.gesloten else []),
            t["aangepast" if aangepast > sinds else "gepubliceerd"].format(**days),
        ],
    )


def later_page(keuze: Taalkeuze, afzender: Afzender, ronde: Ronde, verwacht_op: date | None) -> str:
    """That there is nothing to read yet, and when to come back. verwacht_op: a day to come, or None."""
    taal = keuze.uit(TALEN)
    t, eind = TEKSTEN[taal], datum(ronde.eindigt_op, taal)
    if verwacht_op is not None:
        terug = t["terug_op"].format(datum=datum(verwacht_op, taal))
    else:
        terug = t["terug_later"] if ronde.gesloten else t["terug_na"].format(eind=eind)
    return _page(
        "straks_kop",
        keuze,
        afzender,
        ronde,
        inleiding=t["straks_gesloten"] if ronde.gesloten else t["straks_open"].format(eind=eind),
        melding=terug,
        delen=[],
        slotregels=[t["bewaren"]],
    )


def _page(kop: str, keuze: Taalkeuze, afzender: Afzender, ronde: Ronde, **values: Any) -> str:
    t, eigen = TEKSTEN[keuze.uit(TALEN)], keuze.uit(tuple(ronde.titel))
    return own_page(
        "terugkoppeling.html",
        t[kop],
        keuze,
        afzender,
        vragenlijst=t["vragenlijst"],
        titel_vragenlijst=ronde.titel[eigen],
        taal_van_titel=eigen,
        **values,
    )


routes: Final = [NamedRoute("/terugkoppeling/{meting_id}", kindly(show))]
