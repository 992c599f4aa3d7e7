"""Where to go after signing in: back to a page of the same gemeente, and nowhere else."""

import re
from typing import Final

# Segments of a page's address begin with a letter or digit: no `..`, no `//`, nothing that a browser reads otherwise.
_PAGE: Final = re.compile(
    r"/dashboard/(GM\d{4})((?:/[A-Za-z0-9][A-Za-z0-9._~-]*)*)(\?[A-Za-z0-9&=%._~+,:;/?@!$'()*-]*)?", re.ASCII
)
_MAX: Final = 1000
_HERE: Final = ("/aanmelden", "/afmelden")


def safe_return(terug: str, gemeente_code: str) -> str:
    """The address to go to: `terug` when that is a page of this gemeente, otherwise its dashboard."""
    home = f"/dashboard/{gemeente_code}"
    found = _PAGE.fullmatch(terug) if len(terug) <= _MAX else None
    if found is None or found[1] != gemeente_code or found[2].startswith(_HERE):
        return home
    return terug
