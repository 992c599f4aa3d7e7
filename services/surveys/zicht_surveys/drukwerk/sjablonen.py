"""The templates of letters and forms, and what every page of them needs."""

from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import Query

from zicht_shared.drukwerk import load_drukwerk

Papier = Annotated[Literal["a4", "a5"], Query(description="Het papier waarop wordt afgedrukt.")]
MEDIA_TYPE: Final = "text/html; charset=utf-8"

_DRUKWERK: Final = load_drukwerk(Path(__file__).parent, "druk.css")
HEADERS: Final = _DRUKWERK.headers
sjablonen: Final = _DRUKWERK.sjablonen
