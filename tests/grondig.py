"""How many cases the tests with random or many cases do: some at every run, all of them by `make test-grondig`."""

import os
from typing import Final

GRONDIG: Final = os.environ.get("ZICHT_GRONDIG") == "1"


def aantal(gewoon: int, grondig: int) -> int:
    """The first, or the second when all cases are asked for."""
    return grondig if GRONDIG else gewoon
