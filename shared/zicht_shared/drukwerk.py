"""Pages to print: HTML that brings all that it needs, and no script, as it is often saved and opened as a file."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Drukwerk:
    """sjablonen: the templates, with `stijl` for the stylesheet. headers: those that every page of them needs."""

    sjablonen: Environment
    headers: dict[str, str]


def load_drukwerk(folder: Path, stylesheet: str) -> Drukwerk:
    """The templates in `folder/templates`, and the one stylesheet that stands inside each page."""
    stijl = (folder / stylesheet).read_text(encoding="utf-8")
    sjablonen = Environment(
        loader=FileSystemLoader(folder / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sjablonen.globals |= {"stijl": Markup(stijl)}  # noqa: S704  our own file, nothing of a user's in it
    digest = base64.b64encode(hashlib.sha256(stijl.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Drukwerk(sjablonen, {"Content-Security-Policy": policy})
