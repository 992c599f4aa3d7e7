"""The stylesheet of a gemeente: its colours by name, and a fingerprint for an address that changes with them."""

import hashlib
from collections.abc import Mapping


def stylesheet(colours: Mapping[str, str]) -> str:
    """The CSS that gives pages these colours (`#rrggbb`, by name)."""
    return ":root{" + "".join(f"--{name}:{colour};" for name, colour in colours.items()) + "}\n"


def fingerprint(css: str) -> str:
    """What the address of a stylesheet ends on: the same for as long as it says the same."""
    return hashlib.sha256(css.encode()).hexdigest()[:12]
