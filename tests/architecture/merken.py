"""What marks a filled gemeente: its codes, names and ids all hold a mark, so that who sees one sees its data."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.gemeente import Gemeente

# A group that gemeenten may take part in: what it is, is no secret of any of them.
BENCHMARKGROEP = "vergelijkbaar"
ROLLEN = ("beheer", "beleid", "bi", "vragenlijsten")


@dataclass
class Merken:
    """The codes and names of aanbieder `een` hold `een`, those of the gemeente only `merk`; the ids are gathered."""

    gemeente: Gemeente
    ids: dict[str, str] = field(default_factory=dict)
    link: str = ""

    @property
    def merk(self) -> str:
        return f"kanarie{self.gemeente.code.lower()}"

    @property
    def een(self) -> str:
        return f"{self.merk}-een"

    @property
    def twee(self) -> str:
        return f"{self.merk}-twee"

    @property
    def wie(self) -> list[str]:
        """Every credential: the roles, and both aanbieders."""
        return [*ROLLEN, f"aanbieder:{self.een}", f"aanbieder:{self.twee}"]

    @property
    def marks(self) -> set[str]:
        """What nobody outside the gemeente may find in an answer."""
        return {self.merk, *self.ids.values()} - {BENCHMARKGROEP}

    @property
    def marks_of_een(self) -> set[str]:
        """What the other aanbieder may not find in an answer."""
        names = ("aanbieder_id", "aanlevering_id", "leverafspraak_id", "signaal_id", "uitnodiging_id", "open_link_id")
        return {self.een, *(self.ids[name] for name in (*names, "verhaal_id", "vrij_verhaal_id"))}


async def post(client: httpx.AsyncClient, path: str, body: Any) -> dict[str, Any]:
    """Make something that must be made. Gives the answer."""
    answer = await client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
