"""Links as pictures. Pure.

Ten thousand QR codes by the encoder itself take half a minute. But all that happens between the text and the picture
(error correction, placing, masking) is linear over bits: with length, version and mask the same, the picture of a text
is the picture of zeros, in which each bit of the text flips a fixed set of modules. So the encoder is asked once for
each bit, and the rest is exclusive-or.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import xor

import segno

_BORDER = 4
_ASCII_BITS = 7
_RUN = re.compile("0+|1+")


def qr_codes(stem: str, tails: Sequence[str]) -> list[str]:
    """A QR code of each address `stem + tail`, as SVG text without a size. The tails are ASCII and equally long."""
    table = _table(stem, len(tails[0]))
    return [_svg(table.picture_of(tail), table.size) for tail in tails]


@dataclass(frozen=True, slots=True)
class _Table:
    """size: modules on a side. zeros: the picture of NUL characters; flips: what each character changes, by place."""

    size: int
    zeros: int
    flips: tuple[dict[str, int], ...]

    def picture_of(self, tail: str) -> int:
        """The modules row by row, the first as the highest bit."""
        return reduce(xor, (flips[sign] for flips, sign in zip(self.flips, tail, strict=True)), self.zeros)


@lru_cache(maxsize=16)
def _table(stem: str, length: int) -> _Table:
    def encode(tail: bytes) -> segno.QRCode:
        # One fixed mask: every reader takes any, and the best of eight would differ from text to text.
        return segno.make(stem.encode() + tail, mode="byte", error="m", boost_error=False, micro=False, mask=3)

    def picture(tail: bytes) -> int:
        return int("".join("".join(map(str, row)) for row in encode(tail).matrix), 2)

    zeros = picture(bytes(length))

    def flips_at(place: int) -> dict[str, int]:
        bits = [
            zeros ^ picture(bytes(place) + bytes([1 << bit]) + bytes(length - place - 1)) for bit in range(_ASCII_BITS)
        ]
        return {
            chr(sign): reduce(xor, (flip for bit, flip in enumerate(bits) if sign >> bit & 1), 0)
            for sign in range(1 << _ASCII_BITS)
        }

    return _Table(len(encode(bytes(length)).matrix), zeros, tuple(flips_at(place) for place in range(length)))


def _svg(picture: int, size: int) -> str:
    modules = f"{picture:0{size * size}b}"
    lines = (
        f"M{_BORDER} {y + _BORDER}.5" + "".join(map(_stroke, _RUN.findall(modules[y * size : (y + 1) * size])))
        for y in range(size)
    )
    side = size + 2 * _BORDER
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path stroke="#000" d="{"".join(lines)}"/></svg>'
    )


@cache
def _stroke(run: str) -> str:
    return f"h{len(run)}" if run[0] == "1" else f"m{len(run)} 0"
