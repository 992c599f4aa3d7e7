"""What must stay where it belongs: one list of canaries, in every form in which they could turn up elsewhere.

A canary is a value that is sent once, as somebody would send it, and then looked for: in logs, figures, traces, bodies
of errors, and every column of both databases. `LEGAAL` says which columns may hold which one, and why.
"""

import base64
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import quote, quote_plus


@dataclass(frozen=True)
class Kanarie:
    """One value, and what it stands for."""

    naam: str
    waarde: str

    def vormen(self) -> frozenset[bytes]:
        """As it is, as an address or JSON has it, as PostgreSQL shows bytes, and inside any text in base64."""
        rauw = self.waarde.encode()
        vormen = {rauw, quote(self.waarde, safe="").encode(), quote_plus(self.waarde).encode(), rauw.hex().encode()}
        vormen.add(json.dumps(self.waarde)[1:-1].encode())
        for codeer in (base64.b64encode, base64.urlsafe_b64encode):
            for plaats in range(3):
                # Only what does not depend on its neighbours.
                heel = codeer(b"\0" * plaats + rauw)
                vormen.add(heel[-(-plaats * 8 // 6) : len(heel) - 4])
        if self.naam == "adres":
            vormen |= {ip_address(self.waarde).packed.hex().encode()}
        return frozenset(vorm for vorm in vormen if len(vorm) >= 7)


def _tekst(soort: str) -> str:
    return f"kanarie-{soort}-{secrets.token_hex(6)}"


def _bsn() -> str:
    """Nine digits that pass the test for a BSN, and that nobody has: they begin with 00."""
    while True:
        cijfers = f"00{secrets.randbelow(10**6):06d}"
        rest = sum(int(cijfer) * gewicht for cijfer, gewicht in zip(cijfers, range(9, 1, -1), strict=True)) % 11
        if rest < 10:
            return f"{cijfers}{rest}"


@dataclass
class Kanaries:
    """All of a run: those that we make up, and those that the service makes (`bewaar`)."""

    gemaakt: dict[str, Kanarie] = field(default_factory=dict)

    def __getitem__(self, naam: str) -> str:
        return self.gemaakt[naam].waarde

    def bewaar(self, naam: str, waarde: str) -> str:
        assert naam not in self.gemaakt
        assert len(waarde) >= 8
        self.gemaakt[naam] = Kanarie(naam, waarde)
        return waarde

    def zoek(self, plaats: str, inhoud: bytes) -> Iterator[str]:
        """Which of them are in there, as `name in place`; never the value itself."""
        for kanarie in self.gemaakt.values():
            if any(vorm in inhoud for vorm in kanarie.vormen()):
                yield f"{kanarie.naam} in {plaats}"

    def zoek_rijen(self, database: str, rijen: Mapping[str, Iterable[bytes]]) -> Iterator[str]:
        """The same in columns, of which some may hold some. rijen: what each column holds, by `table.column`."""
        for kolom, waarden in rijen.items():
            plaats = f"{database}.{kolom}"
            for gevonden in self.zoek(plaats, b"\n".join(waarden)):
                if gevonden not in {f"{naam} in {plaats}" for naam in LEGAAL.get(plaats, {})}:
                    yield gevonden


def maak() -> Kanaries:
    """Those that somebody outside makes up."""
    kanaries = Kanaries()
    for soort in (
        "vals-geheim", "sleutel-in-adres", "pad", "zoekvraag", "filter", "lichaam", "dubbel", "groot", "kopregel",
        "agent", "verwijzer", "koekje", "spoorstaat", "bagage", "etag", "code", "state", "token", "client", "open",
        "verhaal", "beter", "link", "gewoon",
    ):  # fmt: skip
        kanaries.bewaar(soort, _tekst(soort))
    kanaries.bewaar("bsn", _bsn())
    kanaries.bewaar("telefoon", f"06{secrets.randbelow(10**8):08d}")
    kanaries.bewaar("naam", f"Kanarina {secrets.token_hex(4)} van Testeren")
    kanaries.bewaar("mail", f"{_tekst('mail')}@voorbeeld.nl")
    kanaries.bewaar("adres", f"203.0.113.{secrets.randbelow(200) + 20}")
    return kanaries


# By column: which may be there, and why. `gewoon` is no secret: the code of an aanbieder, that is to be found again.
LEGAAL: Mapping[str, Mapping[str, str]] = {
    "api.aanbieders.code": {"gewoon": "this is where it is kept"},
    "api.auditregels.object_id": {"gewoon": "the trail says of what"},
    "api.auditregels.na": {"gewoon": "the trail keeps what was changed"},
}
