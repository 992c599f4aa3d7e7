"""A gemeente of the demo: its keys, gebieden, aanbieders and doelenboom, what they deliver, and links for residents."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx

from zicht_api.perioden import Periode
from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_api.sleutels.service import operator
from zicht_cli import beheer
from zicht_cli.demo.gegevens import DemoGemeente, contacten_in
from zicht_cli.demo.geheugen import Deur, Geheugen
from zicht_cli.demo.kalender import Kalender
from zicht_cli.omgeving import Omgeving, write_private
from zicht_shared.auth import Rol

LINKS_PER_VARIANT = 30
_ROLLEN = (Rol.beheer, Rol.beleid, Rol.bi, Rol.vragenlijsten)


@dataclass(frozen=True)
class Toneel:
    """Everybody who has a part in it, each with a way in. geleverd: is told of every delivery."""

    omgeving: Omgeving
    gemeente: DemoGemeente
    kalender: Kalender
    sleutels: dict[str, dict[str, str]]
    aanbieders: list[dict[str, Any]]
    beheer: Deur
    beleid: Deur
    surveys: Deur
    levert: dict[str, Deur]
    inwoner: httpx.Client
    geheugen: Geheugen
    geleverd: Callable[[], None]

    def settle(self) -> None:
        """Let PostgreSQL count what came. It does so by itself, but not before a minute; until then, questions about
        that many new rows take three times as long."""
        asyncio.run(_analyze(self.omgeving.owner_url("api")))

    def at_surveys(self, path: str) -> str:
        return str(self.inwoner.base_url.join(path))

    def deliver(self, maanden: list[Periode]) -> None:
        """Month by month, every aanbieder what it registered."""
        for maand in maanden:
            for code, aanbieder in self.levert.items():
                rijen = contacten_in(self.gemeente, code, self.kalender, maand)
                aanbieder.post(f"contacten {maand} van {code}", "/v1/aanleveringen?soort=contacten", rijen)
                self.geleverd()


async def _analyze(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


@contextmanager
def on_stage(
    omgeving: Omgeving, gemeente: DemoGemeente, geheugen: Geheugen, kalender: Kalender, geleverd: Callable[[], None]
) -> Iterator[Toneel]:
    """The gemeente with all that must be there before anything is delivered."""
    sleutels = geheugen.once(f"{gemeente.code}: sleutels", lambda: _issue_sleutels(omgeving, gemeente))
    _remember_vragenlijsten_sleutel(omgeving, gemeente.code, sleutels["vragenlijsten"])
    with ExitStack() as clients:

        def door(url: str, sleutel: dict[str, str]) -> Deur:
            client = httpx.Client(base_url=url, auth=(sleutel["id"], sleutel["geheim"]), timeout=60)
            return Deur(clients.enter_context(client), geheugen, gemeente.code)

        api, surveys = omgeving.public_url("api"), omgeving.public_url("surveys")
        core = door(api, sleutels["beheer"])
        aanbieders = _lay_down(core, gemeente, kalender)
        yield Toneel(
            omgeving,
            gemeente,
            kalender,
            sleutels,
            aanbieders,
            beheer=core,
            beleid=door(api, sleutels["beleid"]),
            surveys=door(surveys, sleutels["beheer"]),
            levert={aanbieder["code"]: door(api, aanbieder["sleutel"]) for aanbieder in aanbieders},
            inwoner=clients.enter_context(httpx.Client(base_url=surveys, timeout=60)),
            geheugen=geheugen,
            geleverd=geleverd,
        )


def invite(toneel: Toneel) -> tuple[str, dict[str, list[str]]]:
    """A HOEWijzer of this quarter that is still open: its id, and by variant the paths of links that nobody used."""
    meting = make_meting(toneel, toneel.kalender.nu)
    wensen = [
        {"contactmomenten": contactmomenten, "aanbieder": toneel.gemeente.aanbieders[0]["code"]}
        for contactmomenten in (2, 7)
        for _ in range(LINKS_PER_VARIANT)
    ]
    return meting, make_links(toneel, meting, wensen)


def make_meting(toneel: Toneel, periode: Periode) -> str:
    """A HOEWijzer over a quarter, to be answered from today on; its id."""
    vandaag = toneel.kalender.vandaag
    meting = {
        "naam": f"HOEWijzer {toneel.gemeente.naam}, {in_words(periode)}",
        "vragenlijst": "hoewijzer",
        "periode": periode.code,
        "begintOp": vandaag.isoformat(),
        "eindigtOp": (vandaag + timedelta(days=60)).isoformat(),
        "aanbieders": [aanbieder["code"] for aanbieder in toneel.gemeente.aanbieders],
    }
    made: str = toneel.surveys.post(f"meting {periode}", "/v1/metingen", meting)["id"]
    return made


def make_links(toneel: Toneel, meting: str, wensen: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The paths of new links of a meting, by variant: where the service is may change before they are used."""
    body = {"metingId": meting, "qr": "geen", "uitnodigingen": wensen}
    made = toneel.surveys.post(f"uitnodigingen {meting}", "/v1/uitnodigingen", body)["items"]
    return {
        variant: [urlsplit(item["url"]).path for item in made if item["variant"] == variant]
        for variant in ("kort", "uitgebreid")
    }


