"""Invitations to measure with: a fresh gemeente, a meting of it, and the addresses behind which residents answer."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from bench.installatie import Installatie


def invite(installatie: Installatie, vragenlijst: str, aantal: int) -> tuple[str, list[str]]:
    """The code of a new gemeente, and the addresses of its invitations to the short variant of a vragenlijst."""
    code, sleutel = installatie.new_gemeente()
    with httpx.Client(base_url=installatie.omgeving.public_url("api"), headers=sleutel.as_header()) as api:
        api.post("/v1/aanbieders", json={"code": "wegwijs", "naam": "W", "vorm": "formeel"}).raise_for_status()
    vandaag = datetime.now(UTC).date()
    meting = {
        "naam": "meting",
        "vragenlijst": vragenlijst,
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
