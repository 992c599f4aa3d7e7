"""A line to a service, for what no HTTP client would send."""

import json
import socket
import time
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Antwoord:
    """One answer as it came. dicht: whether the service hung up after it."""

    status: int
    headers: dict[str, str]
    body: bytes
    dicht: bool

    def json(self) -> Any:
        return json.loads(self.body)


class Lijn:
    """One TCP connection to this machine."""

    def __init__(self, port: int, *, source: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
        self._seen = b""

    def __enter__(self) -> "Lijn":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> bool:
        """Whether it could be sent: who was hung up on cannot."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        return True

    def answer(self, seconds: float = 10) -> Antwoord | None:
        """The next answer; None when the service hangs up without one. Raises TimeoutError when it says nothing."""
        head, self._seen = self._until(b"\r\n\r\n", seconds)
        if head is None:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body, dicht = self._body(headers, seconds)
        return Antwoord(int(first.split(" ")[1]), headers, body, dicht or headers.get("connection") == "close")

    def is_closed(self, seconds: float) -> bool:
        """Whether the service hangs up within so many seconds, saying nothing more."""
        self.socket.settimeout(seconds)
        try:
            return not self._seen and self.socket.recv(1) == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True

    def _until(self, mark: bytes, seconds: float) -> tuple[bytes | None, bytes]:
        deadline = time.monotonic() + seconds
        while mark not in self._seen:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            piece = self.socket.recv(65536)
            if not piece:
                return None, self._seen
            self._seen += piece
        found, _, rest = self._seen.partition(mark)
        return found, rest

    def _body(self, headers: dict[str, str], seconds: float) -> tuple[bytes, bool]:
        self.socket.settimeout(seconds)
        left = int(headers.get("content-length", 0))
        while len(self._seen) < left:
            piece = self.socket.recv(65536)
            if not piece:
                return self._seen, True
            self._seen += piece
        body, self._seen = self._seen[:left], self._seen[left:]
        return body, False


def ask(port: int, request: bytes, seconds: float = 10) -> Antwoord | None:
    """What a request on a connection of its own is answered with; None when the service hangs up without a word."""
    with Lijn(port) as lijn:
        lijn.send(request)
        try:
            return lijn.answer(seconds)
        except ConnectionError:
            return None
