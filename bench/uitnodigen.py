"""Invitations to measure with: a fresh gemeente, a meting of it, and the addresses behind which residents answer."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from bench.installatie import Installatie
from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_api.sleutels.service import operator
from zicht_cli import beheer
from zicht_shared.auth import Credential, Rol
from zicht_surveys.vragenlijsten.families import families
from zicht_surveys.vragenlijsten.schemas import Vragenlijst


def invite(installatie: Installatie, vragenlijst: Vragenlijst, aantal: int) -> tuple[str, list[str]]:
    """The code of a new gemeente, and the addresses of its invitations to a vragenlijst, the short variant of it.

    One that the library does not have is published first.
    """
    code, sleutel = installatie.new_gemeente()
    if vragenlijst.code not in families():
        _publish(installatie, code, sleutel, vragenlijst)
    with httpx.Client(base_url=installatie.omgeving.public_url("api"), headers=sleutel.as_header()) as api:
        api.post("/v1/aanbieders", json={"code": "wegwijs", "naam": "W", "vorm": "formeel"}).raise_for_status()
    vandaag = datetime.now(UTC).date()
    meting = {
        "naam": "meting",
        "vragenlijst": vragenlijst.code,
        "periode": vandaag.strftime("%Y-%m"),
        "begintOp": vandaag.isoformat(),
        "eindigtOp": (vandaag + timedelta(days=9)).isoformat(),
        "aanbieders": ["wegwijs"],
    }
    base = installatie.omgeving.public_url("surveys")
    with httpx.Client(base_url=base, headers=sleutel.as_header(), timeout=60) as surveys:
        made = surveys.post("/v1/metingen", json=meting, headers={"Idempotency-Key": str(uuid4())}).raise_for_status()
        wens = {"contactmomenten": 1, "aanbieder": "wegwijs"}
        body = {"metingId": made.json()["id"], "qr": "geen", "uitnodigingen": [wens] * aantal}
        links = surveys.post("/v1/uitnodigingen", json=body, headers={"Idempotency-Key": str(uuid4())})
        return code, [item["url"] for item in links.raise_for_status().json()["items"]]


def _publish(installatie: Installatie, gemeente: str, maker: Credential, vragenlijst: Vragenlijst) -> None:
    wens = NieuweSleutel(rol=Rol.beleid, omschrijving="collega")
    url, caller = installatie.omgeving.service_url("api"), operator(gemeente, gemeente)
    collega = asyncio.run(beheer.issue(url, caller, [wens]))[0]
    inhoud = vragenlijst.model_dump(mode="json", by_alias=True, exclude={"code", "versie"}, exclude_none=True)
    concept = f"/v1/vragenlijsten/{vragenlijst.code}/concept"
    with httpx.Client(base_url=installatie.omgeving.public_url("surveys"), headers=maker.as_header()) as surveys:
        key = {"Idempotency-Key": str(uuid4())}
        surveys.post("/v1/vragenlijsten", json={"code": vragenlijst.code}, headers=key).raise_for_status()
        surveys.put(concept, json={"varianten": [inhoud]}, headers={"If-Match": "*"}).raise_for_status()
        surveys.post(f"{concept}/aanbieding").raise_for_status()
        # Somebody else approves it.
        lezer = Credential(collega.id, collega.geheim).as_header()
        surveys.post(f"{concept}/goedkeuring", headers=lezer).raise_for_status()
