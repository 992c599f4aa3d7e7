"""Each operation of both documents, with examples, edge cases and noise: no 5xx, and only what the document says."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
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
from tests.conftest import SECRET, Databases
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
FEW = settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


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

    def check(self, service: Service, case: schemathesis.Case) -> None:
        """Send a case as it is, once more for what is there, and where an aanbieder may, as an aanbieder too."""
        pad = Pad(service, case.method.upper(), case.operation.path)
        base_url = f"{self.api if service == 'api' else self.surveys}/v1"
        wie = "beheer" if "beheer" in pad.toegang else "vragenlijsten"
        self._send(case, base_url, wie)
        if case.path_parameters:
            own = self.gevuld.address(pad).removeprefix("/v1").split("/")
            parts = zip(pad.path.split("/"), own, strict=True)
            case.path_parameters = {name[1:-1]: value for name, value in parts if name.startswith("{")}
            self._send(case, base_url, wie)
        if "aanbieder" in pad.toegang:
            self._send(case, base_url, f"aanbieder:{self.gevuld.een}")

    def _send(self, case: schemathesis.Case, base_url: str, wie: str) -> None:
        headers = self.gevuld.gemeente.sleutels[wie].as_header()
        # Where a key would do, a new one: or nearly all would be refused as another request under a key that was used.
        if len((case.headers or {}).get("Idempotency-Key") or "") >= 8:
            headers["Idempotency-Key"] = str(uuid4())
        answer = case.call(base_url=base_url, headers=headers, session=self.session)
        case.validate_response(answer, checks=CHECKS)


@API.parametrize()
@FEW
def test_the_core_answers_as_its_document_says(case: schemathesis.Case, diensten: Diensten) -> None:
    diensten.check("api", case)


# Workbooks are sent in tests/surveys/uitwisseling; noise that is none is refused there too.
@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")
@SURVEYS.parametrize()
@FEW
def test_surveys_answers_as_its_document_says(case: schemathesis.Case, diensten: Diensten) -> None:
    diensten.check("surveys", case)


@pytest.fixture(scope="module")
def diensten(databases: Databases, gevuld: Gevuld, sleutels_file: Path) -> Iterator[Diensten]:
    with ExitStack() as running:
        settings: dict[str, Any] = {"geheimen": [SECRET], "public_url": "http://zicht.test", "signaleren_elke": 0}
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
