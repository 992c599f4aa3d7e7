"""What the demo has done already: a first start that was broken off goes on where it was."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from zicht_cli.omgeving import write_private


class Afgebroken(Exception):
    """The demo is to stop before it is filled."""


class Geheugen:
    """The steps that were taken, by name, with what came of each; in a file that is written after every step.

    must_stop: whether somebody asked to stop; no further step is taken then.
    """

    def __init__(self, path: Path, must_stop: Callable[[], bool]) -> None:
        self._path, self._must_stop = path, must_stop
        self._known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}

    def once(self, stap: str, do: Callable[[], Any]) -> Any:
        """What came of a step, now or before. do: gives what JSON can hold.

        Broken off between the two it is done again: so it must be something of which twice is as good as once. Raises
        Afgebroken.
        """
        if stap not in self._known:
            if self._must_stop():
                raise Afgebroken
            self._known[stap] = do()
            write_private(self._path, json.dumps(self._known))
        return self._known[stap]


@dataclass(frozen=True)
class Deur:
    """The way in of one user, with a key. What is asked through it is done once."""

    client: httpx.Client
    geheugen: Geheugen
    gemeente: str

    def get(self, url: str) -> Any:
        return _answer_of(self.client.get(url)).json()

    def post(self, stap: str, url: str, body: Any = None, *, of: str | None = None) -> Any:
        """The Idempotency-Key is the name of the step: sent again it has the same answer and no second effect.

        of: the resource whose version it changes, if any.
        """
        return self._send(stap, "POST", url, body, of)

    def put(self, stap: str, url: str, body: Any, *, of: str | None = None) -> Any:
        """Replace what is there now. of: the resource whose version it changes; None: that of the address itself."""
        return self._send(stap, "PUT", url, body, of or url)

    def _send(self, stap: str, method: str, url: str, body: Any, of: str | None) -> Any:
        name = f"{self.gemeente}: {stap}"

        def send() -> Any:
            headers = {"Idempotency-Key": f"demo {name}"} if method == "POST" else {}
            if of is not None:
                headers["If-Match"] = self.client.get(of).headers.get("ETag", "*")
            return _answer_of(self.client.request(method, url, json=body, headers=headers)).json()

        return self.geheugen.once(name, send)


def _answer_of(answer: httpx.Response) -> httpx.Response:
    """The same answer. Raises HTTPStatusError, with what the service says is wrong."""
    try:
        return answer.raise_for_status()
    except httpx.HTTPStatusError as fault:
        fault.add_note(answer.text)
        raise
