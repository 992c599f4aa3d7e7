"""Who hears of things: a process of its own that takes webhooks and letters in, and writes each down before it answers.

`python -m tests.chaos.ontvanger BOEK`: its HTTP port and its SMTP port on stdout; in BOEK a line of JSON for each
message. What comes to `/wispelturig` is written down the first time as well, but its sender hears nothing: the line
is cut. It ends when its stdin does.
"""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any, TypeAlias

from aiosmtpd.smtp import SMTP, Envelope, Session

Regel: TypeAlias = dict[str, str]


@dataclass
class _Ontvanger:
    boek: int

    def write_down(self, **regel: str) -> None:
        os.write(self.boek, f"{json.dumps(regel)}\n".encode())


@dataclass
class _Webhooks(_Ontvanger):
    seen: set[str]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
            inhoud = await reader.readexactly(int(headers["content-length"]))
            pad, bericht = head[0].split()[1], headers["webhook-id"]
            self.write_down(pad=pad, id=bericht, inhoud=hashlib.sha256(inhoud).hexdigest())
            if pad != "/wispelturig" or bericht in self.seen:
                writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
            self.seen.add(bericht)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class _Postbus(_Ontvanger):
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        link = message_from_bytes(envelope.content).get_payload(decode=True)
        inhoud = hashlib.sha256(link if isinstance(link, bytes) else b"").hexdigest()
        self.write_down(pad="post", id=envelope.rcpt_tos[0], inhoud=inhoud)
        return "250 OK"


async def _listen(path: str) -> None:
    boek = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    loop = asyncio.get_running_loop()
    http = await asyncio.start_server(_Webhooks(boek, set()).handle, "127.0.0.1", 0)
    postbus = _Postbus(boek)
    smtp = await loop.create_server(lambda: SMTP(postbus, hostname="mx.test", loop=loop), "127.0.0.1", 0)
    print(*(server.sockets[0].getsockname()[1] for server in (http, smtp)), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@dataclass(frozen=True)
class Ontvanger:
    """Where it listens, and what it wrote down."""

    http: str
    smtp: str
    boek: Path

    def came(self, pad: str) -> dict[str, list[str]]:
        """What came to a place: for each id the contents, in order. Letters come to `post`, by address."""
        found: dict[str, list[str]] = {}
        for line in self.boek.read_text().splitlines():
            regel: dict[str, Any] = json.loads(line)
            if regel["pad"] == pad:
                found.setdefault(regel["id"], []).append(regel["inhoud"])
        return found


@contextmanager
def listening(folder: Path) -> Iterator[Ontvanger]:
    boek = folder / "ontvangen.jsonl"
    boek.touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.ontvanger", str(boek)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        http, smtp = process.stdout.readline().split()
        yield Ontvanger(f"http://127.0.0.1:{int(http)}", f"smtp://127.0.0.1:{int(smtp)}", boek)
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    asyncio.run(_listen(sys.argv[1]))
