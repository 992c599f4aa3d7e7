"""What a gemeente writes as plain text, in paragraphs and lists. Pure."""

from collections.abc import Iterator
from typing import Final, NamedTuple

_POINT: Final = ("- ", "• ", "* ")


class Regel(NamedTuple):
    """A paragraph, or a list of points."""

    alinea: str = ""
    lijst: tuple[str, ...] = ()


def lines_of(text: str) -> Iterator[Regel]:
    """Each line is a paragraph; lines that follow each other and begin with a dash are one list. Empty lines go."""
    points: tuple[str, ...] = ()
    for line in map(str.strip, text.splitlines()):
        if line.startswith(_POINT):
            points = (*points, line[2:].strip())
            continue
        if points:
            yield Regel(lijst=points)
            points = ()
        if line:
            yield Regel(alinea=line)
    if points:
        yield Regel(lijst=points)
