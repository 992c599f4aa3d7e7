"""What a check found, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

Ernst = Literal["ok", "let op", "fout", "niet te zien"]


@dataclass(frozen=True, slots=True)
class Bevinding:
    """advies: one plain line for the operator; empty where there is nothing to say. It never quotes a secret."""

    onderdeel: str
    wat: str
    ernst: Ernst = "ok"
    advies: str = ""


def boven(waarde: float, let_op: float, fout: float) -> Ernst:
    """How bad it is that a figure is this high."""
    if waarde > fout:
        return "fout"
    return "let op" if waarde > let_op else "ok"


def duur(seconden: float) -> str:
    """A length of time as people say it."""
    for naam, lengte in (("dagen", 86_400), ("uur", 3600), ("minuten", 60)):
        if seconden >= 2 * lengte:
            return f"{seconden / lengte:.0f} {naam}"
    return f"{seconden:.0f} seconden"


def omvang(bytes_: float) -> str:
    """A number of bytes as people say it."""
    for naam, macht in (("GB", 3), ("MB", 2)):
        if bytes_ >= 1000**macht:
            return f"{bytes_ / 1000**macht:.1f} {naam}".replace(".", ",")
    return f"{bytes_ / 1000:.0f} kB"
