"""The arithmetic of the chain over a trail: what is hashed, and where a chain is broken. Pure.

Each link holds SHA-256 of the link before it and of one row, so that whoever changes, removes, adds or swaps rows
afterwards must make every later link again; and the last of those was noted elsewhere.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field


@dataclass(frozen=True, slots=True)
class Regel:
    """A row of the trail, in texts: as it is hashed, and as it stands in an export.

    volgnr: its place in the chain, from 1 on, without gaps. nr: its number in the database, which has gaps. verzegeld:
    when it was put in the chain; with tijdstip in UTC, as 2026-03-31T12:00:00.000000Z. voor, na: JSON texts, to the
    letter.
    """

    volgnr: str
    nr: str
    verzegeld_op: str
    tijdstip: str
    sleutel_id: str
    actie: str
    object_id: str
    voor: str | None
    na: str | None


@dataclass(frozen=True, slots=True)
class Schakel:
    """A link: its place, what it follows and what it is (both as 64 hexadecimal digits), and the row; None: gone."""

    volgnr: int
    vorige: str
    hash: str
    regel: Regel | None


@dataclass(frozen=True, slots=True)
class Kop:
    """The last link so far: whoever notes it can tell later whether anything before it changed."""

    volgnr: int
    hash: str

    def __str__(self) -> str:
        return f"{self.volgnr}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Breuk:
    """Where a chain is broken, and how."""

    volgnr: int
    wat: str


def begin_of(dienst: str, gemeente: str) -> str:
    """What the first link of a chain follows: no chain can pass for that of another gemeente or service."""
    return hashlib.sha256(f"zicht sporen 1 {dienst} {gemeente}".encode()).hexdigest()


def hash_of(vorige: str, regel: Regel) -> str:
    """SHA-256 over the link before it (its 32 bytes) and each field in order: its length in bytes, a colon, and the
    field in UTF-8; a field that is not there is `-:`. In 64 hexadecimal digits."""
    digest = hashlib.sha256(bytes.fromhex(vorige))
    for value in astuple(regel):
        if value is None:
            digest.update(b"-:")
        else:
            encoded = value.encode()
            digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()


@dataclass
class Controle:
    """Goes over the links of a chain, upwards or downwards, and remembers where it is broken.

    begin: what the first link must follow. vast: a link that was noted before and must still be there. heel: whether
    the links are all there are, from the first on; or else a part of them. Only so many faults are kept: after the
    first, what is left can be trusted no more.
    """

    begin: str
    vast: Kop | None = None
    heel: bool = True
    aantal: int = 0
    kop: Kop | None = None
    breuken: list[Breuk] = field(default_factory=list)
    _laatste: Schakel | None = None
    _laagste: int = 0
    _vast_gezien: bool = False

    def add(self, schakel: Schakel) -> None:
        """The next link."""
        self.aantal += 1
        self.breuken += [Breuk(schakel.volgnr, wat) for wat in self._faults(schakel)][: _HOOGSTENS - len(self.breuken)]
        if self.kop is None or schakel.volgnr > self.kop.volgnr:
            self.kop = Kop(schakel.volgnr, schakel.hash)
        self._laagste = min(self._laagste or schakel.volgnr, schakel.volgnr)
        self._laatste = schakel

    def finish(self) -> list[Breuk]:
        """All that was found, once all links have been added."""
        if self.heel and self._laagste > 1:
            self.breuken.append(Breuk(1, "het begin is eraf"))
        if self.heel and self.vast is not None and not self._vast_gezien:
            self.breuken.append(Breuk(self.vast.volgnr, "de genoteerde regel is er niet: het einde is eraf"))
        return self.breuken

    def _faults(self, schakel: Schakel) -> Iterator[str]:
        if schakel.regel is None:
            yield "de regel is weg"
        elif schakel.regel.volgnr != f"{schakel.volgnr}" or hash_of(schakel.vorige, schakel.regel) != schakel.hash:
            yield "de regel is veranderd, of staat op de plaats van een andere"
        if schakel.volgnr == 1 and schakel.vorige != self.begin:
            yield "dit is niet het begin van deze keten"
        yield from self._joint(schakel)
        if self.vast is not None and schakel.volgnr == self.vast.volgnr:
            self._vast_gezien = True
            if schakel.hash != self.vast.hash:
                yield "de hash is anders dan de genoteerde"

    def _joint(self, schakel: Schakel) -> Iterator[str]:
        """Whether it follows upon the one before it, or goes before it in a chain that is read downwards."""
        if self._laatste is None:
            return
        lower, higher = sorted((self._laatste, schakel), key=lambda each: each.volgnr)
        if higher.volgnr == lower.volgnr:
            yield "dit volgnummer staat er twee keer"
        elif higher.volgnr == lower.volgnr + 1:
            if higher.vorige != lower.hash:
                yield "deze schakel sluit niet aan"
        elif self.heel:
            yield f"er ontbreekt iets tussen {lower.volgnr} en {higher.volgnr}"


_HOOGSTENS = 100
