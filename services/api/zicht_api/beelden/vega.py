"""The process that draws: `python -m zicht_api.beelden.vega`. It answers one request after the other, until its end.

A process of its own, because the library holds the interpreter while it draws, and nobody else would be answered
meanwhile. It has no secrets and no database, and fetches nothing.

A request and an answer are each a letter, the length in four bytes, and so many bytes. `s`: draw a specification
as SVG. `p`: paint an SVG as PNG, after eight bytes with the scale. `e`: it failed; the rest says how.
"""

import struct
import sys
from typing import IO, Final

from zicht_api.beelden.opschonen import clean

KOP: Final = struct.Struct(">cI")
SCHAAL: Final = struct.Struct(">d")
SVG, PNG, FOUT = b"s", b"p", b"e"


def main() -> None:
    while (request := read(sys.stdin.buffer)) is not None:
        wat, inhoud = request
        try:
            write(sys.stdout.buffer, wat, _draw(inhoud) if wat == SVG else _paint(inhoud))
        except Exception as error:  # the one who asked must hear of it
            # Not what it says: that may hold figures, and is logged.
            write(sys.stdout.buffer, FOUT, type(error).__name__.encode())


def read(source: IO[bytes]) -> tuple[bytes, bytes] | None:
    """What the next request or answer is, and what it holds; None: there are no more."""
    kop = source.read(KOP.size)
    if len(kop) < KOP.size:
        return None
    wat, lengte = KOP.unpack(kop)
    inhoud = source.read(lengte)
    return (wat, inhoud) if len(inhoud) == lengte else None


def write(target: IO[bytes], wat: bytes, inhoud: bytes) -> None:
    target.write(KOP.pack(wat, len(inhoud)) + inhoud)
    target.flush()


def _draw(specificatie: bytes) -> bytes:
    import vl_convert

    # Nothing is fetched, whatever a specification says.
    return clean(vl_convert.vega_to_svg(specificatie.decode(), allowed_base_urls=[])).encode()


def _paint(inhoud: bytes) -> bytes:
    import vl_convert

    (schaal,) = SCHAAL.unpack_from(inhoud)
    return vl_convert.svg_to_png(inhoud[SCHAAL.size :].decode(), scale=schaal)


if __name__ == "__main__":
    main()
