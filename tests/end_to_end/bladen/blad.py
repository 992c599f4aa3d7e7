"""One page to look at."""

import html
import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Blad:
    """koppen: headers to ask it with. verstuur: what its form is filled in with, by name of the field, to look at what
    comes when it is sent; None: it is not sent. zichtbaar: what must be on it, as a selector: without it another page
    was looked at than was meant."""

    naam: str
    url: str
    koppen: dict[str, str] = field(default_factory=dict)
    verstuur: dict[str, str] | None = None
    zichtbaar: str = "body"

    def as_taak(self) -> dict[str, Any]:
        """For pa11y.mjs."""
        return dict(self.__dict__)


def hidden_fields(page: str) -> dict[str, str]:
    """What the form of a page sends along by itself."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}
