"""The pictures of one page, drawn in the colours of the gemeente."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.tekenen import as_svg


@dataclass(frozen=True, slots=True)
class Getekend:
    """A picture as it stands in a page. titel, beschrijving: its words."""

    svg: Markup
    titel: str


async def draw_all(beelden: Mapping[str, Beeld]) -> dict[str, Getekend]:
    """Every picture, by the key that makes it unique on the page."""
    drawn = await asyncio.gather(*(as_svg(beeld, sleutel) for sleutel, beeld in beelden.items()))
    return {
        sleutel: Getekend(Markup(svg), beeld.titel)  # noqa: S704  what we drew ourselves; all text in it is escaped
        for (sleutel, beeld), svg in zip(beelden.items(), drawn, strict=True)
    }
