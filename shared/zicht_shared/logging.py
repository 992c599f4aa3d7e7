"""Structured logs: one JSON object a line, without bodies, tokens, bound parameters or client addresses."""

import logging
import sys
from typing import Any

import msgspec
import structlog


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send all logs of this process to stderr as JSON. Uvicorn's access log stays off: it would print survey tokens."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format='{"level": "%(levelname)s", "logger": "%(name)s"}'
    )
    logging.getLogger("uvicorn.access").disabled = True


def _line(entry: dict[str, Any], **_: Any) -> bytes:
    return msgspec.json.encode(entry, enc_hook=repr)
