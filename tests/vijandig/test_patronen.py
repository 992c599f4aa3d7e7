"""No pattern takes long, whatever text it is laid against (ReDoS)."""

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import pytest

import zicht_api
import zicht_shared
import zicht_surveys

# As long as nearly every text may be; what takes the square of this in steps takes a tenth of a second.
LANG: Final = 4_000
SECONDEN: Final = 0.05
# What a pattern may repeat, and what may make the whole fail after all.
_HERHAALD: Final = [
    "a",
    "A",
    "0",
    "1",
    " ",
    "-",
    ".",
    ",",
    "@",
    "'",
    '"',
    "<",
    "(",
    "[",
    "=",
    "_",
    "/",
    ":",
    ";",
    "%",
    "+",
    "\t",
    "\n",
    "é",
    "a.",
    "a-",
    "a,",
    "a@",
    "a ",
    "1 ",
    "1.",
    "-1",
    "''",
    "a1",
    "<a",
    "w",
    "www.",
    "nul ",
    "een ",
    "vijf",
    "Van de ",
    "NL",
    "NL00",
    "0a",
    "/a",
    "/dashboard",
    "GM0001",
    "&a=",
    "((",
    "a'",
    "12-",
    "K1",
    "eentwee",
    "straat ",
    "1234 ab ",
]
_ERVOOR: Final = ["", "/dashboard/GM0001/", "Naam('"]
_ERACHTER: Final = ["", "!\n"]


def modules() -> Iterator[ModuleType]:
    for package in (zicht_api, zicht_surveys, zicht_shared):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        yield from (found for part in value.values() for found in patterns_in(part))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (found for part in value for found in patterns_in(part))


@dataclass(frozen=True)
class Gebruik:
    """A pattern, and how its own module lays it against a text."""

    patroon: re.Pattern[str]
    wijzen: frozenset[str]

    def slowest(self) -> tuple[float, str]:
        """The most seconds of this processor that any of the texts takes, and how that begins. Stops at too many."""
        worst = (0.0, "")
        # Short ones first: what doubles with each sign would never end on a long one.
        for size in (20, LANG):
            for text in texts(size):
                worst = max(worst, (self._seconds(text), repr((text[:30], size))))
                if worst[0] > SECONDEN:
                    return worst
        return worst

    def _seconds(self, text: str) -> float:
        """The least of three times when the first was long: something else may have been done meanwhile."""
        times: list[float] = []
        while len(times) < 3 and (not times or times[-1] > SECONDEN):
            started = time.process_time()
            for wijze in self.wijzen:
                getattr(self.patroon, wijze)(text)
            times.append(time.process_time() - started)
        return min(times)


def all_patterns() -> dict[str, Gebruik]:
    """Every pattern that a module of ours keeps, by where it is and its number there."""
    found: dict[str, Gebruik] = {}
    for module in modules():
        for name, value in vars(module).items():
            patterns = list(patterns_in(value))
            if patterns and re.search(rf"^{name}\b.*=", source := inspect.getsource(module), re.MULTILINE):
                said = set(re.findall(rf"\b{name}\.(\w+)\(", source))
                wijzen = {"search" if wijze in {"sub", "findall", "finditer", "split"} else wijze for wijze in said}
                for nr, pattern in enumerate(patterns):
                    found[f"{module.__name__}.{name}.{nr}"] = Gebruik(pattern, frozenset(wijzen or {"search"}))
    return found


def texts(size: int) -> Iterator[str]:
    for before in _ERVOOR:
        for repeated in _HERHAALD:
            for behind in _ERACHTER:
                yield (before + repeated * (size // len(repeated)))[:size] + behind


def test_no_pattern_takes_long_for_any_text() -> None:
    patterns = all_patterns()
    assert len(patterns) > 40
    slow = {name: found for name, pattern in patterns.items() if (found := pattern.slowest())[0] > SECONDEN}
    assert slow == {}


@pytest.mark.parametrize("bad", [r"(a+)+$", r"(?:a|a)*b", r"\s*\d+\s*\s*x"])
def test_a_pattern_that_does_take_long_is_found(bad: str) -> None:
    assert Gebruik(re.compile(bad), frozenset({"search"})).slowest()[0] > SECONDEN
