"""A gemeente in which everything that there can be is there, all of it marked: whoever sees a mark sees its data.

merken.py says what marks it, adressen.py where it is found, verzoeken*.py what is sent, vullen_*.py what fills it.
"""

from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
from starlette.applications import Starlette

from tests.architecture.adressen import address_of, queries_of
from tests.architecture.merken import Merken
from tests.architecture.routes import Pad
from tests.architecture.verzoeken import body_of
from tests.architecture.vullen_kern import fill_kern
from tests.architecture.vullen_leren import fill_leren
from tests.architecture.vullen_vragenlijsten import fill_vragenlijsten
from tests.gemeente import make_gemeente


class Gevuld(Merken):
    """A filled gemeente, and how to ask it for what it has."""

    def client(self, pad: Pad, wie: str) -> httpx.AsyncClient:
        return self.gemeente.at_api(wie) if pad.service == "api" else self.gemeente.at_surveys(wie)

    def address(self, pad: Pad) -> str:
        return address_of(self, pad)

    def queries(self, pad: Pad) -> list[dict[str, str]]:
        return queries_of(self, pad)

    def body(self, pad: Pad) -> Any:
        return body_of(self, pad)

    async def send(
        self, client: httpx.AsyncClient, pad: Pad, body: Any = None, key: str | None = None, versie: str = "*"
    ) -> httpx.Response:
        """A write on this gemeente's things, as good as it can be made. body, key: what to send instead of our own.

        versie: which one is to be changed.
        """
        return await client.request(
            pad.method,
            self.address(pad),
            params={"soort": "contacten"} if pad.path == "/aanleveringen" else {},
            headers={"If-Match": versie, "Idempotency-Key": key or str(uuid4())},
            json=self.body(pad) if body is None else body,
        )

    async def fill(self) -> None:
        """What comes later may name what came before: the learning stands on the figures and the metingen."""
        await fill_kern(self)
        await fill_vragenlijsten(self)
        await fill_leren(self)


async def make_gevuld(api_app: Starlette, surveys_app: Starlette, clients: AsyncExitStack) -> Gevuld:
    gevuld = Gevuld(await make_gemeente(api_app, surveys_app, clients))
    await gevuld.fill()
    return gevuld