def in_words(kwartaal: Periode) -> str:
    jaar, _, nummer = kwartaal.code.partition("-K")
    return f"kwartaal {nummer} van {jaar}"


def _issue_sleutels(omgeving: Omgeving, gemeente: DemoGemeente) -> dict[str, dict[str, str]]:
    url, caller = omgeving.service_url("api"), operator(gemeente.code, gemeente.naam)
    asyncio.run(beheer.make_gemeente(url, caller))
    nieuw = [NieuweSleutel(rol=rol, omschrijving=f"Demo {rol}") for rol in _ROLLEN]
    made = asyncio.run(beheer.issue(url, caller, nieuw))
    return {sleutel.rol.value: {"id": sleutel.id, "geheim": sleutel.geheim} for sleutel in made}


def _remember_vragenlijsten_sleutel(omgeving: Omgeving, code: str, sleutel: dict[str, str]) -> None:
    path = omgeving.sleutels_file
    known = json.loads(path.read_text()) if path.exists() else {}
    write_private(path, json.dumps({**known, code: f"{sleutel['id']}.{sleutel['geheim']}"}))


def _lay_down(core: Deur, gemeente: DemoGemeente, kalender: Kalender) -> list[dict[str, Any]]:
    """What the gemeente is made of; its aanbieders, each with the key that it delivers with."""
    for gebied in gemeente.gebieden:
        core.post(f"gebied {gebied['code']}", "/v1/gebieden", gebied)
    boom = {"sjabloon": "zelfregie", "code": "zelfregie", "naam": "Zelfregie"}
    core.post("doelenboom", "/v1/doelenbomen", boom)
    vanaf = kalender.maanden[0].code
    return [_make_aanbieder(core, aanbieder, vanaf) for aanbieder in gemeente.aanbieders]


def _make_aanbieder(core: Deur, aanbieder: dict[str, Any], vanaf: str) -> dict[str, Any]:
    code = aanbieder["code"]
    made = core.post(f"aanbieder {code}", "/v1/aanbieders", aanbieder)
    wens = {"rol": "aanbieder", "aanbieder": code, "omschrijving": f"Demo {aanbieder['naam']}"}
    sleutel = core.post(f"sleutel van {code}", "/v1/sleutels", wens)
    afspraak = {
        "aanbieder": code,
        "soort": "contacten",
        "periodesoort": "maand",
        # All of it comes today: by no shorter agreement would what came over the last year be in time.
        "termijn": 366,
        "vanaf": vanaf,
    }
    core.post(f"leverafspraak van {code}", "/v1/leverafspraken", afspraak)
    return {
        "id": made["id"],
        "code": code,
        "naam": made["naam"],
        "sleutel": {"id": sleutel["id"], "geheim": sleutel["geheim"]},
    }
