"""A gemeente at running services, as its users reach it: over sockets, with keys."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from bench.installatie import Installatie

from zicht_shared.auth import Rol
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

T = TypeVar("T")


@dataclass(frozen=True)
class LopendeGemeente:
    """Clients at the core and at surveys; `aanbieder` delivers, `bi` reads."""

    installatie: Installatie
    code: str
    beheer: httpx.Client
    aanbieder: httpx.Client
    bi: httpx.Client
    surveys: httpx.Client
    inwoner: httpx.Client

    def push(self, content: str, **headers: str) -> httpx.Response:
        return self.aanbieder.post(
            "/v1/aanleveringen?soort=contacten&bijFouten=goede-regels",
            content=content,
            headers={"Content-Type": "text/csv", **headers},
        )

    def make_links(self, aantal: int, contactmomenten: int = 1) -> tuple[str, list[str]]:
        """A new HOEWijzer meting of this month: its id, and addresses of invitations."""
        vandaag = datetime.now(UTC).date()
        meting = {
            "naam": "HOEWijzer",
            "vragenlijst": "hoewijzer",
            "periode": vandaag.strftime("%Y-%m"),
            "begintOp": vandaag.isoformat(),
            "eindigtOp": (vandaag + timedelta(days=30)).isoformat(),
            "aanbieders": ["wegwijs"],
        }
        meting_id = self._post("/v1/metingen", meting)["id"]
        wens = {"contactmomenten": contactmomenten, "aanbieder": "wegwijs"}
        made = self._post("/v1/uitnodigingen", {"metingId": meting_id, "uitnodigingen": [wens] * aantal})
        return meting_id, [item["url"] for item in made["items"]]

    def fill_in(self, url: str, waarde: str = "4") -> httpx.Response:
        """Answer every question of the short HOEWijzer alike, up to but not including the sending."""
        path = urlsplit(url).path
        for stap, onderdeel in enumerate(vragenlijst("hoewijzer", "kort").onderdelen, start=1):
            answer = self.inwoner.post(f"{path}/{stap}", data={vraag.code: waarde for vraag in onderdeel.vragen})
            assert answer.status_code == 303, answer.text
        return answer

    def send(self, url: str) -> httpx.Response:
        return self.inwoner.post(f"{urlsplit(url).path}/verzenden")

    def close(self, meting: str) -> None:
        """End a meting: what is left in the box comes out, though it is fewer than k."""
        self._post(f"/v1/metingen/{meting}/sluiting", None)

    def waarde(self, indicator: str, periode: str) -> dict[str, Any]:
        """The one value of an indicator over one period."""
        answer = self.bi.get(f"/v1/indicatoren/{indicator}/waarden?periode={periode}").raise_for_status()
        [waarde] = answer.json()["waarden"]
        found: dict[str, Any] = waarde
        return found

    def _post(self, path: str, body: dict[str, Any] | None) -> Any:
        answer = self.surveys.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()


@contextmanager
def make_running(installatie: Installatie) -> Iterator[LopendeGemeente]:
    """A new gemeente with one aanbieder and three gebieden."""
    code, beheer = installatie.new_gemeente()
    omgeving = installatie.omgeving
    with ExitStack() as clients:

        def client(service: str, headers: dict[str, str]) -> httpx.Client:
            base = omgeving.public_url("api" if service == "api" else "surveys")
            return clients.enter_context(httpx.Client(base_url=base, headers=headers, timeout=30))

        api = client("api", beheer.as_header())
        _created(api, "/v1/aanbieders", {"code": "wegwijs", "naam": "Wegwijs", "vorm": "formeel"})
        for gebied in ("BU0101", "BU0102", "WK02"):
            _created(api, "/v1/gebieden", {"code": gebied, "naam": gebied, "soort": "wijk", "ouder": None})

        def key(rol: Rol, **more: str) -> dict[str, str]:
            sleutel = _created(api, "/v1/sleutels", {"rol": rol, "omschrijving": "test", **more})
            return {"Authorization": f"Bearer {sleutel['id']}.{sleutel['geheim']}"}

        known = json.loads(omgeving.sleutels_file.read_text())
        known[code] = key(Rol.vragenlijsten)["Authorization"].removeprefix("Bearer ")
        omgeving.sleutels_file.write_text(json.dumps(known))
        yield LopendeGemeente(
            installatie,
            code,
            beheer=api,
            aanbieder=client("api", key(Rol.aanbieder, aanbieder="wegwijs")),
            bi=client("api", key(Rol.bi)),
            surveys=client("surveys", beheer.as_header()),
            inwoner=client("surveys", {}),
        )


def _created(client: httpx.Client, path: str, body: dict[str, Any]) -> Any:
    answer = client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    return answer.json()


def eventually(look: Callable[[], T], expected: Callable[[T], bool], seconds: float = 10) -> T:
    """What `look` sees once it is as expected; the last that it saw when that takes too long."""
    deadline = time.monotonic() + seconds
    while not expected(seen := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen
