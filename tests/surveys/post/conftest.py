"""A real SMTP server that takes letters in, and a survey service that sends by it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette

from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

AFZENDER = "vragenlijsten@waddinxveen.example"


@dataclass
class Postbus:
    """What came in, in order. answers: what to say to an address, the last one for good; `breek` breaks the line."""

    received: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    after_data: dict[str, list[str]] = field(default_factory=dict)
    port: int = 0

    def _say(self, said: dict[str, list[str]], address: str) -> str:
        answers = said.get(address, ["250 OK"])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def handle_RCPT(  # noqa: N802  as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._say(self.answers, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._say(self.after_data, envelope.rcpt_tos[0])
        if answer.startswith("550"):
            return answer
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        if answer == "breek":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.received if message["To"] == address]


@pytest.fixture
async def postbus() -> AsyncIterator[Postbus]:
    bus = Postbus()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(bus, hostname="mx.test", loop=loop), "127.0.0.1", 0)
    bus.port = server.sockets[0].getsockname()[1]
    yield bus
    server.close()
    await server.wait_closed()


@pytest.fixture
async def met_post(
    databases: Databases, api_app: Starlette, sleutels_file: Path, postbus: Postbus
) -> AsyncIterator[Starlette]:
    """The survey service with that mail server; its jobs are called by the tests."""
    core = client_of(api_app)
    settings: dict[str, Any] = {"smtp_url": f"smtp://127.0.0.1:{postbus.port}", "afzender": AFZENDER}
    app = create_surveys(
        SurveysSettings(
            database_url=databases.surveys,
            geheimen=[SECRET],
            public_url="http://surveys.test",
            core_url="http://zicht.test",
            sleutels_file=sleutels_file,
            **settings,
        ),
        core=core,
    )
    yield app
    await core.aclose()
    await app.state.db.close()


@pytest.fixture
async def gemeente_met_post(gemeente: Gemeente, met_post: Starlette) -> Gemeente:
    """The gemeente of the test, whose clients speak to that service."""
    return Gemeente(gemeente.code, gemeente.api_app, met_post, gemeente.sleutels, gemeente.clients)
