"""Both documents as schemathesis has them, and both services to hold against them, listening."""

import itertools
import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import requests
import schemathesis
import uvicorn
from schemathesis.config import (
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld
from tests.architecture.routes import Pad
from tests.conftest import SECRET, WITHOUT_END, Databases
from tests.grondig import aantal
from zicht_api.main import create_app as create_api
from zicht_api.settings import Settings as ApiSettings
from zicht_shared.migrations import Service
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

DOCUMENTS = Path(__file__).resolve().parents[2] / "openapi"
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
# The same cases each time; the keys are ours to send, and methods that are not there are in test_http.py.
CONFIG = SchemathesisConfig(
    seed=1,
    projects=ProjectsConfig(
        default=ProjectConfig(
            generation=GenerationConfig(deterministic=True, with_security_parameters=False),
            phases=PhasesConfig(coverage=CoveragePhaseConfig(unexpected_methods=set())),
        )
    ),
)


@schemathesis.serializer("application/x-ndjson")
def as_it_is(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return str(value).encode(errors="replace")


def schema_of(service: Service) -> Any:
    return schemathesis.openapi.from_dict(json.loads((DOCUMENTS / f"{service}.json").read_text()), config=CONFIG)


API, SURVEYS = schema_of("api"), schema_of("surveys")


@dataclass(frozen=True)
class Diensten:
    """Both services, listening, as they do in a process of their own."""

    api: str
    surveys: str
    gevuld: Gevuld
    session: requests.Session
    _turns: dict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(itertools.count))

    def check(self, service: Service, case: Any) -> None:
        """Send a case in every way there is."""
        for way in self._ways(pad_of(service, case)):
            self._send(service, case, way)

    def check_in_turn(self, service: Service, case: Any) -> None:
        """Send a case in one of these ways; the next case of the same operation goes in the next. Every case when all
        are asked for, and else every third one."""
        pad = pad_of(service, case)
        turn, left_out = divmod(next(self._turns[str(pad)]), aantal(3, 1))
        ways = self._ways(pad)
        if not left_out:
            self._send(service, case, ways[turn % len(ways)])

    def _ways(self, pad: Pad) -> list[str]:
        """As it is, where there is an id once more for what is there, and where an aanbieder may, as an aanbieder."""
        own = ["own"] if "{" in pad.path else []
        return ["as-it-is", *own, *(["aanbieder"] if "aanbieder" in pad.toegang else [])]

    def _send(self, service: Service, case: Any, way: str) -> None:
        pad = pad_of(service, case)
        if way == "own":
            own = self.gevuld.address(pad).removeprefix("/v1").split("/")
            parts = zip(pad.path.split("/"), own, strict=True)
            case.path_parameters = {name[1:-1]: value for name, value in parts if name.startswith("{")}
        answer = case.call(
            base_url=self.base_url(service), headers=self.headers(case, pad, way == "aanbieder"), session=self.session
        )
        case.validate_response(answer, checks=CHECKS)

    def base_url(self, service: Service) -> str:
        return f"{self.api if service == 'api' else self.surveys}/v1"

    def headers(self, case: Any, pad: Pad, als_aanbieder: bool) -> dict[str, str]:
        """The key of one who may, and where a key would do a new Idempotency-Key: or nearly all would be refused as
        another request under a key that was used."""
        wie = "beheer" if "beheer" in pad.toegang else "vragenlijsten"
        headers = self.gevuld.gemeente.sleutels[f"aanbieder:{self.gevuld.een}" if als_aanbieder else wie].as_header()
        if len((case.headers or {}).get("Idempotency-Key") or "") >= 8:
            headers["Idempotency-Key"] = str(uuid4())
        return headers


def pad_of(service: Service, case: Any) -> Pad:
    return Pad(service, case.method.upper(), case.operation.path)


@pytest.fixture(scope="module")
def diensten(databases: Databases, gevuld: Gevuld, sleutels_file: Path) -> Iterator[Diensten]:
    with ExitStack() as running:
        settings: dict[str, Any] = {"geheimen": [SECRET], "public_url": "http://zicht.test", "signaleren_elke": 0}
        settings |= WITHOUT_END
        api = running.enter_context(listening(create_api(ApiSettings(database_url=databases.api, **settings))))
        surveys_settings = SurveysSettings(
            database_url=databases.surveys,
            core_url=api,
            sleutels_file=sleutels_file,
            vrijgave_seconden=3600,
            **settings,
        )
        surveys = running.enter_context(listening(create_surveys(surveys_settings)))
        session = running.enter_context(requests.Session())
        yield Diensten(api, surveys, gevuld, session)


@contextmanager
def listening(app: Starlette) -> Iterator[str]:
    """The app on a port of its own, in a thread with a loop of its own. Gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < until
        time.sleep(0.02)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    assert httpx.get(f"{address}/gezondheid/gereed").status_code == 200
    yield address
    server.should_exit = True
    thread.join(10)
