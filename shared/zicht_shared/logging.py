"""Structured logs: one JSON object a line, without bodies, tokens, bound parameters or client addresses.

What libraries log is theirs to word: httpx names whole addresses at INFO, httpcore all headers at DEBUG, asyncio quotes
the error that nobody caught. So of their lines we keep that there was one, of what level, where in the code, and what
kind of error; never their text. Whatever LOG_LEVEL is, only our own lines are about what we are doing.
"""

import logging
import sys
import traceback
from typing import Any

import msgspec
import structlog


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send all logs of this process to stderr as JSON. level: of our own lines.

    Uvicorn's access log stays off: it would print survey tokens.
    """
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
    theirs = logging.StreamHandler(sys.stderr)
    theirs.setFormatter(_WithoutText(service))
    # Only where nobody configured logging before us: pytest has handlers of its own.
    logging.basicConfig(level=logging.WARNING, handlers=[theirs])
    logging.getLogger("uvicorn.access").disabled = True
    logging.captureWarnings(capture=True)


class _WithoutText(logging.Formatter):
    """A line of a library: that it was there, and where it comes from."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "service": self._service,
            "event": "library",
            "logger": record.name,
            "at": f"{record.filename}:{record.lineno}",
            "level": record.levelname.lower(),
        }
        fault = record.exc_info[1] if record.exc_info else None
        if fault is not None:
            entry |= {"fault": type(fault).__name__, "frames": traceback.format_tb(fault.__traceback__)}
        return _line(entry).decode()


def _line(entry: dict[str, Any], **_: Any) -> bytes:
    return msgspec.json.encode(entry, enc_hook=repr)
