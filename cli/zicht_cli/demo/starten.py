"""`zicht demo`: two fictional gemeenten, filled through the API's own doors, and everything running until Ctrl-C."""

import asyncio
import json
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from rich.console import Console
from rich.progress import Progress

from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_api.sleutels.service import operator
from zicht_cli import beheer
from zicht_cli.demogegevens import GEMEENTEN, DemoGemeente, contacten_per_maand
from zicht_cli.diensten import running
from zicht_cli.omgeving import SERVICES, Omgeving, write_private
from zicht_shared.auth import Rol

LINKS_PER_VARIANT = 30
_ROLLEN = (Rol.beheer, Rol.beleid, Rol.bi, Rol.vragenlijsten)


def run(omgeving: Omgeving, console: Console) -> None:
    """Start, fill when it is empty, say where to look, and wait for Ctrl-C or SIGTERM."""
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    console.print("PostgreSQL, de kern en de vragenlijsten starten ...")
    with running(omgeving):
        path = omgeving.folder / "demo.json"
        filled = json.loads(path.read_text()) if path.exists() else _fill(omgeving, console)
        here = _as_it_runs_now(omgeving, filled)
        write_private(path, json.dumps(here, indent=2))
        _say_where_to_look(omgeving, console, here)
        stop.wait()
        console.print("Bezig met stoppen ...")


def _fill(omgeving: Omgeving, console: Console) -> dict[str, Any]:
    with Progress(console=console) as progress:
        task = progress.add_task("Contacten aanleveren", total=sum(gemeente.contacten for gemeente in GEMEENTEN))
        return {
            "api": omgeving.public_url("api"),
            "surveys": omgeving.public_url("surveys"),
            "gemeenten": [
                _fill_gemeente(omgeving, gemeente, lambda rows: progress.advance(task, rows)) for gemeente in GEMEENTEN
            ],
        }


def _as_it_runs_now(omgeving: Omgeving, filled: dict[str, Any]) -> dict[str, Any]:
    """The same, with the addresses of this start: ports may differ from those of the start that filled it."""
    moved: dict[str, Any] = json.loads(json.dumps(filled).replace(filled["surveys"], omgeving.public_url("surveys")))
    return {
        **moved,
        "api": omgeving.public_url("api"),
        "databases": {service: omgeving.service_url(service) for service in SERVICES},
    }


def _fill_gemeente(omgeving: Omgeving, gemeente: DemoGemeente, advance: Any) -> dict[str, Any]:
    caller = operator(gemeente.code, gemeente.naam)
    database_url = omgeving.service_url("api")
    asyncio.run(beheer.make_gemeente(database_url, caller))
    nieuw = [NieuweSleutel(rol=rol, omschrijving=f"Demo {rol}") for rol in _ROLLEN]
    sleutels = {
        sleutel.rol: {"id": sleutel.id, "geheim": sleutel.geheim}
        for sleutel in asyncio.run(beheer.issue(database_url, caller, nieuw))
    }
    _remember_vragenlijsten_sleutel(omgeving, gemeente.code, sleutels[Rol.vragenlijsten])
    with _client(omgeving.public_url("api"), sleutels[Rol.beheer]) as api:
        for gebied in gemeente.gebieden:
            _lay_down(api, "/v1/gebieden", gebied)
        aanbieders = [_make_aanbieder(api, aanbieder) for aanbieder in gemeente.aanbieders]
        _lay_down(api, "/v1/doelenbomen", {"sjabloon": "zelfregie", "code": "zelfregie", "naam": "Zelfregie"})
        for aanbieder in aanbieders:
            _agree(api, aanbieder["code"])
    for aanbieder in aanbieders:
        with _client(omgeving.public_url("api"), aanbieder["sleutel"]) as api:
            for rijen in contacten_per_maand(gemeente, aanbieder["code"]):
                _post(api, "/v1/aanleveringen?soort=contacten", rijen)
                advance(len(rijen))
    with _client(omgeving.public_url("surveys"), sleutels[Rol.beheer]) as surveys:
        meting, links = _make_meting(surveys, gemeente)
    return {
        "code": gemeente.code,
        "naam": gemeente.naam,
        "sleutels": {rol.value: sleutel for rol, sleutel in sleutels.items()},
        "aanbieders": aanbieders,
        "meting": meting,
        "links": links,
    }


