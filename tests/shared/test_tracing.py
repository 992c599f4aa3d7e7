"""Traces are off until somebody asks for them: nothing is loaded, and nothing else can switch them on."""

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace.status import Status, StatusCode

from zicht_shared.spans import Lean

# In a process of its own: here the tests themselves have loaded all of it.
CODE = """
import asyncio, json, sys
import httpx
import zicht_shared.app, zicht_shared.tracing
ours = ("opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.instrumentation", "zicht_shared.spans")
loaded = [name for name in sys.modules if name.startswith(ours)]

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
exporter, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
# For the whole process: what FastAPI's own traces would go to.
trace.set_tracer_provider(provider)
app = zicht_shared.app.create_v1(title="x", description="x", tags=[])

async def ask():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        return (await client.get("/weg?kanarie=1")).status_code

print(json.dumps({"loaded": loaded, "status": asyncio.run(ask()), "spans": len(exporter.get_finished_spans())}))
"""


@cache
def told() -> dict[str, Any]:
    environment = {**os.environ, "FASTAPI_OTEL_AUTO_CONFIGURE": "true"}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_without_an_address_nothing_of_it_is_loaded() -> None:
    assert told()["loaded"] == []


def test_no_variable_of_another_makes_the_framework_trace() -> None:
    assert (told()["status"], told()["spans"]) == (404, 0)


def test_what_the_instrumentations_write_is_only_a_proposal() -> None:
    sent = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(Lean(sent)))
    with pytest.raises(ValueError), provider.get_tracer("proef").start_as_current_span("GET /i/{token}") as span:  # noqa: PT011, PT012
        span.set_attribute("http.route", "/i/{token}")
        span.set_attribute("url.full", "https://x/i/kanarie")
        span.set_attribute("client.address", "kanarie")
        span.set_attribute("db.statement", "SELECT 1 WHERE a = 'kanarie''s' AND b = $1")
        span.add_event("kanarie", {"exception.message": "kanarie"})
        span.set_status(Status(StatusCode.ERROR, "DETAIL: kanarie"))
        raise ValueError("kanarie")
    [lean] = sent.get_finished_spans()
    assert "kanarie" not in lean.to_json()
    assert dict(lean.attributes or {}) == {
        "http.route": "/i/{token}",
        "db.statement": "SELECT 1 WHERE a = '?' AND b = $1",
    }
    assert (lean.name, lean.status.status_code) == ("GET /i/{token}", StatusCode.ERROR)
