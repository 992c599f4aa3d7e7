"""What every page asks for besides itself: the stylesheet and the icon, under an address that changes with them."""

import hashlib
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "statisch"
MEDIA_TYPES: Final = {
    "zicht.css": "text/css; charset=utf-8",
    "raadsblad.css": "text/css; charset=utf-8",
    "icoon.svg": "image/svg+xml",
}
BESTANDEN: Final = {naam: (_FOLDER / naam).read_bytes() for naam in MEDIA_TYPES}
KENMERKEN: Final = {naam: hashlib.sha256(inhoud).hexdigest()[:12] for naam, inhoud in BESTANDEN.items()}


def address_of(naam: str) -> str:
    """Where one of the files stands. With its hash the browser may keep it for good, and sees a new one at once."""
    return f"/dashboard/{naam}?v={KENMERKEN[naam]}"
