"""Traces, where somebody asked for them (`TRACES_URL`). OpenTelemetry is not even imported otherwise."""

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

from zicht_shared.settings import ServiceSettings


def trace_requests(root: Starlette, settings: ServiceSettings, service: str) -> None:
    """Let every request of this service, and what it asks of the database, be told to the collector."""
    if settings.traces_url is None:
        return
    from zicht_shared import spans

    root.state.spans = provider = spans.provider_for(settings.traces_url, service)
    spans.trace_statements(provider, root.state.db.engine.sync_engine)
    # Inside the HTTP contract, which answers for what nobody else understood.
    root.user_middleware.insert(1, Middleware(spans.TracedRequests, provider=provider, service=service))


def trace_calls(root: Starlette, client: httpx.AsyncClient) -> None:
    """Let what this client asks be part of the trace, at the other side too. After `trace_requests`."""
    provider = getattr(root.state, "spans", None)
    if provider is not None:
        from zicht_shared import spans

        spans.trace_calls(provider, client)
