"""What a trace of ours says: which route, which statements, how long; never of whom, from where, or with what values.

The instrumentations of OpenTelemetry write addresses, queries, client addresses and the texts of errors in spans, and a
next version may write more. So what they write is no more than a proposal: `Lean` lets through what is named here.
"""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import Decision, ParentBased, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.trace.status import Status, StatusCode
from opentelemetry.util.types import Attributes
from sqlalchemy import Engine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALLOWED: Final = {
    "http.route",
    "http.method",
    "http.request.method",
    "http.status_code",
    "http.response.status_code",
    "db.system",
    "db.statement",
    "db.query.text",
    "error.type",
}
_STATEMENTS: Final = {"db.statement", "db.query.text"}
# Values are bound, but for the gemeente in `SET LOCAL`; and of what is written in a statement nobody needs to know.
_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")
_EXPORT_SECONDS: Final = 5
# Of services that we call, who may begin a trace with us: a resident's browser may not.
_CALLED_BY_OURS: Final = {"api"}


def provider_for(url: str, service: str) -> TracerProvider:
    """Spans of this process, sent in batches from a thread; what cannot be sent is dropped."""
    provider = TracerProvider(
        sampler=ParentBased(_Requests()),
        resource=Resource.create({"service.name": f"zicht-{service}", "service.instance.id": str(os.getpid())}),
    )
    provider.add_span_processor(BatchSpanProcessor(Lean(OTLPSpanExporter(endpoint=url, timeout=_EXPORT_SECONDS))))
    return provider


def trace_statements(provider: TracerProvider, engine: Engine) -> None:
    """The text of every statement that passes through SQLAlchemy, of which the values are bound elsewhere."""
    # Its own check says that it was not tried with a SQLAlchemy this new; the tests try it.
    SQLAlchemyInstrumentor().instrument(
        engine=engine, tracer_provider=provider, meter_provider=NoOpMeterProvider(), skip_dep_check=True
    )


def trace_calls(provider: TracerProvider, client: httpx.AsyncClient) -> None:
    HTTPXClientInstrumentor.instrument_client(client, tracer_provider=provider, meter_provider=NoOpMeterProvider())


class TracedRequests:
    """ASGI middleware: a span per request, named after the route's template."""

    def __init__(self, app: ASGIApp, *, provider: TracerProvider, service: str) -> None:
        self.app, self._tracer = app, provider.get_tracer("zicht")
        self._believes = service in _CALLED_BY_OURS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Whoever asks whether we are well asks all the time.
        if scope["type"] != "http" or scope["path"].startswith("/gezondheid/"):
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        with self._tracer.start_as_current_span(
            method,
            context=self._context_of(scope),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:

            async def send_observed(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            try:
                await self.app(scope, receive, send_observed)
            finally:
                # The route's template, never the path: a path may hold a resident's token.
                route = getattr(scope.get("route"), "path", "geen") or "geen"
                span.update_name(f"{method} {route}")
                span.set_attribute("http.route", route)

    def _context_of(self, scope: Scope) -> Context:
        """Where the trace began. Only `traceparent`: in `tracestate` and `baggage` anybody may write anything."""
        if not self._believes:
            return Context()
        carrier = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"}
        return TraceContextTextMapPropagator().extract(carrier, Context())


class _Requests(Sampler):
    """What begins a trace: a request to us, or one of ours to another. Not what background tasks ask the database."""

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        begins = kind is SpanKind.SERVER or bool({"http.method", "http.request.method"} & set(attributes or {}))
        return SamplingResult(Decision.RECORD_AND_SAMPLE if begins else Decision.DROP, attributes)

    def get_description(self) -> str:
        return "requests"


class Lean(SpanExporter):
    """Sends on what may be known of each span."""

    def __init__(self, to: SpanExporter) -> None:
        self._to = to

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._to.export([_lean(span) for span in spans])

    def shutdown(self) -> None:
        self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return self._to.force_flush(timeout_millis)


def _lean(span: ReadableSpan) -> ReadableSpan:
    """The same span without events (they quote errors), links and descriptions, and with allowed attributes only."""
    given: Mapping[str, Any] = span.attributes or {}
    allowed = {name: value for name, value in given.items() if name in _ALLOWED}
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=allowed | {name: _LITERAL.sub("'?'", str(allowed[name])) for name in _STATEMENTS & set(allowed)},
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(StatusCode.ERROR if span.status.status_code is StatusCode.ERROR else StatusCode.UNSET),
        start_time=span.start_time,
        end_time=span.end_time,
    )
