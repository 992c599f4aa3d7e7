"""Writing out the links that were made: as JSON, a line each, or a letter each. A piece at a time; nothing is kept."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from zicht_surveys.drukwerk.brief import EINDE, Afzender, letter, letters_begin
from zicht_surveys.invullen.pagina import minutes
from zicht_surveys.uitnodigingen.afleiding import id_at, token_at
from zicht_surveys.uitnodigingen.qr import qr_codes
from zicht_surveys.uitnodigingen.schemas import Link, NieuweUitnodiging, NieuweUitnodigingen
from zicht_surveys.vragenlijsten.families import Familie
from zicht_surveys.vragenlijsten.schemas import Taal

_PIECE: Final = 100


class Recept(msgspec.Struct, frozen=True):
    """From what the answer to a request follows, besides the request itself. gemeente: its code; tot: the last day."""

    seed: bytes
    gemeente: str
    gemeente_naam: str
    vragenlijst: str
    versie: int
    kort_tot_en_met: int
    tot: date


def path_of(token: str, taal: Taal) -> str:
    """What comes behind `/i/` in the link of a resident: the questionnaire opens in their language."""
    return token if taal == "nl" else f"{token}?taal={taal}"


def pictures(stem: str, tails: Sequence[str]) -> list[str]:
    """The QR code of each address `stem + tail`; the tails need not be equally long."""
    found: dict[str, str] = {}
    for length in {len(tail) for tail in tails}:
        alike = [tail for tail in tails if len(tail) == length]
        found |= zip(alike, qr_codes(stem, alike), strict=True)
    return [found[tail] for tail in tails]


def as_json(recept: Recept, nieuw: NieuweUitnodigingen, familie: Familie, stem: str) -> Iterator[bytes]:
    yield b'{"items":['
    between = b""
    for links in _links(recept, nieuw, familie, stem):
        yield between + b",".join(_json(link) for link in links)
        between = b","
    yield b"]}"


def as_ndjson(recept: Recept, nieuw: NieuweUitnodigingen, familie: Familie, stem: str) -> Iterator[bytes]:
    for links in _links(recept, nieuw, familie, stem):
        yield b"".join(_json(link) + b"\n" for link in links)


def as_letters(recept: Recept, nieuw: NieuweUitnodigingen, familie: Familie, stem: str, papier: str) -> Iterator[bytes]:
    definitions = {definition.variant: definition for definition in familie.varianten}
    yield letters_begin(papier).encode()
    for piece, tails in _pieces(recept, nieuw):
        letters = []
        for uitnodiging, tail, qr in zip(piece, tails, pictures(stem, tails), strict=True):
            definition = definitions[familie.variant_for(uitnodiging.contactmomenten, recept.kort_tot_en_met)]
            afzender = Afzender(recept.gemeente_naam, definition.titel, recept.tot)
            letters.append(letter(afzender, uitnodiging.taal, stem + tail, qr, minuten=minutes(definition)))
        yield "".join(letters).encode()
    yield EINDE.encode()


def _links(recept: Recept, nieuw: NieuweUitnodigingen, familie: Familie, stem: str) -> Iterator[list[Link]]:
    index = 0
    for piece, tails in _pieces(recept, nieuw):
        qrs = pictures(stem, tails) if nieuw.qr == "svg" else [None] * len(tails)
        links = []
        for uitnodiging, tail, qr in zip(piece, tails, qrs, strict=True):
            variant = familie.variant_for(uitnodiging.contactmomenten, recept.kort_tot_en_met)
            links.append(
                Link(
                    id=id_at(recept.seed, index),
                    url=stem + tail,
                    qr=qr,
                    variant=variant,
                    aanbieder=uitnodiging.aanbieder,
                    taal=uitnodiging.taal,
                )
            )
            index += 1
        yield links


def _pieces(recept: Recept, nieuw: NieuweUitnodigingen) -> Iterator[tuple[list[NieuweUitnodiging], list[str]]]:
    for start in range(0, len(nieuw.uitnodigingen), _PIECE):
        piece = nieuw.uitnodigingen[start : start + _PIECE]
        yield (
            piece,
            [
                path_of(token_at(recept.seed, recept.gemeente, index), uitnodiging.taal)
                for index, uitnodiging in enumerate(piece, start=start)
            ],
        )


def _json(link: Link) -> bytes:
    return link.model_dump_json(by_alias=True).encode()
