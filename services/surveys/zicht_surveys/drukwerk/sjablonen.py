"""What every page to print shares: the templates, the style that stands in the page itself, and its content policy.

A page is an answer of the API: it is often saved and opened as a file, so it brings all that it needs, and no script.
"""

import base64
import hashlib
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import Query
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

Papier = Annotated[Literal["a4", "a5"], Query(description="Het papier waarop wordt afgedrukt.")]
MEDIA_TYPE: Final = "text/html; charset=utf-8"

_HERE: Final = Path(__file__).parent
STIJL: Final = (_HERE / "druk.css").read_text(encoding="utf-8")
_DIGEST: Final = base64.b64encode(hashlib.sha256(STIJL.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
}

sjablonen: Final = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
sjablonen.globals |= {"stijl": Markup(STIJL)}  # noqa: S704  our own file, nothing of a user's in it