def _make_aanbieder(api: httpx.Client, aanbieder: dict[str, Any]) -> dict[str, Any]:
    made = _lay_down(api, "/v1/aanbieders", aanbieder)
    wens = {"rol": "aanbieder", "aanbieder": made["code"], "omschrijving": f"Demo {made['naam']}"}
    sleutel = _post(api, "/v1/sleutels", wens)
    return {
        "id": made["id"],
        "code": made["code"],
        "naam": made["naam"],
        "sleutel": {"id": sleutel["id"], "geheim": sleutel["geheim"]},
    }


def _agree(api: httpx.Client, aanbieder: str) -> None:
    """Contacten each month, within two weeks; agreed once, also when a first start was broken off."""
    afspraak = {
        "aanbieder": aanbieder,
        "soort": "contacten",
        "periodesoort": "maand",
        "termijn": 14,
        "vanaf": f"{datetime.now(UTC).year - 1}-01",
    }
    answer = api.post("/v1/leverafspraken", json=afspraak)
    if answer.status_code != httpx.codes.CONFLICT:
        answer.raise_for_status()


def _make_meting(surveys: httpx.Client, gemeente: DemoGemeente) -> tuple[str, dict[str, list[str]]]:
    """A HOEWijzer of this quarter, with links for both variants."""
    vandaag = datetime.now(UTC).date()
    kwartaal = (vandaag.month - 1) // 3 + 1
    meting = {
        "naam": f"HOEWijzer {gemeente.naam}, kwartaal {kwartaal} van {vandaag.year}",
        "vragenlijst": "hoewijzer",
        "periode": f"{vandaag.year}-K{kwartaal}",
        "begintOp": vandaag.isoformat(),
        "eindigtOp": (vandaag + timedelta(days=60)).isoformat(),
        "aanbieders": [aanbieder["code"] for aanbieder in gemeente.aanbieders],
    }
    meting_id = _post(surveys, "/v1/metingen", meting)["id"]
    wensen = [
        {"contactmomenten": contactmomenten, "aanbieder": gemeente.aanbieders[0]["code"]}
        for contactmomenten in (2, 7)
        for _ in range(LINKS_PER_VARIANT)
    ]
    made = _post(surveys, "/v1/uitnodigingen", {"metingId": meting_id, "uitnodigingen": wensen})["items"]
    links = {
        variant: [item["url"] for item in made if item["variant"] == variant] for variant in ("kort", "uitgebreid")
    }
    return meting_id, links


def _remember_vragenlijsten_sleutel(omgeving: Omgeving, code: str, sleutel: dict[str, str]) -> None:
    path = omgeving.sleutels_file
    known = json.loads(path.read_text()) if path.exists() else {}
    write_private(path, json.dumps({**known, code: f"{sleutel['id']}.{sleutel['geheim']}"}))


def _client(base_url: str, sleutel: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=base_url, auth=(sleutel["id"], sleutel["geheim"]), timeout=60)


def _lay_down(client: httpx.Client, url: str, body: dict[str, Any]) -> Any:
    """Make it, or find it: a first start that was broken off is taken up again."""
    answer = client.post(url, json=body)
    if answer.status_code == httpx.codes.CONFLICT:
        return next(row for row in client.get(url).raise_for_status().json()["items"] if row["code"] == body["code"])
    return answer.raise_for_status().json()


def _post(client: httpx.Client, url: str, body: Any) -> Any:
    answer = client.post(url, json=body, headers={"Idempotency-Key": str(uuid4())})
    answer.raise_for_status()
    return answer.json()


def _say_where_to_look(omgeving: Omgeving, console: Console, demo: dict[str, Any]) -> None:
    gemeente = demo["gemeenten"][0]
    bi = gemeente["sleutels"]["bi"]
    console.print(
        f"""
[bold]Zicht draait.[/] Stoppen: Ctrl-C.

Een vragenlijst invullen zoals een inwoner:
  {gemeente["links"]["kort"][0]}

Een indicator ophalen zoals BI-gereedschap:
  curl -u {bi["id"]}:{bi["geheim"]} "{demo["api"]}/v1/indicatoren/clienten-bereikt/waarden?periode=2025-01..2025-12"

De API's: {demo["api"]}/v1/openapi.json en {demo["surveys"]}/v1/openapi.json
Alle sleutels en links van beide gemeenten: {omgeving.folder / "demo.json"}
""",
        soft_wrap=True,
        highlight=False,
    )
